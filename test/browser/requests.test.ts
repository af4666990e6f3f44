import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { fixture } from '../helpers/media.ts'
import { startOwnServer } from '../helpers/server.ts'
import { many, sendBackground, sendMedium } from './uploads.ts'

const UPLOAD = '/v2/users/me/settings/virtual_backgrounds'

async function sendText(url: string): Promise<void> {
  const file = { name: 'text.png', type: 'image/png', bytes: fixture('text-named.png') }
  expect((await sendBackground(url, file)).status).toBe(400)
}

/** Opens the only request. */
async function openRow(page: Page) {
  await page.locator('.line').click()
  await page.locator('.detail h3').waitFor()
  return page.locator('.detail')
}

describe.skipIf(!hasBrowser)('the table of requests', () => {
  const open = useBrowser()

  it('has a row for each request as it comes, the latest first', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#requests' })
    await sendBackground(url)
    await page.locator('.line.accepted').waitFor()
    await sendText(url)
    await page.locator('.line.refused').waitFor()
    const cells = await page
      .locator('.line')
      .evaluateAll(rows =>
        rows.map(row => Array.from(row.children as { textContent: string }[], cell => cell.textContent)),
      )
    const time = expect.stringMatching(/^\d\d:\d\d:\d\d$/)
    const number = expect.stringMatching(/^\d+$/)
    const name = 'uploadUserVirtualBackground'
    expect(cells).toEqual([
      [
        time,
        name,
        'refused',
        '400',
        number,
        expect.stringMatching(/^\d+ B$/),
        expect.stringContaining('.types'),
      ],
      [time, name, 'accepted', '201', number, expect.stringMatching(/kB$/), ''],
    ])
  })

  it('keeps what is in sight where it is while rows come above', async () => {
    const { url } = await startOwnServer()
    const precheck = () => fetch(`${url}/upload_media_precheck?from=alice`)
    await many(100, precheck)
    const page = await open(url, { at: '#requests' })
    const list = page.locator('.window')
    await list.evaluate(one => one.scrollTo(0, 2_000))
    const id = await page.locator('[aria-posinset="50"] button').getAttribute('data-id')
    const kept = page.locator(`[data-id="${id}"]`)
    const before = await kept.boundingBox()
    await many(5, precheck)
    await page.locator('[role=listitem][aria-setsize="105"]').first().waitFor()
    expect(await kept.boundingBox()).toEqual(before)
  })

  it('has 10,000 requests with some rows at a time', async () => {
    const limits = { journalEntries: 20_000, journalBytes: 64 * 1024 * 1024 }
    const { url } = await startOwnServer({ limits })
    await many(10_000, async at => {
      const reply = await fetch(`${url}/upload_media_precheck?from=alice-${at}`)
      await reply.arrayBuffer()
    })
    const page = await open(url, { at: '#requests' })
    const rows = page.getByRole('listitem')
    await rows.first().waitFor({ timeout: 20_000 })
    expect(await rows.first().getAttribute('aria-setsize')).toBe('10000')
    for (const share of [0.25, 0.5, 1]) {
      await page.locator('.window').evaluate((one, part) => one.scrollTo(0, one.scrollHeight * part), share)
      await page.locator(`[aria-posinset="${10_000 * share}"]`).waitFor()
      expect(await rows.count()).toBeLessThan(100)
    }
  }, 60_000)

  it('stays awake while 1,000 requests come', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#requests' })
    await page.evaluate(
      `globalThis.longest = 0
      new PerformanceObserver(list => {
        for (const { duration } of list.getEntries()) longest = Math.max(longest, duration)
      }).observe({ type: 'longtask' })`,
    )
    await many(1_000, async () => {
      const reply = await fetch(`${url}/upload_media_precheck?from=alice`)
      await reply.arrayBuffer()
    })
    await page.locator('[aria-setsize="1000"]').first().waitFor({ timeout: 30_000 })
    expect(await page.evaluate('longest')).toBeLessThan(1_000)
  }, 60_000)

  it('is emptied by its button, once that was confirmed', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const page = await open(url, { at: '#requests' })
    const asked = page.waitForEvent('dialog')
    const clicked = page.getByRole('button', { name: 'Forget all' }).click()
    const dialog = await asked
    expect(dialog.message()).toBe('Forget all requests of default? What is stored stays.')
    await dialog.dismiss()
    await clicked
    const kept = (await (await fetch(`${url}/_mock/requests`)).json()) as { items: unknown[] }
    expect(kept.items).toHaveLength(1)
    page.once('dialog', again => void again.accept())
    await page.getByRole('button', { name: 'Forget all' }).click()
    await page.getByText('No request has come yet.').waitFor()
    const { items } = (await (await fetch(`${url}/_mock/requests`)).json()) as { items: unknown[] }
    expect(items).toEqual([])
  })

  it('says so where a request is opened that is there no more', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const page = await open(url, { at: '#requests' })
    await page.locator('.line').waitFor()
    await fetch(`${url}/_mock/requests`, { method: 'DELETE' })
    await page.locator('.line').click()
    await page.locator('.error').waitFor()
  })
})

