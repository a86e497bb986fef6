import { entityOf } from 'clientele/model'
import { anyOf, type BoundCriteria, EVERYTHING, isAmong } from 'clientele/query'
import { DEFAULT_TENANT, type FindRequest } from 'clientele/storage'
import { model, type Spread } from './accounts'
import { bestStatement } from './best-statement'
import { type Contest, type Contestant, OURS } from './contest'
import type { BenchDatabase } from './database'
import { accountOf, columnsOf, placeholders } from './hand-written'

export const SPREAD: Spread = { groups: 10_000, owners: 10_000 }

const LIMIT = 50
const GROUPS_OF_A_REGION = 10
/** Which part of all an actor sees, by the regions given; of ten groups each. */
const PARTS = [0.001, 0.01, 0.1, 0.5, 1]
const OWNERS = ['u17', 'u400', 'u5555']
const SHARED = 40
/** What a page is to stay under, in milliseconds. */
const SLOWEST = 15

interface Seen {
  readonly groups: readonly string[]
  readonly owners: readonly string[]
  readonly shared: readonly string[]
}

/** What somebody sees: by the groups of their regions alone; and by these, their own, their team's, and shares. */
function* seenBySomebody(size: number): Generator<{ readonly part: number; readonly seen: Seen }> {
  for (const part of PARTS) {
    const groups = groupsOf(part)
    yield { part, seen: { groups, owners: [], shared: [] } }
    const shared = Array.from({ length: SHARED }, (_, place) => `a${String((place * 16_127) % size).padStart(8, '0')}`)
    yield { part, seen: { groups, owners: OWNERS, shared } }
  }
}

/** How the database comes by each of these pages. */
export async function scopedPagePlans(database: BenchDatabase, size: number): Promise<readonly string[]> {
  const lines: string[] = []
  for (const { part, seen } of seenBySomebody(size)) {
    const asked = request(scopeOf(seen))
    const plan = await database.plansOf((store) => store.find('account', asked))
    lines.push('', titleOf(database, size, whoseOf(part, seen)), ...plan.map((line) => `  ${line}`))
  }
  return lines
}

/** A page by name of what somebody sees: by the groups of their regions; and by these, their own, their team's, and shares. */
export async function scopedPageContests(database: BenchDatabase, size: number): Promise<readonly Contest[]> {
  const contests: Contest[] = [await everything(database, size)]
  for (const { part, seen } of seenBySomebody(size)) contests.push(await page(database, size, part, seen))
  return contests
}

/** Regions from all over: their groups do not follow each other. */
function groupsOf(part: number): readonly string[] {
  const regions = SPREAD.groups / GROUPS_OF_A_REGION
  return Array.from({ length: Math.round(regions * part) }, (_, place) => (place * 619) % regions).flatMap((region) =>
    Array.from({ length: GROUPS_OF_A_REGION }, (_, place) => `g${region * GROUPS_OF_A_REGION + place}`),
  )
}

const account = entityOf(model, 'account')
const request = (where: BoundCriteria): FindRequest => ({
  where,
  orderBy: [{ field: 'name', direction: 'asc' }],
  limit: LIMIT,
})

async function everything(database: BenchDatabase, size: number): Promise<Contest> {
  const { store } = database
  // What the reach `all` comes to beside criteria of one's own.
  const where = anyOf(EVERYTHING, isAmong(account, 'ownerId', OWNERS))
  const [all, unscoped] = [request(where), request(EVERYTHING)]
  return {
    title: titleOf(database, size, 'the reach “all”'),
    reference: { name: 'unscoped', run: async () => (await store.find('account', unscoped)).rows },
    others: [{ name: OURS, run: async () => (await store.find('account', all)).rows }],
    targets: { unscoped: 1 },
    slowest: SLOWEST,
  }
}

const whoseOf = (part: number, { groups, shared }: Seen): string =>
  `the ${part * 100} % in ${groups.length.toLocaleString('en')} groups${shared.length === 0 ? '' : ', their own and shares'}`

const titleOf = ({ name, version }: BenchDatabase, size: number, whose: string): string =>
  `the first ${LIMIT} by name of ${whose} among ${size.toLocaleString('en')}, ${name} ${version}`

