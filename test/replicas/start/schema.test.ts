import { expect, it } from 'vitest'
import { runCommand } from '../../helpers/cli.ts'
import { describeWithPostgres, emptyDatabase } from '../../helpers/replicas/postgres.ts'
import { query } from '../../helpers/replicas/postgres-cluster.ts'
import { freshReplicas, replicaCommand, startReplicas } from '../../helpers/replicas/replicas.ts'
import { startS3 } from '../../helpers/replicas/s3.ts'
import { assetsOf } from '../../helpers/server.ts'
import { uploadedId } from '../../vendors/zoom/zoom-client.ts'

/** Where the database keeps the version of its schema. */
const SCHEMA = { table: 'uploadmock.schema', column: 'version' }

describeWithPostgres('the schema', () => {
  it('is made once by replicas that start at the same moment on an empty database', async () => {
    const { replicas, database } = await freshReplicas(3, { database: await emptyDatabase() })
    expect(await query(database, `select ${SCHEMA.column} from ${SCHEMA.table}`)).toHaveLength(1)
    for (const url of replicas.urls) await uploadedId(url)
    for (const url of replicas.urls) expect(await assetsOf(url)).toHaveLength(3)
  })

  it('is found by later replicas, with what it holds', async () => {
    const { replicas, database, blobs } = await freshReplicas(1)
    const id = await uploadedId(replicas.at(0))
    expect(await replicas.stop()).toEqual([0])
    const later = await startReplicas(3, { database, blobs })
    for (const url of later.urls) {
      expect(await assetsOf(url)).toMatchObject([{ id }])
      expect((await fetch(`${url}/_mock/assets/${id}/content`)).status).toBe(200)
    }
  })

  it('of a later version ends a start with one line, and is left as it is', async () => {
    const { replicas, database, blobs } = await freshReplicas(1)
    await replicas.stop()
    await query(database, `update ${SCHEMA.table} set ${SCHEMA.column} = ${SCHEMA.column} + 1000`)
    const before = await query(database, `select * from ${SCHEMA.table}`)
    const { args, env } = replicaCommand({ database, blobs })
    const { code, stdout, stderr } = await runCommand(['--port', '0', ...args], { env })
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^uploadmock: [^\n]*version[^\n]*\n$/)
    expect(await query(database, `select * from ${SCHEMA.table}`)).toEqual(before)
  })

  it('stands beside tables of others', async () => {
    const database = await emptyDatabase()
    await query(database, 'create table rows as select 1 as id')
    const blobs = await (await startS3()).freshBlobs()
    const replicas = await startReplicas(1, { database, blobs })
    await uploadedId(replicas.at(0))
    expect(await query(database, 'select id from rows')).toEqual([{ id: 1 }])
  })
})