describe.skipIf(!hasBrowser)('a request that is opened', () => {
  const open = useBrowser()

  it('shows the byte for which it was refused', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#requests' })
    await sendText(url)
    const detail = await openRow(page)
    const told = (await detail.locator('.explain').textContent()) ?? ''
    const [, byte] = /byte (\d+) of the body/.exec(told) ?? []
    const lines = told.split('\n')
    const caret = lines.findIndex(line => line.trim() === `^^ byte ${byte}`)
    expect(lines[caret - 1]?.slice(lines[caret]?.indexOf('^'))).toMatch(/^54 68 69 73/)
    expect(lines[caret - 1]).toContain('This is n')
  })

  it('is the one that was opened last, also where another is slower', async () => {
    const { url } = await startOwnServer()
    await sendText(url)
    await sendBackground(url)
    const page = await open(url, { at: '#requests' })
    let answer = () => {}
    const chosen = new Promise<void>(resolve => {
      answer = resolve
    })
    const slow = page.locator('.line.refused')
    const address = new RegExp(`/_mock/requests/${await slow.getAttribute('data-id')}$`)
    await page.route(address, async route => {
      await chosen
      await route.continue()
    })
    await slow.click()
    await page.locator('.line.accepted').click()
    await page.locator('.explain', { hasText: 'accepted, answered 201' }).waitFor()
    const late = page.waitForResponse(address)
    answer()
    await (await late).finished()
    await page.evaluate('new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))')
    expect(await page.locator('.explain').textContent()).toContain('accepted, answered 201')
  })

  it('shows its parts and the response', async () => {
    const { url } = await startOwnServer()
    await sendMedium(url, { name: 'lie.jpg', bytes: fixture('png-named.jpg') })
    const page = await open(url, { at: '#requests' })
    const detail = await openRow(page)
    expect(await detail.getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/^from: a field, 5 bytes, from byte \d+$/),
      expect.stringMatching(
        /^file: file lie\.jpg, declared image\/jpeg, content image\/png, \d+ bytes, from byte \d+$/,
      ),
    ])
    expect(await detail.locator('pre').last().textContent()).toMatch(/^200\n[\s\S]*\n\n\{"media_url":"http/)
  })

  it('is copied as curl', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const page = await open(url, { at: '#requests', permissions: ['clipboard-read', 'clipboard-write'] })
    const detail = await openRow(page)
    await detail.getByRole('button', { name: 'Copy as curl' }).click()
    await page.locator('#status', { hasText: 'copied' }).waitFor({ state: 'attached' })
    const copied = await page.evaluate('navigator.clipboard.readText()')
    expect(copied).toContain(`curl -X POST '${url}${UPLOAD}'`)
    expect(copied).toContain("-F 'file=@photo.jpg;type=image/jpeg'")
  })

  it('is saved as HAR', async () => {
    const { url } = await startOwnServer()
    await sendBackground(url)
    const page = await open(url, { at: '#requests' })
    const detail = await openRow(page)
    const coming = page.waitForEvent('download')
    await detail.getByRole('link', { name: 'Download HAR' }).click()
    const download = await coming
    expect(download.suggestedFilename()).toMatch(/\.har$/)
    const { log } = JSON.parse(readFileSync(await download.path(), 'utf8'))
    expect(log.entries).toMatchObject([{ request: { method: 'POST', url: url + UPLOAD } }])
  })
})

describe.skipIf(!hasBrowser)('the page at a name that is no secure context', () => {
  const open = useBrowser(['--host-resolver-rules=MAP uploadmock 127.0.0.1'])

  it('copies a request as curl all the same', async () => {
    const { url, port } = await startOwnServer()
    await sendBackground(url)
    const page = await open(`http://uploadmock:${port}`, { at: '#requests' })
    expect(await page.evaluate('isSecureContext')).toBe(false)
    const detail = await openRow(page)
    await detail.getByRole('button', { name: 'Copy as curl' }).click()
    await page.locator('#status', { hasText: 'copied' }).waitFor({ state: 'attached' })
  })
})
