import { describe, expect, it } from 'vitest'
import { startOwnServer } from '../../helpers/server.ts'
import { upload } from '../../vendors/zoom/zoom-client.ts'
import { expectControlError } from '../control-call.ts'

async function list(url: string, query = '') {
  const response = await fetch(`${url}/_mock/namespaces${query}`)
  expect(response.status).toBe(200)
  return (await response.json()) as { items: { name: string }[]; next?: string }
}

describe('the list of namespaces', () => {
  it('is empty before the first use', async () => {
    const { url } = await startOwnServer()
    expect(await list(url)).toEqual({ items: [] })
  })

  it('counts what each holds, wherever it is asked', async () => {
    const { url } = await startOwnServer()
    for (let n = 0; n < 2; n++) await upload(url)
    await upload(`${url}/ns/one`)
    await upload(`${url}/ns/one`, undefined, { name: 'a.txt', bytes: Buffer.from('x'), type: 'text/plain' })
    await fetch(`${url}/ns/one/_mock/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ stall: true }),
    })
    const items = [
      { name: 'default', assets: 2, requests: 2, faults: 0 },
      { name: 'one', assets: 1, requests: 2, faults: 1 },
    ]
    expect(await list(url)).toEqual({ items })
    expect(await list(`${url}/ns/two`)).toEqual({ items })
  })

  it('has no namespace that was reset', async () => {
    const { url } = await startOwnServer()
    for (const name of ['one', 'two']) await upload(`${url}/ns/${name}`)
    await fetch(`${url}/ns/one/_mock/reset`, { method: 'POST' })
    expect((await list(url)).items.map(({ name }) => name)).toEqual(['two'])
    await fetch(`${url}/_mock/reset?all=true`, { method: 'POST' })
    expect((await list(url)).items).toEqual([])
  })

  it('goes page by page, by name', async () => {
    const { url } = await startOwnServer()
    const names = ['a', 'a-1', 'b', 'b2', 'c'].reverse()
    for (const name of names) await upload(`${url}/ns/${name}`)
    const found: string[] = []
    for (let query = '?limit=2'; ; ) {
      const { items, next } = await list(url, query)
      expect(items.length).toBeLessThanOrEqual(2)
      found.push(...items.map(({ name }) => name))
      if (next === undefined) break
      query = `?limit=2&after=${next}`
    }
    expect(found).toEqual([...names].sort())
    expect((await list(url, '?limit=5')).next).toBeUndefined()
  })

  it.each([
    ['?limit=0', 'limit'],
    ['?limit=1001', 'limit'],
    ['?colour=red', 'colour'],
  ])('refuses the query %s', async (query, path) => {
    const { url } = await startOwnServer()
    const response = await fetch(`${url}/_mock/namespaces${query}`)
    expectControlError({ status: response.status, body: await response.text() }, { status: 400, path })
  })
})
