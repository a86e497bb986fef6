import {
  columnOf,
  isJoined,
  type EntityDefinition,
  type FieldDefinition,
  type JoinedColumn,
  type Mapping,
  type Model,
  type StandingCondition,
} from '../../src/model'
import { storedField } from '../../src/storage'
import type { ColumnForm } from './column-form'
import type { SqlDialect } from './dialect'
import { hostForm, kernelForm } from './form-of'
import { UNKNOWN_COLUMNS, type HostColumns } from './host-columns'
import { isFolded, keyColumn, KEY_LENGTH, ownTables, type OwnTable } from './kernel-table'
import { TENANT_COLUMN, tableSql, type OwnNames } from './naming'
import { raw, sql, type Sql } from './sql'

/** Where a field stands in a table that statements call by an alias. */
export interface Column {
  readonly field: FieldDefinition
  readonly form: ColumnForm
  /** Quoted; of a joined column, the one of the other table. */
  readonly name: string
  /** Another table, that the entity's own points to. */
  readonly joined: { readonly table: Sql; readonly local: string; readonly foreign: string } | null
  /** The shadow column of a folded text, quoted, with its own form. */
  readonly folded: { readonly name: string; readonly form: ColumnForm } | null
  /** The beginning of a long text, which indexes hold and orders go by. */
  readonly key: ((alias: string) => Sql) | null
  readonly isGenerated: boolean
  /** How a text of a host's compares: `own` for the kernel's own columns, null where it is not known. */
  readonly collation: string | 'own' | null
}

export interface UniqueKey {
  readonly fields: readonly string[]
  /** The name of its index, where the kernel made it. */
  readonly index: string | null
  /** What ON CONFLICT names. */
  readonly target: Sql
}

/** How an entity lies in its table, the kernel's own or a host's. */
export interface TableLayout {
  readonly entity: EntityDefinition
  readonly table: Sql
  /** Quoted; null where the whole table belongs to whoever opens it. */
  readonly tenant: string | null
  /** The column of the tenant takes other names for its own: a host's collation ignores case, accents or blanks at the end. */
  readonly takesTenantsAlike: boolean
  readonly columns: ReadonlyMap<string, Column>
  readonly id: Column
  readonly standing: readonly StandingCondition[]
  readonly mapping: Mapping | null
  readonly own: OwnTable | null
  readonly unique: readonly UniqueKey[]
  /** The columns of a host's index, where errors name the index alone. */
  keyColumns(index: string): readonly string[]
}

/** Whether the database may take one id for another: a host's collation ignores case, accents or blanks at the end. */
export const takesIdsAlike = ({ id: { collation, form } }: TableLayout): boolean =>
  collation !== 'own' && form.identity === 'text'

export const at = (alias: string, name: string): Sql => raw(`${alias}.${name}`)

/** A column of its own table, or of the one it is joined through as a sub-select. */
export function valueAt(alias: string, { name, joined }: Column): Sql {
  if (joined === null) return at(alias, name)
  return sql`(SELECT ${at('j', name)} FROM ${joined.table} AS j WHERE ${at('j', joined.foreign)} = ${at(alias, joined.local)})`
}

export function columnNamed(layout: TableLayout, field: string): Column {
  const column = layout.columns.get(storedField(layout.entity, field).name)
  if (column === undefined) throw new Error(`${layout.entity.name} has no column for ${field}`)
  return column
}

export function tableLayouts(
  dialect: SqlDialect,
  names: OwnNames,
  model: Model,
  host: HostColumns = UNKNOWN_COLUMNS,
): ReadonlyMap<string, TableLayout> {
  const own = ownTables(dialect, names, model)
  const layouts = new Map<string, TableLayout>()
  for (const entity of model.entities.values()) {
    const table = own.get(entity.name)
    layouts.set(
      entity.name,
      table === undefined ? hostLayout(dialect, entity, host) : ownLayout(dialect, names, entity, table),
    )
  }
  return layouts
}

function withId(entity: EntityDefinition, columns: ReadonlyMap<string, Column>): Column {
  const id = columns.get('id')
  if (id === undefined) throw new Error(`${entity.name} has no id`)
  return id
}

