import {
  afterPrefix,
  causesOf,
  checkedIdentifier,
  FEW_VALUES,
  lengthInPoints,
  writtenOnce,
  type SqlDialect,
} from './dialect'
import { faultOnSqlite } from './driver-error-sqlite'
import { NOTHING_SQL, join, param, raw, sql, textWriter, type Parameter, type Sql } from './sql'

const TYPES = {
  word: 'TEXT',
  text: 'TEXT',
  integer: 'INTEGER',
  double: 'REAL',
  boolean: 'INTEGER',
  date: 'TEXT',
  tags: 'TEXT',
  json: 'TEXT',
} as const

const listOf = (values: readonly Parameter[]): Sql => sql`(${join(values.map(param))})`

/** In order: the tree that SQLite makes of a list grows at its end, twice as fast. */
const listText = writtenOnce((values) => JSON.stringify(values.toSorted()))

/** Doubles, and whole numbers past the safe ones, lose digits on their way through JSON, so they go one by one. */
const set = (values: readonly Parameter[], type: string | null): Sql =>
  values.length <= FEW_VALUES ||
  type === 'double' ||
  (type !== 'text' && values.some((value) => typeof value === 'bigint'))
    ? listOf(values)
    : sql`(SELECT value FROM json_each(${param(listText(values))}))`

/** SQLite from 3.35, through one connection or several. */
export const sqliteDialect: SqlDialect = {
  name: 'sqlite',
  quote: (identifier) => `"${checkedIdentifier(identifier).replaceAll('"', '""')}"`,
  textOf: textWriter(() => '?'),
  mostParameters: 32_000,

  asText: (column) => sql`CAST(${column} AS TEXT)`,
  bytes: (column) => sql`${column} COLLATE BINARY`,
  // The column that stands first decides how two columns compare.
  collated: (text) => text,
  recheck: (condition) => condition,
  contains: (text, value) => sql`instr(${text}, ${param(value)}) > 0`,
  startsWith(text, value) {
    const end = afterPrefix(value)
    return end === null
      ? sql`${text} >= ${param(value)}`
      : sql`(${text} >= ${param(value)} AND ${text} < ${param(end)})`
  },
  endsWith: (text, value) => sql`substr(${text}, ${raw(String(-lengthInPoints(value)))}) = ${param(value)}`,
  among: (column, values, type) => sql`${column} IN ${set(values, type)}`,
  notAmong: (column, values, type) => sql`${column} NOT IN ${set(values, type)}`,

  integerOf: (text) =>
    sql`CASE WHEN CAST(CAST(${text} AS INTEGER) AS TEXT) = ${text} THEN CAST(${text} AS INTEGER) END`,
  quotient: (units, divisor) => sql`(CAST(${units} AS REAL) / ${raw(String(divisor))})`,
  uuidOf: (text) => text,

  rowRanges: true,
  ordersByMissing: true,
  ordered: (key, direction, missing) =>
    sql`${key} ${raw(direction === 'asc' ? 'ASC' : 'DESC')} ${raw(missing === 'first' ? 'NULLS FIRST' : 'NULLS LAST')}`,
  withinSet: (column, select) => sql`${column} IN (${select})`,
  outsideSet: (column, select) => sql`(${column} IS NULL OR ${column} NOT IN (${select}))`,
  groupedBy: (column) => sql`+${column}`,
  turnsExists: 'nowhere',
  setsOnlyInAnd: false,
  lookedUp: (condition) => sql`(${condition}) IS TRUE`,
  unindexed: (key) => sql`+${key}`,
  cutList: (select) => sql`(${select})`,
  // A transaction of the kernel's holds the only right to write already.
  forUpdate: NOTHING_SQL,
  forShare: NOTHING_SQL,
  skipLocked: NOTHING_SQL,

  // A host's table may have no row numbers.
  rowsIn: (table, _name, isOwn) => (isOwn ? sql`(SELECT MAX(rowid) FROM ${table})` : raw('NULL')),
  carriesGrounds: true,
  sortsUnions: true,

  nowMilliseconds: raw(`CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)`),
  nowTimestamp: raw('CURRENT_TIMESTAMP'),

  batch(types, rows) {
    const columns = types.map((_, index) => raw(`column${index + 1} AS c${index}`))
    const values = rows.map((row) => listOf(row))
    return sql`(SELECT ${join(columns)} FROM (VALUES ${join(values)})) AS v`
  },
  batchLimit: (columns) => Math.min(1_000, Math.floor(30_000 / Math.max(1, columns))),
  onConflict: true,
  returning: true,
  updateReturning: true,
  readsWhatItChanges: true,
  unremembered: (statement) => statement,
  update: (table, assignments, where) => sql`UPDATE ${table} SET ${assignments} WHERE ${where}`,
  removal: (table, where) => sql`DELETE FROM ${table} AS t0 WHERE ${where}`,

  // The right to write is taken at the start: to ask for it half-way can fail for good.
  begin: [raw('BEGIN IMMEDIATE')],
  failureEndsTransaction: false,
  lock: () => null,
  changes: raw('SELECT changes() AS n'),
  counted: null,
  faultOf: faultOnSqlite,
  isRetryable: (error) =>
    [...causesOf(error)].some(({ code }) => typeof code === 'string' && /^SQLITE_(?:BUSY|LOCKED)/.test(code)),
  isOverflow: (error) => [...causesOf(error)].some(({ message }) => message === 'integer overflow'),

  columnType: (type) => TYPES[type],
}
