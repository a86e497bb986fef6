import { testClock } from '../../src/kernel'
import type { CheckBody } from './ground'
import { runOnGround } from './ground'
import {
  LEVELS,
  type ConformanceCheck,
  type ConformanceFailure,
  type ConformanceHarness,
  type ConformanceLevel,
  type ConformanceReport,
} from './harness'
import { checksOf } from './checks/index'
import { storeModel } from './store-model'

/**
 * The checks an adapter must pass, to be fed to any test runner one after the other. Each runs in tenants of its own.
 *
 * @example
 * ```ts
 * for (const { level, name, run } of conformance({ open })) test(`${level}: ${name}`, run)
 * ```
 */
export function conformance(harness: ConformanceHarness): readonly ConformanceCheck[] {
  const clock = harness.clock ?? testClock('2026-03-29T10:00:00.000Z')
  const open = () => harness.open(storeModel, { clock })
  const toCheck = (level: ConformanceLevel, body: CheckBody): ConformanceCheck => ({
    level,
    name: body.name,
    run: () => runOnGround(level, body, storeModel, clock, open),
  })
  const wanted = LEVELS.filter((level) => harness.levels?.includes(level) ?? true)
  return wanted.flatMap((level) => checksOf[level].map((body) => toCheck(level, body)))
}

/** Runs every check without a test runner. */
export async function runConformance(harness: ConformanceHarness): Promise<ConformanceReport> {
  const failures: ConformanceFailure[] = []
  const checks = conformance(harness)
  for (const { level, name, run } of checks)
    try {
      await run()
    } catch (error) {
      failures.push({ level, name, error })
    }
  return { passed: checks.length - failures.length, failures }
}