function ownLayout(dialect: SqlDialect, names: OwnNames, entity: EntityDefinition, own: OwnTable): TableLayout {
  const columns = new Map<string, Column>()
  for (const field of entity.fields.values()) {
    const form = kernelForm(dialect, field)
    const name = dialect.quote(own.columnOf.get(field.name) ?? field.name)
    const folded = own.foldedOf.get(field.name)
    const compared = folded === undefined ? name : dialect.quote(folded)
    const source = folded ?? own.columnOf.get(field.name) ?? field.name
    columns.set(field.name, {
      field,
      form,
      name,
      joined: null,
      folded: folded === undefined ? null : { name: compared, form },
      key: own.keyed.has(field.name) ? keyAt(dialect, compared, dialect.quote(keyColumn(source))) : null,
      isGenerated: false,
      collation: 'own',
    })
  }
  const tenant = dialect.quote(TENANT_COLUMN)
  const target = (fields: readonly string[]): Sql => {
    const parts = fields.map((field) => {
      const column = columns.get(field)
      const name = raw(column?.folded?.name ?? column?.name ?? field)
      return dialect.name === 'postgres' && own.keyed.has(field) ? keyOfText(name) : name
    })
    return raw([tenant, ...parts.map(({ text }) => text)].join(', '))
  }
  const unique = own.indexes.flatMap(({ type, fields, name }) =>
    type === 'unique' ? [{ fields, index: name, target: target(fields) }] : [],
  )
  return {
    entity,
    table: tableSql(dialect, names.schema, own.name),
    tenant,
    takesTenantsAlike: false,
    columns,
    id: withId(entity, columns),
    standing: [],
    mapping: null,
    own,
    unique: [{ fields: ['id'], index: null, target: target(['id']) }, ...unique],
    keyColumns: () => [],
  }
}

/** What an index of PostgreSQL holds of a long text. */
export const keyOfText = (text: Sql): Sql => sql`left(${text}, ${raw(String(KEY_LENGTH))})`

const keyAt =
  (dialect: SqlDialect, text: string, key: string) =>
  (alias: string): Sql =>
    dialect.name === 'mysql' ? at(alias, key) : keyOfText(at(alias, text))

function hostLayout(dialect: SqlDialect, entity: EntityDefinition, host: HostColumns): TableLayout {
  const { table: mapping } = entity
  if (mapping === null) throw new Error(`${entity.name} is in no table of a host's`)
  const columns = new Map<string, Column>()
  for (const field of entity.fields.values()) {
    const mapped = columnOf(mapping, field.name)
    columns.set(
      field.name,
      hostColumn(dialect, entity.name, field, mapped, isJoined(mapped) ? null : host.collation(mapping, mapped.column)),
    )
  }
  return {
    entity,
    table: tableSql(dialect, mapping.schema ?? null, mapping.table),
    tenant: mapping.tenant === 'none' ? null : dialect.quote(mapping.tenant.column),
    takesTenantsAlike: mapping.tenant !== 'none' && !host.isExact(mapping, mapping.tenant.column),
    columns,
    id: withId(entity, columns),
    standing: mapping.where ?? [],
    mapping,
    own: null,
    unique: [['id'], ...entity.unique].map((fields) => ({ fields, index: null, target: raw('') })),
    keyColumns: (index) => host.keyColumns(mapping, index),
  }
}

function hostColumn(
  dialect: SqlDialect,
  entity: string,
  field: FieldDefinition,
  mapped: ReturnType<typeof columnOf>,
  collation: string | null,
): Column {
  const folded = isJoined(mapped) ? undefined : mapped.folded
  return {
    field,
    form: hostForm(dialect, entity, field, mapped.codec),
    name: dialect.quote(mapped.column),
    joined: isJoined(mapped) ? joinOf(dialect, mapped) : null,
    folded:
      folded === undefined || !isFolded(field)
        ? null
        : { name: dialect.quote(folded), form: hostForm(dialect, entity, field, undefined) },
    key: null,
    isGenerated: !isJoined(mapped) && mapped.generated === true,
    collation,
  }
}

const joinOf = (dialect: SqlDialect, { through }: JoinedColumn): NonNullable<Column['joined']> => ({
  table: tableSql(dialect, through.schema ?? null, through.table),
  local: dialect.quote(through.local),
  foreign: dialect.quote(through.foreign),
})
