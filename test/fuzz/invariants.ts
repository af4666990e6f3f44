import { isInShape } from './shapes.ts'

/** What was seen that must never be. */
export class Violation extends Error {
  constructor(what: string, detail: unknown) {
    super(`${what}: ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`)
    this.name = 'Violation'
  }
}

/** How long an answer may take, in milliseconds. */
export const ANSWER_MS = 5_000

/** An answer as it came. */
export interface Answer {
  readonly status: number
  readonly type: string
  /** Its first line and headers. */
  readonly head: string
  readonly body: string
}

/** Statuses of the server's own that are documented. */
const DOCUMENTED_FAILURES = new Set([503, 507])

/** Holds an answer to what every answer keeps: no failure of ours, never the framework's own words, a refusal in its vendor's. */
export function holdAnswer(answer: Answer, vendor: string | undefined, what: string): void {
  const { status, type, body } = answer
  if (status >= 500 && !DOCUMENTED_FAILURES.has(status))
    throw new Violation(`${what} failed`, `${status} ${body}`)
  if (/"code":"FST_|"statusCode":\d/.test(body)) throw new Violation(`${what} speaks as the framework`, body)
  if (status >= 400 && body !== '' && type.includes('json')) parsed(body, what)
  if (status >= 400 && vendor !== undefined && !isInShape(vendor, answer))
    throw new Violation(`${what} is refused in another shape`, body)
}

/** What one request may take, in milliseconds of the processor, and for each megabyte of it beside. */
const CPU_MS = 400
const CPU_MS_A_MEGABYTE = 1_000
const TRIES = 4

/** Holds a request to the time that its length allows. `measure` sends it and tells how much it took: the least counts. */
export async function holdCpu(bytes: number, measure: () => Promise<number>, what: string): Promise<void> {
  const allowed = CPU_MS + (bytes / 1_048_576) * CPU_MS_A_MEGABYTE
  let least = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < TRIES && least > allowed; tries++) least = Math.min(least, await measure())
  if (least > allowed) throw new Violation(`${what} takes too long`, `${least} ms for ${bytes} bytes`)
}

function parsed(body: string, what: string): void {
  try {
    JSON.parse(body)
  } catch {
    throw new Violation(`${what} is refused by what is not JSON`, body)
  }
}

interface Entry {
  readonly id: string
  readonly response: { readonly status: number } | null
}

/** Holds a namespace's journal to its one request: told once, with the answer that came, and explained in every way. */
export async function holdJournal(
  world: string,
  sent: { readonly what: string; readonly status: number | undefined },
  isReadable: boolean,
): Promise<void> {
  const listed = await fetch(`${world}/_mock/requests`)
  const { items } = (await listed.json()) as { readonly items: readonly Entry[] }
  if (items.length > 1 || (isReadable && items.length === 0))
    throw new Violation(`${sent.what} has ${items.length} entries`, items)
  for (const { id, response } of items) {
    if (isReadable && response !== null && response.status !== sent.status)
      throw new Violation(`${sent.what} was answered otherwise than its entry says`, { response, sent })
    for (const view of ['explain', 'curl', 'har']) {
      const shown = await fetch(`${world}/_mock/requests/${id}/${view}`)
      if (shown.status !== 200) throw new Violation(`${sent.what} has no ${view}`, await shown.text())
      await shown.arrayBuffer()
    }
  }
}

/** Holds the server to being alive, and to holding nothing of worlds that were reset. */
export async function holdNothing(url: string, what: string): Promise<void> {
  const health = await fetch(`${url}/_mock/health`)
  if (health.status !== 200) throw new Violation(`the server is not well after ${what}`, health.status)
  await health.arrayBuffer()
  const deadline = performance.now() + ANSWER_MS
  for (;;) {
    const metrics = await (await fetch(`${url}/_mock/metrics`)).text()
    const held = ['active_uploads', 'store_bytes'].flatMap(
      name => metrics.match(new RegExp(`^uploadmock_${name} [1-9].*$`, 'm')) ?? [],
    )
    if (held.length === 0) return
    if (performance.now() > deadline) throw new Violation(`something is left of ${what}`, held)
  }
}
