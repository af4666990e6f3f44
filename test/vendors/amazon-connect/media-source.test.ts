import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { call, expectEmpty, expectException, importMedia, listMedia, logo, MEDIA_TYPES } from './connect.ts'

const refuses = async (url: string, source: string) => {
  const response = await importMedia(url, { source })
  expect(await expectException(response, 'InvalidParameterException')).toContain('MediaSource')
  expect(await assetsOf(url)).toEqual([])
  await expectException(await call(url, 'GET', '/workspaces/i1/w1'), 'ResourceNotFoundException')
}

describe('the size of a MediaSource', () => {
  it('may be 399,999 bytes: 533,332 characters of base64', async () => {
    const server = await startTestServer()
    const source = Buffer.alloc(399_999, 7).toString('base64')
    expect(source).toHaveLength(533_332)
    await expectEmpty(await importMedia(server.url, { source }))
    expect(await assetsOf(server.url)).toMatchObject([{ bytes: 399_999 }])
  })

  it('may not be 400,000 bytes', async () => {
    const server = await startTestServer()
    await refuses(server.url, Buffer.alloc(400_000, 7).toString('base64'))
  })

  it('may be 533,333 characters', async () => {
    const server = await startTestServer()
    const source = `https://cdn.example/${'x'.repeat(533_333 - 20)}`
    expect(source).toHaveLength(533_333)
    await expectEmpty(await importMedia(server.url, { source }))
    expect((await listMedia(server.url))[0]?.Source).toBe(source)
  })

  it('may not be 533,334 characters', async () => {
    const server = await startTestServer()
    await refuses(server.url, `https://cdn.example/${'x'.repeat(533_334 - 20)}`)
  })

  it('may not be 7 MiB, which is still read and named', async () => {
    const server = await startTestServer()
    await refuses(server.url, 'A'.repeat(7 * 1024 * 1024))
  })

  it('follows the configured limit, down', async () => {
    const server = await startTestServer({
      policies: { 'amazon-connect.workspace-media': { maxBytes: 3_000 } },
    })
    await refuses(server.url, Buffer.alloc(3_001, 7).toString('base64'))
    await expectEmpty(await importMedia(server.url, { source: Buffer.alloc(3_000, 7).toString('base64') }))
  })

  it('follows the configured limit, up', async () => {
    const server = await startTestServer({
      policies: { 'amazon-connect.workspace-media': { maxBytes: 1_000_000 } },
    })
    await refuses(server.url, Buffer.alloc(1_000_001, 7).toString('base64'))
    const source = Buffer.alloc(1_000_000, 7).toString('base64')
    await expectEmpty(await importMedia(server.url, { source }))
    expect(await assetsOf(server.url)).toMatchObject([{ bytes: 1_000_000 }])
  })
})

describe('base64', () => {
  it.each([
    ['one byte', 'QQ=='],
    ['two bytes', 'QUI='],
    ['three bytes', 'QUJD'],
    ['+ and /', '+/+/'],
  ])('of %s is taken', async (_, source) => {
    const server = await startTestServer()
    await expectEmpty(await importMedia(server.url, { source }))
    const served = await fetch((await listMedia(server.url))[0]?.Source ?? '')
    expect(Buffer.from(await served.arrayBuffer()).toString('base64')).toBe(source)
  })

  const text = logo.toString('base64')
  it.each([
    ['nothing', ''],
    ['spaces alone', '    '],
    ['a line break at its end', `${text}\n`],
    ['four line breaks at its end', `${text}\n\n\n\n`],
    ['line breaks every 76 characters', text.replace(/.{76}/g, '$&\r\n')],
    ['a space in the middle', 'QUJD QUJDQUI'],
    ['a tab in the middle', 'QU\tJ'],
    ['the URL-safe alphabet’s -', '-_-_'],
    ['the URL-safe alphabet’s _', 'QUJ_'],
    ['no padding', 'QQ'],
    ['half its padding', 'QQ='],
    ['too much padding', 'QUJD===='],
    ['padding alone', '===='],
    ['padding in the middle', 'QQ==QUJD'],
    ['three times padding', 'Q==='],
    ['a data: prefix', `data:image/png;base64,${text}`],
    ['a data: prefix that makes its length a multiple of 4', 'data:image/png;base64,QUJDQQ=='],
    ['a foreign ASCII character', 'QUJ!'],
    ['a foreign Latin-1 character', 'QUJé'],
    ['a foreign character beyond Latin-1', 'QUJ\u0144'],
    ['an emoji', 'QU😀'],
    ['a NUL', 'QUJ\0'],
    ['SVG as text', '<svg xmlns="http://www.w3.org/2000/svg"></svg>!'],
    ['an address of another scheme', 'ftp://cdn.example/a.png'],
    ['an S3 address', 's3://bucket/logo.png'],
    ['an http address without a host', 'http://'],
    ['an http address with a broken port', 'http://cdn.example:port/'],
  ])('is refused with %s, and makes nothing', async (_, source) => {
    const server = await startTestServer()
    await refuses(server.url, source)
  })
})

/** A host that counts who asks it for what. */
async function startHost(answer: (path: string) => Response | undefined) {
  const asked: string[] = []
  const host = createServer(async (request, response) => {
    asked.push(request.url ?? '')
    const reply = answer(request.url ?? '')
    if (reply === undefined) return
    response.writeHead(reply.status, Object.fromEntries(reply.headers))
    response.end(Buffer.from(await reply.arrayBuffer()))
  })
  await new Promise<void>(resolve => host.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    host.closeAllConnections()
    host.close()
  })
  const { port } = host.address() as AddressInfo
  return { asked, port, url: `http://127.0.0.1:${port}` }
}

