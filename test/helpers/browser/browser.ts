import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { findChromium } from './chromium.ts'

const executablePath = findChromium()

/** Whether the system has a Chromium to test with. */
export const hasBrowser = executablePath !== undefined

/** How a page is opened. */
export interface OpenOptions extends BrowserContextOptions {
  /** Where on the server, from its address on: `#requests` where it is the page's own. */
  readonly at?: string
  /** Whether to wait until the page hears of events; only then does it hear of every upload. */
  readonly isLive?: boolean
}

/** Opens the page of the server at `url`. */
export type OpenPage = (url: string, options?: OpenOptions) => Promise<Page>

/**
 * One browser for the tests beside this call. Each page that it opens has a context of its own, closed when the test
 * ends, and fails the test by an error that nobody caught or by what its Content-Security-Policy stopped.
 */
export function useBrowser(args: readonly string[] = []): OpenPage {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...args],
    })
  })
  afterAll(() => browser?.close())

  return async (url, { at = '/_mock/', isLive = true, ...options } = {}) => {
    const context = await browser?.newContext(options)
    if (context === undefined) throw new Error('the browser is not there yet')
    context.setDefaultTimeout(5_000)
    const page = await context.newPage()
    const errors = errorsOf(page)
    onTestFinished(async () => {
      await context.close()
      expect(errors).toEqual([])
    })
    const live = isLive
      ? page.waitForResponse(response => response.url().endsWith('/_mock/events'))
      : undefined
    await page.goto(url + (at.startsWith('#') ? `/_mock/${at}` : at))
    await live
    return page
  }
}

function errorsOf(page: Page): readonly string[] {
  const errors: string[] = []
  page.on('pageerror', error => errors.push(String(error)))
  page.on('crash', () => errors.push('the page crashed'))
  page.on('console', message => {
    const text = message.text()
    // That a stranger may not frame the page is no error of the page.
    if (text.includes('Content Security Policy') && !text.includes('frame-ancestors')) errors.push(text)
  })
  return errors
}
