import { printable } from '../core/text.ts'

/** Rows of cells as lines, each column as wide as its widest cell. No cell makes a line of its own. */
export function table(cells: readonly (readonly string[])[]): readonly string[] {
  const rows = cells.map(row => row.map(printable))
  const columns = Math.max(0, ...rows.map(row => row.length))
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.map(row => (row[at] ?? '').length)),
  )
  return rows.map(row =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
