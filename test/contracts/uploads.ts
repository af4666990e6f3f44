import { describe, expect, it } from 'vitest'
import type { Vendor } from '../../src/http/vendor-kit/vendor.ts'
import { padded } from '../helpers/media.ts'
import { assetsOf, startTestServer } from '../helpers/server.ts'
import type { Upload } from './vendor.ts'

/** What the suite must know of one thing that is uploaded. */
export interface UploadData {
  readonly operation: string
  readonly policy: string
  /** The part that carries the file. */
  readonly part: string
  /** A fixture that is taken, and one that is refused for its type. */
  readonly accepted: string
  readonly refused: string
  /** The n-th upload of a file to one owner, in a part of this name. */
  upload(part: string, name: string, content: Uint8Array, n: number): Upload
  /** What the vendor says of it; `quota` undefined where there is none. */
  readonly texts: {
    readonly missing: string
    readonly tooLarge: string
    readonly wrongType: string
    readonly quota: string | undefined
  }
}

/** What each problem is by which a fault makes an upload fail. */
const ORDERED = {
  missing: 'missing-part',
  tooLarge: 'too-large',
  wrongType: 'unsupported-media',
  quota: 'quota-exceeded',
} as const

/** Holds a vendor to this: each thing that is uploaded has a part name and texts of its own. */
export function describeUploads(
  vendor: Vendor,
  uploads: readonly UploadData[],
  textIn: (body: string) => string,
): void {
  const start = (input: Parameters<typeof startTestServer>[0] = {}) =>
    startTestServer(input, { vendors: [vendor] })
  const send = async (url: string, { path, method, headers, body }: Upload) => {
    const response = await fetch(url + path, { method, headers, body })
    return { status: response.status, text: await response.text() }
  }
  const refusal = async (url: string, upload: Upload) => {
    const { status, text } = await send(url, upload)
    expect(status).toBeGreaterThanOrEqual(400)
    return textIn(text)
  }

  describe.each(uploads)(`${vendor.name}'s $operation`, data => {
    const { policy, part, accepted, refused, texts } = data
    const file = padded(accepted, 60_000)

    it(`takes its file in part ${part}, and in no part of another upload`, async () => {
      const { url } = await start()
      for (const other of new Set(['another', ...uploads.map(one => one.part)]))
        if (other !== part)
          expect(await refusal(url, data.upload(other, accepted, file, 1)), other).toBe(texts.missing)
      expect(await assetsOf(url)).toEqual([])
      expect((await send(url, data.upload(part, accepted, file, 1))).status).toBeLessThan(300)
      expect(await assetsOf(url)).toHaveLength(1)
    })

    it('says in its own words that a file is too large', async () => {
      const { url } = await start({ policies: { [policy]: { maxBytes: 59_999 } } })
      expect(await refusal(url, data.upload(part, accepted, file, 1))).toBe(texts.tooLarge)
    })

    it('says in its own words that a file is of a wrong type', async () => {
      const { url } = await start()
      expect(await refusal(url, data.upload(part, refused, padded(refused, 60_000), 1))).toBe(texts.wrongType)
    })

    if (texts.quota !== undefined)
      it('says in its own words that there are too many', async () => {
        const { url } = await start({ policies: { [policy]: { quota: 1 } } })
        expect((await send(url, data.upload(part, accepted, file, 1))).status).toBeLessThan(300)
        expect(await refusal(url, data.upload(part, accepted, file, 2))).toBe(texts.quota)
      })

    const said = Object.entries(ORDERED).flatMap(([what, error]) => {
      const text = texts[what as keyof typeof ORDERED]
      return text === undefined ? [] : [{ error, text }]
    })
    it.each(said)('says the same where a fault orders $error', async ({ error, text }) => {
      const { url } = await start({ policies: { [policy]: { maxBytes: 59_999 } } })
      await fetch(`${url}/_mock/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ match: { operation: data.operation }, respond: { error } }),
      })
      expect(await refusal(url, data.upload(part, accepted, padded(accepted, 50_000), 1))).toBe(text)
    })
  })
}
