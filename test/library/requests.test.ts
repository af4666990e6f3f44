import { describe, expect, it } from 'vitest'
import { ControlApiError, type Uploadmock, WaitTimeout } from '../../src/index.ts'
import { PHOTO, startMock, uploadTo } from './mock.ts'

const UPLOAD = 'uploadUserVirtualBackground'
/** Longer than a test may last: who waits so long wakes by an event or not at all. */
const FOREVER_MS = 60_000

const askUser = (mock: Uploadmock) =>
  fetch(`${mock.baseUrl('zoom')}/users/me`, { headers: { authorization: 'Bearer x' } })

describe('requests.list', () => {
  it('shows what was sent, oldest first, refused ones too', async () => {
    const mock = await startMock()
    await uploadTo(mock)
    await uploadTo(mock, { name: 'a.txt', type: 'text/plain', bytes: Buffer.from('hello') })
    await askUser(mock)
    const requests = await mock.requests.list()
    expect(requests).toMatchObject([
      { vendor: 'zoom', operation: UPLOAD, outcome: 'accepted', committed: true, namespace: 'default' },
      { vendor: 'zoom', operation: UPLOAD, outcome: 'refused', committed: false },
      { vendor: 'zoom', operation: 'getUser', method: 'GET' },
    ])
    expect(requests[0]?.parts).toMatchObject([
      { name: 'file', filename: 'photo.jpg', sniffedType: 'image/jpeg', bytes: PHOTO.length },
    ])
    expect(JSON.stringify(requests)).not.toMatch(/"blob"|"excerpts"|"explanation"/)
  })

  it('shows only those that the filter names', async () => {
    const mock = await startMock()
    await uploadTo(mock)
    await uploadTo(mock, { name: 'a.txt', type: 'text/plain', bytes: Buffer.from('hello') })
    await askUser(mock)
    const count = async (filter: Parameters<typeof mock.requests.list>[0]) =>
      (await mock.requests.list(filter)).length
    expect(await count({ vendor: 'zoom' })).toBe(3)
    expect(await count({ vendor: 'webex' })).toBe(0)
    expect(await count({ operation: UPLOAD })).toBe(2)
    expect(await count({ operation: UPLOAD, outcome: 'refused' })).toBe(1)
    expect(await count({ operation: 'getUser', outcome: 'refused' })).toBe(0)
  })

  it('takes a date, a text and milliseconds for the time from which on', async () => {
    const mock = await startMock()
    await uploadTo(mock)
    const [request] = await mock.requests.list()
    const at = new Date(request?.receivedAt ?? '')
    for (const since of [at, at.toISOString(), at.getTime()])
      expect(await mock.requests.list({ since })).toHaveLength(1)
    const later = new Date(at.getTime() + FOREVER_MS)
    for (const since of [later, later.toISOString(), later.getTime()])
      expect(await mock.requests.list({ since })).toEqual([])
  })

  it('reads a journal of more than one page whole, in its order', async () => {
    const mock = await startMock({ limits: { journalEntries: 2_500 } })
    for (let n = 0; n < 2_010; n += 30) await Promise.all(Array.from({ length: 30 }, () => askUser(mock)))
    const requests = await mock.requests.list()
    expect(requests).toHaveLength(2_010)
    expect(new Set(requests.map(({ id }) => id)).size).toBe(2_010)
    expect(await mock.requests.list({ operation: 'getUser' })).toHaveLength(2_010)
  })

  it('rejects with the key that is wrong', async () => {
    const mock = await startMock()
    const wrong = { outcome: 'lost' } as object
    await expect(mock.requests.list(wrong)).rejects.toMatchObject({ status: 400, path: 'outcome' })
    await expect(mock.requests.list({ since: 'yesterday' })).rejects.toMatchObject({ path: 'since' })
  })
})

describe('one request', () => {
  it('is found by its id, with the hash of what it sent', async () => {
    const mock = await startMock()
    await uploadTo(mock)
    const [listed] = await mock.requests.list()
    const request = await mock.requests.get(listed?.id ?? '')
    expect(request).toEqual(listed)
    const [asset] = await mock.assets.list()
    expect(request.parts[0]?.sha256).toBe(asset?.sha256)
  })

  it('is explained as text for people, with a request that passes', async () => {
    const mock = await startMock()
    await uploadTo(mock, { name: 'a.txt', type: 'text/plain', bytes: Buffer.from('hello') })
    const [request] = await mock.requests.list()
    const text = await mock.requests.explain(request?.id ?? '')
    expect(text).toContain('zoom.user-virtual-background.types')
    expect(text).toContain('nothing was stored')
    expect(text).toContain('curl ')
  })

  it('is none where the id is nobody’s', async () => {
    const mock = await startMock()
    for (const asked of [mock.requests.get('a/b?c'), mock.requests.explain('none')]) {
      await expect(asked).rejects.toThrow(ControlApiError)
      await expect(asked).rejects.toMatchObject({ status: 404, code: 'not-found', path: 'id' })
    }
  })

  it('is not seen from another namespace', async () => {
    const mock = await startMock()
    await uploadTo(mock.namespace('one'))
    const [request] = await mock.namespace('one').requests.list()
    expect(await mock.requests.list()).toEqual([])
    await expect(mock.namespace('two').requests.get(request?.id ?? '')).rejects.toMatchObject({ status: 404 })
  })
})

