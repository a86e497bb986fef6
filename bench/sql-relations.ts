import type { Row } from 'clientele/kernel'
import { compileQuery, type CriteriaNode } from 'clientele/query'
import { DEFAULT_TENANT, type FindRequest } from 'clientele/storage'
import { invoices, model, NOW } from './accounts'
import { bestStatement } from './best-statement'
import { type Contest, type Contestant, OURS } from './contest'
import type { BenchDatabase } from './database'
import { accountOf, columnsOf, placeholders } from './hand-written'

const LIMIT = 50
const PART = 20_000
/** In cents: a fifth of the accounts that have overdue invoices owe that much. */
const OWED = 100_000

const overdue: CriteriaNode = { type: 'test', field: 'status', operator: 'eq', value: 'overdue' }

/** What is asked of the invoices, and the ways a person would write it: as a condition on an account `t0`. */
interface Question {
  readonly title: string
  readonly entity: 'account' | 'invoice'
  readonly where: CriteriaNode
  readonly ways: (table: string) => Readonly<Record<string, string>>
}

const ofAccount = (table: string): string =>
  `SELECT 1 FROM ${table} AS t1 WHERE t1._tenant = 'default' AND t1.account_id = t0.id AND t1.status = 'overdue'`
const ofAll = (table: string): string =>
  `SELECT t1.account_id FROM ${table} AS t1 WHERE t1._tenant = 'default' AND t1.status = 'overdue'`

/** An aggregate around each account; of all of them, along an index or as they stand; and joined. */
const figureWays = (figure: string, condition: string) => (table: string) => ({
  correlated: `(${ofAccount(table).replace('SELECT 1', `SELECT ${figure}`)}) ${condition}`,
  grouped: `t0.id IN (${ofAll(table)} GROUP BY t1.account_id HAVING ${figure} ${condition})`,
  'grouped as they stand': `t0.id IN (SELECT account FROM (${ofAll(table).replace('t1.account_id', "COALESCE(t1.account_id, '') AS account, t1.amount")}) AS t1 GROUP BY account HAVING ${figure} ${condition})`,
  joined: `EXISTS (SELECT 1 FROM (${ofAll(table)} GROUP BY t1.account_id HAVING ${figure} ${condition}) AS found WHERE found.account_id = t0.id)`,
})

const QUESTIONS: readonly Question[] = [
  {
    title: 'with an overdue invoice',
    entity: 'account',
    where: { type: 'related', relation: 'invoices', quantifier: 'some', criteria: overdue },
    ways: (table) => ({ exists: `EXISTS (${ofAccount(table)})`, in: `t0.id IN (${ofAll(table)})` }),
  },
  {
    title: 'without overdue invoices',
    entity: 'account',
    where: { type: 'related', relation: 'invoices', quantifier: 'none', criteria: overdue },
    ways: (table) => ({ 'not exists': `NOT EXISTS (${ofAccount(table)})`, 'not in': `t0.id NOT IN (${ofAll(table)})` }),
  },
  {
    title: 'with three overdue invoices',
    entity: 'account',
    where: { type: 'measure', relation: 'invoices', measure: 'count', criteria: overdue, operator: 'gte', value: 3 },
    ways: figureWays('COUNT(*)', '>= 3'),
  },
  {
    title: 'that owe € 1,000',
    entity: 'account',
    where: {
      type: 'measure',
      relation: 'invoices',
      measure: 'sum',
      field: 'amount',
      criteria: overdue,
      operator: 'gte',
      value: OWED,
    },
    ways: figureWays('COALESCE(SUM(t1.amount), 0)', `>= ${OWED}`),
  },
]

/** Criteria on related records, counted over all and as a first page by name, beside the best of several statements. */
export async function relationContests(database: BenchDatabase, size: number): Promise<readonly Contest[]> {
  await fill(database, size)
  const contests: Contest[] = []
  for (const question of QUESTIONS) {
    contests.push(await counted(database, size, question))
    contests.push(await firstPage(database, size, question))
  }
  contests.push(await nested(database, size))
  return contests
}

async function fill({ store, run, table, name }: BenchDatabase, size: number): Promise<void> {
  let part: Row[] = []
  const write = async (): Promise<void> => {
    const rows = part
    part = []
    await store.transaction((inside) => inside.insert('invoice', rows))
  }
  for (const invoice of invoices(size, size)) {
    part.push(invoice)
    if (part.length === PART) await write()
  }
  if (part.length > 0) await write()
  await run(name === 'SQLite' ? 'ANALYZE' : `VACUUM ANALYZE ${invoicesOf(table)}`, [])
}

const invoicesOf = (table: string): string => table.replace(/account$/, 'invoice')

const bound = (entity: string, where: CriteriaNode) =>
  compileQuery(model, entity, where, { now: NOW, timeZone: 'Europe/Paris', actor: null, groupsOf: () => [] })

