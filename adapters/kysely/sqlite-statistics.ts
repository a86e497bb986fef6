import type { SqlDialect } from './dialect'
import type { OwnIndex, OwnTable } from './kernel-table'
import { ownTableName, SCHEMA_TABLE, type OwnNames } from './naming'

/** A table of a million rows, all of one tenant, of which a value of an indexed field finds a thousand. */
const ROWS = '1000000'
const FOUND = '1000'

/**
 * What SQLite is to think of new indexes until somebody runs ANALYZE: without a word it takes any first column, and so the tenant, to
 * find ten rows, and walks the whole table along an index, ten times slower than it would read it. Figures that are there stay.
 */
export function assumedStatistics(
  dialect: SqlDialect,
  table: OwnTable,
  indexes: readonly OwnIndex[],
): readonly string[] {
  if (dialect.name !== 'sqlite') return []
  const key = { name: `sqlite_autoindex_${table.name}_1`, stat: `${ROWS} ${ROWS} 1` }
  const others = indexes.map(({ name, columns, type, carried }) => {
    const parts = columns.map((_, position) => (type === 'unique' && position === columns.length - 1 ? '1' : FOUND))
    const end = type === 'unique' || columns.includes('id') ? [] : ['1']
    return { name, stat: [ROWS, ROWS, ...parts, ...end, ...carried.map(() => '1')].join(' ') }
  })
  return [key, ...others].map(({ name, stat }) => {
    const there = `SELECT 1 FROM sqlite_stat1 WHERE idx = '${name}'`
    return `INSERT INTO sqlite_stat1 (tbl, idx, stat) SELECT '${table.name}', '${name}', '${stat}' WHERE NOT EXISTS (${there})`
  })
}

/** Makes SQLite's table of statistics, where there is none, by counting one small table of the kernel's. */
export const statisticsTable = (dialect: SqlDialect, names: OwnNames): readonly string[] =>
  dialect.name === 'sqlite' ? [`ANALYZE ${dialect.quote(ownTableName(names, SCHEMA_TABLE))}`] : []

/** Lets the open connection read them. */
export const readStatistics = (dialect: SqlDialect): readonly string[] =>
  dialect.name === 'sqlite' ? ['ANALYZE sqlite_schema'] : []
