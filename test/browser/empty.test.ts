import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { vendors } from '../../src/vendors/index.ts'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { startOwnServer } from '../helpers/server.ts'

const MEDIA = resolve(import.meta.dirname, '../../fixtures/media')

/** Runs a line as a person pastes it, where `photo.jpg` is. */
async function paste(line: string): Promise<void> {
  await promisify(execFile)('sh', ['-c', line], { cwd: MEDIA })
}

/** The curl lines of an empty view, one for each vendor. */
async function linesOf(page: Page): Promise<readonly string[]> {
  await page.locator('.empty pre').first().waitFor()
  const captions = await page.locator('.empty p').allTextContents()
  expect(captions.slice(1)).toEqual(vendors.map(({ title, uploads }) => `${title}, ${uploads}`))
  return page.locator('.empty pre').allTextContents()
}

describe.skipIf(!hasBrowser)('a page with nothing on it', () => {
  const open = useBrowser()

  it.each([
    ['', '#gallery'],
    ['/ns/team-1', '#gallery'],
    ['', '#requests'],
    ['/ns/team-1', '#requests'],
  ])('has a curl line for each vendor that works in %s/_mock/%s', async (namespace, view) => {
    const { url } = await startOwnServer()
    const page = await open(url + namespace, { at: view })
    const lines = await linesOf(page)
    for (const [at, line] of lines.entries()) {
      expect(line).toContain(` '${url}${namespace}${vendors[at]?.basePath}/`)
      await paste(line)
      const shown = page.locator(view === '#gallery' ? '.tile' : '.line.accepted')
      await expect.poll(() => shown.count()).toBe(at + 1)
      expect(await page.locator('.empty').count()).toBe(0)
    }
  })

  it('has them for the host of its namespace', async () => {
    const { port } = await startOwnServer()
    const page = await open(`http://team-1.localhost:${port}`)
    for (const [at, line] of (await linesOf(page)).entries())
      expect(line).toContain(` 'http://team-1.localhost:${port}${vendors[at]?.basePath}/`)
  })

  it('says that no fault is ordered', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#faults' })
    await page.getByText('No fault is ordered').waitFor()
  })
})
