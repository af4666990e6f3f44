import * as z from 'zod'
import { charsIn } from '../core/text.ts'
import { MiB } from '../core/units.ts'

/** One page of a list, and the cursor of the next. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().optional() })

/** How much one page shows at most, in characters; the first item always. */
const MAX_PAGE_CHARS = 4 * MiB

/** The first rows, so many at most and no more than a page may show. */
export function onePage<Row>(rows: readonly Row[], limit: number): readonly Row[] {
  let chars = 0
  const end = rows.findIndex((row, index) => {
    chars += charsIn(row)
    return index > 0 && (index >= limit || chars > MAX_PAGE_CHARS)
  })
  return end < 0 ? rows : rows.slice(0, end)
}
