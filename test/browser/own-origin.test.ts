import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { startOwnServer } from '../helpers/server.ts'
import { sendBackground, sendLogo, sendMedium, sendPhoneBackground } from './uploads.ts'

const FILES = ['/_mock/', '/_mock/page/app.js', '/_mock/page/style.css']

describe.skipIf(!hasBrowser)('a session', () => {
  const open = useBrowser()

  it('asks no other host for anything', async () => {
    const { url } = await startOwnServer()
    for (const upload of [sendBackground, sendLogo, sendMedium, sendPhoneBackground]) await upload(url)
    const page = await open(url)
    const asked = new Set<string>()
    page.context().on('request', request => asked.add(new URL(request.url()).origin))
    await page.reload()
    const tiles = page.locator('.tile')
    await expect.poll(() => tiles.count()).toBe(4)
    for (const tile of await tiles.all()) {
      await tile.click()
      await page.getByRole('button', { name: 'Close' }).click()
    }
    await page.getByRole('link', { name: 'Requests' }).click()
    await page.locator('.line').first().click()
    await page.locator('.detail h3').waitFor()
    for (const name of ['Faults', 'Namespaces', 'Limits']) {
      await page.getByRole('link', { name }).click()
      await page.getByRole('heading', { name, level: 2 }).waitFor()
    }
    await page.waitForLoadState('networkidle')
    expect([...asked].filter(origin => origin !== 'null')).toEqual([url])
  })
})

describe('the page’s files', () => {
  it.each(FILES)('have a strict Content-Security-Policy: %s', async path => {
    const { url } = await startOwnServer()
    const { headers } = await fetch(url + path)
    const policy = Object.fromEntries(
      (headers.get('content-security-policy') ?? '').split('; ').map(directive => {
        const [name = '', ...sources] = directive.split(' ')
        return [name, sources.join(' ')]
      }),
    )
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'media-src': "'self'",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    })
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('have no script, style or handler inside the HTML', async () => {
    const { url } = await startOwnServer()
    const html = await (await fetch(`${url}/_mock/`)).text()
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=|javascript:/i)
    expect([...html.matchAll(/ (?:src|href)="([^"]*)"/g)].map(([, address]) => address)).not.toContainEqual(
      expect.stringMatching(/^(?:https?:)?\/\//),
    )
  })

  it('are under 60 kB compressed, all together', () => {
    const built = ['index.html', 'main.js', 'main.css'].map(name =>
      readFileSync(new URL(`../../dist/page/client/${name}`, import.meta.url)),
    )
    expect(built.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0)).toBeLessThan(60_000)
  })
})
