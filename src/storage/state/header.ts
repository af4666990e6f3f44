import type * as z from 'zod'
import type { Room } from '../room.ts'
import type { ByteReader } from './byte-reader.ts'
import { HEADER_LIMITS, type StateRow, StateUnusable, stateHead, stateRow } from './format.ts'
import { JsonReader } from './json-reader.ts'

/**
 * Reads a file's first line. `onRow` is given each row as it comes, and throws to refuse; answers the counters. Throws
 * `StateUnusable`, `StorageFull` and `CutOff`.
 */
export async function readHeader(
  reader: ByteReader,
  memory: Room,
  onRow: (row: StateRow, path: string) => void,
): Promise<ReadonlyMap<string, number>> {
  const json = new JsonReader(reader, memory)
  const members: { [name: string]: unknown } = {}
  for await (const name of json.members()) {
    if (name in members) throw new StateUnusable('is there twice', name)
    if (name === 'rows') {
      members.rows = true
      await readRows(json, onRow)
    } else members[name] = parsed(memberSchema(name), await json.value(name), name)
  }
  await json.end()
  const { rows, ...head } = members
  const { sequences } = parsed(stateHead, head, '')
  if (rows === undefined) throw new StateUnusable('is missing', 'rows')
  return new Map(Object.entries(sequences))
}

async function readRows(json: JsonReader, onRow: (row: StateRow, path: string) => void): Promise<void> {
  for await (const index of json.items('rows')) {
    const path = `rows.${index}`
    if (index === HEADER_LIMITS.rows) throw new StateUnusable(`has more than ${index} rows`, 'rows')
    onRow(parsed(stateRow, await json.value(path), path), path)
  }
}

function memberSchema(name: string): z.ZodType {
  const schema = Object.entries(stateHead.shape).find(([known]) => known === name)?.[1]
  if (schema === undefined) throw new StateUnusable('is no known key', name)
  return schema
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, at: string): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const path = [at, ...(issue?.path ?? []), ...unknown].filter(part => part !== '').join('.')
  throw new StateUnusable(unknown.length > 0 ? 'is no known key' : (issue?.message ?? 'is invalid'), path)
}