const scopeOf = ({ groups, owners, shared }: Seen): BoundCriteria =>
  anyOf(isAmong(account, 'groupId', groups), isAmong(account, 'ownerId', owners), isAmong(account, 'id', shared))

async function page(database: BenchDatabase, size: number, part: number, seen: Seen): Promise<Contest> {
  const asked = request(scopeOf(seen))
  const best = await bestStatement(handWritten(database, seen))
  return {
    title: titleOf(database, size, whoseOf(part, seen)),
    reference: best,
    others: [{ name: OURS, run: async () => (await database.store.find('account', asked)).rows }],
    targets: { [best.name]: 1.1 },
    slowest: SLOWEST,
  }
}

/** The ways a person would try, each with its lists written beforehand. */
function handWritten(database: BenchDatabase, seen: Seen): readonly Contestant[] {
  const [named, nameless] = [statements(database, seen, 'NOT NULL'), statements(database, seen, 'NULL')]
  return named.map((statement, place) => ({
    name: statement.name,
    run: async () => {
      const rows = await database.run(statement.text, statement.parameters)
      const rest = rows.length > LIMIT ? undefined : nameless[place]
      const all = rest === undefined ? rows : [...rows, ...(await database.run(rest.text, rest.parameters))]
      return all.slice(0, LIMIT).map(accountOf)
    },
  }))
}

interface Statement {
  readonly name: string
  readonly text: string
  readonly parameters: readonly string[]
}

function statements(
  database: BenchDatabase,
  { groups, owners, shared }: Seen,
  missing: 'NULL' | 'NOT NULL',
): readonly Statement[] {
  const { table } = database
  const isSqlite = database.name === 'SQLite'
  const key = isSqlite ? 'name_folded' : 'left(name_folded, 255)'
  const unindexed = `COALESCE(${key}, ${key})`
  const listOf = (ids: readonly string[]): string =>
    isSqlite ? JSON.stringify(ids.toSorted()) : `{${ids.toSorted().join(',')}}`
  const lists = [groups, owners, shared].filter((ids) => ids.length > 0).map(listOf)
  const columns = ['group_id', 'owner_id', 'id'].slice(0, lists.length)
  const among = (column: string): string =>
    isSqlite ? `${column} IN (SELECT value FROM json_each(?))` : `${column} = ANY(?::text[])`
  const hashed = (column: string): string => (isSqlite ? among(column) : `${column} IN (SELECT unnest(?::text[]))`)
  const any = (form: (column: string) => string): string => `(${columns.map(form).join(' OR ')})`
  const select = `SELECT ${columnsOf(database)} FROM ${table} WHERE _tenant = ?`
  const cut = `LIMIT ${LIMIT + 1}`
  const page = (condition: string, order: string): string =>
    `${select} AND ${condition} AND ${key} IS ${missing} ORDER BY ${order}, id ${cut}`
  const branch = (column: string): string =>
    `SELECT * FROM (SELECT id, ${key} AS name FROM ${table} WHERE _tenant = ? AND ${among(column)} AND ${key} IS ${missing} ORDER BY ${unindexed}, id ${cut}) AS of_${column}`
  const union = `SELECT id FROM (${columns.map(branch).join(' UNION ')}) AS united ORDER BY name, id ${cut}`
  const written = (name: string, text: string, parameters: readonly string[]): Statement => ({
    name,
    text: placeholders(database, text),
    parameters: [DEFAULT_TENANT, ...parameters],
  })
  return [
    written('as it comes to mind', page(any(among), key), lists),
    written('sorted', page(any(among), unindexed), lists),
    written('looked up', page(`CASE WHEN ${any(among)} THEN TRUE END`, key), lists),
    written('looked up by hash', page(`(${any(hashed)}) IS TRUE`, key), lists),
    written(
      'branches',
      `${select} AND id IN (SELECT id FROM (${union}) AS found) ORDER BY ${unindexed}, id`,
      lists.flatMap((list) => [DEFAULT_TENANT, list]),
    ),
  ]
}
