import { describe, expect, it } from 'vitest'
import { version } from '../../../src/version.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startOwnServer } from '../../helpers/server.ts'
import { controlCall, expectControlError } from '../control-call.ts'

const upload = (url: string) => {
  const form = new FormData()
  form.append('from', 'alice')
  form.append('file', new Blob([new Uint8Array(fixture('photo.jpg'))], { type: 'image/jpeg' }), 'a.jpg')
  return fetch(`${url}/upload_media`, { method: 'POST', body: form })
}

const reset = (url: string, query = '', headers: { readonly [name: string]: string } = {}) =>
  fetch(`${url}/_mock/reset${query}`, { method: 'POST', headers })

describe('health', () => {
  it('tells the version and how long the server runs', async () => {
    const server = await startOwnServer()
    const response = await fetch(`${server.url}/_mock/health`)
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^application\/json/),
    ])
    expect(response.headers.get('cache-control')).toBe('no-store')
    const health = (await response.json()) as { uptimeMs: number }
    expect(health).toEqual({ status: 'ok', version, uptimeMs: expect.any(Number) })
    expect(health.uptimeMs).toBeGreaterThanOrEqual(0)
    expect(Number.isInteger(health.uptimeMs)).toBe(true)
  })

  it('answers below a namespace too, and by HEAD', async () => {
    const server = await startOwnServer()
    expect((await fetch(`${server.url}/ns/team-1/_mock/health`)).status).toBe(200)
    expect((await fetch(`${server.url}/_mock/health`, { method: 'HEAD' })).status).toBe(200)
  })
})

it('answers HEAD to a redirect with the length that GET has', async () => {
  const { url } = await startOwnServer()
  const lengthOf = async (method: string) =>
    (await fetch(`${url}/_mock`, { method, redirect: 'manual' })).headers.get('content-length')
  expect(await lengthOf('HEAD')).toBe('0')
  expect(await lengthOf('GET')).toBe('0')
})

