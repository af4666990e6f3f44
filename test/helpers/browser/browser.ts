import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { beforeAll, expect, onTestFinished } from 'vitest'
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

/** The browsers of this worker, by their options: each is launched for the first test that wants it, and ends with the worker. */
const browsers = new Map<string, Promise<LaunchedBrowser>>()

/** A browser, and the context of pages that ask for none of their own. */
interface LaunchedBrowser {
  readonly browser: Browser
  readonly usual: BrowserContext
}

async function launch(options: readonly string[]): Promise<LaunchedBrowser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...options]
  const browser = await chromium.launch({ executablePath, args })
  const usual = await browser.newContext()
  // One page stays: with the last one its window would go, and a page is opened far sooner than a window.
  await usual.newPage()
  return { browser, usual }
}

function launched(options: readonly string[]): Promise<LaunchedBrowser> {
  const key = options.join(' ')
  const found = browsers.get(key) ?? launch(options)
  browsers.set(key, found)
  return found
}

/** A context for one page, and what ends its use: nothing is left in it for the next one. */
async function contextOf({ browser, usual }: LaunchedBrowser, options: BrowserContextOptions) {
  const isUsual = Object.keys(options).length === 0
  const context = isUsual ? usual : await browser.newContext(options)
  context.setDefaultTimeout(5_000)
  const end = async () => {
    if (!isUsual) return context.close()
    const [, ...pages] = usual.pages()
    await Promise.all(pages.map(page => page.close()))
    await usual.clearCookies()
  }
  return { context, end }
}

/**
 * A browser for the tests beside this call, which others have as well. Each page that it opens is closed when the test
 * ends, and fails the test by an error that nobody caught or by what its Content-Security-Policy stopped.
 */
export function useBrowser(args: readonly string[] = []): OpenPage {
  let browser: LaunchedBrowser | undefined
  beforeAll(async () => {
    browser = await launched(args)
  })

  return async (url, { at = '/_mock/', isLive = true, ...options } = {}) => {
    if (browser === undefined) throw new Error('the browser is not there yet')
    const { context, end } = await contextOf(browser, options)
    const page = await context.newPage()
    const errors = errorsOf(page)
    onTestFinished(async () => {
      await end()
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