const titled = ({ name, version }: BenchDatabase, size: number, what: string): string =>
  `${what} among ${size.toLocaleString('en')}, ${name} ${version}`

/** On PostgreSQL a list that does not fit into memory is read for every row: NOT IN would not end. */
const isEndless = (database: BenchDatabase, way: string): boolean =>
  database.name === 'PostgreSQL' && way.startsWith('not in')

function contestants(
  database: BenchDatabase,
  ways: Readonly<Record<string, string>>,
  run: (condition: string) => Promise<unknown>,
): readonly Contestant[] {
  return Object.entries(ways).flatMap(([name, condition]) =>
    isEndless(database, name) ? [] : [{ name, run: () => run(condition) }],
  )
}

async function counted(database: BenchDatabase, size: number, { title, where, ways }: Question): Promise<Contest> {
  const { store, table } = database
  const criteria = bound('account', where)
  const count = async (condition: string) => {
    const text = `SELECT COUNT(*) AS n FROM ${table} AS t0 WHERE t0._tenant = ? AND ${condition}`
    const rows = await database.run(placeholders(database, text), [DEFAULT_TENANT])
    return Number(rows[0]?.['n'])
  }
  return against(
    titled(database, size, `counting accounts ${title}`),
    await bestStatement(contestants(database, ways(invoicesOf(table)), count)),
    () => store.count('account', criteria),
  )
}

async function firstPage(database: BenchDatabase, size: number, { title, where, ways }: Question): Promise<Contest> {
  const { store, table } = database
  const key = database.name === 'SQLite' ? 't0.name_folded' : 'left(t0.name_folded, 255)'
  const request: FindRequest = {
    where: bound('account', where),
    orderBy: [{ field: 'name', direction: 'asc' }],
    limit: LIMIT,
  }
  const columns = columnsOf(database).replaceAll(
    /(?<!\w)(?=id,|kind|name,|status|origin|city|revenue|employees|group_id|owner_id|created_at)/g,
    't0.',
  )
  const select = `SELECT ${columns} FROM ${table} AS t0 WHERE t0._tenant = ? AND`
  const read = async (condition: string) => {
    const all: Row[] = []
    for (const missing of ['NOT NULL', 'NULL']) {
      const text = `${select} ${condition} AND ${key} IS ${missing} ORDER BY ${key}, t0.id LIMIT ${LIMIT + 1 - all.length}`
      all.push(...(await database.run(placeholders(database, text), [DEFAULT_TENANT])))
      if (all.length > LIMIT) break
    }
    return all.slice(0, LIMIT).map(accountOf)
  }
  return against(
    titled(database, size, `the first ${LIMIT} by name ${title}`),
    await bestStatement(contestants(database, ways(invoicesOf(table)), read)),
    async () => (await store.find('account', request)).rows,
  )
}

/** From invoices to their accounts, and to other invoices of these. */
async function nested(database: BenchDatabase, size: number): Promise<Contest> {
  const { store, table } = database
  const invoice = invoicesOf(table)
  const where: CriteriaNode = {
    type: 'related',
    relation: 'account',
    quantifier: 'is',
    criteria: {
      type: 'and',
      criteria: [
        { type: 'test', field: 'status', operator: 'eq', value: 'client' },
        { type: 'related', relation: 'invoices', quantifier: 'some', criteria: overdue },
      ],
    },
  }
  const criteria = bound('invoice', where)
  const client = `t1._tenant = 'default' AND t1.status = 'client'`
  const late = `SELECT t2.account_id FROM ${invoice} AS t2 WHERE t2._tenant = 'default' AND t2.status = 'overdue'`
  const ways = {
    exists: `EXISTS (SELECT 1 FROM ${table} AS t1 WHERE ${client} AND t1.id = t0.account_id AND EXISTS (${late} AND t2.account_id = t1.id))`,
    in: `t0.account_id IN (SELECT t1.id FROM ${table} AS t1 WHERE ${client} AND t1.id IN (${late}))`,
    'exists in': `EXISTS (SELECT 1 FROM ${table} AS t1 WHERE ${client} AND t1.id = t0.account_id AND t1.id IN (${late}))`,
  }
  const count = async (condition: string) => {
    const text = `SELECT COUNT(*) AS n FROM ${invoice} AS t0 WHERE t0._tenant = ? AND ${condition}`
    const rows = await database.run(placeholders(database, text), [DEFAULT_TENANT])
    return Number(rows[0]?.['n'])
  }
  return against(
    titled(database, size, 'counting invoices of clients with an overdue invoice'),
    await bestStatement(contestants(database, ways, count)),
    () => store.count('invoice', criteria),
  )
}

const against = (title: string, best: Contestant, run: () => Promise<unknown>): Contest => ({
  title,
  reference: best,
  others: [{ name: OURS, run }],
  targets: { [best.name]: 1.1 },
})
