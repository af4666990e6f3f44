import * as z from 'zod'

/** One page of a list, and the cursor of the next. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().optional() })
