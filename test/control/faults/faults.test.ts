import { describe, expect, it } from 'vitest'
import { formOf } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { startTestServer } from '../../helpers/server.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'
import { controlCall, expectControlError } from '../control-call.ts'

async function post(
  url: string,
  rule: unknown,
): Promise<{ status: number; body: { [key: string]: unknown } }> {
  const response = await fetch(`${url}/_mock/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rule),
  })
  return { status: response.status, body: (await response.json()) as { [key: string]: unknown } }
}

async function listed(url: string): Promise<readonly { readonly [key: string]: unknown }[]> {
  const response = await fetch(`${url}/_mock/faults`)
  expect(response.status).toBe(200)
  const { items, ...others } = (await response.json()) as { items: { [key: string]: unknown }[] }
  expect(others).toEqual({})
  return items
}

async function upload(url: string): Promise<number> {
  const file = { name: 'photo.jpg', type: 'image/jpeg', bytes: fixture('photo.jpg') }
  const response = await fetch(`${url}/v2/users/me/settings/virtual_backgrounds`, {
    method: 'POST',
    headers: { authorization: 'Bearer x' },
    body: formOf({ file }),
  })
  return response.status
}

const throttle = { respond: { error: 'rate-limited' } }

describe('a fault that is ordered', () => {
  it('is answered with its id, what it leaves open, and that it never struck', async () => {
    const { url } = await startTestServer()
    expect(await post(url, throttle)).toEqual({
      status: 201,
      body: {
        ...throttle,
        id: expect.stringMatching(/./),
        match: {},
        skip: 0,
        when: 'before',
        countBy: 'request',
        fired: 0,
      },
    })
  })

  it('is answered as it was ordered', async () => {
    const { url } = await startTestServer()
    const rule = {
      match: {
        vendor: 'zoom',
        operation: 'uploadUserVirtualBackground',
        owner: 'me',
        namespace: 'default',
        method: 'POST',
        headers: { 'x-attempt': '1' },
      },
      skip: 1,
      times: 2,
      when: 'during',
      at: { part: 'file', bytes: 65_536 },
      countBy: 'call',
      respond: { status: 418, headers: { 'x-tea': 'pot' }, body: { short: ['and', 'stout'] } },
      delayMs: 500,
      jitterMs: 100,
    }
    expect(await post(url, rule)).toEqual({
      status: 201,
      body: { ...rule, id: expect.any(String), fired: 0 },
    })
    expect(await listed(url)).toEqual([{ ...rule, id: expect.any(String), fired: 0 }])
  })

  it.each([
    ['before', { stall: true }],
    ['before', { reset: true }],
    ['before', { delayMs: 1 }],
    ['before', { jitterMs: 1 }],
    ['after', { truncateBodyAt: 0 }],
    ['after', { omit: 'media_url' }],
    ['after', { bytesPerSecond: 1 }],
  ])('happens %s unless told otherwise: %j', async (when, action) => {
    const { url } = await startTestServer()
    expect(await post(url, action)).toMatchObject({ status: 201, body: { ...action, when } })
  })

  it('takes header names in any case', async () => {
    const { url } = await startTestServer()
    expect(await post(url, { match: { headers: { 'X-Attempt': 'One' } }, ...throttle })).toMatchObject({
      status: 201,
      body: { match: { headers: { 'x-attempt': 'One' } } },
    })
  })

  it('may lie at the last byte of the largest file', async () => {
    const { url } = await startTestServer()
    const match = { operation: 'uploadBackgroundImage' }
    const at = { part: 'file', bytes: 625 * 1024 }
    expect((await post(url, { match, when: 'during', at, reset: true })).status).toBe(201)
  })
})

describe('the list of faults', () => {
  it('is in the order of their adding, and tells how often each struck', async () => {
    const { url } = await startTestServer()
    expect(await listed(url)).toEqual([])
    const first = await post(url, { times: 2, ...throttle })
    const second = await post(url, throttle)
    for (const _ of [1, 2, 3]) expect(await upload(url)).toBe(429)
    expect(await listed(url)).toEqual([
      { ...first.body, fired: 2 },
      { ...second.body, fired: 1 },
    ])
    expect(first.body.id).not.toBe(second.body.id)
  })

  it('loses the one that is removed', async () => {
    const { url, port } = await startTestServer()
    const { body: first } = await post(url, throttle)
    const { body: second } = await post(url, throttle)
    const removed = await controlCall(port, `/_mock/faults/${first.id}`, { method: 'DELETE' })
    expect([removed.status, removed.body.toString()]).toEqual([204, ''])
    expect(await listed(url)).toEqual([second])
  })

  it('loses all that are cleared', async () => {
    const { url, port } = await startTestServer()
    for (const _ of [1, 2]) await post(url, throttle)
    const cleared = await controlCall(port, '/_mock/faults', { method: 'DELETE' })
    expect([cleared.status, cleared.body.toString()]).toEqual([204, ''])
    expect([await listed(url), await upload(url)]).toEqual([[], 201])
  })

  it.each(['none', 'fault-1'])('has no %s to remove', async id => {
    const { port } = await startTestServer()
    const reply = await controlCall(port, `/_mock/faults/${id}`, { method: 'DELETE' })
    expectControlError(reply, { status: 404, code: 'not-found', path: 'id' })
  })

  it('has nothing any more that was removed before', async () => {
    const { url, port } = await startTestServer()
    const { body } = await post(url, throttle)
    const remove = () => controlCall(port, `/_mock/faults/${body.id}`, { method: 'DELETE' })
    expect((await remove()).status).toBe(204)
    expectControlError(await remove(), { status: 404, path: 'id' })
  })
})

describe('a namespace', () => {
  it('has its own faults', async () => {
    const { url, port } = await startTestServer()
    const one = `${url}/ns/one`
    const { body } = await post(one, throttle)
    expect([await listed(url), await listed(`${url}/ns/two`)]).toEqual([[], []])
    expect([await upload(one), await upload(url), await upload(`${url}/ns/two`)]).toEqual([429, 201, 201])
    expectControlError(await controlCall(port, `/_mock/faults/${body.id}`, { method: 'DELETE' }), {
      status: 404,
      path: 'id',
    })
    await controlCall(port, '/_mock/faults', { method: 'DELETE' })
    expect(await listed(one)).toEqual([{ ...body, fired: 1 }])
  })

  it('may be named by the rule that lives in it', async () => {
    const { url } = await startTestServer()
    expect((await post(`${url}/ns/one`, { match: { namespace: 'one' }, ...throttle })).status).toBe(201)
    expect(await upload(`${url}/ns/one`)).toBe(429)
  })

  it.each(['memory', 'disk'])('has no faults after its reset, others keep theirs: in %s', async place => {
    const { url } = await startTestServer(place === 'disk' ? { dataDir: temporaryFolder() } : {})
    await post(url, throttle)
    await post(`${url}/ns/one`, throttle)
    expect([await upload(url), await upload(`${url}/ns/one`)]).toEqual([429, 429])
    await fetch(`${url}/ns/one/_mock/reset`, { method: 'POST' })
    expect([await listed(`${url}/ns/one`), await upload(`${url}/ns/one`)]).toEqual([[], 201])
    expect([await upload(url), (await listed(url)).map(rule => rule.fired)]).toEqual([429, [2]])
    await fetch(`${url}/_mock/reset?all=true`, { method: 'POST' })
    expect([await listed(url), await upload(url)]).toEqual([[], 201])
  })
})
