import { describe, expect, it } from 'vitest'
import type { FaultOrder } from '../../../src/index.ts'
import {
  beginOn,
  eventsOf,
  expectNothingLeft,
  onlyEntry,
  PHOTO,
  startFaulty,
  UPLOAD,
  uploads,
  vendorNames,
} from '../../helpers/faults.ts'
import { padded } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'

const LARGE = padded('photo.jpg', 5 * 1024 * 1024)

/** A server whose first request is stalled, and the connection that it came on. */
async function stalled(
  rule: FaultOrder,
  sent = uploads.zoom.request(),
  input: Parameters<typeof startFaulty>[1] = {},
) {
  const faulty = await startFaulty({ times: 1, stall: true, ...rule }, input)
  const events = await eventsOf(faulty.port)
  const connection = await beginOn(faulty.port, sent)
  await events.receives('event: fault')
  events.socket.destroy()
  return { ...faulty, connection }
}

const moments: readonly [string, FaultOrder, boolean][] = [
  ['before', { when: 'before' }, false],
  ['during', { when: 'during', at: { bytes: 100 } }, false],
  ['after', { when: 'after' }, true],
]

describe.each(moments)('a request that stalls %s it is served', (_, rule, committed) => {
  it.each(vendorNames)('is over when its client goes away: %s', async vendor => {
    const { url, connection, world, fault } = await stalled(rule, uploads[vendor].request())
    expect(connection.received).toBe('')
    connection.socket.destroy()
    expect(await onlyEntry(world)).toMatchObject({
      vendor,
      outcome: 'faulted',
      fault: fault.id,
      committed,
      response: null,
    })
    if (!committed) await expectNothingLeft(url)
  })

  it('is over when its client says that it has no more to say', async () => {
    const { connection, world } = await stalled(rule)
    connection.socket.end()
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted', committed, response: null })
    await connection.closed()
    expect(connection.received).toBe('')
  })

  it('is over when its client went away before it began', async () => {
    const { connection, world } = await stalled({ ...rule, delayMs: 200 })
    connection.socket.destroy()
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted', committed, response: null })
  })

  it('is over when its client resets the connection', async () => {
    const { connection, world } = await stalled(rule)
    connection.socket.resetAndDestroy()
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted', committed, response: null })
  })

  it('holds no other request up', async () => {
    const { upload, connection } = await stalled(rule)
    expect((await upload()).status).toBe(201)
    expect(connection.received).toBe('')
    connection.socket.destroy()
  })

  it.each([
    ['small', PHOTO],
    ['large', LARGE],
  ])('does not keep the server from closing, its body being %s', async (_, content) => {
    const { close, connection } = await stalled(rule, uploads.zoom.request(content))
    await close(50)
    await connection.closed()
    expect(connection.received).toBe('')
  })

  it('outlasts the time in which a silent client is cut off', async () => {
    const limits = { timeouts: { bodyIdleMs: 300 } }
    const { port, connection } = await stalled(rule, uploads.zoom.request(LARGE), limits)
    // A form that falls silent later is answered: the stalled one would have been before.
    const silent = await RawConnection.open(port)
    silent.write(`POST ${UPLOAD} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Length: 500\r\n`)
    silent.write('Content-Type: multipart/form-data; boundary=b\r\n\r\n--b')
    expect((await silent.reply()).status).toBe(408)
    expect([connection.received, connection.socket.destroyed]).toEqual(['', false])
    connection.socket.destroy()
  })
})

it.each(moments.slice(0, 2))(
  'a request that stalls %s it is served is over when its client goes away with most of its body unread',
  async (_, rule) => {
    const { url, connection, world } = await stalled(rule, uploads.zoom.request(LARGE))
    connection.socket.destroy()
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted', committed: false, response: null })
    await expectNothingLeft(url)
  },
)
