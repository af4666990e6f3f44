import { expect, it } from 'vitest'
import { onePage } from '../../src/control/paging.ts'
import { startTestServer } from '../helpers/server.ts'
import { upload } from '../vendors/webex/webex-client.ts'

it('shows so many rows on a page', () => {
  expect(onePage([1, 2, 3], 2)).toEqual([1, 2])
  expect(onePage([1, 2, 3], 3)).toEqual([1, 2, 3])
  expect(onePage([], 3)).toEqual([])
})

it('shows fewer where they are large, and one always', () => {
  const large = { text: 'x'.repeat(1_500_000) }
  expect(onePage([large, large, large], 3)).toHaveLength(2)
  expect(onePage([{ text: 'x'.repeat(5_000_000) }, large], 2)).toHaveLength(1)
})

it('leads through assets with long names page by page', async () => {
  const { url } = await startTestServer()
  const names = Array.from({ length: 40 }, (_, index) => `${index}-${'x'.repeat(60_000)}`)
  for (const name of names) expect((await upload(url, name)).status).toBe(201)
  const shown: string[] = []
  let pages = 0
  for (let after = '0'; after !== undefined; pages++) {
    const text = await (await fetch(`${url}/_mock/assets?limit=1000&after=${after}`)).text()
    expect(text.length).toBeLessThan(4_500_000)
    const { items, next } = JSON.parse(text)
    shown.push(...items.map(({ name }: { name: string }) => name))
    after = next
  }
  expect(shown).toEqual(names)
  expect(pages).toBe(2)
})
