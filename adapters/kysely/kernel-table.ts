import { foldText } from '../../src/kernel'
import type { EntityDefinition, FieldDefinition, Model } from '../../src/model'
import type { ColumnType, SqlDialect } from './dialect'
import { kernelForm } from './form-of'
import { fitting, ownTableName, snakeCase, type OwnNames } from './naming'
import type { Parameter } from './sql'

/** A column of one of the kernel's own tables. */
export interface OwnColumn {
  readonly name: string
  readonly type: ColumnType
  /** What rows have that were written without it. */
  readonly standard?: Parameter
  /** Made by the database as the first {@link KEY_LENGTH} characters of another column. */
  readonly keyOf?: string
}

/** The columns stand between the tenant, which comes first, and for an index that is not unique the id, which comes last. */
export interface OwnIndex {
  readonly name: string
  readonly fields: readonly string[]
  readonly columns: readonly string[]
  readonly type: 'unique' | 'ordered' | 'set'
  /** Columns after the id, that nothing is found by: whoever walks along the index sees them without reading the row. */
  readonly carried: readonly string[]
}

/** One of the kernel's own tables, as data: what migrations make, and what the layout reads and writes. */
export interface OwnTable {
  readonly entity: string
  readonly name: string
  readonly columns: readonly OwnColumn[]
  readonly indexes: readonly OwnIndex[]
  /** The column of each field. */
  readonly columnOf: ReadonlyMap<string, string>
  /** The column that comparisons of a text go by. */
  readonly foldedOf: ReadonlyMap<string, string>
  /** Texts that indexes hold: indexes take texts up to a length, so there they hold the beginning. */
  readonly keyed: ReadonlySet<string>
}

/** Characters of a text that an index holds. Texts alike so far order by id. Three such keys fit an index of any database. */
export const KEY_LENGTH = 255

/** What an index holds of a text. */
export const beginning = (text: string): string =>
  text.length <= KEY_LENGTH ? text : Array.from(text).slice(0, KEY_LENGTH).join('')

const TYPES = {
  id: 'word',
  reference: 'word',
  code: 'word',
  enum: 'word',
  text: 'text',
  money: 'integer',
  instant: 'integer',
  boolean: 'boolean',
  date: 'date',
  tags: 'tags',
  json: 'json',
} as const satisfies Partial<Record<FieldDefinition['kind'], ColumnType>>

const typeOf = (field: FieldDefinition): ColumnType => {
  if (field.kind !== 'number') return TYPES[field.kind]
  return field.decimals === undefined ? 'double' : 'integer'
}

export const isFolded = (field: FieldDefinition): boolean => field.kind === 'text' && field.exact !== true

/** The tables of the entities that no host's table holds. */
export function ownTables(dialect: SqlDialect, names: OwnNames, model: Model): ReadonlyMap<string, OwnTable> {
  const tables = new Map<string, OwnTable>()
  const taken = new Map<string, string>()
  for (const entity of model.entities.values()) {
    if (entity.table !== null) continue
    const table = ownTable(dialect, names, model, entity)
    const other = taken.get(table.name)
    if (other !== undefined)
      throw new Error(`The entities ${other} and ${entity.name} would share the table ${table.name}`)
    taken.set(table.name, entity.name)
    tables.set(entity.name, table)
  }
  return tables
}

function ownTable(dialect: SqlDialect, names: OwnNames, model: Model, entity: EntityDefinition): OwnTable {
  const name = ownTableName(names, snakeCase(entity.name))
  const columnOf = new Map<string, string>()
  const foldedOf = new Map<string, string>()
  const columns: OwnColumn[] = []
  const add = (column: OwnColumn): string => {
    if (columns.some((other) => other.name === column.name))
      throw new Error(`Two fields of ${entity.name} would share the column ${column.name}`)
    columns.push(column)
    return column.name
  }
  for (const field of entity.fields.values()) {
    const type = typeOf(field)
    const standard = standardOf(dialect, field)
    columnOf.set(
      field.name,
      add({
        name: columnName(dialect, field.name),
        type,
        ...(standard === undefined ? {} : { standard: standard.cell }),
      }),
    )
    if (isFolded(field))
      foldedOf.set(
        field.name,
        add({
          name: fitting(`${snakeCase(field.name)}_folded`),
          type,
          ...(standard === undefined ? {} : { standard: standard.folded }),
        }),
      )
  }
  const keyed = new Set(
    indexFields(model, entity)
      .flat()
      .filter((field) => entity.fields.get(field)?.kind === 'text'),
  )
  if (dialect.name === 'mysql')
    for (const field of keyed) {
      const source = foldedOf.get(field) ?? columnOf.get(field) ?? field
      add({ name: keyColumn(source), type: 'word', keyOf: source })
    }
  const indexed = (field: string): string => {
    const column = foldedOf.get(field) ?? columnOf.get(field) ?? field
    return dialect.name === 'mysql' && keyed.has(field) ? keyColumn(column) : column
  }
  return {
    entity: entity.name,
    name,
    columns,
    columnOf,
    foldedOf,
    keyed: dialect.name === 'sqlite' ? new Set() : keyed,
    indexes: ownIndexes(dialect, model, entity, name, indexed),
  }
}

