import { describe, expect, it } from 'vitest'
import { filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import { call, MINE, remove, upload } from '../../vendors/zoom/zoom-client.ts'
import { controlCall, expectControlError } from '../control-call.ts'
import { found, lastEntry, listed } from '../journal-client.ts'
import { paths, users, visit } from './visits.ts'

describe('the list of requests', () => {
  it('is empty at first', async () => {
    const { url } = await startTestServer()
    expect(await listed(url)).toEqual({ items: [], evicted: 0 })
  })

  it.each([
    ['vendor=webex', ['listDevices']],
    ['vendor=amazon-connect', []],
    ['operation=getUser', ['getUser', 'getUser']],
    ['outcome=refused', ['getUser', null]],
    ['outcome=accepted', ['getUser', 'uploadUserVirtualBackground', 'listDevices']],
    ['outcome=aborted', []],
    ['vendor=zoom&outcome=refused&operation=getUser', ['getUser']],
  ])('shows with %s those alone', async (query, operations) => {
    const { url } = await startTestServer()
    await call(url, '/v2/users/me')
    await upload(url)
    await call(url, '/v2/users/me', { token: null })
    await call(url, '/v2/nothing')
    await call(url, '/v1/devices')
    expect((await listed(url, `?${query}`)).items.map(({ operation }) => operation)).toEqual(operations)
  })

  it('comes in pages, the oldest first', async () => {
    const { url } = await startTestServer()
    await visit(url, 1, 2, 3, 4, 5)
    const first = await listed(url, '?limit=2')
    expect([paths(first.items), typeof first.next]).toEqual([users(1, 2), 'string'])
    await visit(url, 6)
    const second = await listed(url, `?limit=2&after=${first.next}`)
    expect(paths(second.items)).toEqual(users(3, 4))
    const last = await listed(url, `?limit=2&after=${second.next}`)
    expect(paths(last.items)).toEqual(users(5, 6))
    expect(last).not.toHaveProperty('next')
  })

  it('comes in pages of what a filter shows, too', async () => {
    const { url } = await startTestServer()
    for (const id of [1, 2, 3]) {
      await visit(url, id)
      await call(url, '/v2/nothing')
    }
    const first = await listed(url, '?limit=2&operation=getUser')
    expect(paths(first.items)).toEqual(users(1, 2))
    const last = await listed(url, `?limit=2&operation=getUser&after=${first.next}`)
    expect([paths(last.items), last.next]).toEqual([users(3), undefined])
  })

  it('begins at a time, in milliseconds or in ISO 8601', async () => {
    const clock = new TestClock(Date.UTC(2026, 0, 1))
    const { url } = await startTestServer({}, { clock })
    for (const id of [1, 2, 3]) {
      await visit(url, id)
      clock.advance(1_000)
    }
    const second = Date.UTC(2026, 0, 1, 0, 0, 1)
    expect((await listed(url)).items[1]?.receivedAt).toBe('2026-01-01T00:00:01.000Z')
    for (const since of [second, second - 999, '2026-01-01T00:00:01Z', '2026-01-01T01:00:01%2B01:00'])
      expect(paths((await listed(url, `?since=${since}`)).items)).toEqual(users(2, 3))
    expect((await listed(url, `?since=${second + 1_001}`)).items).toEqual([])
  })

  it('shows a hundred where no limit is given', async () => {
    const { url } = await startTestServer()
    await visit(url, ...Array.from({ length: 101 }, (_, n) => n))
    const { items, next } = await listed(url)
    expect([items.length, typeof next]).toEqual([100, 'string'])
  })

  it.each([
    ['limit', ['0', '-1', '1.5', 'x', '1001', '']],
    ['since', ['yesterday', '-1', '2026-13-01T00:00:00Z', '1.5']],
    ['after', ['x', '-1', '1.5']],
    ['outcome', ['ok', '', 'Accepted']],
    ['atLeast', ['-1', 'x', '1.5']],
    ['timeoutMs', ['-1', 'x', '600001']],
    ['vender', ['zoom']],
    ['owner', ['me']],
  ])('names %s where its value is wrong', async (key, values) => {
    const { port } = await startTestServer()
    for (const value of values)
      expectControlError(await controlCall(port, `/_mock/requests?${key}=${value}`), {
        status: 400,
        code: 'invalid',
        path: key,
      })
  })

  it.each(['since', 'after', 'atLeast', 'timeoutMs'])('takes no empty %s for zero', async key => {
    const { port } = await startTestServer()
    expectControlError(await controlCall(port, `/_mock/requests?${key}=`), { status: 400, path: key })
  })

  it('knows no request by an id that none has', async () => {
    const { port, url } = await startTestServer()
    await visit(url, 1)
    for (const path of ['nobody', 'nobody/explain', 'nobody/curl', 'nobody/har'])
      expectControlError(await controlCall(port, `/_mock/requests/${path}`), {
        status: 404,
        code: 'not-found',
        path: 'id',
      })
  })
})

describe('the journal of a namespace', () => {
  it('has its own requests, however they name it', async () => {
    const { url } = await startTestServer()
    await visit(url, 0)
    await visit(`${url}/ns/team-1`, 1)
    await call(url, '/v2/users/2', { headers: { 'x-mock-namespace': 'team-1' } })
    await call(url, '/v2/users/3', { token: 'token_ns_team-1' })
    expect(paths((await listed(url)).items)).toEqual(users(0))
    const { items } = await listed(`${url}/ns/team-1`)
    expect(paths(items)).toEqual(users(1, 2, 3))
    expect(new Set(items.map(({ namespace }) => namespace))).toEqual(new Set(['team-1']))
    expect(await found(url, items[0]?.id ?? '')).toBeUndefined()
    expect(await found(`${url}/ns/team-1`, items[0]?.id ?? '')).toBeDefined()
  })

  it('is emptied by a DELETE, which leaves the files and other namespaces alone', async () => {
    const { port, url } = await startTestServer()
    await upload(url)
    await visit(`${url}/ns/team-1`, 1)
    const { id } = await lastEntry(url)
    expect((await controlCall(port, '/_mock/requests', { method: 'DELETE' })).status).toBe(204)
    expect(await listed(url)).toEqual({ items: [], evicted: 0 })
    expect(await found(url, id)).toBeUndefined()
    expect(await assetsOf(url)).toHaveLength(1)
    expect((await listed(`${url}/ns/team-1`)).items).toHaveLength(1)
  })

  it('is emptied by a reset, evictions included', async () => {
    const { url } = await startTestServer({ limits: { journalEntries: 2 } })
    await visit(url, 1, 2, 3)
    await visit(`${url}/ns/team-1`, 1)
    expect((await listed(url)).evicted).toBe(1)
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    expect(await listed(url)).toEqual({ items: [], evicted: 0 })
    expect((await listed(`${url}/ns/team-1`)).items).toHaveLength(1)
  })

  it('has no request that began before a reset', async () => {
    const { port, url } = await startTestServer()
    const { body, type } = rawForm([filePart('file', 'a.jpg', 'image/jpeg', fixture('photo.jpg'))])
    const connection = await RawConnection.open(port)
    connection.write(
      `POST ${MINE} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nAuthorization: Bearer x\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    await connection.receives('100 Continue')
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    connection.write(body)
    await connection.receives('HTTP/1.1 201')
    connection.socket.destroy()
    expect(await listed(url)).toEqual({ items: [], evicted: 0 })
  })

  it('keeps so many requests, and counts those that it let go of', async () => {
    const { url } = await startTestServer({ limits: { journalEntries: 3 } })
    await visit(url, 1)
    const { id } = await lastEntry(url)
    await visit(url, 2, 3, 4, 5)
    const { items, evicted } = await listed(url)
    expect([paths(items), evicted]).toEqual([users(3, 4, 5), 2])
    expect(await found(url, id)).toBeUndefined()
    expect(await listed(url, '?vendor=webex')).toEqual({ items: [], evicted: 2 })
  })

  it('keeps so many bytes, whatever the requests are', async () => {
    const { url } = await startTestServer({ limits: { journalBytes: 50_000 } })
    for (let n = 0; n < 30; n++)
      await call(url, `/v2/users/${n}`, { headers: { 'x-long': 'x'.repeat(1_000) } })
    const { items, evicted } = await listed(url)
    expect(items.length).toBeLessThan(20)
    expect(items.length + evicted).toBe(30)
    expect(items.at(-1)?.path).toBe('/v2/users/29')
  })

  it('keeps no file: uploads larger than its room fit', async () => {
    const { url } = await startTestServer({ limits: { journalBytes: 100_000 } })
    for (let n = 0; n < 3; n++) {
      const { body } = await upload(url, MINE, { bytes: fixture('logo.png') })
      await remove(url, `?file_ids=${(body as { id: string }).id}`)
    }
    expect((await listed(url)).evicted).toBe(0)
  })
})
