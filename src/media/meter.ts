import type { Bytes } from '../core/bytes.ts'
import type { MediaPolicy } from '../core/policy.ts'
import { ApiError } from '../core/problem.ts'
import { refuseOtherTypes, unsupported } from './accepts.ts'
import type { MediaTypes } from './catalogue.ts'
import { SNIFF_BYTES } from './sniff.ts'
import { WholeImageWatch } from './whole-image.ts'

/** What the meter learned of the bytes that passed. Complete when the stream has ended. */
export interface Reading {
  bytes: number
  sniffedType: string | undefined
}

/**
 * Lets a file's bytes pass while it counts them, and refuses the file as soon as it can be known that the policy
 * does: `too-large` at the first byte over the cap, `unsupported-media` from the first bytes, or at the end of a cut
 * image. `part` names the file in the refusal.
 */
export async function* meter(
  source: Bytes,
  policy: MediaPolicy,
  options: { readonly part: string; readonly reading: Reading; readonly mediaTypes: MediaTypes },
): Bytes {
  const { part, reading, mediaTypes } = options
  const limit = policy.maxBytes.value
  const watchesEnd = policy.judgedBy === 'content' && policy.wholeImages.value
  let watch: WholeImageWatch | undefined
  let head: Uint8Array = new Uint8Array(0)
  for await (const chunk of source) {
    reading.bytes += chunk.length
    if (reading.bytes > limit) throw new ApiError({ kind: 'too-large', part, limit })
    if (watch !== undefined) watch.push(chunk)
    else {
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
      if (head.length >= SNIFF_BYTES) watch = judge(head)
    }
    yield chunk
  }
  // Nobody can tell the type of an empty file: whoever reads the form says that it is empty.
  if (reading.bytes === 0) return
  watch ??= judge(head)
  if (watchesEnd && watch.isCut) throw unsupported(policy, reading.sniffedType, 'cut-image')

  function judge(begin: Uint8Array): WholeImageWatch {
    reading.sniffedType = mediaTypes.ofContent(begin)
    if (policy.judgedBy === 'content') refuseOtherTypes(policy, reading.sniffedType, mediaTypes)
    const fresh = new WholeImageWatch(watchesEnd ? reading.sniffedType : undefined)
    fresh.push(begin)
    return fresh
  }
}
