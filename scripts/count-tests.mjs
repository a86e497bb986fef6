/**
 * `node scripts/count-tests.mjs REPORTS [FAILED-STEP…]` adds up the JSON reports of Vitest in a folder and prints one line,
 * `N passed, N failed, N skipped`. A test file that could not run counts as a failure, and so does a failed step that has no
 * report of its own name, or one without a failure. Exits 1 where anything failed or nothing ran.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, parse } from 'node:path'

const [folder = '.reports', ...failedSteps] = process.argv.slice(2)
const total = { passed: 0, failed: 0, skipped: 0 }
/** @type {Set<string>} */
const told = new Set()

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  for (const { status, assertionResults } of JSON.parse(readFileSync(join(folder, file), 'utf8')).testResults) {
    /** @type {readonly string[]} */
    const results = assertionResults.map((/** @type {{ status: string }} */ result) => result.status)
    const passed = results.filter((result) => result === 'passed').length
    const failures = results.filter((result) => result === 'failed').length
    total.passed += passed
    total.failed += status === 'failed' ? Math.max(failures, 1) : failures
    total.skipped += results.length - passed - failures
    if (status === 'failed') told.add(parse(file).name)
  }
}
total.failed += failedSteps.filter((step) => !told.has(step)).length

console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0)
