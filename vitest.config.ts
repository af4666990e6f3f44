import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    // Uploads share two cores with their clients: more workers only wait for each other.
    maxWorkers: 2,
  },
})
