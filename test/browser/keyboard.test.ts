import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { startOwnServer } from '../helpers/server.ts'
import { sendBackground } from './uploads.ts'

/** What has the focus: its tag, and its name or else its text. */
async function focused(page: Page): Promise<string> {
  const [tag, label, text] = await page
    .locator(':focus')
    .evaluateAll(([one]) => (one === undefined ? ['BODY'] : [one.tagName, one.ariaLabel, one.textContent]))
  return `${tag.toLowerCase()} ${label ?? text ?? ''}`.trim()
}

/** How what has the focus is outlined. */
function outlineOf(element: Locator): Promise<string> {
  return element.evaluate(one => one.ownerDocument.defaultView.getComputedStyle(one).outlineStyle)
}

/** Presses Tab until something has the focus that is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    if (name.test(await focused(page))) return
  }
  throw new Error(`Tab does not lead to ${name}, but last to ${await focused(page)}`)
}

describe.skipIf(!hasBrowser)('the keyboard alone', () => {
  const open = useBrowser()

  it('opens a view and keeps its place in the navigation', async () => {
    const { url } = await startOwnServer()
    const page = await open(url)
    await tabTo(page, /^a Requests$/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Requests', level: 2 }).waitFor()
    expect(await focused(page)).not.toBe('body')
  })

  it('skips to the content of the view that is open', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#limits' })
    const heading = page.getByRole('heading', { name: 'Limits' })
    await heading.waitFor()
    await tabTo(page, /^a Skip to content$/)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator(':focus').getAttribute('id')).toBe('main')
    await page.waitForLoadState('networkidle')
    expect(await page.locator('h2').textContent()).toBe('Limits')
  })

  it('opens a request and copies it', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const page = await open(url, { at: '#requests', permissions: ['clipboard-read', 'clipboard-write'] })
    await page.locator('.line').waitFor()
    await tabTo(page, /^button .*uploadUserVirtualBackground/)
    await page.keyboard.press('Enter')
    await page.locator('.detail h3').waitFor()
    await tabTo(page, /^button Copy as curl$/)
    await page.keyboard.press('Enter')
    await page.locator('#status', { hasText: 'copied' }).waitFor({ state: 'attached' })
  })

  it('closes a request by Escape and is where it was', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const page = await open(url, { at: '#requests' })
    await page.locator('.line').focus()
    await page.keyboard.press('Enter')
    await page.locator('.detail h3').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.detail h3').waitFor({ state: 'detached' })
    expect(await focused(page)).toMatch(/^button .*uploadUserVirtualBackground/)
  })

  it('is where it was after a request is closed by its button', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const page = await open(url, { at: '#requests' })
    await page.locator('.line').focus()
    await page.keyboard.press('Enter')
    await page.locator('.detail h3').waitFor()
    await tabTo(page, /^button Close$/)
    await page.keyboard.press('Enter')
    await page.locator('.detail h3').waitFor({ state: 'detached' })
    expect(await focused(page)).toMatch(/^button .*uploadUserVirtualBackground/)
  })

  it('keeps its row while others come', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const page = await open(url, { at: '#requests' })
    await page.locator('.line').focus()
    const id = await page.locator('.line').getAttribute('data-id')
    await sendBackground(url)
    await page.locator('.line').nth(1).waitFor()
    expect(await page.locator(':focus').getAttribute('data-id')).toBe(id)
  })

  it('keeps its tile while others come', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url, { name: 'mine.jpg' })
    const page = await open(url)
    await page.locator('.tile').focus()
    await sendBackground(url, { name: 'other.jpg' })
    await page.locator('.tile').nth(1).waitFor()
    expect(await focused(page)).toMatch(/^button mine\.jpg/)
  })

  it('orders a fault and stays in the form', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#faults' })
    await page.getByRole('button', { name: 'Order' }).waitFor()
    await tabTo(page, /^button Order$/)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Remove/ }).waitFor()
    expect(await focused(page)).toBe('button Order')
  })

  it('reaches the choice of a file, which shows that it has the focus', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#namespaces' })
    const label = page.locator('label', { hasText: 'Import…' })
    await label.waitFor()
    const plain = await outlineOf(label)
    await page.getByRole('link', { name: 'Export' }).focus()
    await page.keyboard.press('Tab')
    expect(await label.locator(':focus').count()).toBe(1)
    expect(await outlineOf(label)).not.toBe(plain)
  })
})
