import { describe, expect, it } from 'vitest'
import { ORDERED_KINDS } from '../../../src/http/fault/ordered-problem.ts'
import { startTestServer } from '../../helpers/server.ts'
import { expectControlError } from '../control-call.ts'

const throttle = { respond: { error: 'rate-limited' } }

async function post(url: string, body: string, type = 'application/json') {
  const response = await fetch(`${url}/_mock/faults`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  })
  return { status: response.status, body: await response.text() }
}

/** Expects a 400 that names the key, and no rule. */
async function expectRefused(rule: unknown, path: string, prefix = '') {
  const { url } = await startTestServer()
  expectControlError(await post(url + prefix, JSON.stringify(rule)), { status: 400, code: 'invalid', path })
  expect(await (await fetch(`${url}${prefix}/_mock/faults`)).json()).toEqual({ items: [] })
}

describe('a rule with a key that nobody knows', () => {
  it.each([
    ['colour', { ...throttle, colour: 'red' }],
    ['fired', { ...throttle, fired: 0 }],
    ['id', { ...throttle, id: 'mine' }],
    ['match.vednor', { ...throttle, match: { vednor: 'zoom' } }],
    ['at.offset', { reset: true, when: 'during', at: { offset: 1 } }],
    ['respond.after', { respond: { error: 'rate-limited', after: 1 } }],
    ['respond.text', { respond: { status: 418, text: 'tea' } }],
  ])('is refused, and the key is named: %s', (path, rule) => expectRefused(rule, path))
})

describe('a rule with a value that can’t be', () => {
  it.each([
    ['skip', { ...throttle, skip: -1 }],
    ['skip', { ...throttle, skip: 0.5 }],
    ['times', { ...throttle, times: 0 }],
    ['times', { ...throttle, times: -2 }],
    ['when', { ...throttle, when: 'later' }],
    ['countBy', { ...throttle, countBy: 'attempt' }],
    ['at.bytes', { reset: true, when: 'during', at: { bytes: -1 } }],
    ['at.part', { reset: true, when: 'during', at: { part: '' } }],
    ['delayMs', { delayMs: -1 }],
    ['delayMs', { delayMs: 600_001 }],
    ['jitterMs', { jitterMs: -1 }],
    ['bytesPerSecond', { bytesPerSecond: 0 }],
    ['bytesPerSecond', { bytesPerSecond: -1 }],
    ['truncateBodyAt', { truncateBodyAt: -1 }],
    ['omit', { omit: '' }],
    ['stall', { stall: false }],
    ['reset', { reset: 'yes' }],
    ['match', { ...throttle, match: 'zoom' }],
    ['match.owner', { ...throttle, match: { owner: '' } }],
    ['match.headers.x-attempt', { ...throttle, match: { headers: { 'x-attempt': 1 } } }],
    ['respond.retryAfter', { respond: { error: 'rate-limited', retryAfter: -1 } }],
    ['respond.error', { respond: { error: 'tired' } }],
    ['respond.status', { respond: { status: 99 } }],
    ['respond.status', { respond: { status: 600 } }],
    ['respond.status', { respond: { status: '200' } }],
    ['respond.headers', { respond: { status: 200, headers: 'none' } }],
    ['respond.headers.x y', { respond: { status: 200, headers: { 'x y': '1' } } }],
    ['respond.headers.x-lines', { respond: { status: 200, headers: { 'x-lines': 'a\r\nb' } } }],
    ['respond', { respond: 'rate-limited' }],
    ['', []],
    ['', 'reset'],
  ])('is refused, and the key is named: %s of %j', (path, rule) => expectRefused(rule, path))

  it('learns which problems there are', async () => {
    const { url } = await startTestServer()
    const reply = await post(url, JSON.stringify({ respond: { error: 'tired' } }))
    for (const kind of ORDERED_KINDS) expect(reply.body).toContain(kind)
  })
})

