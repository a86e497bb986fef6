import type { Mapping, Model } from '../../src/model'
import type { SqlDialect } from './dialect'
import { textOf } from './driver-value'
import type { Connection } from './runner'
import { param, sql, type Sql } from './sql'

/** How the text columns of hosts' tables compare: by table and column, as the dialect writes a collation. */
export interface HostColumns {
  collation(mapping: Mapping, column: string): string | null
}

export const UNKNOWN_COLUMNS: HostColumns = { collation: () => null }

const nameOf = (schema: string | undefined, table: string): string => JSON.stringify([schema ?? null, table])

/**
 * Reads the collations of the mapped tables. Two columns that meet in a relation may have different ones, and only the inner
 * column's own lets its index find the row.
 */
export async function readHostColumns(connection: Connection, dialect: SqlDialect, model: Model): Promise<HostColumns> {
  if (dialect.name === 'sqlite') return UNKNOWN_COLUMNS
  const found = new Map<string, ReadonlyMap<string, string>>()
  for (const { table: mapping } of model.entities.values()) {
    if (mapping === null || found.has(nameOf(mapping.schema, mapping.table))) continue
    const { rows } = await connection.execute(catalogue(dialect, mapping))
    const columns = rows.flatMap(({ c0, c1, c2 }): readonly (readonly [string, string])[] => {
      const [column, collation, scope] = [textOf(c0), textOf(c1), textOf(c2)]
      return column === null || collation === null ? [] : [[column, written(dialect, collation, scope)]]
    })
    found.set(nameOf(mapping.schema, mapping.table), new Map(columns))
  }
  return { collation: (mapping, column) => found.get(nameOf(mapping.schema, mapping.table))?.get(column) ?? null }
}

/** Column, collation, and where it belongs: the schema of the collation on PostgreSQL, the character set on MySQL. */
function catalogue(dialect: SqlDialect, { schema, table }: Mapping): Sql {
  if (dialect.name === 'mysql')
    return sql`SELECT column_name AS c0, collation_name AS c1, character_set_name AS c2 FROM information_schema.columns WHERE table_schema = ${schema === undefined ? sql`DATABASE()` : param(schema)} AND table_name = ${param(table)}`
  const relation = param(
    schema === undefined ? dialect.quote(table) : `${dialect.quote(schema)}.${dialect.quote(table)}`,
  )
  return sql`SELECT a.attname AS c0, c.collname AS c1, n.nspname AS c2 FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_collation AS c ON c.oid = a.attcollation JOIN pg_catalog.pg_namespace AS n ON n.oid = c.collnamespace WHERE a.attrelid = to_regclass(${relation}) AND a.attnum > 0`
}

/** PostgreSQL writes a collation by its schema and name, MySQL by its name, which begins with the character set. */
const written = (dialect: SqlDialect, collation: string, scope: string | null): string =>
  dialect.name === 'postgres'
    ? `${dialect.quote(scope ?? 'pg_catalog')}.${dialect.quote(collation)}`
    : `${scope ?? ''} ${collation}`
