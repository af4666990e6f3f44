import { describe, expect, it } from 'vitest'
import { vendors } from '../../src/vendors/index.ts'
import { clientsTable } from '../helpers/documents/clients-table.ts'
import { expectSection } from '../helpers/documents/readme-section.ts'
import { startTestServer } from '../helpers/server.ts'
import { AWS_KEY, awsSdk } from './drivers/aws-sdk.ts'
import { axiosFormData } from './drivers/axios.ts'
import { curl, hasCurl } from './drivers/curl.ts'
import type { Driver } from './drivers/driver.ts'
import { nodeFetch } from './drivers/fetch.ts'
import { newmanCollection } from './drivers/newman.ts'
import { undiciStreams } from './drivers/undici.ts'

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
    expectSection('clients', clientsTable(vendors, proved))
  })
})
