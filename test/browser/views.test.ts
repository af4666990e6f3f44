import { describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { startOwnServer } from '../helpers/server.ts'
import { sendBackground } from './uploads.ts'

describe.skipIf(!hasBrowser)('the page', () => {
  const open = useBrowser()

  it('is where / leads a browser, and nothing for who wants JSON', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '/' })
    expect(page.url()).toBe(`${url}/_mock/`)
    for (const accept of ['*/*', 'application/json']) {
      const reply = await fetch(`${url}/`, { headers: { accept }, redirect: 'manual' })
      expect([reply.status, reply.headers.get('content-type')]).toEqual([404, 'application/json'])
      expect(await reply.json()).toMatchObject({ message: expect.stringContaining('/_mock/') })
    }
  })

  it.each(['Gallery', 'Requests', 'Faults', 'Namespaces', 'Limits'])(
    'has %s at an address of its own',
    async title => {
      const { url } = await startOwnServer()
      const page = await open(url, { at: `#${title.toLowerCase()}` })
      await page.getByRole('heading', { name: title, level: 2 }).waitFor()
      expect(await page.title()).toBe(`${title}, uploadmock`)
      const current = page.getByRole('navigation').locator('[aria-current=page]')
      expect(await current.allTextContents()).toEqual([title])
    },
  )

  it('shows the view that was asked for last, also where an earlier one is slower', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#limits' })
    let answer = () => {}
    const chosen = new Promise<void>(resolve => {
      answer = resolve
    })
    await page.route('**/_mock/requests?*', async route => {
      await chosen
      await route.continue()
    })
    await page.getByRole('link', { name: 'Requests' }).click()
    await page.getByRole('link', { name: 'Faults' }).click()
    await page.getByRole('heading', { name: 'Faults' }).waitFor()
    const late = page.waitForResponse(/\/_mock\/requests\?/)
    answer()
    await (await late).finished()
    // What the late answer draws is drawn before the next frame.
    await page.evaluate('new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))')
    expect(await page.locator('h2').textContent()).toBe('Faults')
  })

  it('shows how things are when the server was away', async () => {
    const first = await startOwnServer()
    await sendBackground(first.url)
    const page = await open(first.url)
    await page.getByRole('button', { name: 'photo.jpg' }).waitFor()
    await first.close(0)
    await startOwnServer({ port: first.port })
    await page.getByText('Nothing is stored yet.').waitFor({ timeout: 15_000 })
  })

  it('says why a view can’t be shown', async () => {
    const { url } = await startOwnServer()
    const page = await open(url)
    await page.route('**/_mock/policies', route => route.fulfill({ status: 502, body: 'bad gateway' }))
    await page.getByRole('link', { name: 'Limits' }).click()
    await page.getByText("This view can't be shown").waitFor()
  })
})
