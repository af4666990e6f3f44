import { type Call, ControlApiError, callJson } from './call.ts'

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** The cursor of the next page; undefined on the last one. */
  readonly next?: string
}

/** Every item of a list, page by page. `path` has its query already. */
export async function allPages<Item>(call: Call, path: string): Promise<readonly Item[]> {
  const items: Item[] = []
  for (let after: string | undefined, more = true; more; ) {
    const cursor = after === undefined ? '' : `&after=${after}`
    const page = await callJson<Page<Item>>(call, 'GET', `${path}${cursor}`)
    if (!Array.isArray(page.items))
      throw new ControlApiError(
        200,
        { code: 'unknown', message: `what answers ${path} is no uploadmock`, path: '' },
        '',
      )
    items.push(...page.items)
    after = page.next
    more = after !== undefined
  }
  return items
}
