import type { Namespace } from '../../core/namespace.ts'
import { OutcomeUnknown, StoreUnavailable } from '../errors.ts'
import type { Contents } from '../records.ts'
import type { Postgres } from './database.ts'
import type { PostgresGenerations } from './generations.ts'
import { asKept, COLUMNS, toStored } from './row-text.ts'

/** How many rows go with one statement. */
const BATCH = 1_000

const INSERT = `
  INSERT INTO uploadmock.rows (generation, ${COLUMNS.replace('position, ', '')})
  SELECT $1::bigint, vendor, owner, kind, key, id, created_at, data, blob, asset
  FROM json_to_recordset($2) AS r(
    vendor text, owner text, kind text, key text, id text, created_at bigint, data text, blob text, asset text
  )`
const NUMBER = `
  INSERT INTO uploadmock.sequences
  SELECT $1::bigint, name, last FROM json_to_recordset($2) AS s(name text, last bigint)`

/**
 * Writes a draft's contents where nobody sees them, and makes it the namespace's present generation in one short
 * statement. Answers the generation that it ends. Rejects with `OutcomeUnknown` where that statement's answer is lost.
 */
export async function adopt(
  draft: Namespace,
  { rows, sequences }: Contents,
  { database, generations }: { readonly database: Postgres; readonly generations: PostgresGenerations },
): Promise<Namespace | undefined> {
  const { name, generation } = draft
  try {
    for (let at = 0; at < rows.length; at += BATCH) {
      const batch = rows.slice(at, at + BATCH).map(row => ({
        ...toStored(row),
        vendor: row.vendor,
        owner: asKept(row.owner),
      }))
      await database.query(INSERT, [generation, JSON.stringify(batch)])
    }
    const numbers = [...sequences].map(([one, last]) => ({ name: one, last }))
    await database.query(NUMBER, [generation, JSON.stringify(numbers)])
    const ended = await flip(draft, database)
    if (ended === undefined) return undefined
    generations.forgetBehind(ended)
    return { name, generation: ended }
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) generations.forgetBehind(generation)
    throw error
  }
}

async function flip({ name, generation }: Namespace, database: Postgres): Promise<number | undefined> {
  const sql = 'SELECT swept, ended FROM uploadmock.adopt($1, $2)'
  try {
    const [made] = await database.query<{ swept: boolean; ended: number | null }>(sql, [name, generation])
    if (made?.swept === true)
      throw new StoreUnavailable('the bytes waited so long for their rows that they are gone')
    return made?.ended ?? undefined
  } catch (error) {
    throw error instanceof StoreUnavailable && error.cause !== undefined
      ? new OutcomeUnknown({ cause: error })
      : error
  }
}
