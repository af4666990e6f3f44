import type { Row } from '../records.ts'

/** An owner's rows of one kind by key. Knows without a walk how many bytes they have. */
export class RowsOfKind {
  readonly #rows = new Map<string, Row>()
  #bytes = 0

  /** How many there are. */
  get size(): number {
    return this.#rows.size
  }

  /** How many bytes their assets have together. */
  get bytes(): number {
    return this.#bytes
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key)
  }

  /** In the order in which their keys came. */
  values(): Iterable<Row> {
    return this.#rows.values()
  }

  /** Adds a row, in the place of one that has its key. */
  set(row: Row): void {
    this.#bytes += bytesOf(row) - bytesOf(this.#rows.get(row.key))
    this.#rows.set(row.key, row)
  }

  /** Removes a row and answers it; undefined when there is none. */
  delete(key: string): Row | undefined {
    const row = this.#rows.get(key)
    this.#bytes -= bytesOf(row)
    this.#rows.delete(key)
    return row
  }
}

function bytesOf(row: Row | undefined): number {
  return row?.asset?.bytes ?? 0
}
