import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { fixture } from '../helpers/media.ts'
import { assetsOf, startOwnServer } from '../helpers/server.ts'
import { sendBackground, sendMedium } from './uploads.ts'

/** The table's row of a namespace: its name and its counts. */
async function rowOf(page: Page, name: string): Promise<readonly string[]> {
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
  return row.locator('td').allTextContents()
}

describe.skipIf(!hasBrowser)('a namespace', () => {
  const open = useBrowser()

  it('is entered by its link, and is a world of its own', async () => {
    const { url } = await startOwnServer()
    await sendBackground(`${url}/ns/team-1`, { name: 'theirs.jpg' })
    await sendBackground(url, { name: 'ours.jpg' })
    const page = await open(url, { at: '#namespaces' })
    await expect.poll(() => rowOf(page, 'team-1')).toEqual(['team-1', '1', '1', '0'])
    await page.getByRole('link', { name: 'team-1' }).click()
    await page.getByRole('button', { name: 'theirs.jpg' }).waitFor()
    expect(page.url()).toBe(`${url}/ns/team-1/_mock/#gallery`)
    await page.getByText('namespace team-1').waitFor()
    expect(await page.locator('.tile strong').allTextContents()).toEqual(['theirs.jpg'])
    await page.getByRole('link', { name: 'Namespaces' }).click()
    await page.getByRole('link', { name: 'default' }).click()
    await page.getByRole('button', { name: 'ours.jpg' }).waitFor()
    expect(page.url()).toBe(`${url}/_mock/#gallery`)
  })

  it.each(['/ns/team-1', '/ns/team-1/', '/ns/team-1/_mock'])('has its page at %s too', async at => {
    const { url } = await startOwnServer()
    const page = await open(url, { at })
    await page.getByText('namespace team-1').waitFor()
    expect(page.url()).toBe(`${url}/ns/team-1/_mock/`)
  })

  it('is named where the host names it', async () => {
    const { port } = await startOwnServer()
    const page = await open(`http://team-1.localhost:${port}`, { at: '#namespaces' })
    await page.getByText('This namespace: team-1').waitFor()
  })

  it('is reset only by who says so', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const page = await open(url, { at: '#namespaces' })
    const asked: string[] = []
    page.once('dialog', dialog => {
      asked.push(dialog.message())
      void dialog.dismiss()
    })
    await page.getByRole('button', { name: 'Reset…' }).click()
    expect(asked).toEqual([expect.stringContaining('Reset default?')])
    expect(await assetsOf(url)).toHaveLength(1)
    page.once('dialog', dialog => void dialog.accept())
    await page.getByRole('button', { name: 'Reset…' }).click()
    await expect.poll(() => assetsOf(url)).toEqual([])
  })

  it('has no old counts in the table after a reset', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const page = await open(url, { at: '#namespaces' })
    await expect.poll(() => rowOf(page, 'default')).toEqual(['default', '1', '1', '0'])
    page.once('dialog', dialog => void dialog.accept())
    await page.getByRole('button', { name: 'Reset…' }).click()
    await expect.poll(() => rowOf(page, 'default'), { timeout: 5_000 }).toEqual(['default', '0', '0', '0'])
  })
})

describe.skipIf(!hasBrowser)('a namespace’s state', () => {
  const open = useBrowser()

  async function exported(page: Page): Promise<string> {
    const coming = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Export' }).click()
    const download = await coming
    expect(download.suggestedFilename()).toBe('default.uploadmock')
    return download.path()
  }

  it('goes out by Export and into another namespace by Import', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url, { name: 'one.jpg' })
    await sendMedium(url, { name: 'two.jpg' })
    const file = await exported(await open(url, { at: '#namespaces' }))
    const page = await open(`${url}/ns/copy`, { at: '#namespaces' })
    page.once('dialog', dialog => void dialog.accept())
    await page.getByLabel('Import…').setInputFiles(file)
    await page.locator('#status', { hasText: 'was imported' }).waitFor({ state: 'attached' })
    await page.getByRole('link', { name: 'Gallery' }).click()
    await expect.poll(() => page.locator('.tile strong').allTextContents()).toEqual(['two.jpg', 'one.jpg'])
    const [asset] = await assetsOf(`${url}/ns/copy`)
    const content = await fetch(`${url}/ns/copy/_mock/assets/${asset?.id}/content`)
    expect(Buffer.from(await content.arrayBuffer())).toEqual(fixture('photo.jpg'))
  })

  it('takes the place of nothing before that was confirmed', async () => {
    const { url } = await startOwnServer()
    const file = { name: 'empty.uploadmock', mimeType: '', buffer: Buffer.from('') }
    await sendMedium(url, { name: 'kept.jpg' })
    const page = await open(url, { at: '#namespaces' })
    const asked = page.waitForEvent('dialog')
    const chosen = page.getByLabel('Import…').setInputFiles(file)
    const dialog = await asked
    expect(dialog.message()).toBe('Import empty.uploadmock? It takes the place of all that default holds.')
    await dialog.dismiss()
    await chosen
    expect(await page.getByLabel('Import…').inputValue()).toBe('')
    expect(await page.locator('#status').textContent()).not.toMatch(/mported/)
    expect(await assetsOf(url)).toHaveLength(1)
  })

  it('shows up in a gallery that is open while it comes in', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const state = await (await fetch(`${url}/_mock/state`)).arrayBuffer()
    const page = await open(`${url}/ns/copy`)
    await page.getByText('Nothing is stored yet.').waitFor()
    const headers = { 'content-type': 'application/octet-stream' }
    await fetch(`${url}/ns/copy/_mock/state`, { method: 'PUT', headers, body: state })
    await page.getByRole('button', { name: 'photo.jpg' }).waitFor()
  })

  it('says for all to see why a file is none', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#namespaces' })
    const file = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: fixture('photo.jpg') }
    page.once('dialog', dialog => void dialog.accept())
    await page.getByLabel('Import…').setInputFiles(file)
    const told = page.getByText('this is no state of a namespace')
    await told.waitFor()
    expect((await told.boundingBox())?.width).toBeGreaterThan(100)
  })
})
