import {
  afterPrefix,
  causesOf,
  checkedIdentifier,
  FEW_VALUES,
  lengthInPoints,
  writtenOnce,
  type CellType,
  type SqlDialect,
} from './dialect'
import { faultOnMysql } from './driver-error-mysql'
import { join, param, raw, sql, textWriter, type Parameter, type Sql } from './sql'

/**
 * Byte for byte, trailing spaces included. MariaDB and MySQL have each their own name for it; each runs only the comment that is
 * meant for it, so that one text serves both.
 */
const BINARY = '/*M! utf8mb4_nopad_bin *//*!80017 utf8mb4_0900_bin */'
const TEXT = `CHARACTER SET utf8mb4 COLLATE ${BINARY}`

const TYPES = {
  word: `VARCHAR(191) ${TEXT}`,
  text: `LONGTEXT ${TEXT}`,
  integer: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'TINYINT(1)',
  date: `VARCHAR(10) ${TEXT}`,
  tags: `LONGTEXT ${TEXT}`,
  json: `LONGTEXT ${TEXT}`,
} as const

const CELLS = {
  text: `LONGTEXT ${TEXT}`,
  integer: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BIGINT',
} as const satisfies Record<CellType, string>

const jsonOf = (value: Parameter): unknown => {
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'boolean' ? Number(value) : value
}

const FEW_TEXTS = 100

const listText = writtenOnce((values) => JSON.stringify(values.map(jsonOf)))

/** A list of texts that is short enough to be ranges of an index, or one JSON parameter. */
function set(values: readonly Parameter[], type: CellType | null): Sql {
  if (values.length <= (type === 'text' ? FEW_TEXTS : FEW_VALUES) || type === 'double' || type === null)
    return sql`(${join(values.map(param))})`
  // An index serves a list of short texts; one that does not fit would become NULL, and make NOT IN hold for nothing.
  const isShort = type === 'text' && values.every((value) => typeof value === 'string' && value.length <= 191)
  const cell = isShort ? `VARCHAR(191) ${TEXT}` : CELLS[type]
  return sql`(SELECT v FROM JSON_TABLE(${param(listText(values))}, '$[*]' COLUMNS (v ${raw(cell)} PATH '$')) AS list)`
}

export interface MysqlOptions {
  /** MariaDB answers what an INSERT wrote; MySQL does not. */
  readonly returning: boolean
}

