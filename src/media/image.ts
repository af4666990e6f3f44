import type { Metadata, Sharp } from 'sharp'
import type { MediaType } from '../core/media-types.ts'

/** What an image must become. */
export interface Fit {
  readonly maxBytes: number
  readonly types: readonly MediaType[]
}

/** An image that fits. */
export interface FittedImage {
  readonly bytes: Buffer
  readonly type: 'image/jpeg' | 'image/png' | 'image/gif'
  readonly width: number
  readonly height: number
}

/** An image that announces more than is decoded here: a file of a few kilobytes can ask for gigabytes. */
export class TooManyPixels extends Error {
  readonly width: number
  readonly height: number

  constructor({ width, height }: { readonly width: number; readonly height: number }) {
    super(`it has ${megapixels({ width, height })} megapixels`)
    this.name = 'TooManyPixels'
    this.width = width
    this.height = height
  }

  get megapixels(): number {
    return megapixels(this)
  }
}

/**
 * How many pixels are decoded at most: of a format that is read line by line, and of one that stands in memory as a
 * whole, in up to five bytes a pixel. Measured with libvips 8.18: a GIF takes 4.7, an interlaced PNG 3.2, a progressive
 * JPEG 3.
 */
const MAX_PIXELS = { byLine: 268_402_689, whole: 16_000_000 }

/** Opens an image. Rejects with `TooManyPixels` before one is decoded, and with sharp's error for what is no image. */
async function openImage(bytes: Buffer): Promise<{ readonly image: Sharp; readonly metadata: Metadata }> {
  const { default: sharp } = await import('sharp')
  // What it keeps would be of images that nobody asks for again.
  sharp.cache(false)
  const metadata = await sharp(bytes, { failOn: 'none', limitInputPixels: false }).metadata()
  const { width, height, format, isProgressive = false, pages = 1 } = metadata
  const isWhole = format === 'gif' || format === 'heif' || isProgressive || pages > 1
  if (width * height > (isWhole ? MAX_PIXELS.whole : MAX_PIXELS.byLine)) throw new TooManyPixels(metadata)
  return { image: sharp(bytes, { failOn: 'none' }), metadata }
}

function megapixels({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.round((width * height) / 1_000_000)
}

const QUALITIES = [90, 80, 70, 60, 50]
const SHRINK = 0.85
const MIN_SIDE = 16

/**
 * Encodes an image anew, first with less quality, then with fewer pixels, until it fits: with transparency as PNG
 * where that is accepted, else as JPEG. Undefined when nothing fits. Rejects with `TooManyPixels`, and with sharp's
 * error for what is no image.
 */
export async function fitImage(bytes: Buffer, { maxBytes, types }: Fit): Promise<FittedImage | undefined> {
  const { image, metadata } = await openImage(bytes)
  const { autoOrient, hasAlpha } = metadata
  const type = chooseType(types, hasAlpha)
  if (type === undefined) return undefined
  const least = Math.min(MIN_SIDE, autoOrient.width)
  for (let width = autoOrient.width; width >= least; width = Math.floor(width * SHRINK))
    for (const quality of QUALITIES) {
      const drawn = image.clone().autoOrient().resize({ width, withoutEnlargement: true })
      const { data, info } = await encode(drawn, type, quality).toBuffer({ resolveWithObject: true })
      if (data.length <= maxBytes) return { bytes: data, type, width: info.width, height: info.height }
    }
  return undefined
}

function chooseType(types: readonly MediaType[], hasAlpha: boolean): FittedImage['type'] | undefined {
  const wished = hasAlpha
    ? (['image/png', 'image/jpeg', 'image/gif'] as const)
    : (['image/jpeg', 'image/png', 'image/gif'] as const)
  return wished.find(type => types.includes(type) || types.includes('*'))
}

function encode(image: Sharp, type: FittedImage['type'], quality: number): Sharp {
  if (type === 'image/png') return image.png({ quality, palette: quality < 90 })
  if (type === 'image/gif') return image.gif({ colours: Math.max(2, Math.round((quality / 100) * 256)) })
  return image.flatten({ background: 'white' }).jpeg({ quality })
}

/** The longer side of a thumbnail, in pixels. */
const THUMBNAIL_SIDE = 320

/** A small still, and how large the image itself is. */
export interface Still {
  readonly bytes: Buffer
  readonly width: number
  readonly height: number
}

/**
 * A small still of an image as WebP, at most 320 pixels wide and high. Rejects with `TooManyPixels`, and with sharp's
 * error for what is no image.
 */
export async function thumbnailOf(bytes: Buffer): Promise<Still> {
  const { image, metadata } = await openImage(bytes)
  const { autoOrient } = metadata
  const still = await image
    .autoOrient()
    .resize({ width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 80 })
    .toBuffer()
  return { bytes: still, ...autoOrient }
}
