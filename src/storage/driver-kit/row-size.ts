import { sizeOfValue } from './value-size.ts'

/** What a row of nothing takes, with its places in the indexes. */
const BASE_BYTES = 1_000

/** Roughly how many bytes a row takes in memory. */
export function sizeOfRow({ kind, key, id, asset, data }: SizedRow): number {
  return BASE_BYTES + sizeOfValue([kind, key, id, asset, data])
}

/** What of a row takes room. */
interface SizedRow {
  readonly kind: string
  readonly key: string
  readonly id: string
  readonly asset?: object | undefined
  readonly data?: object | undefined
}
