import { beforeEach, describe, expect, it } from 'vitest'
import { filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { startTestServer } from '../../helpers/server.ts'
import { call, MINE, sendForm, upload } from '../../vendors/zoom/zoom-client.ts'
import { expectControlError } from '../control-call.ts'
import { verified } from '../journal-client.ts'
import { visit } from './visits.ts'

const getUser = { operation: 'getUser' }

describe('the nearest requests', () => {
  it('are three, the nearest first, of those as near the latest', async () => {
    const { url } = await startTestServer()
    await call(url, '/v1/devices')
    await visit(url, 1, 2)
    await upload(url)
    const match = { operation: 'getUser', path: '/v2/users/3', method: 'GET', vendor: 'zoom' }
    const { body } = await verified(url, { match })
    expect(body.nearest.map(({ request, differences }) => [request.path, differences.length])).toEqual([
      ['/v2/users/2', 1],
      ['/v2/users/1', 1],
      [MINE, 3],
    ])
  })

  it('are those that matched where there are too many', async () => {
    const { url } = await startTestServer()
    await visit(url, 1, 2)
    await call(url, '/v1/devices')
    const { body } = await verified(url, { match: getUser, atMost: 1 })
    expect(body.nearest.map(({ request, differences }) => [request.path, differences])).toEqual([
      ['/v2/users/1', []],
      ['/v2/users/2', []],
    ])
  })

  it('are none where nothing came', async () => {
    const { url } = await startTestServer()
    expect((await verified(url, { match: getUser })).body).toEqual({
      matched: 0,
      expected: { atLeast: 1 },
      evicted: 0,
      nearest: [],
    })
  })
})

describe('entries that the journal let go of', () => {
  let url: string
  beforeEach(async () => {
    url = (await startTestServer({ limits: { journalEntries: 2 } })).url
    await visit(url, 1, 2, 3)
    await sendForm(url, MINE, rawForm([filePart('file', 'a.jpg', 'image/jpeg', fixture('photo.jpg'))]))
  })

  it.each([
    { match: getUser, exactly: 1 },
    { match: getUser, atMost: 1 },
    { match: getUser, atLeast: 1, atMost: 5 },
    { match: { vendor: 'zoom' }, exactly: 2 },
    { match: { path: '/v2/users/3' }, exactly: 1 },
    { match: { path: '/nowhere' }, exactly: 0 },
    { match: getUser, atLeast: 2 },
  ])('never let it pass where they could matter: %j', async expectation => {
    const { status, body } = await verified(url, expectation)
    expect([status, body.evicted]).toEqual([422, 2])
  })

  it.each([
    { match: getUser },
    { match: getUser, atLeast: 1 },
    { match: { operation: 'uploadUserVirtualBackground' }, exactly: 1 },
    { match: { operation: 'issueToken' }, exactly: 0 },
    { match: { vendor: 'webex' }, atMost: 0 },
  ])('are no matter where enough is left, or they were others: %j', async expectation => {
    expect((await verified(url, expectation)).status).toBe(200)
  })
})

describe('an expectation that makes no sense', () => {
  it.each<[string, unknown]>([
    ['match', {}],
    ['match', { exactly: 1 }],
    ['match', { match: null }],
    ['match', { match: 'getUser' }],
    ['exactly', { match: {}, exactly: 1, atLeast: 1 }],
    ['exactly', { match: {}, exactly: 1, atMost: 1 }],
    ['exactly', { match: {}, exactly: -1 }],
    ['exactly', { match: {}, exactly: '1' }],
    ['atLeast', { match: {}, atLeast: 2, atMost: 1 }],
    ['atLeast', { match: {}, atLeast: 1.5 }],
    ['atMost', { match: {}, atMost: null }],
    ['times', { match: {}, times: 1 }],
    ['match.operatoin', { match: { operatoin: 'getUser' } }],
    ['match.outcome', { match: { outcome: 'ok' } }],
    ['match.vendor', { match: { vendor: 1 } }],
    ['match.parts', { match: { parts: { name: 'file' } } }],
    ['match.parts.0', { match: { parts: ['file'] } }],
    ['match.parts.0.nmae', { match: { parts: [{ nmae: 'file' }] } }],
    ['match.response.code', { match: { response: { code: 200 } } }],
  ])('is refused by naming %s: %j', async (path, expectation) => {
    const { url } = await startTestServer()
    const { status, text } = await verified(url, expectation as object)
    expectControlError({ status, body: text }, { status: 400, code: 'invalid', path })
  })

  it.each([
    ['is cut', '{"match":', 400, 'json'],
    ['is nothing', '', 400, ''],
    ['is a list', '[]', 400, ''],
  ])('is refused when it %s', async (_, sent, status, path) => {
    const { url } = await startTestServer()
    const verdict = await verified(url, sent)
    expectControlError({ status: verdict.status, body: verdict.text }, { status, path })
  })
})

describe('an expectation that is larger than any entry', () => {
  const list = (length: number) => Array.from({ length }, (_, index) => index)
  const deep = (levels: number): object => (levels === 0 ? {} : { a: deep(levels - 1) })

  it.each([
    ['match.body', { body: list(1_001) }],
    ['match.body.items.3', { body: { items: [1, 2, 3, list(1_001)] } }],
    ['match.headers', { headers: Object.fromEntries(list(1_001).map(at => [`x-${at}`, '1'])) }],
    ['match.parts', { parts: list(1_001).map(() => ({ name: 'file' })) }],
    [`match.body${'.a'.repeat(20)}`, { body: deep(20) }],
  ])('is refused, and the key is named: %s', async (path, match) => {
    const { url } = await startTestServer()
    const { status, body } = await verified(url, { match })
    expectControlError({ status, body: JSON.stringify(body) }, { status: 400, code: 'invalid', path })
  })

  it('is refused as a whole beyond a megabyte', async () => {
    const { url } = await startTestServer()
    const { status, body } = await verified(url, { match: { path: 'x'.repeat(1_048_576) } })
    expectControlError({ status, body: JSON.stringify(body) }, { status: 413, code: 'too-large', path: '' })
  })

  it('is compared as deep as an entry is', async () => {
    const { url } = await startTestServer()
    expect((await verified(url, { match: { body: deep(19) }, exactly: 0 })).status).toBe(200)
  })
})

describe('more to compare than there is time for', () => {
  const elements = Array.from({ length: 1_000 }, (_, id) => ({ element: { id } }))
  const bodyOf = (items: readonly object[]) => ({ customizations: { mpp: { items } } })

  it('is refused, and what takes it is named', async () => {
    const { url } = await startTestServer()
    const headers = { 'content-type': 'application/json' }
    const path = '/v1/telephony/config/devices/d1/settings'
    for (let count = 0; count < 4; count++)
      await call(url, path, { method: 'PUT', headers, body: JSON.stringify(bodyOf(elements)) })
    expect((await verified(url, { match: { body: bodyOf(elements) } })).status).toBe(200)
    const { status, body } = await verified(url, { match: { body: bodyOf(elements.toReversed()) } })
    expectControlError(
      { status, body: JSON.stringify(body) },
      { status: 400, code: 'invalid', path: 'match.body.customizations.mpp.items' },
    )
  })
})
