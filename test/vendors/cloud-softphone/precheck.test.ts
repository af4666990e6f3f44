import { describe, expect, it } from 'vitest'
import { padded } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { photo, sendRaw, upload } from './softphone.ts'

type Values = { readonly [name: string]: string }

const good: Values = {
  from: 'alice',
  password: 'x',
  to: '+44201234',
  description: 'hello',
  media_size: '4000',
  content_type: 'image/jpeg',
}

type Precheck = (url: string, values: Values) => Promise<Response>

const inQuery =
  (method: string): Precheck =>
  (url, values) =>
    fetch(`${url}/upload_media_precheck?${new URLSearchParams(values)}`, { method })

const asForm =
  (method: string): Precheck =>
  (url, values) =>
    fetch(`${url}/upload_media_precheck`, { method, body: new URLSearchParams(values) })

const asJson =
  (method: string): Precheck =>
  (url, values) =>
    fetch(`${url}/upload_media_precheck`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        Object.fromEntries(
          Object.entries(values).map(([name, value]) => [
            name,
            name === 'media_size' ? Number(value) : value,
          ]),
        ),
      ),
    })

const ways: readonly [string, Precheck][] = [
  ['GET with a query', inQuery('GET')],
  ['HEAD with a query', inQuery('HEAD')],
  ['POST with a query', inQuery('POST')],
  ['PUT with a query', inQuery('PUT')],
  ['POST with an urlencoded body', asForm('POST')],
  ['PUT with an urlencoded body', asForm('PUT')],
  ['POST with a JSON body', asJson('POST')],
  ['PUT with a JSON body', asJson('PUT')],
]