/** Columns that every table of PostgreSQL has already: a field of that name gets a column with an underscore after it. */
const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid'])

function columnName(dialect: SqlDialect, field: string): string {
  const name = snakeCase(field)
  return dialect.name === 'postgres' && SYSTEM_COLUMNS.has(name) ? `${name}_` : fitting(name)
}

export const keyColumn = (column: string): string => fitting(`${column}_key`)

/**
 * Fields that every index and unique key of an entity goes by. A relation to many needs one on the field it goes by, and rights one on
 * the group and one on the owner of a record.
 */
function indexFields(model: Model, entity: EntityDefinition): readonly (readonly string[])[] {
  const declared = [...entity.unique, ...entity.indexes]
  const followed = [...model.entities.values()].flatMap(({ relations }) =>
    [...relations.values()].flatMap(({ type, target, field }) =>
      type === 'many' && target === entity.name ? [field] : [],
    ),
  )
  return [...declared, ...[...new Set([...followed, ...ownersFields(entity)])].map((field) => [field])]
}

/** The fields of the record itself that say whose it is. */
const ownersFields = ({ group, owner, fields }: EntityDefinition): readonly string[] =>
  [group, owner].filter((field) => field !== null).filter((field) => field !== 'id' && fields.has(field))

/** Of these kinds are the fields that people order a list by. */
const ORDERING: readonly string[] = [
  'text',
  'instant',
  'date',
  'number',
  'money',
] satisfies readonly FieldDefinition['kind'][]

function ownIndexes(
  dialect: SqlDialect,
  model: Model,
  entity: EntityDefinition,
  table: string,
  columnOf: (field: string) => string,
): readonly OwnIndex[] {
  const indexes: OwnIndex[] = []
  const add = (fields: readonly string[], type: OwnIndex['type'], ending: string): void => {
    const columns = fields.map(columnOf)
    const name = fitting(`${table}_${columns.join('_')}_${ending}`)
    if (!indexes.some((other) => other.name === name)) indexes.push({ name, fields, columns, type, carried: [] })
  }
  for (const fields of entity.unique) add(fields, 'unique', 'key')
  for (const fields of indexFields(model, entity).slice(entity.unique.length)) {
    const isCovered = indexes.some(
      ({ type, fields: others }) => type === 'ordered' && fields.every((field, position) => others[position] === field),
    )
    const kinds = fields.map((field) => entity.fields.get(field)?.kind)
    if (!isCovered && !kinds.includes('tags') && !kinds.includes('json')) add(fields, 'ordered', 'idx')
  }
  if (dialect.name === 'postgres')
    for (const { name, kind } of entity.fields.values()) if (kind === 'tags') add([name], 'set', 'set')
  return dialect.carriesGrounds ? indexes.map((index) => carrying(entity, indexes, index, columnOf)) : indexes
}

/** An index on an order carries whose each record is; one on whose they are, what lists are ordered by. */
function carrying(
  entity: EntityDefinition,
  indexes: readonly OwnIndex[],
  index: OwnIndex,
  columnOf: (field: string) => string,
): OwnIndex {
  const whose = ownersFields(entity)
  const [leading] = index.fields
  if (index.type !== 'ordered' || leading === undefined) return index
  const leads = indexes.flatMap(({ type, fields: [first] }) =>
    type === 'ordered' && first !== undefined ? [first] : [],
  )
  const orders = leads.filter((field) => ORDERING.includes(entity.fields.get(field)?.kind ?? ''))
  const carried = new Set((whose.includes(leading) ? orders : whose).map(columnOf))
  return { ...index, carried: [...carried].filter((column) => column !== 'id' && !index.columns.includes(column)) }
}

/**
 * The value of a schema's `.default()`: rows that were there before the field, or that an older version of the program writes, then have
 * it too. Values made anew at each call are no such default.
 */
function standardOf(
  dialect: SqlDialect,
  field: FieldDefinition,
): { readonly cell: Parameter; readonly folded: Parameter } | undefined {
  if (field.kind === 'id' || field.kind === 'json' || field.kind === 'instant') return undefined
  const [first, second] = [field.schema.safeParse(undefined), field.schema.safeParse(undefined)]
  if (!first.success || !second.success || first.data === undefined || first.data === null) return undefined
  const form = kernelForm(dialect, field)
  const cell = form.cell(first.data)
  if (cell !== form.cell(second.data)) return undefined
  return { cell, folded: typeof first.data === 'string' ? foldText(first.data) : cell }
}
