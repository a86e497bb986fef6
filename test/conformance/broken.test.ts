import { expect, test } from 'vitest'
import { conformance, runConformance } from '../../adapters/conformance'
import { memoryAdapter } from '../../adapters/memory'
import { brokenClaims } from './broken-claims'
import { brokenCriteria } from './broken-criteria'
import { brokenReads } from './broken-reads'
import { broken } from './broken-store'
import { brokenTransactions } from './broken-transactions'
import { brokenWrites } from './broken-writes'
import { memoryHarness } from './memory-harness'

const noticed = new Set<string>()

const stores = [...brokenReads, ...brokenCriteria, ...brokenWrites, ...brokenTransactions, ...brokenClaims]

test.each(stores)('R6.4 the kit notices, at the level %s, a store that %s', async (level, _, how) => {
  const report = await runConformance({ ...memoryHarness((store) => broken(store, how)), levels: [level] })
  expect(report.failures.length).toBeGreaterThan(0)
  for (const { error } of report.failures) expect(error).toBeInstanceOf(Error)
  for (const { name } of report.failures) noticed.add(`${level}: ${name}`)
})

test('R6.4 the kit notices, at the level shared, stores that each keep their own records', async () => {
  const { clock } = memoryHarness()
  const report = await runConformance({
    levels: ['shared'],
    open: async (model, options) => ({ store: await memoryAdapter(options).open(model), close: async () => undefined }),
    ...(clock === undefined ? {} : { clock }),
  })
  expect(report.passed).toBe(0)
  for (const { name } of report.failures) noticed.add(`shared: ${name}`)
})

test('R6.4 every check of the kit is failed by some broken store', () => {
  const checks = conformance(memoryHarness()).map(({ level, name }) => `${level}: ${name}`)
  expect(checks.filter((check) => !noticed.has(check))).toEqual([])
})
