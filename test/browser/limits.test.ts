import { describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { startOwnServer } from '../helpers/server.ts'

interface Policy {
  readonly id: string
  readonly rules: { readonly [name: string]: { readonly evidence: string; readonly source: string } }
}

describe.skipIf(!hasBrowser)('the limits', () => {
  const open = useBrowser()

  it('are all there, each with its evidence and its source', async () => {
    const { url } = await startOwnServer()
    const { items } = (await (await fetch(`${url}/_mock/policies`)).json()) as { items: readonly Policy[] }
    const page = await open(url, { at: '#limits' })
    const sections = page.locator('main section')
    await expect.poll(() => sections.count()).toBe(items.length)
    for (const [at, { id, rules }] of items.entries()) {
      const section = sections.nth(at)
      expect(await section.locator('h3').textContent()).toBe(id)
      const rows = section.locator('tbody tr')
      const shown = await Promise.all((await rows.all()).map(row => row.locator('td').allTextContents()))
      expect(shown).toEqual(
        Object.entries(rules).map(([name, { evidence, source }]) => [
          name,
          expect.stringMatching(/./),
          evidence,
          source,
        ]),
      )
    }
  })

  it('are as the configuration has them', async () => {
    const { url } = await startOwnServer({
      policies: { 'webex.device-background-image': { maxBytes: 1_234 } },
    })
    const page = await open(url, { at: '#limits' })
    const section = page.locator('section', { hasText: 'webex.device-background-image' })
    const cells = section.locator('tr').nth(1).locator('td')
    await cells.first().waitFor()
    expect((await cells.allTextContents()).slice(0, 2)).toEqual(['maxBytes', '1234'])
  })

  it('link to their sources, and tell those nothing of where the reader comes from', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#limits' })
    const links = page.locator('main a')
    await links.first().waitFor()
    const all: [string, string, string][] = await links.evaluateAll(found =>
      found.map(link => [link.href, link.rel, link.textContent]),
    )
    for (const [href, rel, text] of all) {
      expect(href).toMatch(/^https:\/\//)
      expect(rel).toContain('noreferrer')
      expect(text).toContain('https://')
    }
    const sourced = await page.locator('td:nth-child(4)').allTextContents()
    expect(all).toHaveLength(sourced.filter(source => source.includes('https://')).length)
  })
})
