import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ends, endsWithTest } from './ends.ts'

/** A folder of one test's own, or of those that share it; removed at their end. */
export function temporaryFolder(ends: Ends = endsWithTest): string {
  const dir = mkdtempSync(join(tmpdir(), 'uploadmock-'))
  ends(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}
