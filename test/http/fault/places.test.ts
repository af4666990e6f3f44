import { describe, expect, it } from 'vitest'
import type { FaultOrder } from '../../../src/index.ts'
import {
  beginOn,
  expectNothingLeft,
  onlyEntry,
  PHOTO,
  type Sent,
  send,
  startFaulty,
  uploads,
} from '../../helpers/faults.ts'
import { padded } from '../../helpers/media.ts'

const LARGE = padded('photo.jpg', 200_000)
const END = PHOTO.length

function ruleAt(at: FaultOrder['at']): FaultOrder {
  return { times: 1, when: 'during', ...(at && { at }), respond: { error: 'unavailable' } }
}

describe('a place in the file of a form', () => {
  it.each([undefined, 0, 1, 1_000, END - 1, END])('is reached at %s of all its bytes', async bytes => {
    const { url, world, fault, upload, fired } = await startFaulty(
      ruleAt(bytes === undefined ? undefined : { bytes }),
    )
    expect((await upload()).status).toBe(503)
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted', fault: fault.id, committed: false })
    expect(await fired()).toEqual([1])
    await expectNothingLeft(url)
  })

  it.each([END + 1, END + 40, 10_000])(
    'is not reached at %i, behind its end: the next file is struck',
    async bytes => {
      const { world, upload, fired } = await startFaulty(ruleAt({ part: 'file', bytes }))
      expect((await upload()).status).toBe(201)
      expect(await onlyEntry(world)).toMatchObject({ outcome: 'accepted', fault: null, committed: true })
      expect([await fired(), (await world.assets.list()).length]).toEqual([[0], 1])
      expect((await upload('zoom', LARGE)).status).toBe(503)
      expect([await fired(), (await world.assets.list()).length]).toEqual([[1], 1])
      expect((await upload('zoom', LARGE)).status).toBe(201)
    },
  )

  it.each([0, 1_000, 65_536, 70_000])(
    'is reached as soon as %i bytes and one more have come',
    async bytes => {
      const { url, port } = await startFaulty(ruleAt({ part: 'file', bytes }))
      const sent = uploads.zoom.request(LARGE)
      const fileAt = Buffer.from(sent.body).indexOf(LARGE.subarray(0, 100))
      const connection = await beginOn(port, sent, fileAt + bytes)
      // Another request comes and goes meanwhile.
      expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
      expect(connection.received).toBe('')
      // Behind the place some bytes may wait for what could be the boundary.
      connection.write(sent.body.subarray(fileAt + bytes, fileAt + bytes + 100))
      await connection.receives('HTTP/1.1 503')
      connection.socket.destroy()
    },
  )

  it('does not count the fields before it', async () => {
    const { upload, fired } = await startFaulty(ruleAt({ part: 'file', bytes: END + 1 }))
    expect((await upload('webex')).ok).toBe(true)
    expect((await upload('cloud-softphone')).ok).toBe(true)
    expect(await fired()).toEqual([0])
  })

  it('is the same where the body comes in chunks', async () => {
    const { port, world } = await startFaulty(ruleAt({ bytes: END }))
    const { body, headers, path } = uploads.zoom.request()
    const type = headers['content-type']
    const connection = await beginOn(port, {
      method: 'GET',
      path: '/_mock/health',
      headers: {},
      body: new Uint8Array(),
    })
    await connection.reply()
    connection.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: ${type}\r\n`,
    )
    connection.write('Transfer-Encoding: chunked\r\n\r\n')
    for (let at = 0; at < body.length; at += 700) {
      const chunk = body.subarray(at, at + 700)
      connection.write(
        Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
      )
    }
    connection.write('0\r\n\r\n')
    await connection.receives('HTTP/1.1 503')
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted' })
    connection.socket.destroy()
  })
})

describe('a place in a member of a JSON body', () => {
  const base64 = PHOTO.toString('base64')
  const connect = (body: string): Sent => ({
    ...uploads['amazon-connect'].request(),
    body: Buffer.from(body),
  })
  const type = 'IMAGE_LOGO_LIGHT_FAVICON'
  const bodies = {
    'first of two': JSON.stringify({ MediaSource: base64, MediaType: type }),
    'last of two': JSON.stringify({ MediaType: type, MediaSource: base64 }),
    'spread over lines': JSON.stringify({ MediaType: type, MediaSource: base64 }, null, 2),
  }

  describe.each(Object.entries(bodies))('that is %s', (_, body) => {
    it.each([0, 1_000, base64.length])('is reached at %i of all its bytes', async bytes => {
      const { url, world, fault } = await startFaulty(ruleAt({ part: 'MediaSource', bytes }))
      const response = await send(url, connect(body))
      expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([503, 'ServiceUnavailable'])
      expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted', fault: fault.id, committed: false })
      await expectNothingLeft(url)
    })

    it.each([1, 10, 100_000])('is not reached %i bytes behind its end', async more => {
      const { url, world, fired } = await startFaulty(
        ruleAt({ part: 'MediaSource', bytes: base64.length + more }),
      )
      expect((await send(url, connect(body))).status).toBe(200)
      expect(await onlyEntry(world)).toMatchObject({ outcome: 'accepted', fault: null, committed: true })
      expect([await fired(), (await world.assets.list()).length]).toEqual([[0], 1])
    })

    it.each([1, 7])('is found where the body comes in pieces of %i bytes', async size => {
      const { port, fired } = await startFaulty(ruleAt({ part: 'MediaSource', bytes: 5 }))
      const sent = connect(body)
      const connection = await beginOn(port, sent, 0)
      connection.socket.setNoDelay(true)
      const start = body.indexOf(base64.slice(0, 50))
      for (let at = 0; at < start + 20; at += size) connection.write(sent.body.subarray(at, at + size))
      await connection.receives('HTTP/1.1 503')
      expect(await fired()).toEqual([1])
      connection.socket.destroy()
    })
  })

  it('is in the body as a whole where no member is named', async () => {
    const { url, fired } = await startFaulty(ruleAt({ bytes: 10 }))
    expect((await send(url, connect(bodies['first of two']))).status).toBe(503)
    expect(await fired()).toEqual([1])
  })

  it('is nowhere where the body has no such member', async () => {
    const { url, fired } = await startFaulty(ruleAt({ part: 'MediaSauce', bytes: 0 }))
    expect((await send(url, connect(bodies['first of two']))).status).toBe(200)
    expect(await fired()).toEqual([0])
  })

  it('is in a body of any operation', async () => {
    const { url } = await startFaulty({
      ...ruleAt({ part: 'in_meeting', bytes: 0 }),
      match: { vendor: 'zoom' },
    })
    const patch = () =>
      fetch(`${url}/v2/users/me/settings`, {
        method: 'PATCH',
        headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
        body: JSON.stringify({ in_meeting: { virtual_background: false } }),
      })
    expect([(await patch()).status, (await patch()).status]).toEqual([503, 204])
  })
})

describe('a place in the raw body of PUT /mmmsg', () => {
  /** A server with a rule for the raw body, and a place for a photo. */
  async function allocated(rule: FaultOrder) {
    const faulty = await startFaulty({ ...rule, match: { operation: 'putMedia' } })
    const allocation = await fetch(`${faulty.url}/mmmsg/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ contentType: 'image/jpeg', contentSize: END }),
    })
    const { url: place } = (await allocation.json()) as { url: string }
    await faulty.world.requests.clear()
    return { ...faulty, put: () => fetch(place, { method: 'PUT', body: new Uint8Array(PHOTO) }) }
  }

  it.each([0, 1_000, END])('is reached at %i of all its bytes, and the place stays free', async bytes => {
    const { url, world, fault, put } = await allocated(ruleAt({ bytes }))
    expect((await put()).status).toBe(503)
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted', fault: fault.id, committed: false })
    await expectNothingLeft(url)
    expect((await put()).status).toBe(200)
  })

  it('is not reached behind its end', async () => {
    const { put, fired, world } = await allocated(ruleAt({ bytes: END + 1 }))
    expect((await put()).status).toBe(200)
    expect([await fired(), (await onlyEntry(world)).fault]).toEqual([[0], null])
  })

  it('may be where the connection is reset', async () => {
    const { url, world, put } = await allocated({ when: 'during', at: { bytes: 500 }, times: 1, reset: true })
    await expect(put()).rejects.toThrow()
    expect(await onlyEntry(world)).toMatchObject({ outcome: 'faulted', committed: false, response: null })
    await expectNothingLeft(url)
    expect((await put()).status).toBe(200)
  })
})
