import { openConnection } from '../connection.ts'
import { noPostgres } from '../postgres.ts'
import { PostgresMeter } from '../postgres-meter.ts'
import { SharedStores } from '../shared-stores.ts'
import type { Part } from './figure.ts'
import { timedUploads } from './tiny.ts'

const UPLOADS = 100
/** What no request waits for: events for other servers, and when a namespace was used. */
const BEHIND = /set_config|SET used_at/

/** What one accepted upload asks of PostgreSQL, on its way and behind it. */
export const statementsPart: Part = {
  name: 'round trips of an upload',
  skip: noPostgres,
  measure: servers =>
    SharedStores.with(servers, async stores => {
      const { database, blobs } = await stores.fresh()
      const meter = await PostgresMeter.before(database)
      try {
        return await servers.with({ shared: { database: meter.url, blobs } }, async ({ port }) => {
          const connection = await openConnection(port)
          // Connections are opened, and the namespace is made.
          await timedUploads(connection, 10, 'warm')
          meter.take()
          await timedUploads(connection, UPLOADS, 'counted')
          const asked = meter.take().map(([sql, times]) => [shown(sql), times / UPLOADS] as const)
          connection.close()
          const perUpload = (isBehind: boolean) => asked.filter(([sql]) => BEHIND.test(sql) === isBehind)
          const onTheWay = perUpload(false)
          const sum = (some: typeof asked) => some.reduce((all, [, times]) => all + times, 0)
          return [
            {
              name: 'round trips to PostgreSQL on an upload’s way',
              unit: 'round trips',
              samples: [sum(onTheWay)],
              target: { atMost: 3 },
              beside: { 'behind it': sum(perUpload(true)), ...Object.fromEntries(asked) },
              over: stores.description,
            },
          ]
        })
      } finally {
        await meter.close()
      }
    }),
}

/** As much of a statement as tells it from the others. */
function shown(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim().slice(0, 40)
}
