import type { JSHandle, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { fixture } from '../helpers/media.ts'
import { assetsOf, startOwnServer } from '../helpers/server.ts'

const file = (name: string, mimeType: string) => ({ name, mimeType, buffer: fixture(name) })

/** The verdicts of a file's table: `zoom passes`, `webex refused`; each vendor's endpoints in one. */
async function verdicts(page: Page, caption: string): Promise<ReadonlySet<string>> {
  const table = page.locator('table', { has: page.locator('caption', { hasText: caption }) })
  const rows = table.locator('tbody tr')
  await rows.first().waitFor()
  const cells = await Promise.all((await rows.all()).map(row => row.locator('td').allTextContents()))
  return new Set(cells.map(([vendor, , verdict]) => `${vendor} ${verdict}`))
}

/** What a person drags who drags this file. */
function dragged(page: Page): Promise<JSHandle> {
  return page.evaluateHandle(
    `(() => {
      const data = new DataTransfer()
      data.items.add(new File(['nothing'], 'dropped.png', { type: 'image/png' }))
      return data
    })()`,
  )
}

describe.skipIf(!hasBrowser)('files that are checked before they are sent', () => {
  const open = useBrowser()

  it('get a verdict of every vendor, with the reason', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#namespaces' })
    const chosen = [file('photo.jpg', 'image/jpeg'), file('clip.mp4', 'video/mp4')]
    await page.getByLabel(/^Drop files here/).setInputFiles(chosen)
    expect(await verdicts(page, 'photo.jpg: ')).toContain('webex passes')
    expect(await verdicts(page, 'photo.jpg: ')).toContain('zoom passes')
    const ofVideo = await verdicts(page, 'clip.mp4: ')
    expect(ofVideo).toContain('webex refused')
    expect([...ofVideo].map(one => one.split(' ')[0])).toEqual(
      expect.arrayContaining(['webex', 'zoom', 'cloud-softphone', 'amazon-connect']),
    )
    await page
      .getByText(/Expected image\/jpeg.*; found video\/mp4/)
      .first()
      .waitFor()
    expect(await assetsOf(url)).toEqual([])
  })

  it('may be dropped', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#namespaces' })
    await page.locator('.drop').dispatchEvent('drop', { dataTransfer: await dragged(page) })
    expect(await verdicts(page, 'dropped.png: 7 B')).toContain('zoom refused')
  })

  it('may be dropped anywhere on the page', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#namespaces' })
    await page.locator('.drop').waitFor()
    await page.getByRole('heading', { name: 'uploadmock' }).dispatchEvent('drop', {
      dataTransfer: await dragged(page),
    })
    expect(await verdicts(page, 'dropped.png: 7 B')).toContain('zoom refused')
  })
})
