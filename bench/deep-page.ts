import { foldText, type Row } from 'clientele/kernel'
import { EVERYTHING } from 'clientele/query'
import { DEFAULT_TENANT, type FindRequest } from 'clientele/storage'
import { type Contest, OURS } from './contest'
import type { BenchDatabase } from './database'
import { accountOf, columnsOf, placeholders } from './hand-written'

const HAND_WRITTEN = 'hand-written statement'
const LIMIT = 50

/** A page by name, half-way and then among those whose name is missing, in both directions. */
export async function deepPageContests(database: BenchDatabase, size: number): Promise<readonly Contest[]> {
  // What the adapter's own index on the beginnings of names does not do for a statement that orders by the whole of them.
  await database.run(`CREATE INDEX bench_by_name ON ${database.table} (_tenant, name_folded, id)`, [])
  const contests: Contest[] = []
  for (const direction of ['asc', 'desc'] as const) {
    contests.push(await deepPage(database, size, direction, 'named', Math.floor(size * 0.4)))
    contests.push(await deepPage(database, size, direction, 'name missing', Math.floor(size * 0.9)))
  }
  return contests
}

async function deepPage(
  database: BenchDatabase,
  size: number,
  direction: 'asc' | 'desc',
  where: string,
  depth: number,
): Promise<Contest> {
  const { store, table } = database
  const request: FindRequest = { where: EVERYTHING, orderBy: [{ field: 'name', direction }], limit: LIMIT }
  const before = await store.find('account', { ...request, limit: depth, fields: ['name'] })
  const last = before.rows.at(-1)
  if (last === undefined || before.end === null) throw new Error(`Nothing stands before place ${depth}`)
  const after = before.end
  const statement = placeholders(database, statementFor(database, table, direction, last))
  const { id, name } = last
  const parameters = typeof name === 'string' ? [DEFAULT_TENANT, foldText(name), id] : [DEFAULT_TENANT, id]
  return {
    title: `${LIMIT} by name ${direction === 'asc' ? 'upwards' : 'downwards'} after ${depth.toLocaleString('en')} of ${size.toLocaleString('en')} (${where}), ${database.name} ${database.version}`,
    reference: {
      name: HAND_WRITTEN,
      run: async () => (await database.run(statement, parameters)).slice(0, LIMIT).map(accountOf),
    },
    others: [{ name: OURS, run: async () => (await store.find('account', { ...request, after })).rows }],
    targets: { [HAND_WRITTEN]: 1.2 },
  }
}

/** One range of the index. One row more than the page, as anyone asks who wants to know whether there is a next page. */
function statementFor(database: BenchDatabase, table: string, direction: 'asc' | 'desc', last: Row): string {
  const sign = direction === 'asc' ? '>' : '<'
  const range = last['name'] === null ? `name_folded IS NULL AND id ${sign} ?` : `(name_folded, id) ${sign} (?, ?)`
  return `SELECT ${columnsOf(database)} FROM ${table} WHERE _tenant = ? AND ${range} ORDER BY name_folded ${direction}, id ${direction} LIMIT ${LIMIT + 1}`
}
