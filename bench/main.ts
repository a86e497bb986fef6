/**
 * `npm run bench` measures Clientele against what one would use or write instead, and prints one table.
 * `--quick` measures little and fast, to see that everything runs; `--only <row>` measures one row; `--plans` shows how the databases come
 * by pages of what somebody may see. The sources are bundled first, as they are when published: a loader that translates them one by one
 * leaves traces in every function.
 */
import { parseArgs } from 'node:util'
import { type Contest, type Effort, hold, median, OURS, slowestOf } from './contest'
import { type BenchDatabase, postgresDatabase, sqliteDatabase } from './database'
import { deepPageContests } from './deep-page'
import { exportContests } from './export'
import { importCost } from './import-cost'
import { machine, versions } from './machine'
import { matcherContest } from './matcher'
import { predicateContest } from './predicate'
import { canContest, firstDecisionContest } from './rights-can'
import { regionContests } from './rights-regions'
import { segmentBuild, segmentChanges } from './segments'
import { compileContest } from './sql-compile'
import { queryContests } from './sql-query'
import { relationContests } from './sql-relations'
import { SPREAD, scopedPageContests, scopedPagePlans } from './scoped-page'
import { duration, type Line, linesOf, note, print, slowestLine } from './table'
import { updateEachContest } from './update-each'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    plans: { type: 'boolean', default: false },
  },
})
const { quick, only, plans } = values

const effort: Effort = quick
  ? { rounds: 1, samples: 2, milliseconds: 10 }
  : { rounds: 9, samples: 5, milliseconds: 200 }
/** Of work that takes a second. */
const little: Effort = quick ? effort : { ...effort, rounds: 5, samples: 1 }
const some = quick ? 5_000 : 100_000
const many = quick ? 20_000 : 1_000_000

async function contests(all: readonly Contest[], given = effort): Promise<readonly Line[]> {
  const lines: Line[] = []
  for (const one of all) {
    lines.push(...linesOf(one, await hold(one, given)))
    if (one.slowest !== undefined) lines.push(slowestLine(await slowestOf(one, quick ? 20 : 200), one.slowest))
  }
  return lines
}

async function on(
  database: BenchDatabase | null,
  work: (database: BenchDatabase) => readonly Contest[] | Promise<readonly Contest[]>,
  given = effort,
): Promise<readonly Line[]> {
  if (database === null) return [note('PostgreSQL', 'no server answers at CLIENTELE_POSTGRES_URL')]
  try {
    return await contests(await work(database), given)
  } finally {
    await database.close()
  }
}

async function onRegions(kind: 'memory' | 'sqlite' | 'postgres'): Promise<readonly Line[]> {
  const regions = quick ? 1_110 : 10_000
  const ground = await regionContests(kind, { regions, groups: regions * 10 })
  if (ground === null) return [note('regions on PostgreSQL', 'no server answers at CLIENTELE_POSTGRES_URL')]
  try {
    return await contests(ground.contests)
  } finally {
    await ground.close()
  }
}

async function exported(): Promise<readonly Line[]> {
  const { contest, workbook, close } = await exportContests(some)
  try {
    const lines = await contests([contest], little)
    const times: number[] = []
    for (let round = 0; round < little.rounds; round++) {
      const start = performance.now()
      await workbook()
      times.push((performance.now() - start) * 1e6)
    }
    return [...lines, { ...note('', `${OURS}, as a workbook`), took: duration(median(times)) }]
  } finally {
    await close()
  }
}

const rows: Readonly<Record<string, () => Promise<readonly Line[]>>> = {
  predicate: () => contests([predicateContest(some)]),
  // Few enough to stay in the cache of the processor: what the conditions cost without waiting for memory.
  'predicate-cached': () => contests([predicateContest(quick ? 1_000 : 10_000)]),
  matcher: () => contests([matcherContest(quick ? 1_000 : 10_000, 100)]),
  'query-compile': async () => contests([await compileContest()]),
  'query-sqlite': async () => on(await sqliteDatabase(many), (database) => queryContests(database, many)),
  'query-postgres': async () => on(await postgresDatabase(many), (database) => queryContests(database, many)),
  'relations-sqlite': async () =>
    on(await sqliteDatabase(many), (database) => relationContests(database, many), little),
  'relations-postgres': async () =>
    on(await postgresDatabase(many), (database) => relationContests(database, many), little),
  'deep-page-sqlite': async () => on(await sqliteDatabase(many), (database) => deepPageContests(database, many)),
  'deep-page-postgres': async () => on(await postgresDatabase(many), (database) => deepPageContests(database, many)),
  'scoped-page-sqlite': async () =>
    on(await sqliteDatabase(many, SPREAD), (database) => scopedPageContests(database, many)),
  'scoped-page-postgres': async () =>
    on(await postgresDatabase(many, SPREAD), (database) => scopedPageContests(database, many)),
  'update-each-postgres': async () =>
    on(await postgresDatabase(some), (database) => [updateEachContest(database, some, 1_000)]),
  'rights-can': () => contests([canContest(quick ? 1_000 : 10_000), firstDecisionContest()]),
  'rights-regions-memory': () => onRegions('memory'),
  'rights-regions-sqlite': () => onRegions('sqlite'),
  'rights-regions-postgres': () => onRegions('postgres'),
  'export-sqlite': exported,
  segments: async () => [
    ...(await segmentBuild(many, quick ? 1 : 5)),
    ...(await segmentChanges(quick ? 100 : 1_000, quick ? 20 : 400)),
  ],
  import: () => importCost(quick ? 2 : 15),
}

if (plans) {
  for (const database of [await sqliteDatabase(many, SPREAD), await postgresDatabase(many, SPREAD)]) {
    if (database === null) continue
    console.log((await scopedPagePlans(database, many)).join('\n'))
    await database.close()
  }
  process.exit()
}

if (only !== undefined && rows[only] === undefined)
  throw new Error(`There is no row ${only}; there are ${Object.keys(rows).join(', ')}`)

console.log(machine())
console.log(versions('@casl/ability', '@ucast/js', 'mingo', 'sift', 'kysely', 'better-sqlite3', 'pg', 'mitata'))
if (quick) console.log('Quick: the figures only show that everything runs.')
console.log()

const lines: Line[] = []
for (const [name, measure] of Object.entries(rows)) {
  if (only !== undefined && only !== name) continue
  process.stderr.write(`measuring ${name} …\n`)
  lines.push(...(await measure()))
}
// What is measured in a moment says nothing about targets.
print(quick ? lines.map((line) => ({ ...line, target: '' })) : lines)
