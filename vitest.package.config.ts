import { defineConfig } from 'vitest/config'

/** Tests of the packed tarball; they need `dist/`, so they run as a command of their own. */
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    globalSetup: ['test/package/pack.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    fileParallelism: false,
  },
})
