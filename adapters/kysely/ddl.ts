import type { SqlDialect } from './dialect'
import { KEY_LENGTH, type OwnColumn, type OwnIndex, type OwnTable } from './kernel-table'
import { keyOfText } from './table-layout'
import { raw, type Parameter } from './sql'
import { LOCK_TABLE, ownTableName, SCHEMA_TABLE, tableSql, TENANT_COLUMN, type OwnNames } from './naming'

/** A text as SQL writes it, for statements that take no parameters. */
export function literal(dialect: SqlDialect, value: Parameter): string {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return dialect.name === 'postgres' ? String(value) : String(Number(value))
  if (typeof value !== 'string') return String(value)
  // MySQL gives the backslash a meaning, unless a mode takes it away: written in hexadecimal there is none to mistake.
  if (dialect.name === 'mysql' && value.includes('\\')) return `CONVERT(0x${hex(value)} USING utf8mb4)`
  return `'${value.replaceAll("'", "''")}'`
}

const hex = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')

const tenantType = (dialect: SqlDialect): string => dialect.columnType('word').replace('VARCHAR(191)', 'VARCHAR(64)')

function columnDefinition(dialect: SqlDialect, { name, type, standard, keyOf }: OwnColumn): string {
  const definition = `${dialect.quote(name)} ${dialect.columnType(type)}`
  if (keyOf !== undefined)
    return `${definition.replace('VARCHAR(191)', `VARCHAR(${KEY_LENGTH})`)} GENERATED ALWAYS AS (LEFT(${dialect.quote(keyOf)}, ${KEY_LENGTH})) STORED`
  if (name === 'id') return `${definition} NOT NULL`
  if (standard === undefined) return definition
  const value = literal(dialect, standard)
  return `${definition} DEFAULT ${dialect.name === 'mysql' && typeof standard === 'string' ? `(${value})` : value}`
}

/** The tables that keep what version the others have, and the names that transactions hold where the database has no locks of its own. */
export function foundation(dialect: SqlDialect, names: OwnNames): readonly string[] {
  const table = (name: string): string => tableSql(dialect, names.schema, ownTableName(names, name)).text
  const word = dialect.columnType('word')
  return [
    ...(names.schema === null ? [] : [`CREATE SCHEMA IF NOT EXISTS ${dialect.quote(names.schema)}`]),
    `CREATE TABLE IF NOT EXISTS ${table(SCHEMA_TABLE)} (part ${word} NOT NULL PRIMARY KEY, version ${dialect.columnType('integer')} NOT NULL, readable_from ${dialect.columnType('integer')} NOT NULL, layout ${dialect.columnType('text')} NOT NULL)`,
    ...(dialect.name === 'mysql'
      ? [`CREATE TABLE IF NOT EXISTS ${table(LOCK_TABLE)} (name ${word} NOT NULL PRIMARY KEY)`]
      : []),
  ]
}

export function createTable(dialect: SqlDialect, names: OwnNames, { name, columns }: OwnTable): string {
  const definitions = [
    `${dialect.quote(TENANT_COLUMN)} ${tenantType(dialect)} NOT NULL`,
    ...columns.map((column) => columnDefinition(dialect, column)),
    `PRIMARY KEY (${dialect.quote(TENANT_COLUMN)}, ${dialect.quote('id')})`,
  ]
  return `CREATE TABLE IF NOT EXISTS ${tableSql(dialect, names.schema, name).text} (\n  ${definitions.join(',\n  ')}\n)`
}

/** A column that came later is empty, or has its standard value, in the rows that are there. */
export function addColumn(dialect: SqlDialect, names: OwnNames, { name }: OwnTable, column: OwnColumn): string {
  const guard = dialect.name === 'postgres' ? 'IF NOT EXISTS ' : ''
  return `ALTER TABLE ${tableSql(dialect, names.schema, name).text} ADD COLUMN ${guard}${columnDefinition(dialect, column)}`
}

/** Bytes that one index of InnoDB may take. */
const MOST_INDEX_BYTES = 3_072
const TENANT_BYTES = 64 * 4

export function createIndex(dialect: SqlDialect, names: OwnNames, table: OwnTable, index: OwnIndex): string {
  const on = tableSql(dialect, names.schema, table.name).text
  const guard = dialect.name === 'mysql' ? '' : 'IF NOT EXISTS '
  const unique = index.type === 'unique' ? 'UNIQUE ' : ''
  const head = `CREATE ${unique}INDEX ${guard}${dialect.quote(index.name)} ON ${on}`
  if (index.type === 'set') return `${head} USING gin (${index.columns.map(dialect.quote).join(', ')})`
  const found = index.type === 'unique' || index.columns.includes('id') ? index.columns : [...index.columns, 'id']
  const columns = [...found, ...index.carried]
  return `${head} (${[dialect.quote(TENANT_COLUMN), ...columns.map(indexed(dialect, table, index, columns))].join(', ')})`
}

function indexed(
  dialect: SqlDialect,
  table: OwnTable,
  { fields }: OwnIndex,
  columns: readonly string[],
): (column: string) => string {
  const typeOf = (name: string): OwnColumn | undefined => table.columns.find((column) => column.name === name)
  const bytes = (name: string): number => {
    const column = typeOf(name)
    if (column?.keyOf !== undefined) return KEY_LENGTH * 4
    return column?.type === 'word' ? 191 * 4 : 40
  }
  const words = columns.filter((name) => bytes(name) > 40)
  const isTooLong = TENANT_BYTES + columns.reduce((sum, name) => sum + bytes(name), 0) > MOST_INDEX_BYTES
  const most = Math.floor((MOST_INDEX_BYTES - TENANT_BYTES - 40 * columns.length) / (4 * Math.max(1, words.length)))
  return (name) => {
    const quoted = dialect.quote(name)
    if (dialect.name === 'postgres') {
      const isKeyed = fields.some(
        (field) => table.keyed.has(field) && (table.foldedOf.get(field) ?? table.columnOf.get(field)) === name,
      )
      return isKeyed ? keyOfText(raw(quoted)).text : quoted
    }
    return dialect.name === 'mysql' && isTooLong && words.includes(name) ? `${quoted}(${most})` : quoted
  }
}
