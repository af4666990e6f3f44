import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { fieldPart, filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { startTestServer } from '../../helpers/server.ts'
import { call as connect } from '../../vendors/amazon-connect/connect.ts'
import { upload as softphoneUpload } from '../../vendors/cloud-softphone/softphone.ts'
import { call, MINE, pathOf, upload } from '../../vendors/zoom/zoom-client.ts'
import { verified } from '../journal-client.ts'
import { visit } from './visits.ts'

const photo = fixture('photo.jpg')
const sha256 = createHash('sha256').update(photo).digest('hex')
const getUser = { operation: 'getUser' }

describe('how often a request came', () => {
  let url: string
  beforeEach(async () => {
    url = (await startTestServer()).url
    await visit(url, 1, 2)
    await call(url, '/v1/devices')
  })

  it.each([
    [{ match: getUser }, { atLeast: 1 }],
    [{ match: getUser, exactly: 2 }, { exactly: 2 }],
    [{ match: getUser, atLeast: 2 }, { atLeast: 2 }],
    [{ match: getUser, atMost: 2 }, { atMost: 2 }],
    [
      { match: getUser, atLeast: 1, atMost: 3 },
      { atLeast: 1, atMost: 3 },
    ],
    [
      { match: getUser, atLeast: 2, atMost: 2 },
      { atLeast: 2, atMost: 2 },
    ],
    [{ match: getUser, atLeast: 0 }, { atLeast: 0 }],
  ])('is as expected: %j', async (expectation, expected) => {
    expect(await verified(url, expectation)).toMatchObject({ status: 200, body: { matched: 2, expected } })
  })

  it.each([
    [{ match: getUser, exactly: 1 }, { exactly: 1 }],
    [{ match: getUser, exactly: 3 }, { exactly: 3 }],
    [{ match: getUser, exactly: 0 }, { exactly: 0 }],
    [{ match: getUser, atLeast: 3 }, { atLeast: 3 }],
    [{ match: getUser, atMost: 1 }, { atMost: 1 }],
    [{ match: getUser, atMost: 0 }, { atMost: 0 }],
  ])('is not as expected: %j', async (expectation, expected) => {
    const { status, body } = await verified(url, expectation)
    expect([status, body.matched, body.expected, body.evicted]).toEqual([422, 2, expected, 0])
  })

  it('may be none', async () => {
    const match = { operation: 'issueToken' }
    expect((await verified(url, { match, exactly: 0 })).body).toEqual({
      matched: 0,
      expected: { exactly: 0 },
    })
    expect((await verified(url, { match, atMost: 5 })).status).toBe(200)
    expect((await verified(url, { match })).status).toBe(422)
  })

  it('counts every request where the match names nothing', async () => {
    expect((await verified(url, { match: {}, exactly: 3 })).status).toBe(200)
  })

  it('counts those of its namespace', async () => {
    await visit(`${url}/ns/team-1`, 1)
    expect((await verified(`${url}/ns/team-1`, { match: {}, exactly: 1 })).status).toBe(200)
    expect((await verified(url, { match: {}, exactly: 3 })).status).toBe(200)
  })
})

describe('a match', () => {
  let url: string
  beforeEach(async () => {
    url = (await startTestServer()).url
    const form = rawForm([fieldPart('note', 'hi'), filePart('file', 'me.jpg', 'image/jpeg', photo)])
    await call(url, `${MINE}?page=1&size=2`, {
      method: 'POST',
      headers: { 'content-type': form.type, 'X-Trace': 'abc' },
      body: form.body,
    })
  })

  const file = { name: 'file', filename: 'me.jpg', declaredType: 'image/jpeg', sniffedType: 'image/jpeg' }
  it.each<[string, object]>([
    ['its vendor and operation', { vendor: 'zoom', operation: 'uploadUserVirtualBackground' }],
    ['its method, path and outcome', { method: 'POST', path: MINE, outcome: 'accepted', committed: true }],
    ['whom it names', { owner: 'me' }],
    ['some of its query', { query: { page: '1' } }],
    ['a header in any case', { headers: { 'X-TRACE': 'abc', 'x-trace': 'abc' } }],
    ['a field of its form', { body: { note: 'hi' } }],
    ['a part by its name', { parts: [{ name: 'file' }] }],
    ['a part by its file name and types', { parts: [file] }],
    ['a part by its size', { parts: [{ bytes: photo.length }] }],
    ['a part by its hash', { parts: [{ name: 'file', sha256 }] }],
    ['both parts in another order', { parts: [file, { name: 'note', bytes: 2 }] }],
    ['its status', { response: { status: 201 } }],
    ['a header of its response', { response: { headers: { 'content-type': 'application/json' } } }],
    ['its credential', { credential: { scheme: 'Bearer', status: 'presented' } }],
    ['that no fault struck it', { fault: null }],
    ['nothing that was found', { findings: [] }],
  ])('finds a request by %s', async (_, match) => {
    const { status, text } = await verified(url, { match, exactly: 1 })
    expect([status, text]).toEqual([200, '{"matched":1,"expected":{"exactly":1}}'])
  })

  it.each<[string, object, string, unknown, unknown]>([
    ['another vendor', { vendor: 'webex' }, 'vendor', 'webex', 'zoom'],
    ['another owner', { owner: 'bob' }, 'owner', 'bob', 'me'],
    ['another outcome', { outcome: 'refused' }, 'outcome', 'refused', 'accepted'],
    ['another value in the query', { query: { page: '2' } }, 'query.page', '2', '1'],
    ['a number in the query', { query: { page: 1 } }, 'query.page', 1, '1'],
    ['another header', { headers: { 'X-Trace': 'x' } }, 'headers.x-trace', 'x', 'abc'],
    ['a header that is not there', { headers: { 'X-None': 'x' } }, 'headers.x-none', 'x', undefined],
    ['another field', { body: { note: 'ho' } }, 'body.note', 'ho', 'hi'],
    ['another file name', { parts: [{ ...file, filename: 'b' }] }, 'parts.1.filename', 'b', 'me.jpg'],
    ['another size', { parts: [{ name: 'file', bytes: 1 }] }, 'parts.1.bytes', 1, photo.length],
    ['another hash', { parts: [{ name: 'file', sha256: 'ab' }] }, 'parts.1.sha256', 'ab', sha256],
    ['another status', { response: { status: 200 } }, 'response.status', 200, 201],
    ['a fault', { fault: 'f1' }, 'fault', 'f1', null],
  ])('tells what differs: %s', async (_, match, path, expected, actual) => {
    const { status, body } = await verified(url, { match })
    expect([status, body.matched]).toEqual([422, 0])
    expect(body.nearest).toMatchObject([{ request: { path: MINE } }])
    expect(body.nearest[0]?.differences).toEqual([
      { path, expected, ...(actual !== undefined && { actual }) },
    ])
  })
})

describe('a JSON body', () => {
  const sent = { Name: 'Agents', Description: 'd'.repeat(400), Tags: { team: 'a', desk: '1' } }
  let url: string
  beforeEach(async () => {
    url = (await startTestServer()).url
    expect((await connect(url, 'PUT', '/workspaces/i1', { body: sent })).status).toBe(200)
  })

  it('matches as a subset', async () => {
    const body = { Name: 'Agents', Tags: { desk: '1' } }
    expect((await verified(url, { match: { body }, exactly: 1 })).status).toBe(200)
  })

  it('that differs is told by the member', async () => {
    const { body } = await verified(url, { match: { body: { Tags: { team: 'b', none: 'x' } } } })
    expect(body.nearest[0]?.differences).toEqual([
      { path: 'body.Tags.team', expected: 'b', actual: 'a' },
      { path: 'body.Tags.none', expected: 'x' },
    ])
  })

  it('matches by a text that the journal shows but the beginning of', async () => {
    const match = { body: { Description: sent.Description } }
    expect((await verified(url, { match, exactly: 1 })).status).toBe(200)
    expect((await verified(url, { match, exactly: 0 })).status).toBe(422)
  })
})

describe('the owner of a request', () => {
  it.each<[string, string, (url: string) => Promise<unknown>]>([
    ['an id in the path', 'ann', url => upload(url, pathOf('user', 'ann'))],
    ['the org in the query', 'org-1', url => call(url, '/v1/devices?orgId=org-1')],
    ['the user in a form', 'johndow', url => softphoneUpload(url)],
    ['the user in the query', 'ann', url => call(url, '/media_ref_send?from=ann&password=x&media_url=x')],
  ])('is %s', async (_, owner, send) => {
    const { url } = await startTestServer()
    await send(url)
    expect((await verified(url, { match: { owner }, exactly: 1 })).status).toBe(200)
    expect((await verified(url, { match: { owner: 'nobody' } })).status).toBe(422)
  })
})
