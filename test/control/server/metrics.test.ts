import { describe, expect, it, vi } from 'vitest'
import { filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { startOwnServer } from '../../helpers/server.ts'
import { upload as uploadToSoftphone } from '../../vendors/cloud-softphone/softphone.ts'
import { call, MINE, upload } from '../../vendors/zoom/zoom-client.ts'
import { expectControlError } from '../control-call.ts'

const PHOTO = fixture('photo.jpg').length

/** The server's numbers by name and labels, as Prometheus reads them. */
async function metricsOf(url: string): Promise<{ readonly [name: string]: number }> {
  const response = await fetch(`${url}/_mock/metrics`)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const lines = (await response.text()).split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  )
}

const requests = (vendor: string, operation: string, outcome: string) =>
  `uploadmock_requests_total{vendor="${vendor}",operation="${operation}",outcome="${outcome}"}`

const UPLOAD = 'uploadUserVirtualBackground'

describe('metrics', () => {
  it('begin at nothing', async () => {
    const { url } = await startOwnServer()
    expect(await metricsOf(url)).toEqual({
      uploadmock_journal_evictions_total: 0,
      uploadmock_journal_lost_total: 0,
      uploadmock_active_uploads: 0,
      uploadmock_store_bytes: 0,
      uploadmock_namespaces: 0,
    })
  })

  it('name what each number is', async () => {
    const { url } = await startOwnServer()
    const text = await (await fetch(`${url}/_mock/metrics`)).text()
    for (const [name, type] of [
      ['requests_total', 'counter'],
      ['request_bytes_total', 'counter'],
      ['faults_fired_total', 'counter'],
      ['journal_evictions_total', 'counter'],
      ['active_uploads', 'gauge'],
      ['store_bytes', 'gauge'],
      ['namespaces', 'gauge'],
    ]) {
      expect(text).toMatch(new RegExp(`^# HELP uploadmock_${name} \\S`, 'm'))
      expect(text).toContain(`# TYPE uploadmock_${name} ${type}\n`)
    }
  })

  it('count requests by vendor, operation and outcome', async () => {
    const { url } = await startOwnServer()
    for (let n = 0; n < 3; n++) await upload(url)
    await upload(`${url}/ns/one`)
    await upload(url, MINE, { name: 'a.txt', bytes: Buffer.from('hello'), type: 'text/plain' })
    await uploadToSoftphone(url)
    await call(url, '/v2/nothing')
    expect(await metricsOf(url)).toMatchObject({
      [requests('zoom', UPLOAD, 'accepted')]: 4,
      [requests('zoom', UPLOAD, 'refused')]: 1,
      [requests('zoom', 'none', 'refused')]: 1,
      [requests('cloud-softphone', 'uploadMedia', 'accepted')]: 1,
    })
  })

  it('count the bytes of bodies and of the store', async () => {
    const { url } = await startOwnServer()
    const { body, type } = rawForm([filePart('file', 'photo.jpg', 'image/jpeg', fixture('photo.jpg'))])
    const send = (path: string) =>
      call(url, path, { method: 'POST', headers: { 'content-type': type }, body })
    await send(MINE)
    await send(`/ns/one${MINE}`)
    await send('/v2/nothing')
    const { uploadmock_store_bytes, uploadmock_namespaces, ...counted } = await metricsOf(url)
    expect({ uploadmock_store_bytes, uploadmock_namespaces }).toEqual({
      uploadmock_store_bytes: 2 * PHOTO,
      uploadmock_namespaces: 2,
    })
    expect(counted['uploadmock_request_bytes_total{vendor="zoom"}']).toBeGreaterThanOrEqual(2 * body.length)
    await fetch(`${url}/_mock/reset?all=true`, { method: 'POST' })
    expect(await metricsOf(url)).toMatchObject({ uploadmock_store_bytes: 0, uploadmock_namespaces: 0 })
  })

  it('count an upload as active while it is under way, also one that is given up', async () => {
    const { url, port } = await startOwnServer()
    const { body, type } = rawForm([filePart('file', 'photo.jpg', 'image/jpeg', fixture('photo.jpg'))])
    const open = async () => {
      const connection = await RawConnection.open(port)
      connection.write(
        `POST ${MINE} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer x\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`,
      )
      await connection.receives('100 Continue')
      return connection
    }
    const [finished, givenUp] = [await open(), await open()]
    expect(await metricsOf(url)).toMatchObject({ uploadmock_active_uploads: 2 })
    finished.write(body)
    await finished.receives('201 Created')
    givenUp.socket.resetAndDestroy()
    await vi.waitFor(async () =>
      expect(await metricsOf(url)).toMatchObject({
        uploadmock_active_uploads: 0,
        [requests('zoom', UPLOAD, 'accepted')]: 1,
        [requests('zoom', UPLOAD, 'aborted')]: 1,
      }),
    )
  })

  it('count faults that struck, and entries that journals let go of', async () => {
    const { url } = await startOwnServer({ limits: { journalEntries: 2 } })
    await fetch(`${url}/_mock/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ match: { vendor: 'zoom' }, times: 2, respond: { error: 'unavailable' } }),
    })
    for (let n = 0; n < 5; n++) await upload(url)
    await upload(`${url}/ns/one`)
    expect(await metricsOf(url)).toMatchObject({
      'uploadmock_faults_fired_total{vendor="zoom"}': 2,
      [requests('zoom', UPLOAD, 'faulted')]: 2,
      [requests('zoom', UPLOAD, 'accepted')]: 4,
      uploadmock_journal_evictions_total: 3,
    })
  })

  it('only ever grow where they are counters: a reset does not take them back', async () => {
    const { url } = await startOwnServer()
    await upload(url)
    await fetch(`${url}/_mock/reset?all=true`, { method: 'POST' })
    await upload(url)
    expect(await metricsOf(url)).toMatchObject({ [requests('zoom', UPLOAD, 'accepted')]: 2 })
  })

  it('are each server’s own', async () => {
    const [one, two] = [await startOwnServer(), await startOwnServer()]
    await upload(one.url)
    expect(Object.keys(await metricsOf(two.url))).toHaveLength(5)
    expect(await metricsOf(one.url)).toMatchObject({ [requests('zoom', UPLOAD, 'accepted')]: 1 })
  })

  it('ask for the control token', async () => {
    const { url } = await startOwnServer({ controlToken: 'secret' })
    const response = await fetch(`${url}/_mock/metrics`)
    expectControlError(
      { status: response.status, body: await response.text() },
      { status: 401, path: 'authorization' },
    )
  })
})
