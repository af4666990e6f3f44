import type { Bytes } from '../core/bytes.ts'
import { ApiError } from '../core/problem.ts'
import { GiB } from '../core/units.ts'
import type { MediaTypes } from './catalogue.ts'
import { SNIFF_BYTES } from './sniff.ts'
import { WholeImageWatch } from './whole-image.ts'

/** No vendor takes a file of this size: a larger one is not looked at. */
export const MAX_CHECKED_BYTES = GiB

/** What a file is, as far as a vendor looks. */
export interface FileFacts {
  readonly filename: string
  readonly bytes: number
  /** The type that a client would declare, by the name; undefined where it says none that we know. */
  readonly declaredType: string | undefined
  readonly sniffedType: string | undefined
  /** Whether an image's pixels begin and never end. */
  readonly isCut: boolean
}

/** Reads a file once. Throws an `ApiError` for an empty one, and for one beyond `MAX_CHECKED_BYTES`. */
export async function inspect(source: Bytes, filename: string, mediaTypes: MediaTypes): Promise<FileFacts> {
  let bytes = 0
  let head: Uint8Array = new Uint8Array(0)
  let watch: WholeImageWatch | undefined
  for await (const chunk of source) {
    bytes += chunk.length
    if (bytes > MAX_CHECKED_BYTES)
      throw new ApiError({ kind: 'too-large', part: filename, limit: MAX_CHECKED_BYTES })
    if (watch !== undefined) watch.push(chunk)
    else {
      head = Buffer.concat([head, chunk])
      if (head.length >= SNIFF_BYTES) watch = watchFrom(head, mediaTypes)
    }
  }
  if (bytes === 0) throw new ApiError({ kind: 'missing-part', part: filename, reason: 'empty' })
  const isCut = (watch ?? watchFrom(head, mediaTypes)).isCut
  const declaredType = mediaTypes.ofName(filename)
  return { filename, bytes, declaredType, sniffedType: mediaTypes.ofContent(head), isCut }
}

function watchFrom(head: Uint8Array, mediaTypes: MediaTypes): WholeImageWatch {
  const watch = new WholeImageWatch(mediaTypes.ofContent(head))
  watch.push(head)
  return watch
}
