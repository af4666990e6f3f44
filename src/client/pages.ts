import { type Call, callJson } from './call.ts'
import { ControlApiError } from './control-api-error.ts'
import type { Page } from './list-page.ts'

/** Every item of a list, page by page. `path` has its query already. */
export async function allPages<Item>(call: Call, path: string): Promise<readonly Item[]> {
  const items: Item[] = []
  for (let after: string | undefined, more = true; more; ) {
    const cursor = after === undefined ? '' : `&after=${after}`
    const page = await callJson<Page<Item>>(call, 'GET', `${path}${cursor}`)
    if (!Array.isArray(page.items))
      throw new ControlApiError(
        200,
        { code: 'unknown', message: `what answers ${path} is not uploadmock`, path: '' },
        '',
      )
    items.push(...page.items)
    after = page.next
    more = after !== undefined
  }
  return items
}
