import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { vendors } from '../../src/vendors/index.ts'
import { hasBrowser, useBrowser } from '../helpers/browser/browser.ts'
import { startOwnServer } from '../helpers/server.ts'
import { fifth } from '../helpers/vendors/fifth/index.ts'

const MEDIA = resolve(import.meta.dirname, '../../fixtures/media')

describe.skipIf(!hasBrowser)('a vendor that the page never heard of', () => {
  const open = useBrowser()

  it('has its curl line there, which works, and its own drawing of what came', async () => {
    const { url } = await startOwnServer({}, { vendors: [...vendors, fifth] })
    const page = await open(url)
    await page.getByText('Fifth, a picture for the wall').waitFor()
    const line = (await page.locator('.empty pre').last().textContent()) ?? ''
    expect(line).toBe(fifth.curl(`${url}/fifth`, ''))
    await promisify(execFile)('sh', ['-c', line], { cwd: MEDIA })

    await page.getByRole('button', { name: 'fifth, all' }).click()
    const figure = page.getByRole('dialog').locator('figure')
    expect(await figure.locator('figcaption').allTextContents()).toEqual(['On the wall'])
    await figure.locator('image').evaluate(image => image.decode())
    expect(await figure.locator('svg > :not(filter)').evaluateAll(shown)).toEqual([
      'rect at 0,0 of 200x150 in rgb(243, 244, 246)',
      'ellipse at 95,4 of 10x10 in rgb(51, 51, 51)',
      'image at 30,15 of 140x100, xMaxYMid meet',
      expect.stringMatching(/^text at 10,/),
    ])
  })

  it('has its texts drawn as texts', async () => {
    const { url } = await startOwnServer({}, { vendors: [...vendors, fifth] })
    await promisify(execFile)('sh', ['-c', fifth.curl(`${url}/fifth`, '')], { cwd: MEDIA })
    const page = await open(url)
    await page.locator('.tile').click()
    const text = page.getByRole('dialog').locator('figure text')
    expect(await text.textContent()).toBe('<b onclick=hit()>Untitled</b>')
    expect(await text.locator('*').count()).toBe(0)
  })
})

interface Drawn {
  readonly tagName: string
  getBBox(): { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  getAttribute(name: string): string | null
}

/** Each layer of a drawing as it is seen: what, where, how large, and its colour or how a picture lies in its place. */
function shown(layers: Drawn[]): string[] {
  const styleOf = (layer: Drawn) =>
    (globalThis as unknown as { getComputedStyle(of: Drawn): { fill: string } }).getComputedStyle(layer)
  return layers.map(layer => {
    const { x, y, width, height } = layer.getBBox()
    const how = layer.getAttribute('preserveAspectRatio')
    const place = `${layer.tagName} at ${x},${y} of ${width}x${height}`
    return how === null ? `${place} in ${styleOf(layer).fill}` : `${place}, ${how}`
  })
}