describe('reset', () => {
  it('empties the default namespace, and no other', async () => {
    const server = await startOwnServer()
    const other = `${server.url}/ns/team-1`
    await upload(server.url)
    await upload(other)
    const response = await reset(server.url)
    expect([response.status, await response.text()]).toEqual([204, ''])
    expect(await assetsOf(server.url)).toEqual([])
    expect(await assetsOf(other)).toHaveLength(1)
  })

  it.each([
    ['its path', '/ns/team-1', {}],
    ['a header', '', { 'x-mock-namespace': 'team-1' }],
  ])('empties the namespace that %s names, and no other', async (_, prefix, headers) => {
    const server = await startOwnServer()
    await upload(server.url)
    await upload(`${server.url}/ns/team-1`)
    await upload(`${server.url}/ns/team-2`)
    expect((await reset(server.url + prefix, '', headers)).status).toBe(204)
    expect(await assetsOf(`${server.url}/ns/team-1`)).toEqual([])
    expect(await assetsOf(server.url)).toHaveLength(1)
    expect(await assetsOf(`${server.url}/ns/team-2`)).toHaveLength(1)
  })

  it('empties the namespace that the host names', async () => {
    const server = await startOwnServer()
    await upload(server.url)
    await upload(`${server.url}/ns/team-1`)
    const reply = await controlCall(server.port, '/_mock/reset', {
      method: 'POST',
      headers: { host: `team-1.localhost:${server.port}` },
    })
    expect(reply.status).toBe(204)
    expect(await assetsOf(`${server.url}/ns/team-1`)).toEqual([])
    expect(await assetsOf(server.url)).toHaveLength(1)
  })

  it('empties every namespace with all=true', async () => {
    const server = await startOwnServer()
    const urls = [server.url, `${server.url}/ns/team-1`, `${server.url}/ns/team-2`]
    for (const url of urls) await upload(url)
    expect((await reset(`${server.url}/ns/team-1`, '?all=true')).status).toBe(204)
    for (const url of urls) expect(await assetsOf(url)).toEqual([])
  })

  it('empties one namespace with all=false', async () => {
    const server = await startOwnServer()
    await upload(server.url)
    await upload(`${server.url}/ns/team-1`)
    expect((await reset(server.url, '?all=false')).status).toBe(204)
    expect(await assetsOf(`${server.url}/ns/team-1`)).toHaveLength(1)
  })

  it('frees the bytes', async () => {
    const server = await startOwnServer({ limits: { memoryBytes: fixture('photo.jpg').length + 3_500 } })
    for (let n = 0; n < 3; n++) {
      expect((await upload(server.url)).status).toBe(200)
      await reset(server.url)
    }
  })

  it('begins the ids of a seed anew', async () => {
    const server = await startOwnServer({ seed: 5 })
    await upload(server.url)
    const [before] = await assetsOf(server.url)
    await reset(server.url)
    await upload(server.url)
    const [after] = await assetsOf(server.url)
    expect(after?.id).toBe(before?.id)
  })

  it('of a namespace that nobody used is success', async () => {
    const server = await startOwnServer()
    expect((await reset(`${server.url}/ns/never-used`)).status).toBe(204)
  })

  it('may have a JSON content type and no body, as many clients send it', async () => {
    const server = await startOwnServer()
    expect((await reset(server.url, '', { 'content-type': 'application/json' })).status).toBe(204)
  })

  it.each(['?all=maybe', '?all=', '?all=1', '?all=true&all=true'])(
    'refuses the query %s with 400, and empties nothing',
    async query => {
      const server = await startOwnServer()
      await upload(server.url)
      const response = await reset(server.url, query)
      expectControlError(
        { status: response.status, body: await response.text() },
        { status: 400, code: 'invalid', path: 'all' },
      )
      expect(await assetsOf(server.url)).toHaveLength(1)
    },
  )

  it('refuses an unknown query key with 400 and names it, and empties nothing', async () => {
    const server = await startOwnServer()
    await upload(server.url)
    const response = await reset(server.url, '?everything=true')
    expect(await assetsOf(server.url)).toHaveLength(1)
    expectControlError(
      { status: response.status, body: await response.text() },
      { status: 400, path: 'everything' },
    )
  })

  it.each([
    ['path', '/ns/UPPER', {}],
    ['header', '', { 'x-mock-namespace': 'no_underscores' }],
  ])('refuses a namespace that can’t be one, in the %s', async (_, prefix, headers) => {
    const server = await startOwnServer()
    const response = await reset(server.url + prefix, '', headers)
    expectControlError(
      { status: response.status, body: await response.text() },
      { status: 400, path: 'namespace' },
    )
  })
})

describe('a path that is none of the control API’s', () => {
  it.each(['/_mock/nothing', '/_mock/assets/a/b/c', '/_mock/health/more', '/ns/team-1/_mock/nothing'])(
    'gets 404 in its words: %s',
    async path => {
      const server = await startOwnServer()
      const reply = await controlCall(server.port, path)
      expect(reply.headers['content-type']).toMatch(/^application\/json/)
      expectControlError(reply, { status: 404, path: '' })
    },
  )

  it('gets 400 in its words for a bad percent-encoding', async () => {
    const server = await startOwnServer()
    expectControlError(await controlCall(server.port, '/_mock/assets/%zz'), { status: 400, path: 'url' })
  })

  it.each([
    ['POST', '/_mock/health', 'GET'],
    ['PUT', '/_mock/reset', 'POST'],
    ['DELETE', '/_mock/clock', 'GET, PUT'],
    ['PATCH', '/ns/team-1/_mock/assets/x', 'GET'],
  ])('gets 405 with those that it takes for another method: %s %s', async (method, path, allow) => {
    const server = await startOwnServer()
    const reply = await controlCall(server.port, path, { method })
    expect(reply.headers.allow).toBe(allow)
    expectControlError(reply, { status: 405, code: 'method-not-allowed', path: '' })
  })

  it('gets a refusal in its words for another method, and does nothing', async () => {
    const server = await startOwnServer()
    await upload(server.url)
    const reply = await controlCall(server.port, '/_mock/reset')
    expect([404, 405]).toContain(reply.status)
    expectControlError(reply, { status: reply.status, path: '' })
    expect(await assetsOf(server.url)).toHaveLength(1)
  })
})
