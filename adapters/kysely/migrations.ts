import { refuse } from '../../src/kernel'
import type { Model } from '../../src/model'
import { storageProblem } from '../../src/storage'
import { addColumn, createIndex, createTable, foundation } from './ddl'
import { causesOf, type DialectName, type SqlDialect } from './dialect'
import { mysqlDialect } from './dialect-mysql'
import { postgresDialect } from './dialect-postgres'
import { sqliteDialect } from './dialect-sqlite'
import { numberOf } from './driver-value'
import { ownTables } from './kernel-table'
import { ownNames, type NameOptions, type OwnNames } from './naming'
import type { Connection } from './runner'
import {
  readState,
  recordTable,
  recordVersion,
  SCHEMA_VERSION,
  stateOf,
  type SchemaState,
  type TableState,
} from './schema-state'
import { param, raw, sql } from './sql'
import { assumedStatistics, readStatistics, statisticsTable } from './sqlite-statistics'

export const dialectNamed = (name: DialectName): SqlDialect => {
  switch (name) {
    case 'sqlite':
      return sqliteDialect
    case 'postgres':
      return postgresDialect
    case 'mysql':
      return mysqlDialect({ returning: true })
    default:
      return name satisfies never
  }
}

const NO_TABLES: ReadonlyMap<string, TableState> = new Map()

/** What is missing between the tables that are there and those a model needs. Nothing is ever taken away. */
function additions(
  dialect: SqlDialect,
  names: OwnNames,
  model: Model,
  there: ReadonlyMap<string, TableState>,
): readonly string[] {
  const statements: string[] = []
  for (const table of ownTables(dialect, names, model).values()) {
    const before = there.get(table.name)
    const wanted = stateOf(table)
    const columns = table.columns.filter(({ name }) => before?.columns[name] === undefined)
    const indexes = table.indexes.filter(({ name }) => before?.indexes.includes(name) !== true)
    for (const { name, type } of table.columns) {
      const kept = before?.columns[name]
      if (kept !== undefined && kept !== type)
        throw new Error(
          `The column ${table.name}.${name} holds ${kept}, and ${table.entity} now wants ${type}: give the field another name`,
        )
    }
    if (before !== undefined && columns.length === 0 && indexes.length === 0) continue
    if (before === undefined) statements.push(createTable(dialect, names, table))
    else for (const column of columns) statements.push(addColumn(dialect, names, table, column))
    for (const index of indexes) statements.push(createIndex(dialect, names, table, index))
    statements.push(...assumedStatistics(dialect, table, indexes))
    statements.push(
      recordTable(dialect, names, table.name, {
        columns: { ...before?.columns, ...wanted.columns },
        indexes: [...new Set([...(before?.indexes ?? []), ...wanted.indexes])],
      }),
    )
  }
  return statements
}

export interface MigrationOptions extends NameOptions {
  readonly dialect: DialectName
  /** The model whose tables are there already: only what it lacks is printed. */
  readonly from?: Model
}

/**
 * What `migrate` would run, as SQL for the host's own tool: tables, columns and indexes of the kernel, and the record by which the
 * library knows them. The host's tables are not in it.
 *
 * @example
 * ```ts
 * const sql = migrationStatements(model, { dialect: 'postgres' }).join(';\n')
 * ```
 */
export function migrationStatements(
  model: Model,
  { dialect: name, from, ...options }: MigrationOptions,
): readonly string[] {
  const dialect = dialectNamed(name)
  const names = ownNames(name, options)
  const there =
    from === undefined
      ? NO_TABLES
      : new Map([...ownTables(dialect, names, from).values()].map((table) => [table.name, stateOf(table)]))
  return bracketed(dialect, names, additions(dialect, names, model, there))
}

/** What comes before and after the additions, whatever they are. */
const bracketed = (dialect: SqlDialect, names: OwnNames, missing: readonly string[]): readonly string[] => [
  ...foundation(dialect, names),
  ...statisticsTable(dialect, names),
  ...missing,
  recordVersion(dialect, names),
  ...readStatistics(dialect),
]

/** Brings the kernel's tables up to date. Two processes at once take turns. */
export async function runMigrations(
  connection: Connection,
  dialect: SqlDialect,
  names: OwnNames,
  model: Model,
): Promise<void> {
  const run = (statement: string) => connection.execute(raw(statement))
  const bring = async (): Promise<void> => {
    const before = await readState(connection, dialect, names)
    if (before !== null) refuseNewer(before)
    const missing = additions(dialect, names, model, before?.tables ?? NO_TABLES)
    if (before !== null && before.version >= SCHEMA_VERSION && missing.length === 0) return
    for (const statement of bracketed(dialect, names, missing))
      await run(statement).catch((error: unknown) => {
        if (!isThereAlready(error)) throw error
      })
  }
  const lock = `clientele migration ${names.schema ?? ''} ${names.prefix}`
  if (dialect.name === 'mysql') return lockedOnMysql(connection, lock, bring)
  await run(dialect.name === 'sqlite' ? 'BEGIN IMMEDIATE' : 'BEGIN')
  try {
    if (dialect.name === 'postgres')
      await connection.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${param(lock)}, 0))`)
    await bring()
    await run('COMMIT')
  } catch (error) {
    await run('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** On MySQL every change of a table commits by itself: a named lock of the connection keeps others away, and what a crash left is taken as done. */
async function lockedOnMysql(connection: Connection, lock: string, work: () => Promise<void>): Promise<void> {
  const name = sql`SHA2(CONCAT(DATABASE(), ' ', ${param(lock)}), 224)`
  const { rows } = await connection.execute(sql`SELECT GET_LOCK(${name}, 60) AS n`)
  if (numberOf(rows[0]?.['n']) !== 1) throw new Error('Another process has been migrating the tables for a minute')
  try {
    await work()
  } finally {
    await connection.execute(sql`SELECT RELEASE_LOCK(${name}) AS n`)
  }
}

/** A column or an index of that name is there: MySQL has no IF NOT EXISTS for them. */
const isThereAlready = (error: unknown): boolean =>
  [...causesOf(error)].some(({ errno }) => errno === 1060 || errno === 1061)

function refuseNewer({ version, readableFrom }: SchemaState): void {
  if (readableFrom > SCHEMA_VERSION)
    refuse(storageProblem('storage.schema_newer', { data: { found: version, supported: SCHEMA_VERSION } }))
}

/** Refused with `storage.schema_newer` or `storage.schema_behind` where the tables are not those that the model needs. */
export function checkState(dialect: SqlDialect, names: OwnNames, model: Model, state: SchemaState | null): void {
  const tables = [...ownTables(dialect, names, model).values()]
  if (tables.length === 0 && dialect.name !== 'mysql') return
  if (state !== null) refuseNewer(state)
  const missing = tables.flatMap((table) => missingIn(state?.tables.get(table.name), table.name, stateOf(table)))
  if (state !== null && state.version >= SCHEMA_VERSION && missing.length === 0) return
  const needed = missing.length === 0 ? String(SCHEMA_VERSION) : `${SCHEMA_VERSION}, ${missing.join(', ')}`
  refuse(storageProblem('storage.schema_behind', { data: { found: state?.version ?? 0, needed } }))
}

function missingIn(there: TableState | undefined, table: string, wanted: TableState): readonly string[] {
  if (there === undefined) return [table]
  const columns = Object.entries(wanted.columns).filter(([name, type]) => there.columns[name] !== type)
  return [
    ...columns.map(([name]) => `${table}.${name}`),
    ...wanted.indexes.filter((name) => !there.indexes.includes(name)),
  ]
}