const png = () => new Response(new Uint8Array(logo), { headers: { 'content-type': 'text/plain' } })

const fetching = (fetchMediaSource: object) => ({ vendors: { 'amazon-connect': { fetchMediaSource } } })

describe('an address as MediaSource', () => {
  it.each([
    'http://CDN.example:80/a/../b.png?X-Amz-Signature=a%2Fb&c=é#d',
    'https://user:secret@cdn.example/logo.png',
    'HTTPS://cdn.example/',
  ])('is stored and listed as it is: %s', async source => {
    const server = await startTestServer()
    await expectEmpty(await importMedia(server.url, { source }))
    expect(await listMedia(server.url)).toEqual([{ Type: MEDIA_TYPES[0], Source: source }])
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('is not fetched unless the configuration names its host', async () => {
    const host = await startHost(png)
    const server = await startTestServer()
    await expectEmpty(await importMedia(server.url, { source: `${host.url}/logo.png` }))
    await listMedia(server.url)
    expect(host.asked).toEqual([])
    await fetch(`${host.url}/proof`)
    expect(host.asked).toEqual(['/proof'])
  })

  it('is not fetched from another port or name than the configured one', async () => {
    const host = await startHost(png)
    const server = await startTestServer(fetching({ hosts: ['127.0.0.1:1', 'localhost', 'cdn.example'] }))
    await expectEmpty(await importMedia(server.url, { source: `${host.url}/logo.png` }))
    expect(host.asked).toEqual([])
  })

  it.each(['name and port', 'name alone'])('is fetched from a host that is listed by %s', async how => {
    const host = await startHost(png)
    const hosts = [how === 'name alone' ? '127.0.0.1' : `127.0.0.1:${host.port}`]
    const server = await startTestServer(fetching({ hosts }))
    await expectEmpty(await importMedia(server.url, { source: `${host.url}/logo.png?a=1` }))
    expect(host.asked).toEqual(['/logo.png?a=1'])
    expect(await listMedia(server.url)).toEqual([
      { Type: MEDIA_TYPES[0], Source: `${host.url}/logo.png?a=1` },
    ])
    const [asset] = await assetsOf(server.url)
    expect(asset).toMatchObject({ type: 'image/png', bytes: logo.length })
    const content = await fetch(`${server.url}/_mock/assets/${asset?.id}/content`)
    expect(Buffer.from(await content.arrayBuffer())).toEqual(logo)
  })

  it('may have as many bytes as the configuration says, and not one more', async () => {
    const host = await startHost(path => new Response('x'.repeat(Number(path.slice(1)))))
    const server = await startTestServer(fetching({ hosts: ['127.0.0.1'], maxBytes: 1_000 }))
    await refuses(server.url, `${host.url}/1001`)
    await expectEmpty(await importMedia(server.url, { source: `${host.url}/1000` }))
    expect(await assetsOf(server.url)).toMatchObject([{ bytes: 1_000 }])
  })

  it('may not have more bytes than the medium’s own limit', async () => {
    const host = await startHost(() => new Response('x'.repeat(400_000)))
    const server = await startTestServer(fetching({ hosts: ['127.0.0.1'] }))
    await refuses(server.url, host.url)
  })

  it('is given up when the host takes too long to answer', async () => {
    const host = await startHost(() => undefined)
    const server = await startTestServer(fetching({ hosts: ['127.0.0.1'], timeoutMs: 100 }))
    await refuses(server.url, host.url)
    expect(host.asked).toEqual(['/'])
  })

  it('is given up when the host stops in the middle', async () => {
    const host = createServer((_, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('begun')
    })
    await new Promise<void>(resolve => host.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      host.closeAllConnections()
      host.close()
    })
    const server = await startTestServer(fetching({ hosts: ['127.0.0.1'], timeoutMs: 200 }))
    await refuses(server.url, `http://127.0.0.1:${(host.address() as AddressInfo).port}/`)
  })

  it('is not followed where it redirects', async () => {
    const target = await startHost(png)
    const host = await startHost(
      () => new Response(null, { status: 302, headers: { location: `${target.url}/logo.png` } }),
    )
    const server = await startTestServer(fetching({ hosts: ['127.0.0.1'] }))
    await refuses(server.url, host.url)
    expect([host.asked, target.asked]).toEqual([['/'], []])
  })

  it.each([204, 206, 403, 404, 500])('is refused where the host answers %i', async status => {
    const host = await startHost(() => new Response(status === 204 ? null : 'no', { status }))
    const server = await startTestServer(fetching({ hosts: ['127.0.0.1'] }))
    await refuses(server.url, host.url)
  })

  it('is refused where nobody answers', async () => {
    const server = await startTestServer(fetching({ hosts: ['127.0.0.1:1'] }))
    await refuses(server.url, 'http://127.0.0.1:1/logo.png')
  })

  it('leaves the present medium alone when it can’t be fetched', async () => {
    const host = await startHost(() => new Response('no', { status: 404 }))
    const server = await startTestServer(fetching({ hosts: ['127.0.0.1'] }))
    await expectEmpty(await importMedia(server.url))
    const before = await listMedia(server.url)
    await expectException(await importMedia(server.url, { source: host.url }), 'InvalidParameterException')
    expect(await listMedia(server.url)).toEqual(before)
  })
})
