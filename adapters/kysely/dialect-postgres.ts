import { afterPrefix, causesOf, checkedIdentifier, writtenOnce, type CellType, type SqlDialect } from './dialect'
import { faultOnPostgres } from './driver-error-postgres'
import { join, param, raw, sql, textWriter, type Parameter, type Sql } from './sql'

const TYPES = {
  word: 'text COLLATE "C"',
  text: 'text COLLATE "C"',
  integer: 'bigint',
  double: 'double precision',
  boolean: 'boolean',
  date: 'text COLLATE "C"',
  tags: 'text[]',
  json: 'jsonb',
} as const

const ARRAYS = {
  text: 'text[]',
  integer: 'bigint[]',
  double: 'double precision[]',
  boolean: 'boolean[]',
} as const satisfies Record<CellType, string>

const arrayElement = (value: Parameter): string => {
  if (value === null) return 'NULL'
  return typeof value === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : String(value)
}

/** The text form of an array: drivers differ in how they pass lists, all pass a text. */
export const arrayText = (values: readonly Parameter[]): string => `{${values.map(arrayElement).join(',')}}`

const listText = writtenOnce(arrayText)

const arrayOf = (values: readonly Parameter[], type: CellType | null): Sql =>
  type === null ? param(listText(values)) : sql`${param(listText(values))}::${raw(ARRAYS[type])}`

const pattern = (value: string): string => value.replace(/[\\%_]/g, '\\$&')

const UUID = `'^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'`
const INTEGER = `'^(0|-?[1-9][0-9]{0,17})$'`

/** PostgreSQL from 12. */
export const postgresDialect: SqlDialect = {
  name: 'postgres',
  quote: (identifier) => `"${checkedIdentifier(identifier).replaceAll('"', '""')}"`,
  textOf: textWriter((position) => `$${position}`),
  mostParameters: 60_000,

  asText: (column) => sql`${column}::text`,
  bytes: (column) => sql`${column}::text COLLATE "C"`,
  collated: (text, collation) => sql`${text}::text COLLATE ${raw(collation ?? '"C"')}`,
  // A second equality would make the planner expect 200 times fewer rows; of a CASE it expects half.
  recheck: (condition) => sql`CASE WHEN ${condition} THEN true END`,
  contains: (text, value) => sql`${text} LIKE ${param(`%${pattern(value)}%`)}`,
  startsWith(text, value) {
    const end = afterPrefix(value)
    return end === null
      ? sql`${text} >= ${param(value)}`
      : sql`(${text} >= ${param(value)} AND ${text} < ${param(end)})`
  },
  endsWith: (text, value) => sql`${text} LIKE ${param(`%${pattern(value)}`)}`,
  among: (column, values, type) => sql`${column} = ANY(${arrayOf(values, type)})`,
  notAmong: (column, values, type) => sql`${column} <> ALL(${arrayOf(values, type)})`,

  integerOf: (text) => sql`CASE WHEN ${text} ~ ${raw(INTEGER)} THEN ${text}::bigint END`,
  quotient: (units, divisor) => sql`(${units}::double precision / ${raw(String(divisor))})`,
  uuidOf: (text) => sql`CASE WHEN ${text} ~ ${raw(UUID)} THEN ${text}::uuid END`,

  rowRanges: true,
  ordersByMissing: true,
  ordered: (key, direction, missing) =>
    sql`${key} ${raw(direction === 'asc' ? 'ASC' : 'DESC')} ${raw(missing === 'first' ? 'NULLS FIRST' : 'NULLS LAST')}`,
  withinSet: (column, select) => sql`${column} IN (${select})`,
  // Not NOT IN, which is no join: what does not fit into memory is read again for every row.
  outsideSet: (column, select) => sql`NOT EXISTS (SELECT 1 FROM (${select}) AS kept WHERE kept.c0 = ${column})`,
  groupedBy: (column) => column,
  turnsExists: 'everywhere',
  setsOnlyInAnd: true,
  lookedUp: (condition) => sql`CASE WHEN ${condition} THEN TRUE END`,
  unindexed: (key) => sql`COALESCE(${key}, ${key})`,
  cutList: (select) => sql`(${select})`,
  forUpdate: raw(' FOR UPDATE OF t0'),
  forShare: raw(' FOR SHARE OF t0'),
  skipLocked: raw(' SKIP LOCKED'),

  rowsIn: (table) => sql`(SELECT reltuples FROM pg_class WHERE oid = to_regclass(${param(table.text)}))`,
  carriesGrounds: false,
  sortsUnions: false,

  // Not clock_timestamp(): an index serves only what stays the same throughout a statement.
  nowMilliseconds: raw('floor(extract(epoch FROM statement_timestamp()) * 1000)::bigint'),
  nowTimestamp: raw('CURRENT_TIMESTAMP'),

  batch(types, rows) {
    const arrays = types.map((type, column) =>
      arrayOf(
        rows.map((row) => row[column] ?? null),
        type,
      ),
    )
    return sql`unnest(${join(arrays)}) AS v(${raw(types.map((_, column) => `c${column}`).join(', '))})`
  },
  batchLimit: () => 5_000,
  onConflict: true,
  returning: true,
  updateReturning: true,
  readsWhatItChanges: true,
  unremembered: (statement) => statement,
  update: (table, assignments, where) => sql`UPDATE ${table} SET ${assignments} WHERE ${where}`,
  removal: (table, where) => sql`DELETE FROM ${table} AS t0 WHERE ${where}`,

  begin: [raw('BEGIN')],
  failureEndsTransaction: true,
  lock: (name, lockTable) =>
    sql`SELECT pg_advisory_xact_lock(hashtextextended(${param(`${lockTable.text} ${name}`)}, 0))`,
  changes: null,
  counted: (write) => sql`WITH changed AS (${write} RETURNING 1) SELECT COUNT(*) AS n FROM changed`,
  faultOf: faultOnPostgres,
  isRetryable: (error) => [...causesOf(error)].some(({ code }) => code === '40001' || code === '40P01'),
  isOverflow: () => false,

  columnType: (type) => TYPES[type],
}
