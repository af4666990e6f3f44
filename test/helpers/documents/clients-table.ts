import type { Vendor } from '../../../src/http/vendor-kit/vendor.ts'
import { markdownTable } from './markdown-table.ts'

/** README's table of which client carried out which operation. `proved` has the operations by the clients' names. */
export function clientsTable(
  vendors: readonly Vendor[],
  proved: ReadonlyMap<string, ReadonlySet<string>>,
): string {
  const rows = vendors.flatMap(({ title, examples }) =>
    [...new Set(examples.map(example => example.operation))].map(operation => [
      title,
      `\`${operation}\``,
      ...[...proved.values()].map(operations => (operations.has(operation) ? '✓' : '')),
    ]),
  )
  return markdownTable(['vendor', 'operation', ...proved.keys()], rows)
}
