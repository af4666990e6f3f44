import { expect, it } from 'vitest'
import { type Outcome, runCommand } from '../../helpers/cli.ts'
import { describeWithPostgres, freshDatabase } from '../../helpers/replicas/postgres.ts'
import { freshReplicas, replicaCommand } from '../../helpers/replicas/replicas.ts'
import { S3_ENVIRONMENT, startS3 } from '../../helpers/replicas/s3.ts'
import { uploadedId } from '../../vendors/zoom/zoom-client.ts'
import { PATIENCE_MS } from '../words.ts'

const PASSWORD = 'passw0rd-that-nobody-sees'

async function startWith(stores: { database: string; blobs: string }, env = {}): Promise<Outcome> {
  const command = replicaCommand(stores, { env })
  return runCommand(['--port', '0', ...command.args], { env: command.env })
}

/** Expects a start to have ended with one line for people, which shows no secret. */
function expectOneLine({ code, stdout, stderr }: Outcome, ...secrets: readonly string[]): void {
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^uploadmock: [^\n]+\n$/)
  for (const secret of [...secrets, ...Object.values(S3_ENVIRONMENT).slice(1)])
    expect(stderr).not.toContain(secret)
}

describeWithPostgres('a database that cannot be used', () => {
  it.each([
    ['at which nobody listens', `postgres://mock:${PASSWORD}@127.0.0.1:1/mock`, '127.0.0.1:1'],
    [
      'on a host that is none',
      `postgres://mock:${PASSWORD}@no-such-host.invalid/mock`,
      'no-such-host.invalid',
    ],
    ['whose address is none', `postgres://mock:${PASSWORD}@[::1/mock`, ''],
    ['of another kind', `mysql://mock:${PASSWORD}@127.0.0.1/mock`, 'postgres'],
  ])('%s ends the start with one line, in time', async (_, database, shown) => {
    const blobs = await (await startS3()).freshBlobs()
    const began = performance.now()
    const outcome = await startWith({ database, blobs })
    expect(performance.now() - began).toBeLessThan(PATIENCE_MS)
    expectOneLine(outcome, PASSWORD)
    expect(outcome.stderr).toContain(shown)
  })

  it.each([
    ['with a wrong password', { password: PASSWORD }],
    ['that does not exist', { pathname: '/no_such_database' }],
    ['as nobody', { username: 'nobody', password: PASSWORD }],
  ])('%s ends the start with one line', async (_, part) => {
    const database = Object.assign(new URL(await freshDatabase()), part)
    const blobs = await (await startS3()).freshBlobs()
    expectOneLine(await startWith({ database: database.href, blobs }), PASSWORD, database.password)
  })
})

describeWithPostgres('blobs that cannot be used', () => {
  it.each<[string, (blobs: URL) => string, object]>([
    ['without a bucket', () => 's3://', {}],
    ['of another kind', () => 'https://bucket/prefix', {}],
    ['in a bucket that does not exist', blobs => blobs.href.replace(blobs.hostname, 'no-such-bucket'), {}],
    [
      'where nobody listens',
      blobs => {
        blobs.searchParams.set('endpoint', 'http://127.0.0.1:1')
        return blobs.href
      },
      {},
    ],
    ['as nobody', blobs => blobs.href, { AWS_ACCESS_KEY_ID: 'nobody', AWS_SECRET_ACCESS_KEY: PASSWORD }],
  ])('%s end the start with one line, in time', async (_, blobsOf, env) => {
    const database = await freshDatabase()
    const blobs = blobsOf(new URL(await (await startS3()).freshBlobs()))
    const began = performance.now()
    const outcome = await startWith({ database, blobs }, env)
    expect(performance.now() - began).toBeLessThan(PATIENCE_MS)
    expectOneLine(outcome, PASSWORD, new URL(database).password)
  })

  it('of another database end the start with one line, and stay as they are', async () => {
    const { replicas, s3, blobs } = await freshReplicas(1)
    await uploadedId(replicas.at(0))
    const before = await s3.keysIn(blobs)
    const outcome = await startWith({ database: await freshDatabase(), blobs })
    expectOneLine(outcome, PASSWORD)
    expect(outcome.stderr).toContain('another database')
    expect(await s3.keysIn(blobs)).toEqual(before)
  })

  it.each(['database', 'blobs'] as const)('are not to be had by --%s alone', async option => {
    const stores = { database: await freshDatabase(), blobs: await (await startS3()).freshBlobs() }
    const outcome = await runCommand(['--port', '0', `--${option}`, stores[option]], { env: S3_ENVIRONMENT })
    expectOneLine(outcome, new URL(stores.database).password)
    expect(outcome.stderr).toContain(option === 'database' ? 'blobs' : 'database')
  })
})
