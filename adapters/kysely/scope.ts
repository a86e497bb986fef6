import type { EntityDefinition, StandingCondition } from '../../src/model'
import type { SqlDialect } from './dialect'
import { param, raw, sql, type Parameter, type Sql } from './sql'
import { at, type TableLayout } from './table-layout'

/** What compiling needs to know: the database, its tables, and whose rows are asked for. */
export interface Reading {
  readonly dialect: SqlDialect
  readonly tenant: string
  /** Some entity is in a table of a host's, whose collations are not the kernel's. */
  readonly hasHostTables: boolean
  layoutOf(entity: EntityDefinition): TableLayout
  /** How records on the other side of a relation are looked at: around each row that is met, or once for all rows, as a set. */
  readonly around: 'each' | 'all'
}

/** The conditions that every statement over a table carries: the tenant, and what the host says of all its rows. */
export function scopeOf({ dialect, tenant }: Reading, layout: TableLayout, alias: string): readonly Sql[] {
  const ofTenant = tenantTest(dialect, tenant, layout, alias)
  if (layout.standing.length === 0) return ofTenant
  return [...ofTenant, ...layout.standing.map((condition) => standing(dialect, condition, alias))]
}

/** Of no tenant but this one, byte for byte: the column finds it by an index, and where that may find others too its bytes decide. */
function tenantTest(dialect: SqlDialect, tenant: string, layout: TableLayout, alias: string): readonly Sql[] {
  if (layout.tenant === null) return []
  const place = at(alias, layout.tenant)
  const found = sql`${place} = ${param(tenant)}`
  return layout.takesTenantsAlike ? [found, dialect.recheck(sql`${dialect.bytes(place)} = ${param(tenant)}`)] : [found]
}

function standing(dialect: SqlDialect, { column, is }: StandingCondition, alias: string): Sql {
  const place = at(alias, dialect.quote(column))
  if (is === 'null') return sql`${place} IS NULL`
  if (is === 'not null') return sql`${place} IS NOT NULL`
  return sql`${place} = ${param(hostValue(dialect, is.value))}`
}

/** A plain value in a column of a host's, of whatever type: SQLite has no booleans. */
export const hostValue = (dialect: SqlDialect, value: string | number | boolean): Parameter =>
  typeof value === 'boolean' && dialect.name === 'sqlite' ? Number(value) : value

export const aliasAt = (depth: number): string => `t${depth}`

export const named = (layout: TableLayout, alias: string): Sql => sql`${layout.table} AS ${raw(alias)}`
