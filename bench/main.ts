/**
 * `npm run bench` measures Clientele against what one would use or write instead, and prints one table.
 * `--quick` measures little and fast, to see that everything runs; `--only <row>` measures one row.
 */
import { parseArgs } from 'node:util'
import { type Contest, type Effort, hold } from './contest'
import { importCost } from './import-cost'
import { machine, versions } from './machine'
import { predicateContest } from './predicate'
import { type Line, linesOf, print } from './table'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } })
const { quick, only } = values

const effort: Effort = quick
  ? { rounds: 1, samples: 2, milliseconds: 10 }
  : { rounds: 9, samples: 5, milliseconds: 200 }

const contest = async (one: Contest): Promise<readonly Line[]> => linesOf(one, await hold(one, effort))

const rows: Readonly<Record<string, () => Promise<readonly Line[]>>> = {
  predicate: () => contest(predicateContest(quick ? 5_000 : 100_000)),
  // Few enough to stay in the cache of the processor: what the conditions cost without waiting for memory.
  'predicate-cached': () => contest(predicateContest(1_000)),
  import: () => importCost(quick ? 2 : 15),
}

if (only !== undefined && rows[only] === undefined)
  throw new Error(`There is no row ${only}; there are ${Object.keys(rows).join(', ')}`)

console.log(machine())
console.log(versions('@ucast/js', 'mingo', 'sift', 'kysely', 'better-sqlite3', 'pg', 'mitata'))
if (quick) console.log('Quick: the figures only show that everything runs.')
console.log()

const lines: Line[] = []
for (const [name, measure] of Object.entries(rows)) {
  if (only !== undefined && only !== name) continue
  process.stderr.write(`measuring ${name} …\n`)
  lines.push(...(await measure()))
}
print(lines)
