import { defineConfig } from 'vitest/config'

/** Files that replace a module: what they replace must not reach others. */
const replacing = ['test/http/fault-jitter.test.ts']

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // Uploads share two cores with their clients: more workers only wait for each other.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        // Nothing here keeps state in modules: files may share them, and each need not load the server anew.
        test: { name: 'all', include: ['test/**/*.test.ts'], exclude: replacing, isolate: false },
      },
      { extends: true, test: { name: 'replacing', include: replacing } },
    ],
  },
})
