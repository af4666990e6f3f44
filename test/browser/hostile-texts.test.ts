import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { fixture } from '../helpers/media.ts'
import { startOwnServer } from '../helpers/server.ts'
import { sendMedium } from './uploads.ts'

const TEXTS = [
  '<img src=x onerror=hit()>.png',
  '"><script>hit()<\u2215script>.jpg',
  "' onmouseover=hit() autofocus onfocus=hit() x='.jpg",
  '<svg onload=hit()>.svg',
  '<a href=javascript:hit()>click me<\u2215a>',
  'javascript:hit()',
  '{{constructor.constructor("hit()")()}}',
  '&lt;img src=x onerror=hit()&gt;',
  'rtl-\u202egpj.exe',
  'bell-\u0007-escape-\u001b[31m-delete-\u007f.jpg',
]

/** Fails the test when something that a client sent runs. */
async function watch(page: Page): Promise<void> {
  const hits: string[] = []
  page.on('dialog', dialog => {
    hits.push(dialog.message())
    void dialog.dismiss()
  })
  await page.exposeFunction('hit', () => hits.push('a client’s text ran'))
  onTestFinished(() => expect(hits).toEqual([]))
}

/** The page has done all that it was about to do, also what an event of a new element does. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.evaluate('new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))')
  expect(await page.locator('main script, main svg, main [onerror], main [onload]').count()).toBe(0)
}

describe.skipIf(!hasBrowser)('a hostile text is shown as it is and never runs', () => {
  const open = useBrowser()

  it('as the name and the owner of an asset', async () => {
    const { url } = await startOwnServer()
    const page = await open(url)
    await watch(page)
    for (const text of TEXTS) await sendMedium(url, { name: text, owner: text })
    const latestFirst = [...TEXTS].reverse()
    const tiles = page.locator('.tile')
    await expect.poll(() => tiles.locator('strong').allTextContents()).toEqual(latestFirst)
    for (const [at, text] of latestFirst.entries()) {
      expect(await tiles.nth(at).locator('span').first().textContent()).toBe(`cloud-softphone, ${text}`)
      await tiles.nth(at).click()
      const dialog = page.getByRole('dialog')
      expect(await dialog.getByRole('heading', { level: 2 }).textContent()).toBe(text)
      expect(await dialog.getAttribute('aria-label')).toBe(text)
      expect(await dialog.getByRole('link').getAttribute('href')).toMatch(/^assets\/[\w-]+\/content$/)
      await settled(page)
      await page.keyboard.press('Escape')
    }
  })

  it('in the parts of a request', async () => {
    const { url } = await startOwnServer()
    for (const text of TEXTS) await sendMedium(url, { name: text, owner: text })
    const page = await open(url, { at: '#requests' })
    await watch(page)
    for (const [at, text] of [...TEXTS].reverse().entries()) {
      await page.locator('.line').nth(at).click()
      await page.locator('.tree li', { hasText: `file ${text}, declared` }).waitFor()
      await settled(page)
    }
  })

  it('in the path and the query of a request', async () => {
    const { url } = await startOwnServer()
    const paths = TEXTS.map(text => `/v2/users/${encodeURIComponent(text)}/nothing`)
    for (const [at, text] of TEXTS.entries())
      await fetch(`${url}${paths[at]}?${new URLSearchParams({ [text]: text })}`)
    const page = await open(url, { at: '#requests' })
    await watch(page)
    const rows = page.locator('.line')
    for (const [at, path] of paths.reverse().entries()) {
      expect(await rows.nth(at).locator('span').nth(1).textContent()).toBe(`zoom: ${path}`)
      await rows.nth(at).click()
      await page.locator('.detail h3', { hasText: path }).waitFor()
      await settled(page)
    }
  })

  it('as the name of a file that is checked', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#namespaces' })
    await watch(page)
    const buffer = fixture('photo.jpg')
    const files = TEXTS.map(name => ({ name, mimeType: 'image/jpeg', buffer }))
    await page.getByLabel(/^Drop files here/).setInputFiles(files)
    // Browsers write a quote in a form's file name so.
    const captions = TEXTS.map(name => `${name.replaceAll('"', '%22')}: 3.9 kB, image/jpeg`)
    await expect.poll(() => page.locator('caption').allTextContents()).toEqual(captions)
    await settled(page)
  })

  it('as what a fault answers', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#faults' })
    await watch(page)
    const body = JSON.stringify({ respond: { status: 500, body: TEXTS.join(' ') } })
    const headers = { 'content-type': 'application/json' }
    expect((await fetch(`${url}/_mock/faults`, { method: 'POST', headers, body })).status).toBe(201)
    await page.reload()
    await page.locator('td code', { hasText: '<img src=x onerror=hit()>' }).waitFor()
    await fetch(`${url}/upload_media_precheck?from=alice`)
    await page.getByRole('link', { name: 'Requests' }).click()
    await page.locator('.line').click()
    await page.locator('.detail pre', { hasText: '<svg onload=hit()>' }).waitFor()
    await settled(page)
  })
})

describe.skipIf(!hasBrowser)('an upload that could run is saved, not shown', () => {
  const open = useBrowser()

  it.each([
    ['SVG', fixture('icon.svg')],
    ['HTML', Buffer.from('<!DOCTYPE html><title>mine</title><script>hit()</script>')],
  ])('%s', async (_, bytes) => {
    const { url } = await startOwnServer()
    await sendMedium(url, { bytes })
    const page = await open(url)
    await watch(page)
    await page.locator('.tile').click()
    const original = page.getByRole('dialog').getByRole('link').last()
    const address = new URL((await original.getAttribute('href')) ?? '', page.url()).href
    const { headers } = await fetch(address)
    expect(headers.get('content-disposition')).toMatch(/^attachment/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain('sandbox')
    const coming = page.waitForEvent('download')
    await page.goto(address).catch(() => {})
    await coming
    expect(page.url()).toBe(`${url}/_mock/`)
  })
})
