import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { startOwnServer } from '../helpers/server.ts'
import { sendBackground } from './uploads.ts'

const controlToken = 'open-sesame'

describe.skipIf(!hasBrowser)('a page whose server asks for a token', () => {
  const open = useBrowser()

  async function signIn(page: Page, token = controlToken): Promise<void> {
    await page.locator('#token').fill(token)
    await page.getByRole('button', { name: 'Open' }).click()
  }

  async function openLocked(at = '/_mock/') {
    const { url } = await startOwnServer({ controlToken })
    await sendBackground(url)
    const page = await open(url, { at, isLive: false })
    await page.getByRole('dialog', { name: 'Control token' }).waitFor()
    return { url, page }
  }

  it('shows nothing before it has it', async () => {
    const { page } = await openLocked()
    await page.getByRole('heading', { name: 'uploadmock' }).waitFor()
    expect(await page.locator('.tile').count()).toBe(0)
    expect(await page.context().cookies()).toEqual([])
  })

  it('says that a wrong one is wrong', async () => {
    const { page } = await openLocked()
    await signIn(page, 'abracadabra')
    await page.getByRole('alert').filter({ hasText: 'not the token' }).waitFor()
    expect(await page.context().cookies()).toEqual([])
    await signIn(page)
    await page.locator('.tile').waitFor()
  })

  it('works with the right one: pictures, events and changes', async () => {
    const { url, page } = await openLocked()
    const live = page.waitForResponse(reply => reply.url().endsWith('/_mock/events'))
    await signIn(page)
    expect((await live).status()).toBe(200)
    const picture = page.locator('.tile img').first()
    await expect.poll(() => picture.evaluate(image => image.naturalWidth)).toBeGreaterThan(0)
    await sendBackground(url, { name: 'later.jpg' })
    await page.getByRole('button', { name: 'later.jpg' }).click()
    const original = page.getByRole('img', { name: 'The original of later.jpg' })
    await expect.poll(() => original.evaluate(image => image.naturalWidth)).toBeGreaterThan(0)
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Namespaces' }).click()
    page.once('dialog', dialog => void dialog.accept())
    await page.getByRole('button', { name: 'Reset…' }).click()
    await page.getByRole('link', { name: 'Gallery' }).click()
    await page.getByText('Nothing is stored yet.').waitFor()
  })

  it('keeps a cookie that no script and no other site has, and not the token itself', async () => {
    const { page } = await openLocked()
    await signIn(page)
    await page.locator('.tile').waitFor()
    const cookies = await page.context().cookies()
    expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }])
    expect(JSON.stringify(cookies)).not.toContain(controlToken)
    expect(await page.evaluate('document.cookie')).toBe('')
  })

  it('asks once: a reload and a link in a namespace need it no more', async () => {
    const { url, page } = await openLocked()
    await signIn(page)
    await page.locator('.tile').waitFor()
    await page.reload()
    await page.locator('.tile').waitFor()
    await page.goto(`${url}/ns/team-1/_mock/`)
    await page.getByText('Nothing is stored yet.').waitFor()
  })

  it('is open beside the page of another server on this machine', async () => {
    const { url, page } = await openLocked()
    await signIn(page)
    await page.locator('.tile').waitFor()
    const other = await startOwnServer({ controlToken: 'another-word' })
    await page.goto(`${other.url}/_mock/`)
    await signIn(page, 'another-word')
    await page.getByText('Nothing is stored yet.').waitFor()
    await page.goto(`${url}/_mock/`)
    await page.locator('.tile, dialog').first().waitFor()
    expect(await page.locator('dialog').count()).toBe(0)
  })

  it.each(['#requests', '#faults', '#namespaces', '#limits'])('opens %s', async view => {
    const { page } = await openLocked(`/_mock/${view}`)
    await signIn(page)
    await page.getByRole('heading', { level: 2 }).waitFor()
    expect(await page.locator('dialog').count()).toBe(0)
  })

  it('asks on where the question is put away', async () => {
    const { page } = await openLocked()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Control token' }).or(page.locator('main .error')).waitFor()
  })

  it('asks again where the cookie is gone', async () => {
    const { page } = await openLocked()
    await signIn(page)
    await page.locator('.tile').waitFor()
    await page.context().clearCookies()
    await page.getByRole('link', { name: 'Requests' }).click()
    await signIn(page)
    await page.locator('.line').waitFor()
    await page.context().clearCookies()
    await page.locator('.line').click()
    await signIn(page)
    await page.locator('.detail h3').waitFor()
    expect(await page.locator('dialog').count()).toBe(0)
  })
})
