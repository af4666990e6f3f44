import { describe, expect, it } from 'vitest'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { clip, documentedForm, documentedRequest, photo, sendRaw, upload, uploadedUrl } from './softphone.ts'

const get = (url: string, headers: { readonly [name: string]: string } = {}, method = 'GET') =>
  fetch(url, { method, headers })

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

describe('media_url', () => {
  it('serves the exact bytes with their declared type, and runs nothing', async () => {
    const server = await startTestServer()
    const response = await get(await uploadedUrl(server.url))
    expect(response.status).toBe(200)
    expect(await bytesOf(response)).toEqual(photo.bytes)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(photo.bytes.length),
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-disposition': 'inline',
      etag: expect.stringMatching(/^"[^"]+"$/),
    })
  })

  it('answers HEAD like GET, without the bytes', async () => {
    const server = await startTestServer()
    const response = await get(await uploadedUrl(server.url), {}, 'HEAD')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-length')).toBe(String(photo.bytes.length))
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    expect((await bytesOf(response)).length).toBe(0)
  })

  it.each(['exact', 'weak', 'in a list', 'any'])('answers 304 to If-None-Match: %s', async how => {
    const server = await startTestServer()
    const url = await uploadedUrl(server.url)
    const etag = (await get(url, {}, 'HEAD')).headers.get('etag') ?? ''
    const tag = { exact: etag, weak: `W/${etag}`, 'in a list': `"other", ${etag}`, any: '*' }[how] ?? ''
    const response = await get(url, { 'if-none-match': tag })
    expect(response.status).toBe(304)
    expect(response.headers.get('etag')).toBe(etag)
    expect((await bytesOf(response)).length).toBe(0)
  })

  it('answers whole to another tag', async () => {
    const server = await startTestServer()
    const response = await get(await uploadedUrl(server.url), { 'if-none-match': '"other"' })
    expect(response.status).toBe(200)
    expect(await bytesOf(response)).toEqual(photo.bytes)
  })

  const { length } = photo.bytes
  it.each([
    ['the first byte', 'bytes=0-0', 0, 0],
    ['a middle', 'bytes=100-299', 100, 299],
    ['an open end', 'bytes=3900-', 3_900, length - 1],
    ['a suffix', 'bytes=-10', length - 10, length - 1],
    ['a suffix longer than the file', 'bytes=-999999', 0, length - 1],
    ['an end beyond the file', 'bytes=3000-999999', 3_000, length - 1],
    ['all', `bytes=0-${length - 1}`, 0, length - 1],
  ])('serves %s as a range', async (_, range, first, last) => {
    const server = await startTestServer()
    const response = await get(await uploadedUrl(server.url), { range })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(`bytes ${first}-${last}/${length}`)
    expect(response.headers.get('content-length')).toBe(String(last - first + 1))
    expect(await bytesOf(response)).toEqual(Buffer.from(photo.bytes.subarray(first, last + 1)))
  })

  it.each([`bytes=${length}-`, 'bytes=999999-9999999', 'bytes=-0'])('answers 416 to %s', async range => {
    const server = await startTestServer()
    const response = await get(await uploadedUrl(server.url), { range })
    expect(response.status).toBe(416)
    expect(response.headers.get('content-range')).toBe(`bytes */${length}`)
  })

  it.each(['bytes=9-2', 'bytes=-', 'bytes=a-b', 'lines=1-2', 'bytes=0-1,5-6'])(
    'answers whole to %s',
    async range => {
      const server = await startTestServer()
      const response = await get(await uploadedUrl(server.url), { range })
      expect(response.status).toBe(200)
      expect(await bytesOf(response)).toEqual(photo.bytes)
    },
  )

  it('heeds If-Range', async () => {
    const server = await startTestServer()
    const url = await uploadedUrl(server.url)
    const etag = (await get(url, {}, 'HEAD')).headers.get('etag') ?? ''
    expect((await get(url, { range: 'bytes=0-0', 'if-range': etag })).status).toBe(206)
    expect((await get(url, { range: 'bytes=0-0', 'if-range': '"old"' })).status).toBe(200)
  })

  it('leads nowhere for an id that is not there, in the vendor’s words', async () => {
    const server = await startTestServer()
    const response = await get(`${server.url}/media/00000000000000000000000000000000.jpg`)
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({ message: 'Not found' })
  })

  it('leads nowhere after a reset', async () => {
    const server = await startTestServer()
    const url = await uploadedUrl(server.url)
    await fetch(`${server.url}/_mock/reset`, { method: 'POST' })
    expect((await get(url)).status).toBe(404)
  })

  it.each([
    ['page.html', 'text/html', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['icon.svg', 'image/svg+xml', fixture('icon.svg')],
  ])('offers %s for saving where the configuration lets it in', async (name, type, bytes) => {
    const server = await startTestServer({ policies: { 'cloud-softphone.media': { types: ['*'] } } })
    const response = await get(await uploadedUrl(server.url, { file: { name, type, bytes } }))
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('content-disposition')).toBe('attachment')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('content-security-policy')).toContain('sandbox')
    expect(await bytesOf(response)).toEqual(bytes)
  })
})

