import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'

const TYPE = 'image/jpeg'
const ciphertext = randomBytes(70_000)

interface AllocateOptions {
  readonly path?: string
  readonly headers?: { readonly [name: string]: string }
}

function allocate(url: string, body: unknown, { path = '/mmmsg', headers = {} }: AllocateOptions = {}) {
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function place(url: string, contentSize: number, options: AllocateOptions = {}): Promise<string> {
  const response = await allocate(url, { contentType: TYPE, contentSize }, options)
  expect(response.status).toBe(201)
  return ((await response.json()) as { url: string }).url
}

function put(address: string, bytes: Uint8Array, type: string | undefined = TYPE): Promise<Response> {
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
  return fetch(address, { method: 'PUT', headers, body: new Uint8Array(bytes) })
}

async function bytesAt(address: string): Promise<Buffer> {
  const response = await fetch(address)
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}

async function expectRefused(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual({ message: expect.stringMatching(/./) })
}

const capped = { policies: { 'cloud-softphone.mmmsg': { maxBytes: 100_000 } } }

describe('allocating a place', () => {
  it('answers 201 with an address that clients accept', async () => {
    const { url } = await startTestServer()
    const response = await allocate(url, { contentType: TYPE, contentSize: 5 })
    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('application/json')
    const text = await response.text()
    expect(text.length).toBeLessThanOrEqual(4_096)
    const reply = JSON.parse(text) as { url: string }
    expect(reply).toEqual({ url: expect.any(String) })
    expect(reply.url.slice(0, url.length + 7)).toBe(`${url}/mmmsg/`)
    // As captured: 33 lower-case letters and digits.
    expect(reply.url.slice(url.length + 7)).toMatch(/^[a-z0-9]{33}$/)
  })

  it('works with a slash at the end, and each place is another', async () => {
    const { url } = await startTestServer()
    const places = [await place(url, 5, { path: '/mmmsg/' }), await place(url, 5), await place(url, 5)]
    expect(new Set(places).size).toBe(3)
  })

  it('asks for no credential, not even in strict mode', async () => {
    const { url } = await startTestServer({ auth: 'strict' })
    const address = await place(url, ciphertext.length)
    expect((await put(address, ciphertext)).status).toBe(200)
    expect(await bytesAt(address)).toEqual(ciphertext)
  })

  it('stores nothing', async () => {
    const { url } = await startTestServer()
    await place(url, 5)
    expect(await assetsOf(url)).toEqual([])
  })

  it.each<[string, unknown]>([
    ['no size', { contentType: TYPE }],
    ['no type', { contentSize: 5 }],
    ['an empty type', { contentType: '', contentSize: 5 }],
    ['a size that is no number', { contentType: TYPE, contentSize: '5' }],
    ['a negative size', { contentType: TYPE, contentSize: -5 }],
    ['half a byte', { contentType: TYPE, contentSize: 1.5 }],
    ['names with hyphens, as the message has them', { 'content-type': TYPE, 'content-size': 5 }],
    ['no object', '[]'],
    ['broken JSON', '{"contentType":'],
    ['an empty body', ''],
  ])('is refused with %s', async (_, body) => {
    const { url } = await startTestServer()
    await expectRefused(await allocate(url, body), 400)
  })

  it('is refused over the cap with 413, and works at it', async () => {
    const { url } = await startTestServer(capped)
    await expectRefused(await allocate(url, { contentType: TYPE, contentSize: 100_001 }), 413)
    await place(url, 100_000)
  })

  it('is refused over 100 MiB where nothing is configured', async () => {
    const { url } = await startTestServer()
    const size = 100 * 1024 * 1024
    await place(url, size)
    await expectRefused(await allocate(url, { contentType: TYPE, contentSize: size + 1 }), 413)
  })
})

describe('putting the bytes', () => {
  it('keeps them exactly, for anybody to fetch with the allocated type', async () => {
    const { url } = await startTestServer()
    const address = await place(url, ciphertext.length)
    expect((await put(address, ciphertext)).status).toBe(200)
    const response = await fetch(address)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(TYPE)
    expect(response.headers.get('content-length')).toBe(String(ciphertext.length))
    expect(Buffer.from(await response.arrayBuffer())).toEqual(ciphertext)
    expect(await assetsOf(url)).toMatchObject([{ vendor: 'cloud-softphone', bytes: ciphertext.length }])
  })

  it.each([undefined, 'application/json', 'multipart/form-data; boundary=x', 'text/plain'])(
    'takes them as they are, whatever the content type says: %s',
    async type => {
      const { url } = await startTestServer()
      const bytes = Buffer.from('{"not": "json"')
      const address = await place(url, bytes.length)
      expect((await put(address, bytes, type)).status).toBe(200)
      expect(await bytesAt(address)).toEqual(bytes)
    },
  )

  it('takes them in chunks', async () => {
    const { url } = await startTestServer()
    const address = await place(url, ciphertext.length)
    async function* pieces() {
      for (let at = 0; at < ciphertext.length; at += 9_999) yield ciphertext.subarray(at, at + 9_999)
    }
    const init = { method: 'PUT', body: ReadableStream.from(pieces()), duplex: 'half' as const }
    expect((await fetch(address, init)).status).toBe(200)
    expect(await bytesAt(address)).toEqual(ciphertext)
  })

  it('serves a part of them on request', async () => {
    const { url } = await startTestServer()
    const address = await place(url, ciphertext.length)
    await put(address, ciphertext)
    const response = await fetch(address, { headers: { range: 'bytes=10-19' } })
    expect(response.status).toBe(206)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(ciphertext.subarray(10, 20))
  })

  it.each([
    ['one byte too few', ciphertext.length + 1],
    ['one byte too many', ciphertext.length - 1],
  ])('is refused with %s, and the place can still be filled', async (_, contentSize) => {
    const { url } = await startTestServer()
    const address = await place(url, contentSize)
    await expectRefused(await put(address, ciphertext), 400)
    expect(await assetsOf(url)).toEqual([])
    expect((await fetch(address)).status).toBe(404)
    const right = Buffer.alloc(contentSize, 7)
    expect((await put(address, right)).status).toBe(200)
    expect(await bytesAt(address)).toEqual(right)
  })

  it('is refused with no bytes at all', async () => {
    const { url } = await startTestServer()
    const address = await place(url, 5)
    await expectRefused(await put(address, Buffer.alloc(0)), 400)
    expect(await assetsOf(url)).toEqual([])
  })

  it('is refused over the cap with 413, and nothing stays', async () => {
    const { url } = await startTestServer(capped)
    const address = await place(url, 100_000)
    await expectRefused(await put(address, Buffer.alloc(100_001)), 413)
    expect(await assetsOf(url)).toEqual([])
  })

  it.each(['PUT', 'GET'])('is 404 at a place that nobody allocated: %s', async method => {
    const { url } = await startTestServer()
    const address = `${url}/mmmsg/m${'0'.repeat(32)}`
    const body = method === 'PUT' ? { body: new Uint8Array(5) } : {}
    await expectRefused(await fetch(address, { method, ...body }), 404)
    expect(await assetsOf(url)).toEqual([])
  })

  it('is refused a second time with 409, and the first bytes stay', async () => {
    const { url } = await startTestServer()
    const address = await place(url, ciphertext.length)
    expect((await put(address, ciphertext)).status).toBe(200)
    await expectRefused(await put(address, Buffer.alloc(ciphertext.length)), 409)
    expect(await bytesAt(address)).toEqual(ciphertext)
    expect(await assetsOf(url)).toHaveLength(1)
  })

  it('succeeds once where several come at once', async () => {
    const { url } = await startTestServer()
    const address = await place(url, ciphertext.length)
    const replies = await Promise.all(Array.from({ length: 4 }, () => put(address, ciphertext)))
    expect(replies.map(reply => reply.status).sort()).toEqual([200, 409, 409, 409])
    expect(await assetsOf(url)).toHaveLength(1)
  })

  it.each(['POST', 'DELETE', 'PATCH'])('is not done by %s', async method => {
    const { url } = await startTestServer()
    const address = await place(url, 5)
    await expectRefused(await fetch(address, { method, body: new Uint8Array(5) }), 405)
  })

  it('leaves nothing when the client hangs up, and can be done again', async () => {
    const { url, port } = await startTestServer()
    const address = await place(url, ciphertext.length)
    const connection = await RawConnection.open(port)
    const path = new URL(address).pathname
    connection.write(
      `PUT ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${TYPE}\r\nContent-Length: ${ciphertext.length}\r\n\r\n`,
    )
    await connection.writeAll(ciphertext.subarray(0, 40_000))
    connection.socket.destroy()
    expect((await put(address, ciphertext)).status).toBe(200)
    expect(await assetsOf(url)).toHaveLength(1)
    expect(await bytesAt(address)).toEqual(ciphertext)
  })
})

describe('a place that is not filled yet', () => {
  it('is 404 to fetch', async () => {
    const { url } = await startTestServer()
    await expectRefused(await fetch(await place(url, 5)), 404)
  })

  it('with a type that no header can carry is refused, or harmless', async () => {
    const { url } = await startTestServer()
    const response = await allocate(url, { contentType: 'image/jpeg\r\nx-evil: 1', contentSize: 5 })
    if (response.status === 400) return await expectRefused(response, 400)
    const { url: address } = (await response.json()) as { url: string }
    expect((await put(address, Buffer.from('12345'))).status).toBe(200)
    const served = await fetch(address)
    expect(served.status).toBe(200)
    expect(served.headers.get('x-evil')).toBeNull()
  })
})

describe('namespaces', () => {
  it('stand in the address, which works without any header', async () => {
    const { url } = await startTestServer()
    for (const [server, options] of [
      [`${url}/ns/team-1`, {}],
      [url, { headers: { 'x-mock-namespace': 'team-1' } }],
    ] as const) {
      const address = await place(server, ciphertext.length, options)
      expect(address.slice(0, url.length + 17)).toBe(`${url}/ns/team-1/mmmsg/`)
      expect((await put(address, ciphertext)).status).toBe(200)
      expect(await bytesAt(address)).toEqual(ciphertext)
    }
    expect(await assetsOf(`${url}/ns/team-1`)).toHaveLength(2)
    expect(await assetsOf(url)).toEqual([])
  })

  it('see nothing of each other', async () => {
    const { url } = await startTestServer()
    const address = await place(`${url}/ns/team-1`, 5)
    const elsewhere = address.replace('/ns/team-1', '')
    await expectRefused(await put(elsewhere, Buffer.from('12345')), 404)
    await put(address, Buffer.from('12345'))
    await expectRefused(await fetch(elsewhere), 404)
  })

  it('lose their places with a reset', async () => {
    const { url } = await startTestServer()
    const filled = await place(url, 5)
    await put(filled, Buffer.from('12345'))
    const open = await place(url, 5)
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    await expectRefused(await fetch(filled), 404)
    await expectRefused(await put(open, Buffer.from('12345')), 404)
    expect(await assetsOf(url)).toEqual([])
  })
})

it('refuses in XML where XML is chosen', async () => {
  const { url } = await startTestServer({ vendors: { 'cloud-softphone': { format: 'xml' } } })
  const response = await allocate(url, { contentType: TYPE })
  expect(response.headers.get('content-type')).toBe('text/xml')
  expect(await response.text()).toMatch(/^<response><message>[^<]+<\/message><\/response>$/)
})
