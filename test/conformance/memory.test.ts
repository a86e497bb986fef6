import { expect, test } from 'vitest'
import { conformance, LEVELS, runConformance } from '../../adapters/conformance'
import { memoryHarness } from './memory-harness'

for (const { level, name, run } of conformance(memoryHarness())) test(`R6.4 memory, ${level}: ${name}`, run)

test('R6.4 the kit runs without a test runner and reports what failed', async () => {
  const report = await runConformance(memoryHarness())
  expect(report.failures).toEqual([])
  expect(report.passed).toBe(conformance(memoryHarness()).length)
})

test('R6.4 every level has checks, and an integrator may ask for some', () => {
  for (const level of LEVELS) {
    const checks = conformance({ ...memoryHarness(), levels: [level] })
    expect(checks.length, level).toBeGreaterThan(0)
    expect(new Set(checks.map((check) => check.level))).toEqual(new Set([level]))
  }
})
