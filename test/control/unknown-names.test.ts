import { describe, expect, it } from 'vitest'
import { startTestServer } from '../helpers/server.ts'

type Filter = { readonly [key: string]: string }

const CALLS = {
  'a fault': (url: string, match: Filter) => post(`${url}/_mock/faults`, { match, reset: true }),
  'a verification': (url: string, match: Filter) => post(`${url}/_mock/verify`, { match, exactly: 0 }),
  'a list of requests': (url: string, filter: Filter) =>
    fetch(`${url}/_mock/requests?${new URLSearchParams(filter)}`),
  'a wait for requests': (url: string, filter: Filter) =>
    fetch(`${url}/_mock/requests?${new URLSearchParams({ ...filter, atLeast: '1', timeoutMs: '60000' })}`),
  'a list of assets': (url: string, filter: Filter) =>
    fetch(`${url}/_mock/assets?${new URLSearchParams(filter)}`),
}

function post(url: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
}

const vendor = { filter: { vendor: 'Zom' }, key: 'vendor', nearest: 'zoom' }
const operation = { filter: { operation: 'uploadmedias' }, key: 'operation', nearest: 'uploadMedia' }
const foreign = {
  filter: { vendor: 'zoom', operation: 'uploadMedia' },
  key: 'operation',
  nearest: 'getUser',
}
const outcome = { filter: { outcome: 'refuse' }, key: 'outcome', nearest: 'refused' }

describe('a name that is nothing’s here is refused at once, with the nearest that is', () => {
  it.each([
    ...(['a fault', 'a verification', 'a list of requests', 'a wait for requests'] as const).flatMap(call =>
      [vendor, operation, foreign].map(one => ({ call, ...one })),
    ),
    ...(['a verification', 'a list of requests'] as const).map(call => ({ call, ...outcome })),
    { call: 'a list of assets' as const, ...vendor },
  ])('by $call: $filter', async ({ call, filter, key, nearest }) => {
    const { url } = await startTestServer()
    const response = await CALLS[call](url, { ...filter })
    expect(response.status).toBe(400)
    const { error } = (await response.json()) as { error: { path: string; message: string } }
    expect(error.path.replace(/^match\./, '')).toBe(key)
    expect(error.message).toMatch(/^is none that is known, did you mean /)
    expect(error.message).toContain(`did you mean ${nearest}?`)
  })

  it('however long it is', async () => {
    const { url } = await startTestServer()
    const response = await post(`${url}/_mock/verify`, { match: { operation: 'x'.repeat(900_000) } })
    expect(response.status).toBe(400)
    expect((await response.text()).length).toBeLessThan(4_000)
  })
})
