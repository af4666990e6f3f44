import { describe, expect, it } from 'vitest'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import {
  call,
  expectEmpty,
  expectException,
  importMedia,
  listMedia,
  logo,
  logo64,
  MEDIA_TYPES,
} from './connect.ts'

const [LIGHT_FAVICON, DARK_FAVICON] = MEDIA_TYPES

describe('ImportWorkspaceMedia', () => {
  it('answers 200 with an empty body, and the medium is listed and served', async () => {
    const server = await startTestServer()
    await expectEmpty(await importMedia(server.url))
    const media = await listMedia(server.url)
    expect(media).toEqual([
      { Type: LIGHT_FAVICON, Source: expect.stringMatching(new RegExp(`^${server.url}/workspace-media/`)) },
    ])
    const served = await fetch(media[0]?.Source ?? '')
    expect(served.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await served.arrayBuffer())).toEqual(logo)
    expect(await assetsOf(server.url)).toMatchObject([
      { vendor: 'amazon-connect', owner: 'i1', name: LIGHT_FAVICON, type: 'image/png', bytes: logo.length },
    ])
  })

  it.each(MEDIA_TYPES)('takes the type %s', async type => {
    const server = await startTestServer()
    await expectEmpty(await importMedia(server.url, { type }))
    expect(await listMedia(server.url)).toMatchObject([{ Type: type }])
  })

  it.each(['IMAGE_LOGO_FAVICON', 'IMAGE_LOGO_HORIZONTAL', 'image_logo_light_favicon', 'NOPE', ''])(
    'refuses the type "%s", and makes nothing',
    async type => {
      const server = await startTestServer()
      const response = await importMedia(server.url, { type })
      expect(await expectException(response, 'InvalidParameterException')).toContain('MediaType')
      expect(await assetsOf(server.url)).toEqual([])
      await expectException(await call(server.url, 'GET', '/workspaces/i1/w1'), 'ResourceNotFoundException')
    },
  )

  it.each([
    ['no MediaType', { MediaSource: logo64 }, 'MediaType'],
    ['no MediaSource', { MediaType: LIGHT_FAVICON }, 'MediaSource'],
    ['a MediaSource that is no string', { MediaType: LIGHT_FAVICON, MediaSource: 7 }, 'MediaSource'],
    ['a MediaSource that is null', { MediaType: LIGHT_FAVICON, MediaSource: null }, 'MediaSource'],
  ])('refuses %s and names the member', async (_, body, member) => {
    const server = await startTestServer()
    const response = await call(server.url, 'POST', '/workspaces/i1/w1/media', { body })
    expect(await expectException(response, 'InvalidParameterException')).toContain(member)
  })

  it('replaces what the type had: the old address is gone', async () => {
    const server = await startTestServer()
    await importMedia(server.url)
    const [old] = await listMedia(server.url)
    const photo = fixture('photo.jpg')
    await expectEmpty(await importMedia(server.url, { source: photo.toString('base64') }))
    const [fresh, ...others] = await listMedia(server.url)
    expect(others).toEqual([])
    expect(fresh?.Source).not.toBe(old?.Source)
    expect(Buffer.from(await (await fetch(fresh?.Source ?? '')).arrayBuffer())).toEqual(photo)
    await expectException(await fetch(old?.Source ?? ''), 'ResourceNotFoundException')
    expect(await assetsOf(server.url)).toMatchObject([{ bytes: photo.length }])
  })

  it('frees the old bytes when it replaces', async () => {
    const server = await startTestServer({ limits: { memoryBytes: 2 * logo.length + 20_000 } })
    for (let n = 0; n < 8; n++) await expectEmpty(await importMedia(server.url))
    expect(await assetsOf(server.url)).toHaveLength(1)
  })

  it('frees the old bytes when an address takes their place', async () => {
    const server = await startTestServer({ limits: { memoryBytes: logo.length + 20_000 } })
    for (let n = 0; n < 3; n++) {
      await expectEmpty(await importMedia(server.url))
      await expectEmpty(await importMedia(server.url, { source: 'https://cdn.example/logo.png' }))
    }
    expect(await listMedia(server.url)).toEqual([
      { Type: LIGHT_FAVICON, Source: 'https://cdn.example/logo.png' },
    ])
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('keeps each type, workspace and instance apart', async () => {
    const server = await startTestServer()
    await importMedia(server.url)
    await importMedia(server.url, { type: DARK_FAVICON })
    await importMedia(server.url, { at: '/workspaces/i1/w2' })
    await importMedia(server.url, { at: '/workspaces/i2/w1' })
    expect(await assetsOf(server.url)).toHaveLength(4)
    expect(await listMedia(server.url)).toHaveLength(2)
    expect(await listMedia(server.url, '/workspaces/i1/w2')).toHaveLength(1)
    expect(await listMedia(server.url, '/workspaces/i2/w1')).toHaveLength(1)
  })

  it('says that the service failed when the store is full, and stays whole', async () => {
    const server = await startTestServer({ limits: { memoryBytes: logo.length - 1 } })
    const response = await importMedia(server.url)
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
      500,
      'InternalServiceException',
    ])
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('follows the configured types', async () => {
    const server = await startTestServer({
      policies: { 'amazon-connect.workspace-media': { types: ['image/png'] } },
    })
    await expectEmpty(await importMedia(server.url))
    const svg = fixture('icon.svg').toString('base64')
    await expectException(await importMedia(server.url, { source: svg }), 'InvalidParameterException')
  })
})

describe('ListWorkspaceMedia', () => {
  it('has the model’s order, whatever the order of imports', async () => {
    const server = await startTestServer()
    for (const type of [...MEDIA_TYPES].reverse()) await importMedia(server.url, { type })
    expect((await listMedia(server.url)).map(medium => medium.Type)).toEqual(MEDIA_TYPES)
  })

  it('answers {"Media":[]} for a workspace without media', async () => {
    const server = await startTestServer()
    const created = await call(server.url, 'PUT', '/workspaces/i1', { body: { Name: 'bare' } })
    const { WorkspaceId } = (await created.json()) as { WorkspaceId: string }
    const response = await call(server.url, 'GET', `/workspaces/i1/${WorkspaceId}/media`)
    expect([response.status, await response.text()]).toEqual([200, '{"Media":[]}'])
    expect(response.headers.get('content-type')).toBe('application/json')
  })

  it('gets ResourceNotFoundException for a workspace that nothing made', async () => {
    const server = await startTestServer()
    await expectException(
      await call(server.url, 'GET', '/workspaces/i1/w1/media'),
      'ResourceNotFoundException',
    )
  })

  it('lists base64 as it came where the configuration says so', async () => {
    const server = await startTestServer({ vendors: { 'amazon-connect': { listSource: 'base64' } } })
    await importMedia(server.url)
    await importMedia(server.url, { type: DARK_FAVICON, source: 'https://cdn.example/x' })
    expect(await listMedia(server.url)).toEqual([
      { Type: LIGHT_FAVICON, Source: logo64 },
      { Type: DARK_FAVICON, Source: 'https://cdn.example/x' },
    ])
  })

  it('lists addresses that lead into the namespace', async () => {
    const server = await startTestServer()
    await importMedia(`${server.url}/ns/team-1`)
    const [medium] = await listMedia(`${server.url}/ns/team-1`)
    expect(medium?.Source).toMatch(new RegExp(`^${server.url}/ns/team-1/workspace-media/`))
    expect(Buffer.from(await (await fetch(medium?.Source ?? '')).arrayBuffer())).toEqual(logo)
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('lists addresses at the configured place', async () => {
    const server = await startTestServer({ publicUrl: 'https://mock.example/x/' })
    await importMedia(server.url)
    expect(await listMedia(server.url)).toMatchObject([
      { Source: expect.stringMatching(/^https:\/\/mock\.example\/x\/workspace-media\/[\w-]+$/) },
    ])
  })
})

describe('DeleteWorkspaceMedia', () => {
  const remove = (url: string, query: string) => call(url, 'DELETE', `/workspaces/i1/w1/media${query}`)

  it('answers 200 with an empty body, removes that type alone and frees its bytes', async () => {
    const server = await startTestServer({ limits: { memoryBytes: 2 * logo.length + 20_000 } })
    await importMedia(server.url)
    await importMedia(server.url, { type: DARK_FAVICON })
    const [gone] = await listMedia(server.url)
    await expectEmpty(await remove(server.url, `?mediaType=${LIGHT_FAVICON}`))
    expect((await listMedia(server.url)).map(medium => medium.Type)).toEqual([DARK_FAVICON])
    expect((await fetch(gone?.Source ?? '')).status).toBe(404)
    await expectEmpty(await importMedia(server.url))
  })

  it('gets ResourceNotFoundException for a type that the workspace has not', async () => {
    const server = await startTestServer()
    await importMedia(server.url)
    await expectException(await remove(server.url, `?mediaType=${DARK_FAVICON}`), 'ResourceNotFoundException')
    await expectEmpty(await remove(server.url, `?mediaType=${LIGHT_FAVICON}`))
    await expectException(
      await remove(server.url, `?mediaType=${LIGHT_FAVICON}`),
      'ResourceNotFoundException',
    )
  })

  it('gets ResourceNotFoundException for a workspace that nothing made', async () => {
    const server = await startTestServer()
    await expectException(
      await remove(server.url, `?mediaType=${LIGHT_FAVICON}`),
      'ResourceNotFoundException',
    )
  })

  it.each([
    '',
    '?mediaType=',
    '?mediaType=IMAGE_LOGO_FAVICON',
    '?MediaType=IMAGE_LOGO_LIGHT_FAVICON',
    '?mediaType=IMAGE_LOGO_LIGHT_FAVICON&mediaType=IMAGE_LOGO_DARK_FAVICON',
  ])('refuses the query "%s"', async query => {
    const server = await startTestServer()
    await importMedia(server.url)
    const response = await remove(server.url, query)
    expect(await expectException(response, 'InvalidParameterException')).toContain('mediaType')
    expect(await listMedia(server.url)).toHaveLength(1)
  })

  it('may have a JSON content type and no body', async () => {
    const server = await startTestServer()
    await importMedia(server.url)
    const response = await call(server.url, 'DELETE', `/workspaces/i1/w1/media?mediaType=${LIGHT_FAVICON}`, {
      headers: { 'content-type': 'application/json' },
    })
    await expectEmpty(response)
  })
})

describe('an imported medium', () => {
  it('is served in ranges, with a tag and by HEAD', async () => {
    const server = await startTestServer()
    await importMedia(server.url)
    const source = (await listMedia(server.url))[0]?.Source ?? ''
    const part = await fetch(source, { headers: { range: 'bytes=8-15' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 8-15/${logo.length}`])
    expect(Buffer.from(await part.arrayBuffer())).toEqual(logo.subarray(8, 16))
    const etag = part.headers.get('etag') ?? ''
    expect((await fetch(source, { headers: { 'if-none-match': etag } })).status).toBe(304)
    const head = await fetch(source, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(logo.length)])
  })

  it.each([
    ['an SVG', fixture('icon.svg'), 'image/svg+xml'],
    ['a page', Buffer.from('<!DOCTYPE html><script>alert(1)</script>'), 'text/html'],
    ['an unknown file', Buffer.from('plain text'), 'application/octet-stream'],
  ])('that is %s is never shown inline', async (_, bytes, type) => {
    const server = await startTestServer()
    await expectEmpty(await importMedia(server.url, { source: bytes.toString('base64') }))
    const served = await fetch((await listMedia(server.url))[0]?.Source ?? '')
    expect(served.headers.get('content-type')).toBe(type)
    expect(served.headers.get('content-disposition')).toBe('attachment')
    expect(served.headers.get('x-content-type-options')).toBe('nosniff')
    expect(served.headers.get('content-security-policy')).toContain('sandbox')
    expect(Buffer.from(await served.arrayBuffer())).toEqual(bytes)
  })

  it('is served without a credential, even in strict mode', async () => {
    const server = await startTestServer({
      auth: 'strict',
      credentials: { 'amazon-connect': [{ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's' }] },
    })
    const response = await fetch(`${server.url}/workspace-media/none`)
    await expectException(response, 'ResourceNotFoundException')
  })
})
