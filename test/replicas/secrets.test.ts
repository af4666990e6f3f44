import { expect, it } from 'vitest'
import { call } from '../helpers/bearer-call.ts'
import { send, uploads, vendorNames } from '../helpers/faults.ts'
import { describeWithPostgres, freshDatabaseIn, ownPostgres } from '../helpers/replicas/postgres.ts'
import { freshReplicas } from '../helpers/replicas/replicas.ts'
import { S3_ENVIRONMENT } from '../helpers/replicas/s3.ts'

/** All that a server shows of itself. */
const OVERVIEWS = [
  '/_mock/',
  '/_mock/health',
  '/_mock/health?ready',
  '/_mock/namespaces',
  '/_mock/assets',
  '/_mock/requests',
  '/_mock/faults',
  '/_mock/clock',
  '/_mock/policies',
  '/_mock/metrics',
  '/_mock/openapi.json',
  '/_mock/openapi/zoom.json',
  '/_mock/postman.json',
  '/_mock/state',
  '/_mock/config',
  '/_mock/nothing',
]

/** Every way in which a text may show a secret. */
function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('hex'),
  ]
}

async function textsAt(url: string): Promise<readonly string[]> {
  // A state whose bytes can't be read is cut off: what came of it is lost to `text`, and so is the secret of no store.
  const paths = OVERVIEWS.map(async path => (await fetch(url + path)).text().catch(error => String(error)))
  const answers = vendorNames.map(async vendor => (await send(url, uploads[vendor].request())).text())
  const refusal = async () => JSON.stringify(await call(url, '/ns/Not_One/v2/users/me'))
  return Promise.all([...paths, ...answers, refusal()])
}

describeWithPostgres('the secrets of the stores', () => {
  it('are in no answer and no log, whatever fails', async () => {
    const cluster = await ownPostgres()
    const database = await freshDatabaseIn(cluster)
    const { replicas, s3 } = await freshReplicas(2, { database, args: ['--log-level', 'trace'] })
    const texts = [...(await textsAt(replicas.at(0)))]
    s3.proxy.mode = 'unavailable'
    texts.push(...(await textsAt(replicas.at(0))))
    s3.proxy.mode = 'pass'
    await cluster.stop('immediate')
    texts.push(...(await textsAt(replicas.at(1))))
    await replicas.stop()
    expect(replicas.output).toContain('"level":50')
    const all = [...texts, replicas.output].join('\n')
    expect(all).toContain('uploadmock')
    for (const secret of [cluster.password, S3_ENVIRONMENT.AWS_SECRET_ACCESS_KEY])
      for (const spelling of spellings(secret)) expect(all.includes(spelling), spelling).toBe(false)
  })
})
