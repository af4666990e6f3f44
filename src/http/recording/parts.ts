import type { JournalPart } from '../../core/journal.ts'
import type { MediaTypes } from '../../media/catalogue.ts'
import type { Declared, Staged } from '../../media/receive.ts'
import type { TracedPart } from '../../media/traced-part.ts'

/** Files that a request stored, by the part or member that each came in. */
export type StagedParts = Map<string, { readonly declared: Declared; readonly staged: Staged }>

/**
 * A form's part as the journal shows it. `size` is how many bytes of the body came so far; of parts with the same name
 * the first one takes what is stored.
 */
export function fromTrace(
  part: TracedPart,
  {
    size,
    stored,
    mediaTypes,
  }: { readonly size: number; readonly stored: StagedParts; readonly mediaTypes: MediaTypes },
): JournalPart {
  const name = part.header.parameter('name') ?? ''
  const staged = stored.get(name)?.staged
  stored.delete(name)
  const end = part.contentEnd ?? size
  return {
    name,
    filename: part.header.parameter('filename') ?? null,
    declaredType: part.header.field('content-type') ?? null,
    sniffedType: mediaTypes.ofContent(part.contentHead) ?? null,
    bytes: part.contentOffset === undefined ? 0 : Math.max(0, end - part.contentOffset),
    offset: part.offset,
    sha256: staged?.sha256 ?? null,
    blob: staged?.blob ?? null,
  }
}

/** A file that came as a whole body or as a member of one. */
export function fromStaged(staged: Staged, name: string, offset: number): JournalPart {
  return {
    name,
    filename: staged.filename ?? null,
    declaredType: staged.declaredType ?? null,
    sniffedType: staged.sniffedType ?? null,
    bytes: staged.bytes,
    offset,
    sha256: staged.sha256 ?? null,
    blob: staged.blob,
  }
}
