import { expect } from 'vitest'
import type { RequestReply } from '../../src/control/requests/request-reply.ts'

/** A request as the journal shows it. */
export type Entry = RequestReply

/** What the journal lists. */
export interface Listed {
  readonly items: readonly Entry[]
  readonly next?: string
  readonly evicted: number
}

/** The journal's list; `url` may lead into a namespace. */
export async function listed(url: string, query = ''): Promise<Listed> {
  const response = await fetch(`${url}/_mock/requests${query}`)
  expect(response.status).toBe(200)
  return (await response.json()) as Listed
}

/** The latest request of a journal that was not paged. */
export async function lastEntry(url: string): Promise<Entry> {
  const entry = (await listed(url, '?limit=1000')).items.at(-1)
  if (entry === undefined) throw new Error('the journal is empty')
  return entry
}

/** One entry; undefined where there is none. */
export async function found(url: string, id: string): Promise<Entry | undefined> {
  const response = await fetch(`${url}/_mock/requests/${id}`)
  return response.status === 200 ? ((await response.json()) as Entry) : undefined
}

/** An entry told in another way. */
export async function told(url: string, id: string, how: 'explain' | 'curl' | 'har'): Promise<string> {
  const response = await fetch(`${url}/_mock/requests/${id}/${how}`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe(
    how === 'har' ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8',
  )
  return response.text()
}

/** A verdict of `POST /_mock/verify`. */
export interface Verdict {
  readonly status: number
  readonly text: string
  readonly body: {
    readonly matched: number
    readonly expected: object
    readonly evicted: number
    readonly nearest: readonly {
      readonly request: Entry
      readonly differences: readonly {
        readonly path: string
        readonly expected: unknown
        readonly actual?: unknown
      }[]
    }[]
  }
}

/** Asks whether the requests were as expected. A string goes as it is. */
export async function verified(url: string, expectation: object | string): Promise<Verdict> {
  const response = await fetch(`${url}/_mock/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof expectation === 'string' ? expectation : JSON.stringify(expectation),
  })
  const text = await response.text()
  return { status: response.status, text, body: JSON.parse(text) }
}
