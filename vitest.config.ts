import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { entries, specifier } from './scripts/entries.mjs'

/** Tests import the package by its public names; here these stand for the sources. */
export const sourceAliases = entries.map((entry) => ({
  find: new RegExp(`^${specifier(entry)}$`),
  replacement: fileURLToPath(new URL(entry.source, import.meta.url)),
}))

export default defineConfig({
  resolve: { alias: sourceAliases },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/package/**', 'node_modules/**'],
    // Against hanging only: a busy machine is no failure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    unstubEnvs: true,
    restoreMocks: true,
  },
})
