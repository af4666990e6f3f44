import { describe, expect, it } from 'vitest'
import { ControlApiError } from '../../src/index.ts'
import { startMock, uploadTo } from './mock.ts'

const UPLOAD = 'uploadUserVirtualBackground'

describe('faults', () => {
  it('strike as ordered, and are counted', async () => {
    const mock = await startMock()
    const fault = await mock.faults.add({
      match: { operation: UPLOAD },
      skip: 1,
      times: 2,
      respond: { error: 'rate-limited' },
    })
    expect(fault).toMatchObject({ id: expect.any(String), skip: 1, times: 2, when: 'before', fired: 0 })
    const statuses = []
    for (let n = 0; n < 4; n++) statuses.push((await uploadTo(mock)).status)
    expect(statuses).toEqual([201, 429, 429, 201])
    expect(await mock.faults.list()).toEqual([{ ...fault, fired: 2 }])
    await mock.verify({ match: { outcome: 'faulted', fault: fault.id }, exactly: 2 })
  })

  it('are taken back one by one, or all', async () => {
    const mock = await startMock()
    const order = { match: { vendor: 'zoom' }, respond: { status: 503, body: 'later' } }
    const [first, second] = [await mock.faults.add(order), await mock.faults.add(order)]
    await mock.faults.remove(first.id)
    expect(await mock.faults.list()).toEqual([second])
    expect((await uploadTo(mock)).status).toBe(503)
    await mock.faults.clear()
    expect(await mock.faults.list()).toEqual([])
    expect((await uploadTo(mock)).status).toBe(201)
    await expect(mock.faults.remove(first.id)).rejects.toMatchObject({ status: 404, path: 'id' })
  })

  it('stay in their namespace', async () => {
    const mock = await startMock()
    await mock.namespace('one').faults.add({ respond: { error: 'unavailable' } })
    expect((await uploadTo(mock)).status).toBe(201)
    expect((await uploadTo(mock.namespace('one'))).status).toBeGreaterThanOrEqual(500)
  })

  it.each([
    [{ respond: { error: 'rate-limited' }, colour: 'red' }, 'colour'],
    [{ match: { operation: 'uploadNothing' }, stall: true }, 'match.operation'],
    [{ match: { vendor: 'webex', operation: UPLOAD }, stall: true }, 'match.operation'],
    [{ stall: true, reset: true }, 'reset'],
    [{ match: { operation: UPLOAD }, when: 'during', at: { bytes: 1e12 }, reset: true }, 'at.bytes'],
  ])('are refused where they make no sense: %j', async (order, path) => {
    const mock = await startMock()
    const asked = mock.faults.add(order as object)
    await expect(asked).rejects.toThrow(ControlApiError)
    await expect(asked).rejects.toMatchObject({ status: 400, path })
    expect(await mock.faults.list()).toEqual([])
  })
})

describe('the clock', () => {
  it('stands still where it is set, moves on by steps, and runs again', async () => {
    const mock = await startMock()
    const now = '2030-01-01T00:00:00.000Z'
    expect(await mock.clock.set({ now, frozen: true })).toEqual({ now, frozen: true })
    expect(await mock.clock.advance(1_500)).toEqual({ now: '2030-01-01T00:00:01.500Z', frozen: true })
    expect(await mock.clock.get()).toEqual({ now: '2030-01-01T00:00:01.500Z', frozen: true })
    await uploadTo(mock)
    expect(await mock.assets.list()).toMatchObject([{ createdAt: '2030-01-01T00:00:01.500Z' }])
    expect(await mock.clock.set({ frozen: false })).toMatchObject({ frozen: false })
  })

  it('is the namespace’s own, and the machine’s again after a reset', async () => {
    const mock = await startMock()
    const one = mock.namespace('one')
    await one.clock.set({ now: '2030-01-01T00:00:00Z', frozen: true })
    expect((await mock.clock.get()).frozen).toBe(false)
    await one.reset()
    const { now, frozen } = await one.clock.get()
    expect(frozen).toBe(false)
    expect(Date.parse(now)).toBeLessThan(Date.UTC(2030, 0, 1))
  })

  it('names the key that is wrong', async () => {
    const mock = await startMock()
    await expect(mock.clock.set({ now: 'noon' })).rejects.toMatchObject({ status: 400, path: 'now' })
    await expect(mock.clock.advance(0.5)).rejects.toMatchObject({ status: 400, path: 'advanceMs' })
  })
})

describe('the state', () => {
  it('goes into another namespace, and into another server', async () => {
    const [mock, elsewhere] = [await startMock(), await startMock()]
    await uploadTo(mock)
    const state = await mock.state.export()
    const [before] = await mock.assets.list()
    for (const world of [mock.namespace('copy'), elsewhere, elsewhere.namespace('copy')]) {
      await world.state.import(state)
      const [after] = await world.assets.list()
      expect(after).toEqual({ ...before, namespace: world.name })
      expect(await world.assets.bytes(after?.id ?? '')).toEqual(await mock.assets.bytes(before?.id ?? ''))
    }
  })

  it('is refused where it is broken, and leaves what was there', async () => {
    const mock = await startMock()
    await uploadTo(mock)
    const state = await mock.state.export()
    const cut = mock.state.import(state.subarray(0, -1))
    await expect(cut).rejects.toThrow(ControlApiError)
    await expect(cut).rejects.toMatchObject({ status: 400, code: 'invalid' })
    expect(await mock.state.export()).toEqual(state)
  })
})
