import { isPlainObject } from '../../src/kernel'
import type { SqlDialect } from './dialect'
import { literal } from './ddl'
import { numberOf, textOf } from './driver-value'
import type { OwnTable } from './kernel-table'
import { ownTableName, SCHEMA_TABLE, tableSql, type OwnNames } from './naming'
import type { Connection } from './runner'
import { param, sql, type Sql } from './sql'

/** Raised whenever this library keeps something in another way than before. */
export const SCHEMA_VERSION = 1
/** The least version of the library that still reads and writes tables of {@link SCHEMA_VERSION}. */
export const READABLE_FROM = 1

/** What a table was made with. */
export interface TableState {
  /** Types by column. */
  readonly columns: Readonly<Record<string, string>>
  readonly indexes: readonly string[]
}

/** What the kernel's tables are, by their own record. */
export interface SchemaState {
  readonly version: number
  readonly readableFrom: number
  readonly tables: ReadonlyMap<string, TableState>
}

export const stateOf = ({ columns, indexes }: OwnTable): TableState => ({
  columns: Object.fromEntries(columns.map(({ name, type }) => [name, type])),
  indexes: indexes.map(({ name }) => name),
})

/** The record of the tables; null where there is none. */
export async function readState(
  connection: Connection,
  dialect: SqlDialect,
  names: OwnNames,
): Promise<SchemaState | null> {
  const name = ownTableName(names, SCHEMA_TABLE)
  const found = await connection.execute(existence(dialect, names, name))
  if (numberOf(found.rows[0]?.['n']) !== 1) return null
  const { rows } = await connection.execute(
    sql`SELECT part AS c0, version AS c1, readable_from AS c2, layout AS c3 FROM ${tableSql(dialect, names.schema, name)}`,
  )
  const tables = new Map<string, TableState>()
  let [version, readableFrom] = [0, 0]
  for (const { c0, c1, c2, c3 } of rows) {
    const part = textOf(c0) ?? ''
    if (part === '') [version, readableFrom] = [numberOf(c1) ?? 0, numberOf(c2) ?? 0]
    else tables.set(part, tableState(textOf(c3) ?? '{}'))
  }
  return { version, readableFrom, tables }
}

function existence(dialect: SqlDialect, names: OwnNames, table: string): Sql {
  switch (dialect.name) {
    case 'sqlite':
      return sql`SELECT COUNT(*) AS n FROM sqlite_master WHERE type = 'table' AND name = ${param(table)}`
    case 'postgres':
      return sql`SELECT COUNT(*) AS n FROM pg_catalog.pg_tables WHERE schemaname = ${param(names.schema ?? 'public')} AND tablename = ${param(table)}`
    case 'mysql':
      return sql`SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ${param(table)}`
    default:
      return dialect.name satisfies never
  }
}

function tableState(json: string): TableState {
  const read: unknown = JSON.parse(json)
  const columns = isPlainObject(read) && isPlainObject(read['columns']) ? read['columns'] : {}
  const indexes = isPlainObject(read) && Array.isArray(read['indexes']) ? read['indexes'] : []
  return {
    columns: Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, String(type)])),
    indexes: indexes.map(String),
  }
}

/** Records the version; one that is there and higher stays. */
export function recordVersion(dialect: SqlDialect, names: OwnNames): string {
  const table = tableSql(dialect, names.schema, ownTableName(names, SCHEMA_TABLE)).text
  const insert = `INSERT INTO ${table} (part, version, readable_from, layout) VALUES ('', ${SCHEMA_VERSION}, ${READABLE_FROM}, '{}')`
  if (dialect.name === 'mysql')
    return `${insert} ON DUPLICATE KEY UPDATE version = GREATEST(version, ${SCHEMA_VERSION}), readable_from = GREATEST(readable_from, ${READABLE_FROM})`
  const greater = (column: string, value: number): string =>
    `CASE WHEN ${table}.${column} > ${value} THEN ${table}.${column} ELSE ${value} END`
  return `${insert} ON CONFLICT (part) DO UPDATE SET version = ${greater('version', SCHEMA_VERSION)}, readable_from = ${greater('readable_from', READABLE_FROM)}`
}

/** Records what a table has now: what was there before and what is wanted. */
export function recordTable(
  dialect: SqlDialect,
  names: OwnNames,
  table: string,
  { columns, indexes }: TableState,
): string {
  const name = tableSql(dialect, names.schema, ownTableName(names, SCHEMA_TABLE)).text
  const layout = literal(dialect, JSON.stringify({ columns, indexes }))
  const insert = `INSERT INTO ${name} (part, version, readable_from, layout) VALUES (${literal(dialect, table)}, ${SCHEMA_VERSION}, ${READABLE_FROM}, ${layout})`
  return dialect.name === 'mysql'
    ? `${insert} ON DUPLICATE KEY UPDATE layout = ${layout}`
    : `${insert} ON CONFLICT (part) DO UPDATE SET layout = ${layout}`
}
