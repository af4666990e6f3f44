import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ControlApiError, connectUploadmock } from '../../src/index.ts'
import { version } from '../../src/version.ts'
import { startMock, uploadTo } from './mock.ts'

/** A server that is no uploadmock of ours; answers its address. */
async function otherServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
}

/** The warnings with our code that the process gives until the test ends. */
function warnings(): readonly Error[] {
  const seen: Error[] = []
  const listener = (warning: Error) => {
    if ('code' in warning && warning.code === 'UPLOADMOCK_VERSION') seen.push(warning)
  }
  process.on('warning', listener)
  onTestFinished(() => void process.off('warning', listener))
  return seen
}

/** Resolves when the warnings that were given so far have been heard. */
const heard = () => new Promise(resolve => setImmediate(resolve))

describe('connectUploadmock', () => {
  it('does all that the server’s own handle does', async () => {
    const mock = await startMock()
    const client = await connectUploadmock(mock.url)
    expect(client.name).toBe('default')
    expect(client.baseUrl('zoom')).toBe(mock.baseUrl('zoom'))
    expect(await client.version()).toBe(version)
    const ns = client.namespace('one')
    await ns.faults.add({ times: 1, respond: { error: 'unavailable' } })
    expect((await uploadTo(ns)).status).toBe(503)
    expect((await uploadTo(ns)).status).toBe(201)
    expect(await ns.assets.list()).toEqual(await mock.namespace('one').assets.list())
    expect(await ns.requests.waitFor({}, { atLeast: 2 })).toHaveLength(2)
    await ns.verify({ match: { vendor: 'zoom' }, exactly: 2 })
    await client.resetAll()
    expect(await mock.namespace('one').assets.list()).toEqual([])
  })

  it.each(['/', '///'])('takes an address that ends with %s', async end => {
    const mock = await startMock()
    const client = await connectUploadmock(mock.url + end)
    expect(client.url).toBe(mock.url)
    expect((await uploadTo(client.namespace('one'))).status).toBe(201)
    expect(await mock.namespace('one').assets.list()).toHaveLength(1)
  })

  it('shows the control token that it is given', async () => {
    const mock = await startMock({ controlToken: 'secret' })
    const client = await connectUploadmock(mock.url, { token: 'secret' })
    expect(await client.namespace('one').assets.list()).toEqual([])
    for (const options of [{}, { token: 'wrong' }]) {
      const stranger = await connectUploadmock(mock.url, options)
      await expect(stranger.assets.list()).rejects.toThrow(ControlApiError)
      await expect(stranger.assets.list()).rejects.toMatchObject({ status: 401, path: 'authorization' })
    }
  })

  it('says nothing where the versions are the same', async () => {
    const seen = warnings()
    await connectUploadmock((await startMock()).url)
    await heard()
    expect(seen).toEqual([])
  })

  it('warns once where the versions differ, and goes on', async () => {
    const seen = warnings()
    const url = await otherServer((_request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ status: 'ok', version: '0.0.1', uptimeMs: 1 }))
    })
    const client = await connectUploadmock(url)
    await client.version()
    await heard()
    expect(seen.map(({ message }) => message)).toEqual([
      `the server at ${url} is uploadmock 0.0.1, this client is ${version}`,
    ])
  })

  it('rejects with the system’s error where nobody listens', async () => {
    const mock = await startMock()
    await mock.close()
    await expect(connectUploadmock(mock.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  })

  it('rejects with another server’s 404 in that server’s words', async () => {
    const url = await otherServer((_request, response) => response.writeHead(404).end('nothing here'))
    await expect(connectUploadmock(url)).rejects.toThrow(ControlApiError)
    await expect(connectUploadmock(url)).rejects.toMatchObject({
      status: 404,
      code: 'unknown',
      message: 'nothing here',
    })
  })

  it.each([
    ['a page', 'text/html', '<!doctype html><title>hello</title>'],
    ['other JSON', 'application/json', '{"hello":"world"}'],
    ['null', 'application/json', 'null'],
    ['nothing', 'text/plain', ''],
  ])('rejects where another server answers 200 with %s', async (_, type, body) => {
    const seen = warnings()
    const url = await otherServer((_request, response) => {
      response.writeHead(200, { 'content-type': type }).end(body)
    })
    await expect(connectUploadmock(url)).rejects.toThrow(ControlApiError)
    await heard()
    expect(seen).toEqual([])
  })

  it('leaves the server running when it is disposed of', async () => {
    const mock = await startMock()
    const ns = (await connectUploadmock(mock.url)).namespace('one')
    await uploadTo(ns)
    await ns[Symbol.asyncDispose]()
    expect(await ns.assets.list()).toEqual([])
    expect((await uploadTo(mock)).status).toBe(201)
  })
})
