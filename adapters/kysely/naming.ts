import type { DialectName, SqlDialect } from './dialect'
import { raw, type Sql } from './sql'

/** Where the kernel's own tables stand: in a schema of PostgreSQL, and under a prefix. */
export interface OwnNames {
  readonly schema: string | null
  readonly prefix: string
}

export interface NameOptions {
  /** PostgreSQL only: the schema of the kernel's tables; `clientele` unless said. */
  readonly schema?: string
  /** What the names of the kernel's tables begin with; `clientele_` unless said, nothing on PostgreSQL. */
  readonly prefix?: string
}

export function ownNames(dialect: DialectName, { schema, prefix }: NameOptions): OwnNames {
  return dialect === 'postgres'
    ? { schema: schema ?? 'clientele', prefix: prefix ?? '' }
    : { schema: null, prefix: prefix ?? 'clientele_' }
}

/** `savedQuery` → `saved_query`: names that need no quotes when a person writes SQL. */
export const snakeCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()

/** PostgreSQL cuts names at 63 bytes, and two may then be one. */
const LONGEST = 60

/** A name as it is, or cut and told apart by a hash of the whole. */
export function fitting(name: string): string {
  if (name.length <= LONGEST) return name
  return `${name.slice(0, LONGEST - 9)}_${hashOf(name).toString(16).padStart(8, '0')}`
}

/** FNV-1a over UTF-16 units, 32 bits: tells names and cursors apart; keeps no secret. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

export const ownTableName = (names: OwnNames, name: string): string => fitting(`${names.prefix}${name}`)

/** No entity is called so: names of entities begin with a letter. */
export const SCHEMA_TABLE = '_schema'
export const LOCK_TABLE = '_lock'
/** The tenant of every row; no field is called so. */
export const TENANT_COLUMN = '_tenant'

export function tableSql(dialect: SqlDialect, schema: string | null, table: string): Sql {
  return raw(schema === null ? dialect.quote(table) : `${dialect.quote(schema)}.${dialect.quote(table)}`)
}
