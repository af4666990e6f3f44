import { randomUUID } from 'node:crypto'
import { test as base } from 'vitest'
import { type NamespaceClient, startUploadmock, type Uploadmock } from './index.ts'

/** What each test gets. */
export interface UploadmockFixtures {
  /** A namespace of the test's own, which is reset when the test ends. */
  readonly mock: NamespaceClient
}

/** What each worker gets. */
export interface UploadmockWorkerFixtures {
  /** The worker's server; use `mock` unless a test is about the server as a whole. */
  readonly uploadmock: Uploadmock
}

/** Vitest's `test` with a server for each worker and a namespace for each test. */
export const test = base.extend<UploadmockFixtures & UploadmockWorkerFixtures>({
  uploadmock: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are needed
    async ({}, use) => {
      const server = await startUploadmock()
      await use(server)
      await server.close()
    },
    { scope: 'worker' },
  ],
  mock: async ({ uploadmock }, use) => {
    const namespace = uploadmock.namespace(`test-${randomUUID()}`)
    await use(namespace)
    await namespace.reset()
  },
})