describe.each(ways)('precheck by %s', (way, precheck) => {
  const bodyOf = (message: string) => (way.startsWith('HEAD') ? '' : JSON.stringify({ message }))

  it('says yes to what the upload would take, and stores nothing', async () => {
    const server = await startTestServer()
    const response = await precheck(server.url, good)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(way.startsWith('HEAD') ? '' : '{}')
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('refuses another type with 415', async () => {
    const server = await startTestServer()
    const response = await precheck(server.url, { ...good, content_type: 'image/png' })
    expect(response.status).toBe(415)
    expect(await response.text()).toBe(bodyOf('Only image/jpeg and video/mp4 can be uploaded'))
  })

  it('refuses a larger file with 413', async () => {
    const server = await startTestServer({ policies: { 'cloud-softphone.media': { maxBytes: 5_000 } } })
    expect((await precheck(server.url, { ...good, media_size: '5000' })).status).toBe(200)
    const response = await precheck(server.url, { ...good, media_size: '5001' })
    expect(response.status).toBe(413)
    expect(await response.text()).toBe(bodyOf('The media file is larger than 5000 bytes'))
  })

  it('refuses a missing credential with 401', async () => {
    const server = await startTestServer()
    const { from, password, ...rest } = good
    const response = await precheck(server.url, rest)
    expect([from, password]).toEqual(['alice', 'x'])
    expect(response.status).toBe(401)
    expect(await response.text()).toBe(bodyOf('Wrong user name or password'))
  })

  it('knows the configured accounts in strict mode', async () => {
    const server = await startTestServer({
      auth: 'strict',
      credentials: { 'cloud-softphone': [{ username: 'alice', password: 'x' }] },
    })
    expect((await precheck(server.url, good)).status).toBe(200)
    expect((await precheck(server.url, { ...good, password: 'wrong' })).status).toBe(401)
  })

  it('refuses a size that is no number with 400', async () => {
    const server = await startTestServer()
    const response = await precheck(server.url, { ...good, media_size: 'big' })
    expect(response.status).toBe(400)
  })
})

describe('precheck', () => {
  const policies = { 'cloud-softphone.media': { maxBytes: 5_000 } }
  const strict = {
    auth: 'strict',
    credentials: { 'cloud-softphone': [{ username: 'alice', password: 'x' }] },
  } as const

  it.each([
    ['all good', {}],
    ['another type', { type: 'image/png' }],
    ['a synonym of a type', { type: 'image/jpg' }],
    ['the exact size', { bytes: 5_000 }],
    ['a byte too many', { bytes: 5_001 }],
    ['a wrong password', { password: 'wrong' }],
    ['another type and a byte too many', { type: 'image/png', bytes: 5_001 }],
    ['a wrong password and another type', { password: 'wrong', type: 'image/png' }],
    ['a wrong password and a byte too many', { password: 'wrong', bytes: 5_001 }],
  ])(
    'has the upload’s verdict for %s',
    async (_, {
      type = 'image/jpeg',
      bytes = 4_000,
      password = 'x',
    }: {
      readonly type?: string
      readonly bytes?: number
      readonly password?: string
    }) => {
      const server = await startTestServer({ ...strict, policies })
      const asked = await inQuery('GET')(server.url, {
        from: 'alice',
        password,
        media_size: String(bytes),
        content_type: type,
      })
      const done = await upload(server.url, {
        fields: { from: 'alice', password },
        file: { ...photo, type, bytes: padded('photo.jpg', bytes) },
      })
      expect(asked.status).toBe(done.status)
      if (!done.ok) expect(await asked.json()).toEqual(await done.json())
    },
  )

  it('asks for nothing but a credential', async () => {
    const server = await startTestServer()
    const replies = await Promise.all([
      inQuery('GET')(server.url, { from: 'alice' }),
      asForm('POST')(server.url, { from: 'alice' }),
      asJson('POST')(server.url, { from: 'alice' }),
    ])
    expect(replies.map(reply => reply.status)).toEqual([200, 200, 200])
  })

  it('merges query and body', async () => {
    const server = await startTestServer({ policies })
    const response = await fetch(`${server.url}/upload_media_precheck?from=alice&content_type=image/jpeg`, {
      method: 'POST',
      body: new URLSearchParams({ media_size: '5001' }),
    })
    expect(response.status).toBe(413)
  })

  it.each([
    ['from=alice&to=+44201234&media_size=456000', 200],
    ['from=al%ice&password=100%&to=%zz&media_size=456000', 200],
    ['from=alice&content_type=image/png&to=50%', 415],
  ])('reads the raw query %s', async (query, status) => {
    const server = await startTestServer()
    const reply = await sendRaw(
      server.port,
      `GET /upload_media_precheck?${query} HTTP/1.1\r\nHost: example.com\r\n\r\n`,
    )
    expect(reply.status).toBe(status)
  })

  it.each(['Basic YWxpY2U6eA==', 'Digest username="alice", realm="r"'])(
    'finds the credential in the header %s',
    async authorization => {
      const server = await startTestServer()
      const response = await fetch(`${server.url}/upload_media_precheck`, { headers: { authorization } })
      expect(response.status).toBe(200)
    },
  )

  it('refuses a JSON body that can’t be read with 400 and a message', async () => {
    const server = await startTestServer()
    const response = await fetch(`${server.url}/upload_media_precheck?from=alice`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"media_size":',
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ message: 'The request could not be read' })
  })

  it.each(['null', '[]', '"text"', '7'])('takes the JSON body %s as one that says nothing', async body => {
    const server = await startTestServer()
    const response = await fetch(`${server.url}/upload_media_precheck?from=alice`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(response.status).toBe(200)
  })

  it('answers at every configured path, and at no other', async () => {
    const server = await startTestServer({
      vendors: { 'cloud-softphone': { paths: { precheck: ['/may-i'] } } },
    })
    expect((await fetch(`${server.url}/may-i?from=alice`)).status).toBe(200)
    expect((await fetch(`${server.url}/upload_media_precheck?from=alice`)).status).toBe(404)
  })

  it('has the alias of the documentation’s URL example', async () => {
    const server = await startTestServer()
    const query = 'from=alice&password=x&to=1&media_size=456000'
    expect((await fetch(`${server.url}/upload_message_precheck?${query}`)).status).toBe(200)
  })

  it('gets 405 for another method', async () => {
    const server = await startTestServer()
    const response = await fetch(`${server.url}/upload_media_precheck?from=alice`, { method: 'DELETE' })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST, PUT')
  })
})
