import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import pg from 'pg'
import { expect, it } from 'vitest'
import {
  connectionsTo,
  describeWithPostgres,
  freshDatabase,
  freshDatabaseIn,
  ownPostgres,
} from '../helpers/replicas/postgres.ts'
import { query } from '../helpers/replicas/postgres-cluster.ts'
import { S3_ENVIRONMENT, startS3 } from '../helpers/replicas/s3.ts'

/** A client as a server under test has one: through the proxy, and without attempts of its own. */
function clientOf(blobs: string): { readonly client: S3Client; readonly bucket: string } {
  const { hostname, searchParams } = new URL(blobs)
  const client = new S3Client({
    endpoint: searchParams.get('endpoint') ?? '',
    region: searchParams.get('region') ?? '',
    forcePathStyle: searchParams.get('forcePathStyle') === 'true',
    maxAttempts: 1,
    credentials: {
      accessKeyId: S3_ENVIRONMENT.AWS_ACCESS_KEY_ID,
      secretAccessKey: S3_ENVIRONMENT.AWS_SECRET_ACCESS_KEY,
    },
  })
  return { client, bucket: hostname }
}

describeWithPostgres('the PostgreSQL of the tests', () => {
  it('has a database for each test, empty and apart from others', async () => {
    const [one, other] = [await freshDatabase(), await freshDatabase()]
    await query(one, 'create table things (id int)')
    const tables = "select * from pg_tables where schemaname = 'public'"
    expect(await query(one, tables)).toHaveLength(1)
    expect(await query(other, tables)).toEqual([])
    expect(await connectionsTo(one)).toBe(0)
  })

  it('asks for its password', async () => {
    const url = new URL(await freshDatabase())
    url.password = 'another'
    await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed')
  })

  it('is gone when a test stops its own, and back with what it had', async () => {
    const cluster = await ownPostgres()
    const database = await freshDatabaseIn(cluster)
    await query(database, 'create table things as select 7 as id')
    await cluster.stop('immediate')
    await expect(query(database, 'select 1')).rejects.toThrow('ECONNREFUSED')
    await cluster.start()
    await cluster.restart()
    expect(await query(database, 'select id from things')).toEqual([{ id: 7 }])
  })
})

describeWithPostgres('a PostgreSQL of one test’s own', () => {
  it('answers nobody while it is frozen, and everybody after that', async () => {
    const cluster = await ownPostgres()
    cluster.freeze()
    const client = new pg.Client({ connectionString: cluster.url, connectionTimeoutMillis: 500 })
    await expect(client.connect()).rejects.toThrow('timeout expired')
    cluster.thaw()
    expect(await query(cluster.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

it('has an S3 that keeps bytes, and shows what was asked of it', async () => {
  const s3 = await startS3()
  const blobs = await s3.freshBlobs()
  const { client, bucket } = clientOf(blobs)
  const body = Buffer.alloc(3_000_000, 'bytes')
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'mock/a/1/one', Body: body }))
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: 'mock/a/1/one' }))
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(body)).toBe(true)
  expect(await s3.keysIn(blobs)).toEqual(['a/1/one'])
  expect([s3.proxy.count(), s3.proxy.count('PUT'), s3.proxy.deletionsOf('a/1/one')]).toEqual([2, 1, 0])
})

it('has an S3 that fails as a test orders, and works again', async () => {
  const s3 = await startS3()
  const blobs = await s3.freshBlobs()
  const { client, bucket } = clientOf(blobs)
  const put = (options = {}) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: 'mock/a', Body: 'a' }), options)
  s3.proxy.mode = 'unavailable'
  await expect(put()).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } })
  s3.proxy.mode = 'hang'
  const impatience = { abortSignal: AbortSignal.timeout(300) }
  await expect(put(impatience)).rejects.toMatchObject({ name: 'AbortError' })
  s3.proxy.mode = 'pass'
  expect(await s3.keysIn(blobs)).toEqual([])
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'mock/a', Body: 'a' }))
  expect(await s3.keysIn(blobs)).toEqual(['a'])
})
