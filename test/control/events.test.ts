import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createApp } from '../../src/app.ts'
import { makeConfig } from '../../src/config.ts'
import { vendors } from '../../src/vendors/index.ts'
import { fixture } from '../helpers/media.ts'
import { RawConnection } from '../helpers/raw-http.ts'
import { startOwnServer } from '../helpers/server.ts'
import { remove, upload as uploadToWebex } from '../vendors/webex/webex-client.ts'
import { upload, uploadedId } from '../vendors/zoom/zoom-client.ts'
import { controlCall, expectControlError } from './control-call.ts'
import { EventStream } from './event-stream.ts'
import { exportOf, importInto } from './namespaces/state-world.ts'

const UPLOAD = 'uploadUserVirtualBackground'

async function order(url: string, rule: object): Promise<string> {
  const response = await fetch(`${url}/_mock/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rule),
  })
  return ((await response.json()) as { id: string }).id
}

describe('the stream of events', () => {
  it('is one that browsers read', async () => {
    const { url } = await startOwnServer()
    const { response } = await EventStream.open(url)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('tells of an upload: the asset, and the request as the journal has it', async () => {
    const { url } = await startOwnServer()
    const stream = await EventStream.open(url)
    const id = await uploadedId(url)
    const [asset, request] = await stream.take(2)
    expect(asset).toMatchObject({ type: 'asset', data: { id, vendor: 'zoom', name: 'photo.jpg' } })
    expect(request).toMatchObject({ type: 'request', data: { operation: UPLOAD, outcome: 'accepted' } })
    const entry = await fetch(`${url}/_mock/requests/${request?.data.id}`)
    const { parts: _, ...journalled } = (await entry.json()) as { readonly parts: unknown }
    expect(request?.data).toMatchObject(journalled)
  })

  it('tells of a refused request, and of no asset', async () => {
    const { url } = await startOwnServer()
    const stream = await EventStream.open(url)
    await upload(url, undefined, { name: 'a.txt', bytes: Buffer.from('hello'), type: 'text/plain' })
    expect(await stream.next()).toMatchObject({ type: 'request', data: { outcome: 'refused' } })
    await upload(url)
    expect((await stream.take(2)).map(({ type }) => type)).toEqual(['asset', 'request'])
  })

  it('tells of an asset that is deleted', async () => {
    const { url } = await startOwnServer()
    await uploadToWebex(url, 'one.jpg')
    const items = ((await (await fetch(`${url}/_mock/assets`)).json()) as { items: { id: string }[] }).items
    const stream = await EventStream.open(url)
    await remove(url, ['one.jpg'])
    const [asset, request] = await stream.take(2)
    expect(asset).toEqual({ type: 'asset', data: { id: items[0]?.id, deleted: true } })
    expect(request).toMatchObject({ data: { operation: 'deleteBackgroundImages' } })
  })

  it('tells of an asset that another replaces', async () => {
    const { url } = await startOwnServer({ vendors: { webex: { duplicateNames: 'replace' } } })
    await uploadToWebex(url, 'one.jpg')
    const stream = await EventStream.open(url)
    await uploadToWebex(url, 'one.jpg', { bytes: fixture('logo.png'), type: 'image/png' })
    const assets = (await stream.take(3)).filter(({ type }) => type === 'asset')
    expect(assets.map(({ data }) => data.deleted ?? data.type).sort()).toEqual([true, 'image/png'].sort())
  })

  it('tells of a fault that strikes', async () => {
    const { url } = await startOwnServer()
    const id = await order(url, { match: { vendor: 'zoom' }, times: 1, respond: { error: 'unavailable' } })
    const stream = await EventStream.open(url)
    await upload(url)
    const [fault, request] = await stream.take(2)
    expect(fault).toMatchObject({ type: 'fault', data: { id, fired: 1, match: { vendor: 'zoom' } } })
    expect(request).toMatchObject({ type: 'request', data: { outcome: 'faulted', fault: id } })
  })

  it('tells of a reset, of one namespace or of all, and goes on', async () => {
    const { url } = await startOwnServer()
    await upload(`${url}/ns/one`)
    const stream = await EventStream.open(`${url}/ns/one`)
    await fetch(`${url}/ns/one/_mock/reset`, { method: 'POST' })
    expect(await stream.next()).toEqual({ type: 'reset', data: { namespace: 'one' } })
    await fetch(`${url}/_mock/reset?all=true`, { method: 'POST' })
    expect(await stream.next()).toEqual({ type: 'reset', data: { namespace: 'one' } })
    await upload(`${url}/ns/one`)
    expect((await stream.take(2)).map(({ type }) => type)).toEqual(['asset', 'request'])
  })

  it('tells that an import took the place of all', async () => {
    const { url } = await startOwnServer()
    const state = await exportOf(url)
    const stream = await EventStream.open(url)
    await importInto(url, state)
    await upload(url)
    expect(await stream.next()).toEqual({ type: 'reset', data: { namespace: 'default' } })
  })

  it('tells nothing of other namespaces', async () => {
    const { url } = await startOwnServer()
    const streams = await Promise.all([EventStream.open(url), EventStream.open(`${url}/ns/one`)])
    await upload(`${url}/ns/two`)
    await upload(`${url}/ns/one`)
    await upload(url)
    for (const [stream, namespace] of [
      [streams[0], 'default'],
      [streams[1], 'one'],
    ] as const)
      expect((await stream.take(2)).map(({ data }) => data.namespace)).toEqual([namespace, namespace])
  })

  it('tells all who listen', async () => {
    const { url } = await startOwnServer()
    const streams = await Promise.all(Array.from({ length: 20 }, () => EventStream.open(url)))
    await upload(url)
    for (const stream of streams) expect(await stream.take(2)).toHaveLength(2)
  })

  it('ends when the server closes, which does not wait for it', async () => {
    const server = await startOwnServer()
    const stream = await EventStream.open(server.url)
    await server.close(60_000)
    expect(await stream.next()).toBeUndefined()
  })

  it('ends well when requests end while the server closes', async () => {
    const server = await startOwnServer()
    const streams = await Promise.all(Array.from({ length: 5 }, () => EventStream.open(server.url)))
    const uploads = Array.from({ length: 30 }, () => upload(server.url).catch(() => undefined))
    await streams[0]?.next()
    await server.close()
    await Promise.all(uploads)
    for (const stream of streams) while ((await stream.next()) !== undefined);
  })

  it.each(['destroy', 'resetAndDestroy'] as const)('lets go of a client that leaves by %s', async leave => {
    const config = makeConfig({}, vendors)
    const app = await createApp({ config, vendors, logger: pino({ level: 'silent' }), misfits: 'throw' })
    onTestFinished(() => {
      app.server.closeAllConnections()
      return app.close()
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo // it listens on a port
    const connections = () =>
      new Promise<number>((resolve, reject) =>
        app.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
      )
    const listen = async () => {
      const connection = await RawConnection.open(port)
      connection.write('GET /_mock/events HTTP/1.1\r\nhost: x\r\n\r\n')
      await connection.receives(': listening')
      return connection
    }
    const listeners = await Promise.all(Array.from({ length: 10 }, listen))
    expect(await connections()).toBe(10)
    for (const { socket } of listeners) socket[leave]()
    await vi.waitFor(async () => expect(await connections()).toBe(0))
  })

  it('has no body where only its head is asked for', async () => {
    const { port } = await startOwnServer()
    const connection = await RawConnection.open(port)
    connection.write('HEAD /_mock/events HTTP/1.1\r\nhost: x\r\n\r\n')
    await connection.receives('text/event-stream')
    connection.write('GET /_mock/health HTTP/1.1\r\nhost: x\r\n\r\n')
    await connection.receives('"uptimeMs"')
    connection.socket.destroy()
  })

  it('is no door for other websites, and asks for the control token', async () => {
    const { port } = await startOwnServer({ controlToken: 'secret' })
    const headers = { origin: 'https://evil.example' }
    const foreign = await controlCall(port, '/_mock/events', { headers })
    expectControlError(foreign, { status: 403, path: 'origin' })
    const stranger = await controlCall(port, '/_mock/events')
    expectControlError(stranger, { status: 401, path: 'authorization' })
  })
})
