import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { Events, type NamespaceEvent } from '../../core/events.ts'
import type { Postgres } from './database.ts'

const CHANNEL = 'uploadmock'
/** How long events are gathered before they are told. */
const GATHER_MS = 10
/** Whoever tells waits for no disk: a notice that is lost in a crash may be missed like any other. */
const NOTIFY = "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)"
/** PostgreSQL takes 8,000 bytes in one notice. */
const MAX_NOTICE = 7_000
/** How many events wait to be told when the database is slow; beyond, the oldest are missed. */
const MAX_WAITING = 10_000

const notice = z.object({
  from: z.string(),
  events: z.array(z.tuple([z.string(), z.enum(['request', 'asset', 'fault', 'reset', 'gap']), z.string()])),
})

type Told = z.output<typeof notice>['events'][number]

/**
 * Events of all servers, by LISTEN and NOTIFY. They are told behind the requests they are about, several in one
 * notice, and may be missed: whoever waits looks now and then for itself.
 */
export class PostgresEvents extends Events {
  override readonly recheckMs = 1_000
  readonly #database: Postgres
  readonly #self = randomUUID()
  readonly #waiting: Told[] = []
  #isTelling = false

  private constructor(database: Postgres) {
    super()
    this.#database = database
  }

  /** Resolves when events of other replicas are heard. */
  static async open(database: Postgres): Promise<PostgresEvents> {
    const events = new PostgresEvents(database)
    await database.listen(CHANNEL, {
      onNotice: payload => events.#hear(payload),
      onGap: () => {
        for (const name of events.listened) events.tell(name, { type: 'gap', id: '' })
      },
    })
    return events
  }

  override emit(namespace: string, event: NamespaceEvent): void {
    this.tell(namespace, event)
    this.#waiting.push(told(namespace, event))
    if (this.#waiting.length > MAX_WAITING) {
      const [[name] = ['']] = this.#waiting.splice(0, 2)
      this.#waiting.unshift([name, 'gap', ''])
    }
    if (this.#isTelling) return
    this.#isTelling = true
    // What a request does goes out together: its file, and then its entry in the journal.
    setTimeout(() => void this.#tellOthers(), GATHER_MS).unref()
  }

  async #tellOthers(): Promise<void> {
    while (this.#waiting.length > 0) {
      const events: Told[] = []
      for (let bytes = 200; this.#waiting[0] !== undefined; ) {
        bytes += Buffer.byteLength(JSON.stringify(this.#waiting[0]))
        if (events.length > 0 && bytes > MAX_NOTICE) break
        events.push(...this.#waiting.splice(0, 1))
      }
      const payload = JSON.stringify({ from: this.#self, events })
      await this.#database.query(NOTIFY, [CHANNEL, payload], 'notify').catch(() => {})
    }
    this.#isTelling = false
  }

  /** Passes over what is not ours, such as a newer version's notices. */
  #hear(payload: string): void {
    const parsed = notice.safeParse(jsonOf(payload))
    if (!parsed.success || parsed.data.from === this.#self) return
    for (const [namespace, type, id] of parsed.data.events) this.tell(namespace, { type, id })
  }
}

/** An event as others hear of it; one too long for a notice as a gap. */
function told(namespace: string, { type, id }: NamespaceEvent): Told {
  return Buffer.byteLength(JSON.stringify(id)) > MAX_NOTICE / 2
    ? [namespace, 'gap', '']
    : [namespace, type, id]
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
