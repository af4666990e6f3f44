import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { vendors } from '../../src/vendors/index.ts'
import { markdownTable } from '../helpers/documents/markdown-table.ts'
import { startTestServer } from '../helpers/server.ts'
import { AWS_KEY, awsSdk } from './drivers/aws-sdk.ts'
import { axiosFormData } from './drivers/axios.ts'
import { curl, hasCurl } from './drivers/curl.ts'
import type { Driver } from './drivers/driver.ts'
import { nodeFetch } from './drivers/fetch.ts'
import { newmanCollection } from './drivers/newman.ts'
import { undiciStreams } from './drivers/undici.ts'

const README = new URL('../../README.md', import.meta.url)
const drivers: readonly Driver[] = [curl, nodeFetch, axiosFormData, undiciStreams, newmanCollection, awsSdk]

/** Operations by client: filled by the runs below. */
const proved = new Map<string, ReadonlySet<string>>()

describe.each(drivers.map(driver => [driver.name, driver] as const))('%s', (name, driver) => {
  it.skipIf(driver === curl && !hasCurl)('carries out every operation that it knows', async () => {
    const operations: string[] = []
    for (const vendor of vendors) {
      const { url } = await startTestServer(
        driver === awsSdk ? { auth: 'strict', credentials: { 'amazon-connect': [AWS_KEY] } } : {},
      )
      operations.push(...(await driver.run(url, vendor)))
    }
    proved.set(name, new Set(operations))
    expect(operations.length).toBeGreaterThanOrEqual(10)
  })
})

describe('README', () => {
  it.skipIf(!hasCurl)('says which client proves which operation', () => {
    const names = drivers.map(driver => driver.name)
    const rows = vendors.flatMap(({ title, examples }) =>
      [...new Set(examples.map(example => example.operation))].map(operation => [
        title,
        `\`${operation}\``,
        ...names.map(name => (proved.get(name)?.has(operation) === true ? '✓' : '')),
      ]),
    )
    const table = markdownTable(['vendor', 'operation', ...names], rows)
    const readme = readFileSync(README, 'utf8')
    const section = `<!-- clients -->\n\n${table}\n\n<!-- /clients -->`
    const written = readme.replace(/<!-- clients -->[\s\S]*<!-- \/clients -->/, () => section)
    if (process.env.UPLOADMOCK_DOCS === 'write') writeFileSync(README, written)
    else expect(readme, 'stale: run npm run docs').toBe(written)
  })
})
