import { expect, it, vi } from 'vitest'
import { EventStream } from '../../control/event-stream.ts'
import { metricAt } from '../../helpers/metrics.ts'
import {
  cutListeners,
  describeWithPostgres,
  freshDatabase,
  freshDatabaseIn,
  holding,
  ownPostgres,
} from '../../helpers/replicas/postgres.ts'
import { query } from '../../helpers/replicas/postgres-cluster.ts'
import { freshReplicas, type Replicas } from '../../helpers/replicas/replicas.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'
import { assetsOf } from '../../helpers/server.ts'
import { SlowUpload } from '../../helpers/slow-upload.ts'
import { uploadedId } from '../../vendors/zoom/zoom-client.ts'
import { expectOutage, PATIENCE_MS } from '../words.ts'

const config = { timeouts: { storeMs: 1_500 } }

/** Tells all servers of a database what another program might. */
async function notify(database: string, payload: string): Promise<void> {
  await query(database, "select pg_notify('uploadmock', $1)", [payload])
}

/** A notice as another server tells it. */
function noticeOf(type: string): string {
  return JSON.stringify({ from: 'another', events: [['default', type, 'any']] })
}

/** Has a client go away during its upload; resolves when the server has tried to tell its journal of that. */
async function cutUpload({ urls: [url = ''] }: Replicas, database: () => Promise<void>): Promise<void> {
  const upload = new SlowUpload(url, 1)
  await vi.waitFor(async () => expect(await metricAt(url, 'active_uploads')).toBe(1))
  await database()
  const lost = (await metricAt(url, 'journal_lost_total')) ?? 0
  upload.cut()
  await vi.waitFor(async () => expect(await metricAt(url, 'journal_lost_total')).toBe(lost + 1), PATIENCE_MS)
}

function expectAlive(replicas: Replicas): void {
  const { process, stderr } = replicas.process(0)
  expect(process.exitCode, stderr.slice(-600)).toBeNull()
}

describeWithPostgres('a replica lives on', () => {
  const freshWorld = sharedReplicas(1)

  it('where the database does not answer while it tells of an event, and ends that stream', async () => {
    const { replicas, database } = await freshReplicas(1, { config })
    const stream = await EventStream.open(replicas.at(0))
    const lock = await holding(database, 'BEGIN', 'LOCK TABLE uploadmock.namespaces IN ACCESS EXCLUSIVE MODE')
    await notify(database, noticeOf('asset'))
    expect(await stream.next()).toBeUndefined()
    await lock.query('ROLLBACK')
    expectAlive(replicas)
    await uploadedId(replicas.at(0))
  })

  it.each(['hello', '{}', 'null', noticeOf('of-a-newer-version')])(
    'where somebody tells %s that it does not understand',
    async payload => {
      const { replicas, database } = await freshWorld()
      const stream = await EventStream.open(replicas.at(0))
      await notify(database, payload)
      await notify(database, noticeOf('reset'))
      expect(await stream.next()).toMatchObject({ type: 'reset' })
      expectAlive(replicas)
    },
  )

  it('where it may have missed events, and ends the streams that tell of them', async () => {
    const { replicas, database } = await freshWorld()
    const stream = await EventStream.open(replicas.at(0))
    expect(await cutListeners(database)).toBe(1)
    expect(await stream.next()).toBeUndefined()
    const anew = await EventStream.open(replicas.at(0))
    await notify(database, noticeOf('reset'))
    expect(await anew.next()).toMatchObject({ type: 'reset' })
  })

  it('where the database refuses it while a client goes away', async () => {
    const cluster = await ownPostgres()
    const { replicas } = await freshReplicas(1, { database: await freshDatabaseIn(cluster), config })
    await cutUpload(replicas, async () => {
      await query(cluster.url, "alter user postgres password 'another'")
      await cluster.restart()
    })
    expectAlive(replicas)
    expect(await metricAt(replicas.at(0), 'namespaces')).toBeUndefined()
    await expectOutage(replicas.at(0), 'zoom')
  })

  it('where the database takes no writes after a failover, and refuses in the vendor’s words', async () => {
    const database = await freshDatabase()
    const { replicas } = await freshReplicas(1, { database, config })
    const id = await uploadedId(replicas.at(0))
    await cutUpload(replicas, async () => {
      const name = new URL(database).pathname.slice(1)
      await query(database, `alter database ${name} set default_transaction_read_only = on`)
      // Each of them has ended when this answers.
      await query(
        database,
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      )
    })
    expectAlive(replicas)
    await expectOutage(replicas.at(0), 'zoom')
    expect(await assetsOf(replicas.at(0))).toMatchObject([{ id }])
  })
})
