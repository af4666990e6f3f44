import { describe, expect, it } from 'vitest'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { johndow, uploadedUrl } from './softphone.ts'

const PATH = '/media_ref_send'
const ID = /^[0-9a-f]{32}$/

/** What an app sends after its upload, by the documentation's parameters. */
const reference = {
  ...johndow,
  sms_to: '+442012345678',
  description: 'Grüße & <Küsse>',
  preview_width: '160',
  preview_height: '120',
  preview_content_type: 'image/jpeg',
  preview_content: fixture('photo.jpg').toString('base64'),
  media_url: 'https://media.example/media/1.jpg',
  media_content_type: 'image/jpeg',
}
type Values = { readonly [name: string]: unknown }

const asForm = (values: Values) =>
  new URLSearchParams(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])),
  ).toString()

function sendForm(url: string, values: Values, method = 'POST', path = PATH): Promise<Response> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return fetch(url + path, { method, headers, body: asForm(values) })
}

function sendJson(url: string, values: unknown, method = 'POST'): Promise<Response> {
  return fetch(url + PATH, {
    method,
    headers: { 'content-type': 'application/json' },
    body: typeof values === 'string' ? values : JSON.stringify(values),
  })
}

async function expectSent(response: Response): Promise<string> {
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/json')
  const body = (await response.json()) as { sms_id: string }
  expect(body).toEqual({ sms_id: expect.stringMatching(ID) })
  return body.sms_id
}

async function expectRefused(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual({ message: expect.stringMatching(/./) })
}

describe('a reference', () => {
  it.each(['POST', 'PUT'])('is taken as form fields by %s', async method => {
    const { url } = await startTestServer()
    await expectSent(await sendForm(url, reference, method))
  })

  it.each(['POST', 'PUT'])('is taken as JSON by %s', async method => {
    const { url } = await startTestServer()
    await expectSent(await sendJson(url, { ...reference, preview_width: 160, preview_height: 120 }, method))
  })

  it('is taken from the query by GET', async () => {
    const { url } = await startTestServer()
    const { preview_content: _, ...short } = reference
    await expectSent(await fetch(`${url}${PATH}?${asForm(short)}`))
  })

  it('may stand half in the query and half in the body', async () => {
    const { url } = await startTestServer()
    const { from, password, ...rest } = reference
    await expectSent(await sendForm(url, rest, 'POST', `${PATH}?from=${from}&password=${password}`))
  })

  it('needs no more than the address of the media', async () => {
    const { url } = await startTestServer()
    await expectSent(await sendForm(url, { ...johndow, media_url: 'x' }))
  })

  it('to an upload’s own address stores nothing but the upload', async () => {
    const { url } = await startTestServer()
    const media_url = await uploadedUrl(url)
    await expectSent(await sendForm(url, { ...reference, media_url }))
    expect(await assetsOf(url)).toHaveLength(1)
    expect((await fetch(media_url)).status).toBe(200)
  })

  it('gets an id of its own each time', async () => {
    const { url } = await startTestServer()
    const ids = []
    for (let at = 0; at < 5; at++) ids.push(await expectSent(await sendForm(url, reference)))
    expect(new Set(ids).size).toBe(5)
  })

  it('gets the same id in each run with the same seed', async () => {
    const ids = []
    for (let run = 0; run < 2; run++) {
      const { url } = await startTestServer({ seed: 1 })
      ids.push(await expectSent(await sendForm(url, reference)))
    }
    expect(ids[0]).toBe(ids[1])
  })

  it('may carry a raw + in the query', async () => {
    const { url } = await startTestServer()
    const query = 'from=+44201234&password=x&sms_to=+4420&media_url=http://media.example/a'
    await expectSent(await fetch(`${url}${PATH}?${query}`))
  })

  it('is taken at a configured path, and at the default one no more', async () => {
    const { url } = await startTestServer({
      vendors: { 'cloud-softphone': { paths: { reference: ['/send', '/ref/send'] } } },
    })
    for (const path of ['/send', '/ref/send']) await expectSent(await sendForm(url, reference, 'POST', path))
    expect((await sendForm(url, reference)).status).toBe(404)
  })
})

describe('the answer', () => {
  it.each<[string, string, { readonly [name: string]: string }]>([
    ['?format=xml', `${PATH}?format=xml`, {}],
    ['Accept', PATH, { accept: 'text/xml' }],
  ])('is XML where %s says so, in refusals too', async (_, path, headers) => {
    const { url } = await startTestServer()
    const type = { 'content-type': 'application/x-www-form-urlencoded', ...headers }
    const post = (values: Values) =>
      fetch(url + path, { method: 'POST', headers: type, body: asForm(values) })
    const sent = await post(reference)
    expect(sent.headers.get('content-type')).toBe('text/xml')
    expect(await sent.text()).toMatch(/^<response><sms_id>[0-9a-f]{32}<\/sms_id><\/response>$/)
    const refused = await post({ media_url: 'x' })
    expect(refused.status).toBe(401)
    expect(await refused.text()).toMatch(/^<response><message>[^<]+<\/message><\/response>$/)
  })
})

describe('a reference is refused', () => {
  it.each<[string, Values]>([
    ['without the address of the media', { ...reference, media_url: undefined }],
    ['with an empty address', { ...reference, media_url: '' }],
    ['with a width that is no number', { ...reference, preview_width: 'wide' }],
    ['with a negative height', { ...reference, preview_height: -1 }],
  ])('%s', async (_, values) => {
    const { url } = await startTestServer()
    await expectRefused(await sendJson(url, values), 400)
  })

  it.each(['{"media_url":', 'null', '[]', '"text"', ''])('as the JSON %j', async body => {
    const { url } = await startTestServer()
    const path = `${PATH}?from=a&password=b`
    const headers = { 'content-type': 'application/json' }
    await expectRefused(await fetch(url + path, { method: 'POST', headers, body }), 400)
  })

  it('with a method that it does not have', async () => {
    const { url } = await startTestServer()
    const response = await sendForm(url, reference, 'DELETE')
    expect(response.headers.get('allow')).toContain('POST')
    await expectRefused(response, 405)
  })

  it('without a credential, and with a wrong one in strict mode', async () => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: { 'cloud-softphone': [{ username: 'johndow', password: '12345678' }] },
    })
    await expectRefused(await sendForm(url, { media_url: 'x' }), 401)
    await expectRefused(await sendForm(url, { ...reference, password: 'wrong' }), 401)
    await expectRefused(await sendForm(url, { ...reference, from: 'nobody' }), 401)
    await expectSent(await sendForm(url, reference))
  })
})

it('asks for nothing where credentials are off', async () => {
  const { url } = await startTestServer({ auth: 'off' })
  await expectSent(await sendForm(url, { media_url: 'x' }))
})
