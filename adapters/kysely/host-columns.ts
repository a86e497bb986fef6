import type { Mapping, Model } from '../../src/model'
import type { SqlDialect } from './dialect'
import { booleanOf, textOf } from './driver-value'
import type { Connection, DriverRow } from './runner'
import { param, sql, type Sql } from './sql'

/** What the database knows of the columns of hosts' tables: how texts compare, by table and column, as the dialect writes a collation. */
export interface HostColumns {
  collation(mapping: Mapping, column: string): string | null
  /** The column takes no two values for one; false where that is not known. */
  isExact(mapping: Mapping, column: string): boolean
  /** The columns of a unique key by the name of its index; empty where that is not known, or errors name the columns themselves. */
  keyColumns(mapping: Mapping, index: string): readonly string[]
}

export const UNKNOWN_COLUMNS: HostColumns = { collation: () => null, isExact: () => false, keyColumns: () => [] }

/** A text column: its collation, and whether that compares byte for byte. */
interface TextColumn {
  readonly collation: string
  readonly isExact: boolean
}

const nameOf = (schema: string | undefined, table: string): string => JSON.stringify([schema ?? null, table])

/**
 * Reads the collations of the mapped tables, and on MySQL their unique keys. Two columns that meet in a relation may have different
 * collations, and only the inner column's own lets its index find the row.
 */
export async function readHostColumns(connection: Connection, dialect: SqlDialect, model: Model): Promise<HostColumns> {
  if (dialect.name === 'sqlite') return UNKNOWN_COLUMNS
  const found = new Map<string, ReadonlyMap<string, TextColumn>>()
  const keys = new Map<string, readonly DriverRow[]>()
  for (const { table: mapping } of model.entities.values()) {
    if (mapping === null || found.has(nameOf(mapping.schema, mapping.table))) continue
    const { rows } = await connection.execute(catalogue(dialect, mapping))
    const columns = rows.flatMap(({ c0, c1, c2, c3 }): readonly (readonly [string, TextColumn])[] => {
      const [column, collation, scope] = [textOf(c0), textOf(c1), textOf(c2)]
      if (column === null || collation === null) return []
      return [[column, { collation: written(dialect, collation, scope), isExact: booleanOf(c3) === true }]]
    })
    found.set(nameOf(mapping.schema, mapping.table), new Map(columns))
    if (dialect.name === 'mysql')
      keys.set(nameOf(mapping.schema, mapping.table), (await connection.execute(uniqueKeys(mapping))).rows)
  }
  const textAt = ({ schema, table }: Mapping, column: string) => found.get(nameOf(schema, table))?.get(column)
  return {
    collation: (mapping, column) => textAt(mapping, column)?.collation ?? null,
    // What is no text has no collation that could take two values for one.
    isExact: (mapping, column) => textAt(mapping, column)?.isExact ?? true,
    keyColumns: ({ schema, table }, index) =>
      (keys.get(nameOf(schema, table)) ?? []).flatMap(({ c0, c1 }) => (textOf(c0) === index ? (textOf(c1) ?? []) : [])),
  }
}

const inSchema = (schema: string | undefined): Sql => (schema === undefined ? sql`DATABASE()` : param(schema))

/** Index and column, of MySQL, whose errors name the index alone. */
const uniqueKeys = ({ schema, table }: Mapping): Sql =>
  sql`SELECT index_name AS c0, column_name AS c1 FROM information_schema.statistics WHERE table_schema = ${inSchema(schema)} AND table_name = ${param(table)} AND non_unique = 0 ORDER BY index_name, seq_in_index`

/**
 * Column, collation, where that belongs (the schema of the collation on PostgreSQL, the character set on MySQL), and whether it tells all
 * texts apart, also by the blanks at their end.
 */
function catalogue(dialect: SqlDialect, { schema, table }: Mapping): Sql {
  if (dialect.name === 'mysql')
    return sql`SELECT column_name AS c0, collation_name AS c1, character_set_name AS c2, (collation_name LIKE '%nopad_bin' OR collation_name LIKE '%0900_bin') AS c3 FROM information_schema.columns WHERE table_schema = ${inSchema(schema)} AND table_name = ${param(table)}`
  const relation = param(
    schema === undefined ? dialect.quote(table) : `${dialect.quote(schema)}.${dialect.quote(table)}`,
  )
  return sql`SELECT a.attname AS c0, c.collname AS c1, n.nspname AS c2, c.collisdeterministic AND a.atttypid IN ('text'::regtype, 'varchar'::regtype) AS c3 FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_collation AS c ON c.oid = a.attcollation JOIN pg_catalog.pg_namespace AS n ON n.oid = c.collnamespace WHERE a.attrelid = to_regclass(${relation}) AND a.attnum > 0`
}

/** PostgreSQL writes a collation by its schema and name, MySQL by its name, which begins with the character set. */
const written = (dialect: SqlDialect, collation: string, scope: string | null): string =>
  dialect.name === 'postgres'
    ? `${dialect.quote(scope ?? 'pg_catalog')}.${dialect.quote(collation)}`
    : `${scope ?? ''} ${collation}`
