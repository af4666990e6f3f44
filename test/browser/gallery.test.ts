import { describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { fixture } from '../helpers/media.ts'
import { assetsOf, startOwnServer } from '../helpers/server.ts'
import { many, sendBackground, sendLogo, sendMedium, sendPhoneBackground } from './uploads.ts'

describe.skipIf(!hasBrowser)('the gallery', () => {
  const open = useBrowser()

  it('shows an upload without a reload, the latest first', async () => {
    const { url } = await startOwnServer()
    const page = await open(url)
    await sendMedium(url, { name: 'first.jpg' })
    await page.getByRole('button', { name: 'first.jpg' }).waitFor()
    await sendBackground(url, { name: 'second.jpg' })
    await page.getByRole('button', { name: 'second.jpg' }).waitFor()
    expect(await page.locator('.tile strong').allTextContents()).toEqual(['second.jpg', 'first.jpg'])
    expect(await page.locator('.tile').first().innerText()).toMatch(/zoom, .*\n+image\/jpeg, .* kB, \d+ s/)
    expect(await page.locator('.empty').count()).toBe(0)
  })

  it('misses no upload that comes while the page opens', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '/', isLive: false })
    await page.getByText('Nothing is stored yet.').waitFor()
    let uploaded: Promise<void> | undefined
    await page.route('**/_mock/events', async route => {
      uploaded ??= sendMedium(url)
      await uploaded
      await route.continue()
    })
    await page.reload()
    await page.getByRole('button', { name: 'photo.jpg' }).waitFor()
  })

  it('lets go of what is deleted, and of everything at a reset', async () => {
    const { url } = await startOwnServer()
    for (const name of ['a.jpg', 'b.jpg']) await sendBackground(url, { name })
    const page = await open(url)
    const [first] = await assetsOf(url)
    await page.getByRole('button', { name: 'a.jpg' }).waitFor()
    await fetch(`${url}/v2/users/me/settings/virtual_backgrounds?file_ids=${first?.id}`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer test' },
    })
    await page.getByRole('button', { name: 'a.jpg' }).waitFor({ state: 'detached' })
    expect(await page.locator('.tile').count()).toBe(1)
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    await page.getByText('Nothing is stored yet.').waitFor()
    expect(await page.locator('.tile').count()).toBe(0)
  })

  it('shows 1,000 assets with some tiles at a time', async () => {
    const { url } = await startOwnServer()
    const bytes = fixture('photo.jpg').subarray(0, 200)
    await many(1_000, at => sendMedium(url, { name: `${at}.jpg`, bytes }))
    const page = await open(url)
    const tiles = page.locator('.tile')
    await tiles.first().waitFor()
    expect(await tiles.count()).toBeLessThan(100)
    const newest = (await assetsOf(url)).map(({ name }) => String(name)).reverse()
    expect(await tiles.first().locator('strong').textContent()).toBe(newest[0])
    await page.locator('.window').evaluate(list => list.scrollTo(0, list.scrollHeight))
    await page.locator('.tile strong', { hasText: new RegExp(`^${newest.at(-1)}$`) }).waitFor()
    expect(await tiles.count()).toBeLessThan(100)
  }, 60_000)
})

describe.skipIf(!hasBrowser)('the gallery’s filters', () => {
  const open = useBrowser()

  async function openFull() {
    const { url } = await startOwnServer()
    await sendMedium(url, { name: 'beach.jpg', owner: 'alice' })
    await sendMedium(url, { name: 'Forest.jpg', owner: 'bob' })
    await sendLogo(url)
    const page = await open(url)
    const shown = () => page.locator('.tile strong').allTextContents()
    await expect.poll(shown).toHaveLength(3)
    return { url, page, shown }
  }

  it('narrow by vendor, by owner and by name', async () => {
    const { page, shown } = await openFull()
    await page.getByLabel('Vendor').selectOption('cloud-softphone')
    expect(await shown()).toEqual(['Forest.jpg', 'beach.jpg'])
    await page.getByLabel('Owner').fill('ali')
    expect(await shown()).toEqual(['beach.jpg'])
    await page.getByLabel('Owner').fill('')
    await page.getByLabel('Name').fill('forest')
    expect(await shown()).toEqual(['Forest.jpg'])
    await page.getByLabel('Name').fill('nowhere')
    await page.getByText('Nothing matches the filters.').waitFor()
    expect(await shown()).toEqual([])
  })

  it('hold for what comes later', async () => {
    const { url, page, shown } = await openFull()
    await page.getByLabel('Owner').fill('bob')
    await sendMedium(url, { name: 'hidden.jpg', owner: 'alice' })
    await sendMedium(url, { name: 'seen.jpg', owner: 'bob' })
    await expect.poll(shown).toEqual(['seen.jpg', 'Forest.jpg'])
  })

  it('say what they still hide when the gallery is opened again', async () => {
    const { page, shown } = await openFull()
    await page.getByLabel('Vendor').selectOption('amazon-connect')
    await page.getByRole('link', { name: 'Limits' }).click()
    await page.getByRole('heading', { name: 'Limits' }).waitFor()
    await page.getByRole('link', { name: 'Gallery' }).click()
    await page.locator('.tile').first().waitFor()
    const chosen = await page.getByLabel('Vendor').inputValue()
    expect(await shown()).toHaveLength(chosen === '' ? 3 : 1)
  })

  it('are there after the first upload, with its vendor', async () => {
    const { url } = await startOwnServer()
    const page = await open(url)
    await sendBackground(url)
    await page.locator('.tile').waitFor()
    await page.getByLabel('Name').waitFor()
    await sendPhoneBackground(url)
    await expect.poll(() => page.locator('.tile').count()).toBe(2)
    await page.getByLabel('Vendor').selectOption('webex')
    expect(await page.locator('.tile').count()).toBe(1)
  })
})