describe('a rule that is larger than any needs to be', () => {
  const long = 'x'.repeat(1_001)
  const headers = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`x-${index}`, '1']))

  it.each([
    ['match.owner', { ...throttle, match: { owner: long } }],
    ['match.headers', { ...throttle, match: { headers } }],
    ['match.headers.x-a', { ...throttle, match: { headers: { 'x-a': 'x'.repeat(16_385) } } }],
    ['at.part', { reset: true, when: 'during', at: { part: long } }],
    ['omit', { omit: long }],
    ['respond.rule', { respond: { error: 'vendor-rule', rule: long } }],
    ['respond.retryAfter', { respond: { error: 'rate-limited', retryAfter: 31_536_001 } }],
    ['respond.headers', { respond: { status: 200, headers } }],
    ['respond.body', { respond: { status: 200, body: 'x'.repeat(65_537) } }],
    ['respond.body', { respond: { status: 200, body: Array(10_000).fill(1) } }],
  ])('is refused, and the key is named: %s', (path, rule) => expectRefused(rule, path))

  it('is refused as a whole beyond a megabyte', async () => {
    const { url } = await startTestServer()
    const rule = { ...throttle, match: { vendor: 'x'.repeat(1_048_576) } }
    expectControlError(await post(url, JSON.stringify(rule)), { status: 413, code: 'too-large', path: '' })
  })

  it('is refused where the namespace has as many as each request can go by', async () => {
    const { url } = await startTestServer()
    const rule = JSON.stringify({ respond: { status: 503, body: 'x'.repeat(65_536) } })
    const replies: { status: number; body: string }[] = []
    do replies.push(await post(url, rule))
    while (replies.at(-1)?.status === 201)
    expect(replies.length).toBe(65)
    expectControlError(replies.at(-1) ?? { status: 0, body: '' }, {
      status: 507,
      code: 'storage-full',
      path: '',
    })
    const list = await (await fetch(`${url}/_mock/faults`)).text()
    expect(list.length).toBeLessThan(5_000_000)
  })
})

describe('a header that no answer with a length can have', () => {
  it.each(['Trailer', 'transfer-encoding'])(
    'is refused, where it would have made the answer our own 500 or no HTTP at all: %s',
    name => expectRefused({ respond: { status: 503, headers: { [name]: 'x' } } }, `respond.headers.${name}`),
  )

  it.each([
    ['Trailer', 'is no header of a reply with a length'],
    ['x y', 'is no header name'],
  ])('is told what is wrong with its name: %s', async (name, message) => {
    const { url } = await startTestServer()
    const { body } = await post(url, JSON.stringify({ respond: { status: 503, headers: { [name]: 'x' } } }))
    expect(JSON.parse(body).error.message).toBe(message)
  })
})

describe('a rule that no request can meet', () => {
  it.each([
    ['match.vendor', { vendor: 'skype' }],
    ['match.operation', { operation: 'uploadEverything' }],
    ['match.operation', { vendor: 'zoom', operation: 'uploadMedia' }],
    ['match.operation', { vendor: 'webex', operation: 'uploadUserVirtualBackground' }],
    ['match.method', { operation: 'uploadUserVirtualBackground', method: 'GET' }],
    ['match.method', { operation: 'uploadMedia', method: 'DELETE' }],
    ['match.method', { vendor: 'zoom', operation: 'uploadUserVirtualBackground', method: 'post' }],
    ['match.method', { method: 'BREW' }],
    ['match.namespace', { namespace: 'team-1' }],
  ])('is refused, and the key is named: %s of %j', (path, match) =>
    expectRefused({ ...throttle, match }, path),
  )

  it('is refused where it names another namespace than it is ordered in', () =>
    expectRefused({ ...throttle, match: { namespace: 'default' } }, 'match.namespace', '/ns/team-1'))

  it.each([
    ['at.part', 'uploadUserVirtualBackground', { part: 'picture', bytes: 1 }],
    ['at.part', 'uploadMedia', { part: 'from', bytes: 1 }],
    ['at.bytes', 'uploadUserVirtualBackground', { bytes: 15 * 1024 * 1024 + 1 }],
    ['at.bytes', 'uploadBackgroundImage', { part: 'file', bytes: 625 * 1024 + 1 }],
    ['at.part', 'putMedia', { part: 'file', bytes: 1 }],
    ['at.bytes', 'putMedia', { bytes: 100 * 1024 * 1024 + 1 }],
    ['at.bytes', 'ImportWorkspaceMedia', { part: 'MediaSource', bytes: 8 * 1024 * 1024 + 1 }],
  ])('is refused for its place: %s of %s at %j', (path, operation, at) =>
    expectRefused({ match: { operation }, when: 'during', at, reset: true }, path),
  )
})

