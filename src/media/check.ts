import type { Bytes } from '../core/bytes.ts'
import type { Evidence } from '../core/evidence.ts'
import type { Severity } from '../core/journal.ts'
import type { MediaPolicy } from '../core/policy.ts'
import { ApiError } from '../core/problem.ts'
import { GiB } from '../core/units.ts'
import { accepts } from './accepts.ts'
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

/** A rule that a file breaks at one endpoint, or would break elsewhere. */
export interface Verdict {
  readonly rule: string
  readonly severity: Exclude<Severity, 'note'>
  readonly expected: string
  readonly found: string
  /** What to do about it. */
  readonly mend: string
  readonly evidence: Evidence
  readonly source: string
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

/** What a policy says of a file; it passes where no verdict is an error. */
export function judgeFile(facts: FileFacts, policy: MediaPolicy, mediaTypes: MediaTypes): readonly Verdict[] {
  return [...judgeSize(facts, policy), ...judgeType(facts, policy, mediaTypes), ...judgeWhole(facts, policy)]
}

function watchFrom(head: Uint8Array, mediaTypes: MediaTypes): WholeImageWatch {
  const watch = new WholeImageWatch(mediaTypes.ofContent(head))
  watch.push(head)
  return watch
}

function judgeSize({ bytes }: FileFacts, { id, maxBytes }: MediaPolicy): readonly Verdict[] {
  const { value, evidence, source } = maxBytes
  if (bytes <= value) return []
  const mend = `make it smaller by ${bytes - value} bytes: fewer pixels, or a lower quality`
  const about = { rule: `${id}.maxBytes`, severity: 'error' as const, mend, evidence, source }
  return [{ ...about, expected: `at most ${value} bytes`, found: `${bytes} bytes` }]
}

function judgeType(
  { declaredType, sniffedType }: FileFacts,
  policy: MediaPolicy,
  mediaTypes: MediaTypes,
): readonly Verdict[] {
  const { id, types, judgedBy } = policy
  const judged = judgedBy === 'content' ? sniffedType : declaredType
  const expected = types.value.join(', ')
  const about = { rule: `${id}.types`, expected, evidence: types.evidence, source: types.source }
  if (!accepts(policy, judged, mediaTypes)) {
    const mend =
      judgedBy === 'content'
        ? `save it as ${expected}`
        : `save it as ${expected}, under a name whose ending says so: the declared type counts here`
    return [{ ...about, severity: 'error', found: judged ?? 'an unknown type', mend }]
  }
  if (declaredType === undefined || sniffedType === undefined) return []
  if (mediaTypes.mayBe(declaredType, sniffedType)) return []
  const mend = `rename it: the content is ${sniffedType}, and another server may look at the other of the two`
  return [
    {
      ...about,
      severity: 'warning',
      found: `${declaredType} by its name, ${sniffedType} by its content`,
      mend,
    },
  ]
}

function judgeWhole(
  { isCut, sniffedType }: FileFacts,
  { id, wholeImages, judgedBy }: MediaPolicy,
): readonly Verdict[] {
  if (!isCut || judgedBy !== 'content' || !wholeImages.value) return []
  const { evidence, source } = wholeImages
  const about = { rule: `${id}.wholeImages`, severity: 'error' as const, evidence, source }
  return [
    {
      ...about,
      expected: 'a whole image',
      found: `a cut ${sniffedType}`,
      mend: 'export or download it again: its end is missing',
    },
  ]
}
