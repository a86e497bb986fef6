import { isPlainObject, refuse, type Problem, type Row } from '../kernel'
import type { Display } from '../lists'
import { entityOf, type FieldSets, type Model } from '../model'
import { bothRules, fieldsUnder, visibleModel, type FieldRules } from '../permissions'
import { rulesOfCopies } from './field-copies'
import { JOURNAL } from './journal'
import { problem } from './problem'

/** What one actor sees of the fields of records, and which of them they change. */
export interface FieldAccess {
  /** The model without the fields hidden from the actor: whatever they give is read against it, and so knows of no other. */
  readonly visible: Model
  /** All of it: for what must hold whoever looks, such as scopes and what reacts to a change. Nothing of it is shown. */
  readonly whole: Model
  readonly hidden: FieldSets
  readonly readOnly: FieldSets
}

/** What somebody under these rules sees; the system, who is under none, sees everything. */
export function fieldAccess(whole: Model, rules: FieldRules = {}): FieldAccess {
  const named = fieldsUnder(rules, 'hidden')
  const all = bothRules(rules, rulesOfCopies(whole, named))
  return {
    visible: visibleModel(whole, all),
    whole,
    hidden: fieldsUnder(all, 'hidden'),
    readOnly: fieldsUnder(rules, 'readOnly'),
  }
}

/** A record without what is hidden. */
export function shownRow({ hidden }: FieldAccess, entity: string, row: Row): Row {
  const gone = hidden.get(entity)
  return gone === undefined ? row : without(row, gone)
}

const without = (row: Row, gone: ReadonlySet<string>): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !gone.has(name)))

/** How records of an entity are read: which fields are asked of the store (absent: all), and what is shown of each row. */
export interface FieldReading {
  readonly fields?: readonly string[]
  readonly shown: (row: Row) => Row
}

const asIs = (row: Row): Row => row

/** The reading of some fields of an entity, or of all that the actor sees. */
export function fieldReading(access: FieldAccess, entity: string, asked?: readonly string[]): FieldReading {
  const { hidden, visible } = access
  if (entity === JOURNAL && hidden.size > 0) return journalReading(hidden, asked)
  if (asked !== undefined) return { fields: asked, shown: asIs }
  return hidden.has(entity) ? { fields: [...entityOf(visible, entity).fields.keys()], shown: asIs } : { shown: asIs }
}

const PATCHES = ['patches', 'inverse']

/** An entry of the journal holds values of another record: those that are hidden there are taken out. */
function journalReading(hidden: FieldSets, asked: readonly string[] | undefined): FieldReading {
  const shown = (row: Row): Row => {
    const gone = hidden.get(String(row['entity']))
    if (gone === undefined) return row
    return Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, PATCHES.includes(name) ? patchesWithout(value, gone) : value]),
    )
  }
  if (asked === undefined) return { shown }
  if (asked.includes('entity') || !PATCHES.some((name) => asked.includes(name))) return { fields: asked, shown }
  return { fields: [...asked, 'entity'], shown: (row) => without(shown(row), new Set(['entity'])) }
}

function patchesWithout(patches: unknown, gone: ReadonlySet<string>): unknown {
  if (!Array.isArray(patches)) return patches
  return patches.flatMap((patch: unknown) => {
    if (!isPlainObject(patch) || !Array.isArray(patch['path'])) return []
    const [field]: readonly unknown[] = patch['path']
    if (field === undefined)
      return [{ ...patch, value: isPlainObject(patch['value']) ? without(patch['value'], gone) : patch['value'] }]
    return typeof field === 'string' && gone.has(field) ? [] : [patch]
  })
}

/** What somebody wants with a field: to have it shown or asked about, or to write it. */
export type FieldUse = 'see' | 'change'

/** Why the actor may not use a field so; null where they may. */
export function fieldProblem(
  { hidden, readOnly, whole }: FieldAccess,
  { entity, field, path = '' }: { readonly entity: string; readonly field: string; readonly path?: string },
  use: FieldUse,
): Problem | null {
  const definition = entityOf(whole, entity)
  const data = { entity: definition.label, field: definition.fields.get(field)?.label ?? field }
  if (hidden.get(entity)?.has(field) === true) return problem('session.hidden_field', { path, data })
  return use === 'change' && readOnly.get(entity)?.has(field) === true
    ? problem('session.read_only_field', { path, data })
    : null
}

/** Refused with `session.hidden_field` and, for what is to be changed, `session.read_only_field`. */
export function demandField(access: FieldAccess, at: Parameters<typeof fieldProblem>[1], use: FieldUse): void {
  const found = fieldProblem(access, at, use)
  if (found !== null) refuse(found)
}

/** How a list is shown to the actor: columns and sorting of what is hidden are left out. They select nothing. */
export function shownDisplay({ hidden }: FieldAccess, entity: string, display: Display): Display {
  const gone = hidden.get(entity)
  if (gone === undefined) return display
  return {
    columns: display.columns.filter((field) => !gone.has(field)),
    sort: display.sort.filter(({ field }) => !gone.has(field)),
  }
}
