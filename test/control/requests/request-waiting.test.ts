import { describe, expect, it } from 'vitest'
import { startUploadmock } from '../../../src/index.ts'
import { startTestServer } from '../../helpers/server.ts'
import { call } from '../../vendors/zoom/zoom-client.ts'
import { listed } from '../journal-client.ts'
import { paths, users, visit } from './visits.ts'

describe('waiting for requests', () => {
  it('ends with the request that was waited for', async () => {
    const { url } = await startTestServer()
    let isOver = false
    const waited = listed(url, '?operation=getUser&atLeast=2&timeoutMs=600000').then(answer => {
      isOver = true
      return answer
    })
    await visit(url, 1)
    await call(url, '/v2/nothing')
    expect([(await listed(url)).items.length, isOver]).toEqual([2, false])
    await visit(url, 2)
    expect(paths((await waited).items)).toEqual(users(1, 2))
  })

  it('does not hold up the end of the server', async () => {
    const mock = await startUploadmock()
    const waits = [1, 2, 3].map(() => mock.requests.waitFor({}, { timeoutMs: 600_000 }).catch(error => error))
    await mock.requests.list()
    const began = performance.now()
    await mock.close()
    // Without an end of its own a wait would take the whole of the five seconds that running requests get.
    expect(performance.now() - began).toBeLessThan(4_000)
    expect((await Promise.all(waits)).every(error => error instanceof Error)).toBe(true)
  })

  it('ends at once where they are there', async () => {
    const { url } = await startTestServer()
    await visit(url, 1, 2, 3)
    expect((await listed(url, '?atLeast=2&timeoutMs=600000')).items).toHaveLength(3)
    expect((await listed(url, '?atLeast=0&timeoutMs=600000')).items).toHaveLength(3)
    expect((await listed(url, '?atLeast=3&limit=1&timeoutMs=600000')).items).toHaveLength(1)
  })

  it.each([0, 50])('answers with what there is when %i ms are over', async timeoutMs => {
    const { url } = await startTestServer()
    await visit(url, 1)
    expect(paths((await listed(url, `?atLeast=2&timeoutMs=${timeoutMs}`)).items)).toEqual(users(1))
    expect((await listed(url, `?atLeast=1&vendor=webex&timeoutMs=${timeoutMs}`)).items).toEqual([])
  })

  it('goes on behind a position', async () => {
    const { url } = await startTestServer()
    await visit(url, 1, 2, 3)
    const { next } = await listed(url, '?limit=2')
    const waited = listed(url, `?after=${next}&atLeast=2&timeoutMs=600000`)
    await visit(url, 4)
    expect(paths((await waited).items)).toEqual(users(3, 4))
  })

  it('hears of the requests of its own namespace alone', async () => {
    const { url } = await startTestServer()
    const waited = listed(`${url}/ns/team-1`, '?atLeast=1&timeoutMs=600000')
    await visit(`${url}/ns/team-2`, 2)
    await visit(url, 3)
    await visit(`${url}/ns/team-1`, 1)
    expect(paths((await waited).items)).toEqual(users(1))
  })

  it('goes on through a reset, in the new world', async () => {
    const { url } = await startTestServer()
    await visit(url, 1)
    const waited = listed(url, '?atLeast=2&timeoutMs=600000')
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    await visit(url, 2, 3)
    expect(paths((await waited).items)).toEqual(users(2, 3))
  })

  it('serves many who wait for the same', async () => {
    const { url } = await startTestServer()
    const waiting = Array.from({ length: 20 }, () => listed(url, '?atLeast=1&timeoutMs=600000'))
    await visit(url, 1)
    for (const { items } of await Promise.all(waiting)) expect(items).toHaveLength(1)
  })
})