/** MariaDB from 10.6 and MySQL from 8.0.17. */
export const mysqlDialect = ({ returning }: MysqlOptions): SqlDialect => ({
  name: 'mysql',
  quote: (identifier) => `\`${checkedIdentifier(identifier).replaceAll('`', '``')}\``,
  textOf: textWriter(() => '?'),
  mostParameters: 60_000,

  asText: (column) => sql`CAST(${column} AS CHAR)`,
  bytes: (column) => sql`CONVERT(${column} USING utf8mb4) COLLATE ${raw(BINARY)}`,
  collated(text, collation) {
    const [characters = 'utf8mb4', name = BINARY] = collation?.split(' ') ?? []
    return sql`CONVERT(${text} USING ${raw(characters)}) COLLATE ${raw(name)}`
  },
  recheck: (condition) => condition,
  contains: (text, value) => sql`LOCATE(${param(value)}, ${text}) > 0`,
  startsWith(text, value) {
    const end = afterPrefix(value)
    return end === null
      ? sql`${text} >= ${param(value)}`
      : sql`(${text} >= ${param(value)} AND ${text} < ${param(end)})`
  },
  endsWith: (text, value) => sql`RIGHT(${text}, ${raw(String(lengthInPoints(value)))}) = ${param(value)}`,
  among: (column, values, type) => sql`${column} IN ${set(values, type)}`,
  notAmong: (column, values, type) => sql`${column} NOT IN ${set(values, type)}`,

  integerOf: (text) => sql`CASE WHEN ${text} REGEXP '^(0|-?[1-9][0-9]{0,17})$' THEN CAST(${text} AS SIGNED) END`,
  quotient: (units, divisor) => sql`(CAST(${units} AS DOUBLE) / ${raw(String(divisor))})`,
  uuidOf: (text) => text,

  rowRanges: false,
  ordersByMissing: false,
  ordered(key, direction, missing) {
    const way = raw(direction === 'asc' ? 'ASC' : 'DESC')
    return sql`${key} IS NULL ${raw(missing === 'first' ? 'DESC' : 'ASC')}, ${key} ${way}`
  },
  withinSet: (column, select) => sql`${column} IN (${select})`,
  outsideSet: (column, select) => sql`(${column} IS NULL OR ${column} NOT IN (${select}))`,
  groupedBy: (column) => column,
  turnsExists: 'outermost',
  setsOnlyInAnd: false,
  lookedUp: (condition) => sql`CASE WHEN ${condition} THEN TRUE END`,
  unindexed: (key) => sql`COALESCE(${key}, ${key})`,
  cutList: (select) => sql`(SELECT * FROM (${select}) AS cut)`,
  forUpdate: raw(' FOR UPDATE'),
  // Not FOR SHARE, which MariaDB does not know.
  forShare: raw(' LOCK IN SHARE MODE'),
  skipLocked: raw(' SKIP LOCKED'),

  rowsIn: (_table, name) =>
    sql`(SELECT table_rows FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ${param(name)})`,
  carriesGrounds: false,
  sortsUnions: false,

  // Not UNIX_TIMESTAMP(NOW(3)), which reads a local time and loses an hour where the clocks go back.
  nowMilliseconds: raw(`(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(3)) DIV 1000)`),
  nowTimestamp: raw('UTC_TIMESTAMP(3)'),

  batch(types, rows) {
    const columns = types.map((type, column) => raw(`c${column} ${CELLS[type]} PATH '$[${column}]'`))
    const json = JSON.stringify(rows.map((row) => row.map(jsonOf)))
    return sql`JSON_TABLE(${param(json)}, '$[*]' COLUMNS (${join(columns)})) AS v`
  },
  batchLimit: () => 2_000,
  onConflict: false,
  returning,
  updateReturning: false,
  readsWhatItChanges: returning,
  // MariaDB remembers sub-selects by the outer columns as their collation compares them: `a1` gets the answer of `A1`.
  unremembered: (statement) => sql`/*M! SET STATEMENT optimizer_switch = 'subquery_cache=off' FOR */ ${statement}`,
  // A list is looked through for every row of the table, unless there is another table: then the rows are found by it. That does not pass
  // over rows that others hold, and so is for lists alone.
  update: (table, assignments, where, goesByList) =>
    goesByList
      ? sql`UPDATE ${table} JOIN (SELECT 1 AS _single) AS single SET ${assignments} WHERE ${where}`
      : sql`UPDATE ${table} SET ${assignments} WHERE ${where}`,
  removal: (table, where) => sql`DELETE t0 FROM ${table} AS t0 WHERE ${where}`,

  // As elsewhere, a statement sees what was committed before it: after a named lock, what its last holder did.
  begin: [raw('SET TRANSACTION ISOLATION LEVEL READ COMMITTED'), raw('START TRANSACTION')],
  failureEndsTransaction: false,
  // A row and not GET_LOCK: it leaves with the transaction, also where that is the host's.
  lock: (name, lockTable) =>
    sql`INSERT INTO ${lockTable} (name) VALUES (SHA2(${param(name)}, 256)) ON DUPLICATE KEY UPDATE name = name`,
  changes: raw('SELECT ROW_COUNT() AS n'),
  counted: null,
  faultOf: faultOnMysql,
  // Deadlock, lock wait timeout, record changed since it was read.
  isRetryable: (error) => [...causesOf(error)].some(({ errno }) => errno === 1213 || errno === 1205 || errno === 1020),
  isOverflow: () => false,

  columnType: (type) => TYPES[type],
})