describe('the server’s address in media_url', () => {
  it.each(['https://media.example', 'https://media.example/', 'https://media.example/base//'])(
    'is the configured %s, without a slash at its end',
    async publicUrl => {
      const server = await startTestServer({ publicUrl })
      const base = publicUrl.replace(/\/+$/, '')
      expect(await uploadedUrl(server.url)).toMatch(new RegExp(`^${base}/media/\\w+\\.jpg$`))
    },
  )

  it('is the proxy’s where one is trusted', async () => {
    const server = await startTestServer({ trustProxy: true })
    const headers = { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'edge.example:8443, inner' }
    expect(await uploadedUrl(server.url, { headers })).toMatch(/^https:\/\/edge\.example:8443\/media\//)
  })

  it('is the Host’s, with the trusted proxy’s protocol, where the proxy names no host', async () => {
    const server = await startTestServer({ trustProxy: true })
    const url = await uploadedUrl(server.url, { headers: { 'x-forwarded-proto': 'https' } })
    expect(url).toMatch(new RegExp(`^https://127\\.0\\.0\\.1:${server.port}/media/`))
  })

  it('ignores what a proxy says that is not trusted', async () => {
    const server = await startTestServer()
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' }
    expect(await uploadedUrl(server.url, { headers })).toMatch(new RegExp(`^${server.url}/media/`))
  })

  it('is the configured one even behind a trusted proxy', async () => {
    const server = await startTestServer({ trustProxy: true, publicUrl: 'https://media.example' })
    const headers = { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'edge.example' }
    expect(await uploadedUrl(server.url, { headers })).toMatch(/^https:\/\/media\.example\/media\//)
  })
})

describe('the namespace in media_url', () => {
  const leads = async (server: { readonly url: string }, url: string) => {
    expect(url).toMatch(new RegExp(`^${server.url}/ns/team-1/media/\\w+\\.jpg$`))
    expect(await bytesOf(await get(url))).toEqual(photo.bytes)
    expect(await assetsOf(server.url)).toEqual([])
    expect(await assetsOf(`${server.url}/ns/team-1`)).toHaveLength(1)
    expect((await get(url.replace('/ns/team-1', ''))).status).toBe(404)
  }

  it('is there when the path names one', async () => {
    const server = await startTestServer()
    await leads(server, await uploadedUrl(server.url, { path: '/ns/team-1/upload_media' }))
  })

  it('is there when a header names one', async () => {
    const server = await startTestServer()
    await leads(server, await uploadedUrl(server.url, { headers: { 'x-mock-namespace': 'team-1' } }))
  })

  it('is there when the query’s user name ends in one', async () => {
    const server = await startTestServer()
    const path = '/upload_media?from=alice_ns_team-1&password=x'
    await leads(server, await uploadedUrl(server.url, { path, fields: {} }))
    expect(await assetsOf(`${server.url}/ns/team-1`)).toMatchObject([{ owner: 'alice' }])
  })

  it.each([
    `Basic ${Buffer.from('alice_ns_team-1:x').toString('base64')}`,
    'Digest username="alice_ns_team-1", realm="r"',
  ])('is there when the header %s ends in one', async authorization => {
    const server = await startTestServer()
    await leads(server, await uploadedUrl(server.url, { headers: { authorization }, fields: {} }))
  })

  it('is there when the host names one', async () => {
    const server = await startTestServer()
    const host = `team-1.localhost:${server.port}`
    const reply = await sendRaw(server.port, documentedRequest(documentedForm(clip.bytes), { host }))
    const { media_url } = JSON.parse(reply.body) as { media_url: string }
    const { pathname } = new URL(media_url)
    expect(media_url).toBe(`http://${host}${pathname}`)
    expect(pathname).toMatch(/^\/ns\/team-1\/media\/\w+\.mp4$/)
    expect(await bytesOf(await get(server.url + pathname))).toEqual(clip.bytes)
  })

  it('follows the configured address', async () => {
    const server = await startTestServer({ publicUrl: 'https://media.example/base' })
    const url = await uploadedUrl(server.url, { path: '/ns/team-1/upload_media' })
    expect(url).toMatch(/^https:\/\/media\.example\/base\/ns\/team-1\/media\//)
  })

  it('is not there for the default namespace, even when it is named', async () => {
    const server = await startTestServer()
    const url = await uploadedUrl(server.url, { path: '/ns/default/upload_media' })
    expect((await get(url)).status).toBe(200)
    expect(await assetsOf(server.url)).toHaveLength(1)
  })

  it('is the path’s where header and credential name others', async () => {
    const server = await startTestServer()
    const url = await uploadedUrl(server.url, {
      path: '/ns/team-1/upload_media?from=alice_ns_team-3',
      headers: { 'x-mock-namespace': 'team-2' },
    })
    await leads(server, url)
  })
})

it('keeps media of a browser’s form readable across origins', async () => {
  const server = await startTestServer()
  const response = await upload(server.url, { headers: { origin: 'https://app.example' } })
  expect(response.status).toBe(200)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
})
