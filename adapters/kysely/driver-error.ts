import { isRefusal, jsonPointer, Refusal, type Localized, type Problem } from '../../src/kernel'
import { storageProblem } from '../../src/storage'
import type { DataFault, FaultKind, SqlDialect } from './dialect'
import type { TableLayout } from './table-layout'
import { Unwritable } from './unwritable'

/** What a write does to rows: a foreign key is then broken by what they name, or by who names them. */
export type Effect = 'written' | 'removed'

/**
 * Runs a write. Where the database does not take its data, the write is refused: with the entity and, where the driver tells the
 * column, the field. Of the database's own names, of values and of the statement nothing is said; the driver's error is the `cause`.
 * Any other error comes out as it is, and so do those after which the transaction is run again.
 */
export async function refusingFaults<T>(
  dialect: SqlDialect,
  layout: TableLayout,
  effect: Effect,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write()
  } catch (error) {
    const problem = problemIn(dialect, layout, effect, error)
    throw problem === null ? error : new Refusal(problem, { cause: error })
  }
}

function problemIn(dialect: SqlDialect, layout: TableLayout, effect: Effect, error: unknown): Problem | null {
  if (error instanceof Unwritable) return refusedValue(layout, 'rejected', error.field ?? undefined)
  const fault = dataFaultOf(dialect, error)
  if (fault === null) return null
  if (fault.kind === 'taken') {
    const fields = keyOf(dialect, layout, fault)
    return storageProblem('storage.conflict', {
      data: { entity: layout.entity.name, fields: fields.length > 0 ? fields : SOME_KEY },
    })
  }
  const kind = plainKind(layout, effect, fault)
  const isOfOthers = kind === 'referenced' || (kind === 'rejected' && fault.kind !== kind)
  const [field] = isOfOthers ? [] : fieldsOf(dialect, layout, fault.columns)
  return refusedValue(layout, kind, field)
}

/** What only shows when the transaction ends, as deferred constraints do, is said of no entity in particular. */
export function refusedAtEnd(dialect: SqlDialect, error: unknown): unknown {
  const fault = dataFaultOf(dialect, error)
  if (fault === null) return error
  return new Refusal(storageProblem('storage.value_rejected', { data: { what: THE_CHANGE } }), { cause: error })
}

/** The fields of the unique key that an error says is broken, as far as they are known; null for any other error. */
export function takenFields(dialect: SqlDialect, layout: TableLayout, error: unknown): readonly string[] | null {
  const fault = dataFaultOf(dialect, error)
  return fault?.kind === 'taken' ? keyOf(dialect, layout, fault) : null
}

const dataFaultOf = (dialect: SqlDialect, error: unknown): DataFault | null =>
  // A refusal has said what there is to say, and its cause may be a fault.
  isRefusal(error) || dialect.isRetryable(error) ? null : dialect.faultOf(error)

const THE_CHANGE: Localized = { fr: 'Cette modification', en: 'This change' }
const SOME_KEY: Localized = { fr: 'un champ qui doit être unique', en: 'value of a field that must be unique' }
const SOME_FIELD: Localized = { fr: 'un champ', en: 'a field' }

function refusedValue({ entity }: TableLayout, kind: keyof typeof CODES, field: string | undefined): Problem {
  const isOfWhole = kind === 'referenced' || (kind === 'rejected' && field === undefined)
  const label = entity.fields.get(field ?? '')?.label ?? SOME_FIELD
  return storageProblem(CODES[kind], {
    path: field === undefined ? '' : jsonPointer([field]),
    data: {
      entity: entity.name,
      ...(field === undefined ? {} : { field }),
      what: isOfWhole ? entity.label : within(entity.label, label),
    },
  })
}

const within = (entity: Localized, field: Localized): Localized => ({
  fr: `${entity.fr}, ${field.fr}`,
  en: `${entity.en}, ${field.en}`,
})

const CODES = {
  unknownReference: 'storage.reference_missing',
  referenced: 'storage.still_referenced',
  missing: 'storage.value_missing',
  tooLong: 'storage.value_too_long',
  outOfRange: 'storage.value_out_of_range',
  rejected: 'storage.value_rejected',
} as const satisfies Partial<Record<FaultKind, string>>

/** Which side of a foreign key is wrong, where the driver does not say; and what is empty in another table is no field of this one. */
function plainKind({ mapping }: TableLayout, effect: Effect, { kind, table }: DataFault): keyof typeof CODES {
  const isElsewhere = mapping !== null && table !== null && table !== mapping.table
  if (kind === 'reference') return effect === 'removed' || isElsewhere ? 'referenced' : 'unknownReference'
  if (kind === 'taken' || (kind === 'missing' && isElsewhere)) return 'rejected'
  return kind
}

/** The fields of a unique key; none where it is of columns that no field stands in, or only the name of an index is known. */
function keyOf(dialect: SqlDialect, layout: TableLayout, { columns, constraint }: DataFault): readonly string[] {
  const own = layout.unique.find(({ index }) => index !== null && index === constraint)
  if (own !== undefined) return own.fields
  const named = columns.length > 0 ? columns : layout.keyColumns(constraint ?? '')
  if (named.length > 0) return fieldsOf(dialect, layout, named)
  if (constraint === 'PRIMARY' || constraint?.endsWith('_pkey') === true) return ['id']
  // The model may know only one key that it can be.
  const others = layout.unique.filter(({ fields: [first] }) => first !== 'id')
  const [only] = others
  return others.length === 1 && only !== undefined ? only.fields : []
}

/** The fields that are written to these columns of the entity's own table. */
const fieldsOf = (dialect: SqlDialect, layout: TableLayout, columns: readonly string[]): readonly string[] => [
  ...new Set(columns.flatMap((column) => fieldOf(dialect, layout, column) ?? [])),
]

function fieldOf(dialect: SqlDialect, layout: TableLayout, column: string): string | undefined {
  // An index on an expression names it: `"left"(name_folded, 255)`.
  const isNamed = (name: string | undefined): boolean =>
    name !== undefined && (dialect.quote(column) === name || column.includes(`(${name.slice(1, -1)},`))
  for (const { field, name, folded, joined } of layout.columns.values())
    if (joined === null && (isNamed(name) || isNamed(folded?.name))) return field.name
  return undefined
}
