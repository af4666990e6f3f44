import { type StoredRow, toRow } from '../driver-kit/stored-row.ts'
import type { Row, RowFilter } from '../records.ts'
import type { Database, Statement } from './database.ts'
import { COLUMNS } from './statements.ts'

/** Lists rows by their filters. Each set of filters has one statement: to prepare it takes as long as to run it. */
export class Listings {
  readonly #database: Database
  readonly #statements = new Map<string, Statement>()

  constructor(database: Database) {
    this.#database = database
  }

  /** The rows that the filter names, oldest first. */
  list(filter: RowFilter): readonly Row[] {
    const { name } = filter.namespace
    // The plus keeps SQLite from walking the whole namespace by age to find one owner's few rows.
    const position = filter.owner === undefined ? 'position' : '+position'
    const where = ['namespace = ?', `${position} > ?`]
    const values: (string | number)[] = [name, filter.after ?? 0]
    for (const column of ['vendor', 'owner', 'kind'] as const) {
      const value = filter[column]
      if (value === undefined) continue
      where.push(`${column} = ?`)
      values.push(value)
    }
    if (filter.assets === true) where.push('blob IS NOT NULL')
    const sql = `SELECT ${COLUMNS} FROM rows WHERE ${where.join(' AND ')} ORDER BY ${position} LIMIT ?`
    const found = this.#statement(sql).all(...values, filter.limit ?? -1) as StoredRow[]
    return found.map(row => toRow(name, row))
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const fresh = this.#database.prepare(sql)
    this.#statements.set(sql, fresh)
    return fresh
  }
}
