import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'tests/**/*.test.ts',
      'tools/**/*.test.ts',
    ],
    // Signatures, namespaces and key pairs take real time on small machines; nothing here measures time.
    testTimeout: 60_000,
    // Two workers and one module graph each: most of a test file's time would be importing the SDK clients.
    maxWorkers: 2,
    isolate: false,
    hookTimeout: 60_000,
  },
})
