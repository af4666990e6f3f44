import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Request } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { assetsOf, startOwnServer } from '../helpers/server.ts'
import { sendBackground } from './uploads.ts'

/** A site of somebody else: the same empty page at any path. Its port. */
async function startSite(): Promise<number> {
  const site = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Elsewhere</title>')
  })
  site.listen(0, '127.0.0.1')
  await once(site, 'listening')
  onTestFinished(() => {
    site.closeAllConnections()
    site.close()
  })
  return (site.address() as AddressInfo).port
}

/** Another port is another origin of the same site; another name for this machine is another site. */
const PLACES = ['127.0.0.1', 'localhost']

/** What a page can have a browser send, written for the page. `TARGET` is the server's address. */
const ATTEMPTS = {
  'a form': `new Promise(done => {
    const frame = Object.assign(document.createElement('iframe'), { name: 'out', onload: () => done('sent') })
    const form = Object.assign(document.createElement('form'), { method: 'POST', target: 'out', action: 'TARGET/_mock/reset' })
    document.body.append(frame, form)
    form.submit()
  })`,
  'a form of text': `new Promise(done => {
    const frame = Object.assign(document.createElement('iframe'), { name: 'out', onload: () => done('sent') })
    const form = Object.assign(document.createElement('form'), { method: 'POST', target: 'out', enctype: 'text/plain', action: 'TARGET/_mock/faults' })
    form.append(Object.assign(document.createElement('input'), { name: '{"reset":true,"x":"', value: '"}' }))
    document.body.append(frame, form)
    form.submit()
  })`,
  'fetch, no-cors': `fetch('TARGET/_mock/reset?all=true', { method: 'POST', mode: 'no-cors' }).then(({ type }) => type)`,
  'fetch without referrer': `fetch('TARGET/_mock/reset', { method: 'POST', mode: 'no-cors', referrerPolicy: 'no-referrer' }).then(({ type }) => type)`,
  'fetch, cors': `fetch('TARGET/_mock/reset', { method: 'POST' }).then(() => 'read', () => 'blocked')`,
  'fetch, DELETE': `fetch('TARGET/_mock/requests', { method: 'DELETE' }).then(() => 'read', () => 'blocked')`,
  'a beacon': `String(navigator.sendBeacon('TARGET/_mock/reset'))`,
  'an image': `new Promise(done => Object.assign(new Image(), { src: 'TARGET/_mock/reset', onload: () => done('read'), onerror: () => done('blocked') }))`,
} as const

/** What a page can try to read. Each says whether it could. */
const READS = {
  events: `new Promise(done => Object.assign(new EventSource('TARGET/_mock/events'), { onopen: () => done('read'), onerror: () => done('blocked') }))`,
  'events with a cookie': `new Promise(done => Object.assign(new EventSource('TARGET/_mock/events', { withCredentials: true }), { onopen: () => done('read'), onerror: () => done('blocked') }))`,
  assets: `fetch('TARGET/_mock/assets').then(() => 'read', () => 'blocked')`,
  requests: `fetch('TARGET/_mock/requests', { credentials: 'include' }).then(() => 'read', () => 'blocked')`,
  'the state': `fetch('TARGET/_mock/state').then(() => 'read', () => 'blocked')`,
  'a picture': `new Promise(done => Object.assign(new Image(), { src: 'TARGET/_mock/assets/ASSET/content', onload: () => done('read'), onerror: () => done('blocked') }))`,
  'a thumbnail': `new Promise(done => Object.assign(new Image(), { src: 'TARGET/_mock/assets/ASSET/thumbnail', onload: () => done('read'), onerror: () => done('blocked') }))`,
  'the page’s script': `new Promise(done => document.body.append(Object.assign(document.createElement('script'), { src: 'TARGET/_mock/page/app.js', onload: () => done('read'), onerror: () => done('blocked') })))`,
} as const

describe.skipIf(!hasBrowser).each(PLACES)('a page of another origin, at %s', place => {
  const open = useBrowser()

  async function openForeign() {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const [asset] = await assetsOf(url)
    const page = await open(`http://${place}:${await startSite()}`, { at: '/', isLive: false })
    const run = (script: string) =>
      page.evaluate(script.replaceAll('TARGET', url).replaceAll('ASSET', String(asset?.id)))
    return { url, page, run }
  }

  it.each(Object.entries(ATTEMPTS))('changes nothing by %s', async (_, script) => {
    const { url, page, run } = await openForeign()
    const over = new Promise<void>(resolve => {
      const see = (request: Request) => void (request.url().startsWith(`${url}/_mock/`) && resolve())
      page.on('requestfinished', see).on('requestfailed', see)
    })
    await run(script)
    await over
    expect(await assetsOf(url)).toHaveLength(1)
    for (const [list, length] of [
      ['requests', 1],
      ['faults', 0],
    ] as const) {
      const { items } = (await (await fetch(`${url}/_mock/${list}`)).json()) as { items: unknown[] }
      expect(items).toHaveLength(length)
    }
  })

  it.each(Object.entries(READS))('reads nothing: %s', async (_, script) => {
    const { run } = await openForeign()
    expect(await run(script)).toBe('blocked')
  })

  it('frames nothing', async () => {
    const { url, page, run } = await openForeign()
    await run(
      `new Promise(done => document.body.append(Object.assign(document.createElement('iframe'), { src: 'TARGET/_mock/', onload: done })))`,
    )
    const [, frame] = page.frames()
    expect(frame?.url()).not.toBe(`${url}/_mock/`)
    expect(await frame?.locator('main').count()).toBe(0)
  })

  it('may link to the page, which works then', async () => {
    const { url, page, run } = await openForeign()
    await run(
      `document.body.append(Object.assign(document.createElement('a'), { href: 'TARGET/_mock/', textContent: 'look' }))`,
    )
    await page.getByRole('link', { name: 'look' }).click()
    await page.getByRole('button', { name: 'photo.jpg' }).waitFor()
    expect(page.url()).toBe(`${url}/_mock/`)
  })

  it('may link to the server, which leads to the page', async () => {
    const { url, page, run } = await openForeign()
    await run(
      `document.body.append(Object.assign(document.createElement('a'), { href: 'TARGET/', textContent: 'look' }))`,
    )
    await page.getByRole('link', { name: 'look' }).click()
    await page.getByRole('button', { name: 'photo.jpg' }).waitFor()
    expect(page.url()).toBe(`${url}/_mock/`)
  })
})
