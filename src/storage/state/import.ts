import { createHash, randomUUID } from 'node:crypto'
import type { AssetFacts } from '../../core/asset.ts'
import type { Bytes } from '../../core/bytes.ts'
import { blobPrefix, type Namespace } from '../../core/namespace.ts'
import { OutcomeUnknown } from '../errors.ts'
import type { Contents } from '../records.ts'
import type { Stores } from '../stores.ts'
import { ByteReader, CutOff } from './byte-reader.ts'
import { type StateRow, StateUnusable } from './format.ts'
import { GatheredRows } from './gathered-rows.ts'
import { readHeader } from './header.ts'

/** What an import writes into. */
export type ImportStores = Pick<Stores, 'records' | 'blobs' | 'journal' | 'memory'>

/**
 * Makes a file the whole content of a namespace, or leaves that as it is: throws `StateUnusable` for a file that is
 * broken, cut off or of another version, `StorageFull` where there is no room. Rows are judged as they come.
 */
export async function importState(stores: ImportStores, name: string, source: Bytes): Promise<void> {
  const { records, blobs } = stores
  const draft = await records.draft(name)
  const reader = new ByteReader(source)
  const gathered = new GatheredRows(stores.memory)
  let ended: Namespace | undefined
  try {
    const sequences = await readHeader(reader, stores.memory, (row, path) => gathered.add(row, path))
    const rows = await storeBytes(gathered.rows, { reader, blobs, prefix: blobPrefix(draft) })
    if (!(await reader.isAtEnd())) throw new StateUnusable('more bytes follow than the rows name')
    // From here on they are the store's.
    gathered.letGo()
    ended = await records.adopt(draft, { rows, sequences })
  } catch (error) {
    // Where nobody knows whether the rows stand, a sweep finds out.
    if (!(error instanceof OutcomeUnknown)) await blobs.drop(blobPrefix(draft)).catch(() => {})
    throw error instanceof CutOff ? new StateUnusable('the file is cut off', '', { cause: error }) : error
  } finally {
    gathered.letGo()
    await reader.close()
  }
  // The new generation stands: bytes of the old one that can't be removed now cost room, no correctness.
  if (ended === undefined) return
  await stores.journal.end(ended)
  await blobs.drop(blobPrefix(ended)).catch(() => {})
}

/** Stores the bytes that follow; answers the rows with the places of theirs. */
async function storeBytes(
  rows: readonly StateRow[],
  into: { readonly reader: ByteReader; readonly blobs: Stores['blobs']; readonly prefix: string },
): Promise<Contents['rows']> {
  const kept = []
  for (const [index, { asset, ...row }] of rows.entries()) {
    if (asset === undefined) {
      kept.push(row)
      continue
    }
    const facts: AssetFacts = {
      blob: into.prefix + randomUUID(),
      name: asset.name,
      type: asset.type,
      declaredType: asset.declaredType,
      bytes: asset.bytes,
      sha256: asset.sha256,
    }
    await into.blobs.put(facts.blob, compared(into.reader.take(facts.bytes), facts, `rows.${index}`))
    kept.push({ ...row, asset: facts })
  }
  return kept
}

/** Bytes that must have the hash that their row names, if it names one. */
async function* compared(source: Bytes, { sha256 }: AssetFacts, path: string): Bytes {
  if (sha256 === undefined) return yield* source
  const hash = createHash('sha256')
  for await (const chunk of source) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== sha256)
    throw new StateUnusable('its bytes have another sha256', `${path}.asset.sha256`)
}
