import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser.ts'
import { startTestServer } from '../helpers/server.ts'

const MEDIA = resolve(import.meta.dirname, '../../fixtures/media')

/** Runs a line as a person pastes it, where `photo.jpg` is. */
async function paste(line: string): Promise<void> {
  await promisify(execFile)('sh', ['-c', line], { cwd: MEDIA })
}

describe.skipIf(!hasBrowser)('a page with nothing on it', () => {
  const open = useBrowser()

  it.each([
    ['', '#gallery'],
    ['/ns/team-1', '#gallery'],
    ['', '#requests'],
    ['/ns/team-1', '#requests'],
  ])('has a curl line that works in %s/_mock/%s', async (namespace, view) => {
    const { url } = await startTestServer()
    const page = await open(url + namespace, { at: view })
    const line = (await page.locator('.empty pre').textContent()) ?? ''
    expect(line).toContain(` ${url}${namespace}/v2/`)
    await paste(line)
    await page.locator(view === '#gallery' ? '.tile' : '.line.accepted').waitFor()
    expect(await page.locator('.empty').count()).toBe(0)
  })

  it('has one for the host of its namespace', async () => {
    const { port } = await startTestServer()
    const page = await open(`http://team-1.localhost:${port}`)
    const line = (await page.locator('.empty pre').textContent()) ?? ''
    expect(line).toContain(` http://team-1.localhost:${port}/v2/`)
  })

  it('says that no fault is ordered', async () => {
    const { url } = await startTestServer()
    const page = await open(url, { at: '#faults' })
    await page.getByText('No fault is ordered').waitFor()
  })
})
