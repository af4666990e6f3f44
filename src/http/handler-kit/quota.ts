import type { MediaPolicy } from '../../core/policy.ts'
import { ApiError } from '../../core/problem.ts'
import type { ReadPlan, Row, RowsRead } from '../../storage/records.ts'

/** A file on its way to an owner. */
export interface Arrival {
  readonly kind: string
  /** How many bytes it has; 0 where nobody knows yet. */
  readonly bytes: number
  /** The row whose place it takes; undefined where it is one more. */
  readonly replaced: Row | undefined
}

/** What must be read of an owner's files to judge their quota: nothing that the policy does not bound. */
export function quotaPlan({ quota, quotaBytes }: MediaPolicy, kind: string) {
  return {
    counts: quota === undefined ? [] : [kind],
    bytes: quotaBytes === undefined ? [] : [kind],
  } satisfies ReadPlan
}

/** Refuses a file by which its owner would have more of its kind, or more bytes of it, than the policy allows. */
export function refuseOverQuota(
  { quota, quotaBytes }: MediaPolicy,
  { kind, bytes, replaced }: Arrival,
  held: Pick<RowsRead, 'count' | 'bytes'>,
): void {
  if (quota !== undefined && replaced === undefined && held.count(kind) >= quota.value)
    throw new ApiError({ kind: 'quota-exceeded', resource: kind, limit: quota.value, unit: 'files' })
  if (quotaBytes === undefined) return
  const left = held.bytes(kind) - (replaced?.asset?.bytes ?? 0)
  if (left + bytes > quotaBytes.value)
    throw new ApiError({ kind: 'quota-exceeded', resource: kind, limit: quotaBytes.value, unit: 'bytes' })
}

/** Who has an owner's places, for people. */
export function holdersOf(rows: readonly Row[]): string {
  const named = rows.map(({ id, asset, createdAt }) => {
    const since = new Date(createdAt).toISOString()
    return `  ${asset?.name ?? ''} (${id}, ${since}), ${asset?.bytes ?? 0} bytes`
  })
  return ['The places are held by:', ...named].join('\n')
}
