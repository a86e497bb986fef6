import { DEFAULT_TENANT, type FindRequest } from 'clientele/storage'
import { type Contest, OURS } from './contest'
import type { BenchDatabase } from './database'
import { accountOf, columnsOf, placeholders } from './hand-written'
import { bound, LEAST_EMPLOYEES, LEAST_REVENUE, ORIGINS, SINCE, sixConditions } from './six-conditions'

const HAND_WRITTEN = 'hand-written statement'
const LIMIT = 100

/** The six conditions: counting all that meet them, and the first of them by name. */
export function queryContests(database: BenchDatabase, size: number): readonly Contest[] {
  const { store, table } = database
  const where = bound(sixConditions)
  const isSqlite = database.name === 'SQLite'
  const key = isSqlite ? 'name_folded' : 'left(name_folded, 255)'
  const condition = `_tenant = ? AND status = ? AND (origin IN (?, ?) OR ${isSqlite ? 'instr(tags, ?) > 0' : 'tags && ?::text[]'}) AND (revenue >= ? OR created_at >= ?) AND employees >= ?`
  const parameters = [
    DEFAULT_TENANT,
    'client',
    ...ORIGINS,
    isSqlite ? JSON.stringify('vip') : '{vip}',
    LEAST_REVENUE,
    SINCE.getTime(),
    LEAST_EMPLOYEES,
  ]

  const count = placeholders(database, `SELECT count(*) AS n FROM ${table} WHERE ${condition}`)
  const page = (missing: string) =>
    placeholders(
      database,
      `SELECT ${columnsOf(database)} FROM ${table} WHERE ${condition} AND ${key} IS ${missing} ORDER BY ${key}, id LIMIT ${LIMIT + 1}`,
    )
  const request: FindRequest = { where, orderBy: [{ field: 'name', direction: 'asc' }], limit: LIMIT }
  const records = `${size.toLocaleString('en')} records, ${database.name} ${database.version}`
  return [
    {
      title: `counting what meets six conditions, ${records}`,
      reference: {
        name: HAND_WRITTEN,
        run: async () => Number((await database.run(count, parameters))[0]?.['n']),
      },
      others: [{ name: OURS, run: () => store.count('account', where) }],
      targets: { [HAND_WRITTEN]: 1.05 },
    },
    {
      title: `the first ${LIMIT} of them by name, ${records}`,
      reference: {
        name: HAND_WRITTEN,
        run: async () => {
          const named = await database.run(page('NOT NULL'), parameters)
          const rows = named.length > LIMIT ? named : [...named, ...(await database.run(page('NULL'), parameters))]
          return rows.slice(0, LIMIT).map(accountOf)
        },
      },
      others: [{ name: OURS, run: async () => (await store.find('account', request)).rows }],
      targets: { [HAND_WRITTEN]: 1.05 },
    },
  ]
}
