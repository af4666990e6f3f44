import { buffer } from 'node:stream/consumers'
import { BoundedMap } from '../../core/bounded-map.ts'
import { MiB } from '../../core/units.ts'
import type { Asset } from '../../http/handler-kit/rows.ts'
import { TooManyPixels, thumbnailOf } from '../../media/image.ts'
import type { Assets } from './assets.ts'

/** A small picture of an asset. */
export interface Thumbnail {
  readonly type: string
  readonly bytes: Buffer
  /** How large the image itself is: `800x480`; undefined for what is not an image. */
  readonly pixels?: string
}

/** Larger images are shown by a sign: decoding one takes many times its size in memory. */
const MAX_SOURCE_BYTES = 32 * MiB
const MAX_KEPT = 500
const DECODED = /^image\/(?:jpeg|png|gif|webp|avif|tiff)$/

/** Makes thumbnails and keeps the latest ones. What has no picture gets a sign with its type. */
export class Thumbnails {
  readonly #assets: Assets
  /** Ends when the picture that is drawn now is done: several at once would take several times the memory. */
  #drawn: Promise<unknown> = Promise.resolve()
  readonly #kept = new BoundedMap<string, Promise<Thumbnail>>(MAX_KEPT)

  constructor(assets: Assets) {
    this.#assets = assets
  }

  /** The picture of an asset. Rejects with `BlobNotFound` when its bytes are gone. */
  of(asset: Asset): Promise<Thumbnail> {
    const key = asset.asset.blob
    const known = this.#kept.get(key)
    const thumbnail = known ?? this.#inTurn(() => this.#draw(asset))
    this.#kept.set(key, thumbnail)
    if (known === undefined) thumbnail.catch(() => this.#kept.delete(key))
    return thumbnail
  }

  #inTurn(draw: () => Promise<Thumbnail>): Promise<Thumbnail> {
    const thumbnail = this.#drawn.then(draw, draw)
    this.#drawn = thumbnail
    return thumbnail
  }

  async #draw(asset: Asset): Promise<Thumbnail> {
    const { type, bytes } = asset.asset
    if (!DECODED.test(type) || bytes > MAX_SOURCE_BYTES) return sign(type)
    const source = await buffer(await this.#assets.open(asset))
    try {
      const { bytes, width, height } = await thumbnailOf(source)
      return { type: 'image/webp', bytes, pixels: `${width}x${height}` }
    } catch (error) {
      if (!(error instanceof TooManyPixels)) return sign(`${type}, broken`)
      const { megapixels, width, height } = error
      return { ...sign(`${megapixels} megapixels: not drawn`), pixels: `${width}x${height}` }
    }
  }
}

function sign(text: string): Thumbnail {
  const safe = text.replace(/[^\w/+.,: -]/g, '')
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="224" viewBox="0 0 320 224">' +
    '<rect width="320" height="224" fill="#6b7280"/><path d="M130 62h40l20 20v60h-60z" fill="#fff"/>' +
    `<text x="160" y="190" font-family="sans-serif" font-size="22" text-anchor="middle" fill="#fff">${safe}</text></svg>`
  return { type: 'image/svg+xml', bytes: Buffer.from(svg) }
}