describe('a problem that can’t occur at its operation', () => {
  it.each([
    ['too-large', 'ListWorkspaceMedia', 'ImportWorkspaceMedia'],
    ['too-large', 'getUser', 'uploadUserVirtualBackground'],
    ['unsupported-content-type', 'getUser', 'uploadMedia'],
    ['unsupported-media', 'CreateWorkspace', 'ImportWorkspaceMedia'],
    ['missing-part', 'updateUserSettings', 'uploadUserVirtualBackground'],
    ['quota-exceeded', 'updateUserSettings', 'uploadUserVirtualBackground'],
    ['quota-exceeded', 'ListWorkspaceMedia', 'CreateWorkspace'],
  ])('is refused, and is told where it can: %s of %s', async (error, operation, place) => {
    const { url } = await startTestServer()
    const reply = await post(url, JSON.stringify({ match: { operation }, respond: { error } }))
    expectControlError(reply, { status: 400, code: 'invalid', path: 'respond.error' })
    expect(reply.body).toMatch(`${error} can't occur there, but at `)
    expect(reply.body).toContain(place)
    expect(JSON.parse(reply.body).error.message).not.toContain(operation)
  })

  it.each([
    ['too-large', { operation: 'CreateWorkspace' }],
    ['too-large', { vendor: 'zoom' }],
    ['missing-part', { operation: 'ImportWorkspaceMedia' }],
    ['quota-exceeded', { operation: 'CreateWorkspace' }],
    ['not-found', { operation: 'ListWorkspaceMedia' }],
  ])('is taken where it can: %s of %j', async (error, match) => {
    const { url } = await startTestServer()
    expect((await post(url, JSON.stringify({ match, respond: { error } }))).status).toBe(201)
  })
})

describe('a rule that contradicts itself', () => {
  it.each([
    ['reset', { respond: { error: 'internal' }, reset: true }],
    ['reset', { stall: true, reset: true }],
    ['omit', { truncateBodyAt: 1, omit: 'media_url' }],
    ['bytesPerSecond', { stall: true, bytesPerSecond: 1 }],
    ['', {}],
    ['', { match: { vendor: 'zoom' }, times: 1 }],
    ['when', { truncateBodyAt: 1, when: 'before' }],
    ['when', { truncateBodyAt: 1, when: 'during' }],
    ['when', { omit: 'media_url', when: 'before' }],
    ['when', { bytesPerSecond: 1, when: 'before' }],
    ['at', { reset: true, at: { bytes: 1 } }],
    ['at', { reset: true, when: 'after', at: { part: 'file' } }],
    ['respond.retryAfter', { respond: { error: 'internal', retryAfter: 1 } }],
    ['respond.rule', { respond: { error: 'vendor-rule' } }],
    ['respond.rule', { respond: { error: 'internal', rule: 'no-credit' } }],
  ])('is refused, and the key is named: %s of %j', (path, rule) => expectRefused(rule, path))

  it('learns what there is to choose from', async () => {
    const { url } = await startTestServer()
    const reply = await post(url, '{}')
    for (const action of ['respond', 'delayMs', 'stall', 'reset', 'bytesPerSecond', 'truncateBodyAt', 'omit'])
      expect(reply.body).toContain(action)
  })
})

describe('a body that is no rule', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'is refused where it is %s',
    async type => {
      const { url } = await startTestServer()
      expectControlError(await post(url, JSON.stringify(throttle), type), {
        status: 415,
        code: 'unsupported-content-type',
        path: 'content-type',
      })
      expect(await (await fetch(`${url}/_mock/faults`)).json()).toEqual({ items: [] })
    },
  )

  it('is refused where it is broken JSON', async () => {
    const { url } = await startTestServer()
    expectControlError(await post(url, '{"reset":'), { status: 400, code: 'malformed', path: 'json' })
  })
})
