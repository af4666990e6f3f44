import { describe, expect, it } from 'vitest'
import { fieldPart, rawForm } from '../../helpers/form.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { sendRaw } from './softphone.ts'

const form = rawForm([fieldPart('media_size', '1')])
const bodies = [
  { type: 'text/plain', body: Buffer.from('media_size=1') },
  { type: form.type, body: form.body },
]

const QUERY = 'from=johndow&password=12345678&media_url=http://media.example/a'
const REFERENCE = `/media_ref_send?${QUERY}`
const allocation = { contentType: 'image/jpeg', contentSize: 3 }

function post(url: string, path: string, { type, body }: (typeof bodies)[number]): Promise<Response> {
  return fetch(url + path, { method: 'POST', headers: { 'content-type': type }, body: new Uint8Array(body) })
}

/** The id of the next reference: with a seed it tells how many came before. */
async function nextReference(url: string): Promise<string> {
  return ((await (await fetch(url + REFERENCE)).json()) as { sms_id: string }).sms_id
}

/** The path of the next place. */
async function nextPlace(url: string): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(allocation)
  const reply = await fetch(`${url}/mmmsg`, { method: 'POST', headers, body })
  expect(reply.status).toBe(201)
  return new URL(((await reply.json()) as { url: string }).url).pathname
}

describe.each(bodies)('a body of $type', sent => {
  const services = [
    { service: 'a precheck', path: `/upload_media_precheck?${QUERY}` },
    { service: 'a reference', path: REFERENCE },
  ]

  it.each(services)('is refused by $service with 415, in JSON and in XML', async ({ path }) => {
    const { url } = await startTestServer()
    const json = await post(url, path, sent)
    expect([json.status, json.headers.get('content-type')]).toEqual([415, 'application/json'])
    expect(await json.json()).toEqual({ message: expect.stringMatching(/./) })
    const xml = await post(url, `${path}&format=xml`, sent)
    expect([xml.status, xml.headers.get('content-type')]).toEqual([415, 'text/xml'])
    expect(await xml.text()).toMatch(/^<response><message>[^<]+<\/message><\/response>$/)
  })

  it('leaves no reference', async () => {
    const [asked, fresh] = await Promise.all([startTestServer({ seed: 1 }), startTestServer({ seed: 1 })])
    expect((await post(asked.url, REFERENCE, sent)).status).toBe(415)
    expect(await nextReference(asked.url)).toBe(await nextReference(fresh.url))
    expect(await assetsOf(asked.url)).toEqual([])
  })

  it('allocates no place', async () => {
    const [asked, fresh] = await Promise.all([startTestServer({ seed: 1 }), startTestServer({ seed: 1 })])
    const body = Buffer.from(JSON.stringify(allocation))
    for (const one of [sent, { ...sent, body }]) {
      const reply = await post(asked.url, '/mmmsg', one)
      expect(reply.status).toBe(415)
      expect(await reply.json()).toEqual({ message: expect.stringMatching(/application\/json/) })
    }
    expect(await nextPlace(asked.url)).toBe(await nextPlace(fresh.url))
  })
})

it('bytes whose content type can’t be read are refused without a word of forms, and can come again', async () => {
  const { url, port } = await startTestServer()
  const path = await nextPlace(url)
  const put = (type: string) =>
    sendRaw(port, `PUT ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 3\r\n\r\nabc`)
  const refused = await put('///')
  expect(refused.status).toBe(415)
  expect(JSON.parse(refused.body)).toEqual({ message: expect.not.stringContaining('multipart') })
  expect(await assetsOf(url)).toEqual([])
  expect((await put('image/jpeg')).status).toBe(200)
})
