import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { fixture } from '../helpers/media.ts'
import { startOwnServer } from '../helpers/server.ts'
import { sendBackground, sendLogo, sendMedium, sendPhoneBackground } from './uploads.ts'

/** How wide a picture is; 0 while it loads and where it is broken. */
function widthOf(picture: Locator): Promise<number> {
  return picture.evaluate(image => image.naturalWidth)
}

function pixelsOf(png: Buffer): string {
  return `${png.readUInt32BE(16)} × ${png.readUInt32BE(20)}`
}

describe.skipIf(!hasBrowser)('an asset that is opened', () => {
  const open = useBrowser()

  async function openTile(page: Page) {
    await page.locator('.tile').click()
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    return dialog
  }

  it('shows its facts, its original and its pixels', async () => {
    const { url } = await startOwnServer()
    await sendMedium(url, { name: 'lie.jpg', bytes: fixture('png-named.jpg'), owner: 'bob' })
    const page = await open(url)
    const dialog = await openTile(page)
    await dialog.getByRole('heading', { name: 'lie.jpg' }).waitFor()
    const original = dialog.getByRole('img', { name: 'The original of lie.jpg' })
    await expect.poll(() => widthOf(original)).toBeGreaterThan(0)
    const facts = Object.fromEntries(
      await dialog
        .locator('dt')
        .evaluateAll(terms => terms.map(term => [term.textContent, term.nextElementSibling?.textContent])),
    )
    expect(facts).toMatchObject({
      Vendor: 'cloud-softphone',
      Owner: 'bob',
      Type: 'image/png',
      'Declared type': 'image/jpeg',
      Size: `${fixture('png-named.jpg').length} bytes`,
      Pixels: pixelsOf(fixture('png-named.jpg')),
    })
  })

  it('is saved exactly as it was sent, under its name', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const page = await open(url)
    const dialog = await openTile(page)
    const coming = page.waitForEvent('download')
    await dialog.getByRole('link', { name: 'Save the original' }).click()
    const download = await coming
    expect(download.suggestedFilename()).toBe('photo.jpg')
    expect(readFileSync(await download.path())).toEqual(fixture('photo.jpg'))
  })

  it('closes by its button and by Escape, and the gallery has the focus again', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const page = await open(url)
    for (const close of [
      () => page.getByRole('button', { name: 'Close' }).click(),
      () => page.keyboard.press('Escape'),
    ]) {
      const dialog = await openTile(page)
      await close()
      await dialog.waitFor({ state: 'detached' })
      expect(await page.evaluate('document.activeElement.className')).toBe('tile')
    }
  })

  it.each([
    ['a Webex phone', sendPhoneBackground, ['8841 to 8865: 800×480', '6871: 480×272', '8811, grey: 480×128']],
    ['Zoom', sendBackground, ['Behind a speaker, 16:9']],
    ['Cloud Softphone', sendMedium, ['In a message']],
    ['Amazon Connect', sendLogo, ['Workspace header, light', 'Workspace header, dark']],
  ])('is drawn as %s shows it', async (_, upload, captions) => {
    const { url } = await startOwnServer()
    await upload(url)
    const page = await open(url)
    const dialog = await openTile(page)
    expect(await dialog.locator('figcaption').allTextContents()).toEqual(captions)
    const pictures = dialog.locator('figure image')
    expect(await pictures.count()).toBe(captions.length)
    // Rejects for a picture that is broken.
    for (const picture of await pictures.all()) await picture.evaluate(image => image.decode())
  })

  it('has no picture where it is a video, but the file', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url, { name: 'clip.mp4', type: 'video/mp4', bytes: fixture('clip.mp4') })
    const page = await open(url)
    const dialog = await openTile(page)
    await dialog.getByText('Not an image').waitFor()
    expect(await dialog.locator('img').count()).toBe(0)
  })
})

describe.skipIf(!hasBrowser)('a thumbnail', () => {
  const open = useBrowser()

  it.each([
    ['GIF', 'still.gif', 'image/gif', 'image/webp', ''],
    ['PNG', 'logo.png', 'image/png', 'image/webp', ''],
    ['video', 'clip.mp4', 'video/mp4', 'image/svg+xml', 'video/mp4'],
    ['SVG', 'icon.svg', 'image/jpeg', 'image/svg+xml', 'image/svg+xml'],
    ['broken image', 'text-named.png', 'image/jpeg', 'image/svg+xml', 'image/jpeg, broken'],
  ])('is a picture or a sign: %s', async (_, name, type, drawn, says) => {
    const { url } = await startOwnServer()
    await sendMedium(url, { name, type: type === 'video/mp4' ? type : 'image/jpeg', bytes: fixture(name) })
    const page = await open(url)
    const picture = page.locator('.tile img')
    await expect.poll(() => widthOf(picture)).toBeGreaterThan(0)
    const thumbnail = await fetch(new URL((await picture.getAttribute('src')) ?? '', page.url()))
    expect(thumbnail.headers.get('content-type')).toContain(drawn)
    expect(await thumbnail.text()).toContain(says)
  })
})
