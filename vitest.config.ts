import { defineConfig } from 'vitest/config'

/** Files that replace a module: what they replace must not reach others. */
const replacing = ['test/http/fault/jitter.test.ts', 'test/http/body/parser-watch.test.ts']

/** Files that need a Chromium. */
const browser = ['test/browser/*.test.ts']

/** Files that need a PostgreSQL, and whose servers are processes of their own. */
const replicas = ['test/replicas/**/*.test.ts', 'test/storage/{postgres,s3}/*.test.ts']

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // On a busy machine what comes may come late; where it is there, nobody waits.
    expect: { poll: { timeout: 10_000, interval: 20 } },
    // Uploads share two cores with their clients: more workers only wait for each other.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        // Nothing here keeps state in modules: files may share them, and each need not load the server anew.
        test: {
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: [...replacing, ...browser, ...replicas],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'replacing', include: replacing } },
      {
        extends: true,
        test: {
          name: 'browser',
          include: browser,
          globalSetup: 'test/helpers/browser/browser-setup.ts',
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'replicas',
          include: replicas,
          globalSetup: 'test/helpers/replicas/postgres-setup.ts',
          isolate: false,
          // Each test runs several servers and some measure time: when the rest is done, and not many at once.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          env: { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
          testTimeout: 60_000,
        },
      },
    ],
  },
})
