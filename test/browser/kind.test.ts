import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { fixture } from '../helpers/media.ts'
import { startOwnServer } from '../helpers/server.ts'
import { sendBackground, sendLogo, sendMedium, sendPhoneBackground } from './uploads.ts'

const SCHEMES = ['light', 'dark'] as const
const WIDTHS = [360, 1280] as const
const LOOKS = SCHEMES.flatMap(colorScheme => WIDTHS.map(width => [colorScheme, width] as const))

/** What a person meets, each from the view before it. */
const STEPS: { readonly [name: string]: (page: Page) => Promise<void> } = {
  gallery: async page => page.locator('.tile').first().waitFor(),
  'an asset': async page => {
    await page.locator('.tile').first().click()
    await page.getByRole('dialog').waitFor()
  },
  requests: async page => {
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Requests' }).click()
    await page.locator('.line').first().waitFor()
  },
  'a request': async page => {
    await page.locator('.line.refused').click()
    await page.locator('.detail h3').waitFor()
  },
  faults: async page => {
    await page.getByRole('link', { name: 'Faults' }).click()
    await page.getByRole('button', { name: /^Remove/ }).waitFor()
  },
  'a wrong fault': async page => {
    await page.getByLabel('How').fill('nonsense')
    await page.getByRole('button', { name: 'Order' }).click()
    await page.getByRole('alert').filter({ hasText: 'respond' }).waitFor()
  },
  namespaces: async page => {
    await page.getByRole('link', { name: 'Namespaces' }).click()
    await page.getByRole('button', { name: 'Reset…' }).waitFor()
  },
  verdicts: async page => {
    const file = { name: 'clip.mp4', mimeType: 'video/mp4', buffer: fixture('clip.mp4') }
    await page.getByLabel(/^Drop files here/).setInputFiles(file)
    await page.locator('caption').waitFor()
  },
  limits: async page => {
    await page.getByRole('link', { name: 'Limits' }).click()
    await page.locator('main section').first().waitFor()
  },
}

async function startFull(): Promise<string> {
  const { url } = await startOwnServer()
  await sendPhoneBackground(url)
  await sendLogo(url)
  await sendMedium(url, { name: `${'a-very-long-name-'.repeat(8)}.jpg`, owner: 'bob'.repeat(20) })
  await sendBackground(url, { name: 'text.png', bytes: fixture('text-named.png') })
  await sendBackground(url)
  const body = JSON.stringify({ match: { operation: 'precheckUpload' }, respond: { error: 'timeout' } })
  await fetch(`${url}/_mock/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  return url
}

/** What axe finds serious or critical, and where. */
async function troubles(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

/** Whether the page, or the dialog on it, has more than fits beside each other. */
const isScrolledSideways = (page: Page) =>
  page.evaluate<boolean>(
    "[...document.querySelectorAll('html, dialog')].some(one => one.scrollWidth > one.clientWidth)",
  )

describe.skipIf(!hasBrowser)('each view', () => {
  const open = useBrowser()

  it.each(LOOKS)(
    'has nothing that axe finds serious: %s, %i px',
    async (colorScheme, width) => {
      const url = await startFull()
      const page = await open(url, { colorScheme, viewport: { width, height: 800 } })
      const found: { [step: string]: readonly string[] } = {}
      for (const [name, step] of Object.entries(STEPS)) {
        await step(page)
        found[name] = await troubles(page)
      }
      expect(found).toEqual(Object.fromEntries(Object.keys(STEPS).map(name => [name, []])))
    },
    60_000,
  )

  it.each(LOOKS)(
    'has nothing that axe finds serious while it is empty: %s, %i px',
    async (colorScheme, width) => {
      const { url } = await startOwnServer()
      const page = await open(url, { colorScheme, viewport: { width, height: 800 } })
      for (const view of ['Gallery', 'Requests', 'Faults', 'Namespaces']) {
        await page.getByRole('link', { name: view }).click()
        await page.getByRole('heading', { name: view, level: 2 }).waitFor()
        expect(await troubles(page), view).toEqual([])
        expect(await isScrolledSideways(page), view).toBe(false)
      }
    },
    60_000,
  )

  it.each(SCHEMES)(
    'has nothing that axe finds serious while it asks for the token: %s',
    async colorScheme => {
      const { url } = await startOwnServer({ controlToken: 'open-sesame' })
      const page = await open(url, { colorScheme, isLive: false })
      await page.locator('#token').fill('abracadabra')
      await page.getByRole('button', { name: 'Open' }).click()
      await page.getByText('That is not the token.').waitFor()
      expect(await troubles(page)).toEqual([])
    },
  )

  it.each(WIDTHS)('is as wide as the screen and no wider: %i px', async width => {
    const page = await open(await startFull(), { viewport: { width, height: 800 } })
    const wider: string[] = []
    for (const [name, step] of Object.entries(STEPS)) {
      await step(page)
      if (await isScrolledSideways(page)) wider.push(name)
    }
    expect(wider).toEqual([])
  })

  it('is dark or light as the system is, also when that changes', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { colorScheme: 'light' })
    const shade = async () => {
      const [, red = ''] =
        /rgba?\((\d+)/.exec(await page.evaluate('getComputedStyle(document.body).backgroundColor')) ?? []
      return Number(red)
    }
    expect(await shade()).toBeGreaterThan(200)
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await shade()).toBeLessThan(60)
  })

  it('does not jump while events arrive', async () => {
    const url = await startFull()
    for (const at of ['#gallery', '#requests']) {
      const page = await open(url, { at })
      await page.locator('.tile, .line').first().waitFor()
      await page.evaluate(
        `globalThis.shift = 0
        new PerformanceObserver(list => list.getEntries().forEach(({ value }) => { shift += value }))
          .observe({ type: 'layout-shift' })`,
      )
      const before = await page.locator('.window').boundingBox()
      for (const name of ['one.jpg', 'two.jpg', 'three.jpg']) await sendMedium(url, { name })
      await page.locator('#status', { hasText: /three.jpg|uploadMedia/ }).waitFor({ state: 'attached' })
      expect(await page.locator('.window').boundingBox()).toEqual(before)
      expect(await page.evaluate('shift')).toBeLessThan(0.1)
    }
  })
})
