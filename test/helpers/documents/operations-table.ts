import type { Vendor } from '../../../src/http/vendor-kit/vendor.ts'
import { markdownTable } from './markdown-table.ts'

/** README's table of vendors: where each is, and what can be done there. */
export function operationsTable(vendors: readonly Vendor[]): string {
  const rows = vendors.map(({ title, basePath, summary }) => [
    title,
    `\`http://HOST:PORT${basePath}\``,
    summary,
  ])
  return markdownTable(['vendor', 'base URL', 'operations'], rows)
}