describe('requests.waitFor', () => {
  it('answers at once what has come already', async () => {
    const mock = await startMock()
    await uploadTo(mock)
    const found = await mock.requests.waitFor({ operation: UPLOAD }, { timeoutMs: 0 })
    expect(found).toMatchObject([{ operation: UPLOAD }])
    expect(await mock.requests.waitFor({ vendor: 'webex' }, { atLeast: 0, timeoutMs: 0 })).toEqual([])
  })

  it('wakes when the request comes', async () => {
    const mock = await startMock()
    const waiting = mock.requests.waitFor({ operation: UPLOAD }, { timeoutMs: FOREVER_MS })
    await askUser(mock)
    await uploadTo(mock)
    expect(await waiting).toMatchObject([{ operation: UPLOAD, outcome: 'accepted' }])
  })

  it('wakes each of many who wait, when as many have come as each asked for', async () => {
    const mock = await startMock()
    const waiting = Array.from({ length: 10 }, (_, n) =>
      mock.requests.waitFor({ operation: UPLOAD }, { atLeast: n + 1, timeoutMs: FOREVER_MS }),
    )
    const other = mock.namespace('one').requests.waitFor({}, { timeoutMs: FOREVER_MS })
    for (let n = 0; n < 10; n++) await uploadTo(mock)
    for (const [n, found] of (await Promise.all(waiting)).entries())
      expect(found.length).toBeGreaterThanOrEqual(n + 1)
    await uploadTo(mock.namespace('one'))
    expect(await other).toMatchObject([{ namespace: 'one' }])
  })

  it('goes on waiting through a reset', async () => {
    const mock = await startMock()
    await uploadTo(mock)
    const waiting = mock.requests.waitFor({ operation: UPLOAD }, { atLeast: 2, timeoutMs: FOREVER_MS })
    await mock.reset()
    await uploadTo(mock)
    await uploadTo(mock)
    expect(await waiting).toHaveLength(2)
  })

  it('goes on waiting through an import', async () => {
    const mock = await startMock()
    const state = await mock.state.export()
    const waiting = mock.requests.waitFor({ operation: UPLOAD }, { timeoutMs: FOREVER_MS })
    await mock.state.import(state)
    await uploadTo(mock)
    expect(await waiting).toHaveLength(1)
  })

  it('rejects after its time with the nearest requests', async () => {
    const mock = await startMock()
    await uploadTo(mock)
    const waiting = mock.requests.waitFor(
      { vendor: 'zoom', operation: UPLOAD, outcome: 'refused' },
      { atLeast: 2, timeoutMs: 1 },
    )
    await expect(waiting).rejects.toThrow(WaitTimeout)
    const [request] = await mock.requests.list()
    await expect(waiting).rejects.toThrow(
      [
        `0 of 2 requests like {"vendor":"zoom","operation":"${UPLOAD}","outcome":"refused"} came within 1 ms`,
        `  POST /v2/users/me/settings/virtual_backgrounds: ${UPLOAD}, accepted (${request?.id})`,
        '    outcome: expected "refused", was "accepted"',
      ].join('\n'),
    )
  })

  it('rejects with no nearest request where none came', async () => {
    const mock = await startMock()
    await expect(mock.requests.waitFor({}, { timeoutMs: 1 })).rejects.toThrow(
      /^0 of 1 requests like \{\} came within 1 ms$/,
    )
  })
})

describe('requests.clear', () => {
  it('forgets the requests of one namespace, and leaves what is stored', async () => {
    const mock = await startMock()
    const other = mock.namespace('one')
    for (const world of [mock, other]) await uploadTo(world)
    await mock.requests.clear()
    expect(await mock.requests.list()).toEqual([])
    expect(await mock.assets.list()).toHaveLength(1)
    expect(await other.requests.list()).toHaveLength(1)
  })
})
