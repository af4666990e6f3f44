import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Events, type NamespaceEvent } from '../core/events.ts'
import type { Postgres } from './postgres.ts'

const CHANNEL = 'uploadmock'
/** Who tells waits for no disk: a notice that a crash takes is one that may be missed. */
const NOTIFY = "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)"
/** PostgreSQL takes 8,000 bytes in one notice. */
const MAX_NOTICE = 7_000
/** How many events wait to be told when the database is slow; beyond, the oldest are missed. */
const MAX_WAITING = 10_000

const notice = z.object({
  from: z.string(),
  events: z.array(z.tuple([z.string(), z.enum(['request', 'asset', 'fault', 'reset', 'gap']), z.string()])),
})

/**
 * Events of all replicas, by LISTEN and NOTIFY. They are told behind the requests they are about, several in one
 * notice, and may be missed: whoever waits looks now and then for itself.
 */
export class PostgresEvents extends Events {
  override readonly recheckMs = 1_000
  readonly #database: Postgres
  readonly #self = randomUUID()
  readonly #waiting: z.output<typeof notice>['events'] = []
  #telling: Promise<void> | undefined

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
    this.#waiting.push([namespace, event.type, event.id])
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift()
    this.#telling ??= this.#tellOthers().finally(() => {
      this.#telling = undefined
    })
  }

  override async close(): Promise<void> {
    await this.#telling
  }

  async #tellOthers(): Promise<void> {
    // What happens in one turn goes out together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const events = [...this.#waiting.splice(0, 1)]
      for (let size = 200; this.#waiting[0] !== undefined; ) {
        size += JSON.stringify(this.#waiting[0]).length
        if (size > MAX_NOTICE) break
        events.push(...this.#waiting.splice(0, 1))
      }
      const payload = JSON.stringify({ from: this.#self, events })
      await this.#database.query(NOTIFY, [CHANNEL, payload], 'notify').catch(() => {})
    }
  }

  #hear(payload: string): void {
    const { from, events } = notice.parse(JSON.parse(payload))
    if (from === this.#self) return
    for (const [namespace, type, id] of events) this.tell(namespace, { type, id })
  }
}
