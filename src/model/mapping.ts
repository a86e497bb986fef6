import type { Codec } from './codec'

/** A column that is not in the entity's own table but in one that its table points to; read only. */
export interface JoinedColumn {
  readonly through: {
    readonly schema?: string
    readonly table: string
    /** The column of the entity's own table that points to the other. */
    readonly local: string
    /** The unique column of the other table. */
    readonly foreign: string
  }
  readonly column: string
  readonly codec?: Codec
}

export interface OwnColumn {
  readonly column: string
  readonly codec?: Codec
  /** Text only: the column that the host keeps as `foldText` of this one, which comparisons and order then use. */
  readonly folded?: string
  /** The database makes the value on insert (an identity column, a default). */
  readonly generated?: boolean
}

export type ColumnMapping = string | OwnColumn | JoinedColumn

/** A condition that every row of the entity meets, such as "not deleted". */
export interface StandingCondition {
  readonly column: string
  readonly is: 'null' | 'not null' | { readonly value: string | number | boolean }
}

/**
 * Where a host's own table holds the entity. The kernel never alters such a table. Columns not named are called as the field.
 *
 * @example
 * ```ts
 * table({ table: 'clients', tenant: 'none', columns: { name: { column: 'raison_sociale', folded: 'raison_pliee' } } })
 * ```
 */
export interface Mapping {
  readonly table: string
  readonly schema?: string
  /** The column that tells tenants apart, or `'none'` where the whole table belongs to whoever opens it. There is no default. */
  readonly tenant: { readonly column: string } | 'none'
  readonly columns?: Readonly<Record<string, ColumnMapping>>
  readonly where?: readonly StandingCondition[]
  /** How a removed record leaves: its row is deleted (default), or a column is set so that `where` no longer holds. */
  readonly removal?: 'delete' | { readonly set: Readonly<Record<string, string | number | boolean | 'now'>> }
}

export function isJoined(column: OwnColumn | JoinedColumn): column is JoinedColumn {
  return 'through' in column
}

/** The column of a mapped field, with the default name filled in. */
export function columnOf(mapping: Mapping, field: string): OwnColumn | JoinedColumn {
  const column: ColumnMapping = mapping.columns?.[field] ?? field
  return typeof column === 'string' ? { column } : column
}
