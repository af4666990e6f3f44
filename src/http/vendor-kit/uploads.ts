import type { ReplyContext } from './dialect.ts'

/** One thing that clients upload: which operations are about it, and what these call it and say of it. */
export interface Upload<Texts> {
  /** The operations that take it, and those that show, announce or delete it. */
  readonly operations: readonly string[]
  /** What carries it: a part of a form, a member of a body. */
  readonly part: string
  /** What the vendor says where one of these operations refuses it. */
  readonly texts: Texts
}

/**
 * Finds the upload that a request's operation is about, for a dialect to say its texts: the first of them where the
 * operation is about none, or no route matched.
 */
export function byOperation<Texts>(
  first: Upload<Texts>,
  ...others: readonly Upload<Texts>[]
): (context: Pick<ReplyContext, 'operation'>) => Upload<Texts> {
  const uploads = [first, ...others]
  const known = new Map(
    uploads.flatMap(upload => upload.operations.map(operation => [operation, upload] as const)),
  )
  return ({ operation = '' }) => known.get(operation) ?? first
}
