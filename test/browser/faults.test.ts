import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { FAULT_ACTIONS } from '../../src/core/fault-actions.ts'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { startOwnServer } from '../helpers/server.ts'
import { sendBackground } from './uploads.ts'

describe.skipIf(!hasBrowser)('the form for faults', () => {
  const open = useBrowser()

  /** Orders a failure; what is not named stays as the form has it. */
  async function order(page: Page, { action = 'answer with', value = '', times = '', operation = '' }) {
    if (operation !== '') await page.getByLabel('Requests for').selectOption(operation)
    await page.getByLabel('What happens').selectOption(action)
    if (value !== '') await page.getByLabel('How').fill(value)
    await page.getByLabel('Then strike').fill(times)
    await page.getByRole('button', { name: 'Order' }).click()
  }

  const struck = (page: Page) => page.locator('tbody td:nth-child(2)').allTextContents()

  it('orders one that strikes the next upload, and counts it', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#faults' })
    await order(page, { operation: 'uploadUserVirtualBackground', value: 'rate-limited', times: '1' })
    await expect.poll(() => struck(page)).toEqual(['0 of 1'])
    expect((await sendBackground(url)).status).toBe(429)
    await expect.poll(() => struck(page)).toEqual(['1 of 1'])
    expect((await sendBackground(url)).status).toBe(201)
  })

  it('offers every operation there is', async () => {
    const { url } = await startOwnServer()
    const choices = (await (await fetch(`${url}/_mock/faults/choices`)).json()) as { operations: string[] }
    const page = await open(url, { at: '#faults' })
    const operations = page.getByLabel('Requests for').locator('option')
    await expect.poll(() => operations.count()).toBe(choices.operations.length + 1)
    expect((await operations.allTextContents()).slice(1)).toEqual(choices.operations)
  })

  it('offers every action there is', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#faults' })
    const actions = page.getByLabel('What happens').locator('option')
    const labels = Object.values(FAULT_ACTIONS).map(({ label }) => label)
    await expect.poll(() => actions.allTextContents()).toEqual(labels)
  })

  it('can order every kind of problem that it offers', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#faults' })
    const kinds = page.locator('#problems option')
    await page.getByRole('button', { name: 'Order' }).waitFor()
    const offered: string[] = await kinds.evaluateAll(options => options.map(({ value }) => value))
    expect(offered).toEqual(expect.arrayContaining(['unauthenticated', 'rate-limited', 'too-large']))
    const refused: string[] = []
    for (const value of offered) {
      const answer = page.waitForResponse(reply => reply.request().method() === 'POST')
      await order(page, { value })
      if ((await answer).status() !== 201) refused.push(value)
    }
    expect(refused).toEqual([])
  })

  it.each([
    ['answer with', 'nonsense', 'respond'],
    ['wait (ms)', 'soon', 'delayMs'],
    ['slow down (bytes a second)', '-1', 'bytesPerSecond'],
  ])('names the key of a wrong value: %s %s', async (action, value, key) => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#faults' })
    await order(page, { action, value })
    await page.getByRole('alert').filter({ hasText: key }).waitFor()
    await page.getByText('No fault is ordered').waitFor()
  })

  it('asks for a value where none is given', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#faults' })
    await order(page, { action: 'wait (ms)' })
    await order(page, { action: 'wait (ms)', value: '1', times: '7' })
    await page.getByText('0 of 7').waitFor()
    expect(await struck(page)).toEqual(['0 of 7'])
  })

  it('orders what needs no value', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#faults' })
    await order(page, { action: 'reset the connection', times: '1' })
    await expect.poll(() => struck(page)).toEqual(['0 of 1'])
    await expect(sendBackground(url)).rejects.toThrow('fetch failed')
    await expect.poll(() => struck(page)).toEqual(['1 of 1'])
  })
})

describe.skipIf(!hasBrowser)('the faults that are ordered', () => {
  const open = useBrowser()

  async function order(url: string) {
    const body = JSON.stringify({ respond: { error: 'timeout' } })
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url}/_mock/faults`, { method: 'POST', headers, body })
    return (await response.json()) as { readonly id: string }
  }

  it('are removed one by one', async () => {
    const { url } = await startOwnServer()
    for (const _ of [1, 2]) await order(url)
    const page = await open(url, { at: '#faults' })
    const remove = page.getByRole('button', { name: /^Remove/ })
    await expect.poll(() => remove.count()).toBe(2)
    await remove.first().click()
    await expect.poll(() => remove.count()).toBe(1)
    await remove.click()
    await page.getByText('No fault is ordered').waitFor()
    expect((await sendBackground(url)).status).toBe(201)
  })

  it('are let go of where one was removed by another', async () => {
    const { url } = await startOwnServer()
    const { id } = await order(url)
    const page = await open(url, { at: '#faults' })
    const remove = page.getByRole('button', { name: /^Remove/ })
    await remove.waitFor()
    await fetch(`${url}/_mock/faults/${id}`, { method: 'DELETE' })
    await page.getByText('No fault is ordered').waitFor()
  })

  it('show up while the page is open, also those that a test ordered', async () => {
    const { url } = await startOwnServer()
    const page = await open(url, { at: '#faults' })
    await page.getByText('No fault is ordered').waitFor()
    await order(url)
    await page.getByText('{"error":"timeout"}').waitFor()
  })
})
