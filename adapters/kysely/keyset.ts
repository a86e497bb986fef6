import { foldedForm } from '../../src/query'
import type { Ordering } from '../../src/storage'
import { compared, type OrderForm } from './column-form'
import type { CellType, SqlDialect } from './dialect'
import { beginning } from './kernel-table'
import { allOf, join, raw, sql, type Parameter, type Sql } from './sql'
import { at, columnNamed, valueAt, type Column, type TableLayout } from './table-layout'

/** One key of an order, as SQL. */
export interface Key {
  readonly field: string
  readonly key: Sql
  /** What is selected for a cursor. */
  readonly exact: Sql
  /** The exact value from the field's own, where the kernel wrote the column and so knows how; else it is selected. */
  readonly known: ((value: unknown) => Parameter) | null
  /** What such a value is, where the kernel wrote the column. */
  readonly cellType: CellType | null
  readonly value: OrderForm['value']
  readonly direction: 'asc' | 'desc'
  /** The id is always there, and so nothing follows it. */
  readonly mayMiss: boolean
}

/** A part of a list that one range of an index holds, and the order in it. */
export interface Segment {
  readonly condition: Sql | null
  readonly orderBy: Sql
  /** The same order, by keys that are written otherwise. */
  orderedBy(keys: readonly Key[]): Sql
  /** The first key is missing in all its rows. */
  readonly isMissing: boolean
}

/** The keys of an order, made total: the id follows, in the direction of the last key. Null where a field's column has no order. */
export function keysOf(
  layout: TableLayout,
  orderBy: readonly Ordering[],
  alias: string,
): readonly Key[] | { readonly unordered: string } {
  const keys: Key[] = []
  for (const { field, direction } of orderBy) {
    const key = keyOf(layout, columnNamed(layout, field), direction, alias)
    if (key === null) return { unordered: field }
    keys.push(key)
    if (!key.mayMiss) return keys
  }
  const id = keyOf(layout, layout.id, keys.at(-1)?.direction ?? 'asc', alias)
  return id === null ? { unordered: 'id' } : [...keys, id]
}

function keyOf(layout: TableLayout, column: Column, direction: 'asc' | 'desc', alias: string): Key | null {
  const form = column.folded?.form ?? column.form
  if (form.order === null) return null
  const place = column.folded === null ? valueAt(alias, column) : at(alias, column.folded.name)
  const beginning = column.key?.(alias)
  return {
    field: column.field.name,
    key: beginning ?? form.order.key(place),
    exact: beginning ?? form.order.exact(place),
    known: layout.own === null ? null : knownValue(column),
    cellType: layout.own === null ? null : form.cellType,
    value: form.order.value,
    direction,
    mayMiss: column.field.name !== 'id',
  }
}

function knownValue({ form, folded, key }: Column): (value: unknown) => Parameter {
  return (value) => {
    if (value === null || value === undefined) return null
    const cell = form.cell(folded !== null && typeof value === 'string' ? foldedForm(value) : value)
    return key !== null && typeof cell === 'string' ? beginning(cell) : cell
  }
}

type Place = readonly Parameter[]

/**
 * The rows that follow a place, or all, as parts that follow each other: each is one range of an index on the keys, where a single
 * `x > ? OR x IS NULL` would be none. With `reversed` the list is read from its end: what precedes, nearest first.
 */
export function segmentsOf(
  dialect: SqlDialect,
  keys: readonly Key[],
  place: Place | null,
  reversed: boolean,
): readonly Segment[] {
  const read = reversed ? reversedKeys(keys) : keys
  const parts = place === null ? wholeOf(read) : following(dialect, read, place, reversed)
  return parts.map(({ condition, known }) => ({
    condition,
    orderBy: orderOf(dialect, read, known, reversed),
    orderedBy: (others) => orderOf(dialect, reversed ? reversedKeys(others) : others, known, reversed),
    isMissing: known[0] === 'missing',
  }))
}

const turned = new WeakMap<readonly Key[], readonly Key[]>()

function reversedKeys(keys: readonly Key[]): readonly Key[] {
  const known = turned.get(keys)
  if (known !== undefined) return known
  const made = keys.map(reverse)
  turned.set(keys, made)
  return made
}

const reverse = (key: Key): Key => ({ ...key, direction: key.direction === 'asc' ? 'desc' : 'asc' })

/** `known` leading keys are the same in all rows of the part, or there in all of them. */
interface Part {
  readonly condition: Sql | null
  readonly known: readonly ('missing' | 'there' | 'equal')[]
}

function wholeOf([first]: readonly Key[]): readonly Part[] {
  if (first === undefined || !first.mayMiss) return [{ condition: null, known: ['there'] }]
  return [
    { condition: sql`${first.key} IS NOT NULL`, known: ['there'] },
    { condition: sql`${first.key} IS NULL`, known: ['missing'] },
  ]
}

function following(dialect: SqlDialect, keys: readonly Key[], place: Place, reversed: boolean): readonly Part[] {
  const [first, ...rest] = keys
  const [value, ...others] = place
  if (first === undefined || value === undefined) return []
  const missing: Part = { condition: sql`${first.key} IS NULL`, known: ['missing'] }
  const behind = (part: Part, condition: Sql, state: 'missing' | 'equal'): Part => ({
    condition: part.condition === null ? condition : allOf([condition, part.condition]),
    known: [state, ...part.known],
  })
  if (value === null) {
    const after = following(dialect, rest, others, reversed).map((part) =>
      behind(part, sql`${first.key} IS NULL`, 'missing'),
    )
    return reversed ? [...after, { condition: sql`${first.key} IS NOT NULL`, known: ['there'] }] : after
  }
  const end = first.mayMiss && !reversed ? [missing] : []
  const range = rangeFrom(dialect, keys, place)
  if (range !== null) return [{ condition: range, known: ['there'] }, ...end]
  const same = compared(first.key, 'eq', first.value(value))
  const after = following(dialect, rest, others, reversed).map((part) => behind(part, same, 'equal'))
  return [...after, { condition: beyond(first, value), known: ['there'] }, ...end]
}

const beyond = (key: Key, value: Parameter): Sql =>
  compared(key.key, key.direction === 'asc' ? 'gt' : 'lt', key.value(value))

/** All remaining keys at once, where only the first may be missing and all go the same way. */
function rangeFrom(dialect: SqlDialect, keys: readonly Key[], place: Place): Sql | null {
  const [first, ...rest] = keys
  if (first === undefined || rest.some(({ mayMiss, direction }) => mayMiss || direction !== first.direction))
    return null
  const sign = first.direction === 'asc' ? sql`>` : sql`<`
  const values = keys.map((key, position) => key.value(place[position] ?? null))
  const [value] = values
  const [second] = rest
  if (value === undefined) return null
  if (second === undefined) return sql`${first.key} ${sign} ${value}`
  if (dialect.rowRanges) return sql`(${join(keys.map(({ key }) => key))}) ${sign} (${join(values)})`
  const last = values[1]
  if (rest.length > 1 || last === undefined) return null
  return sql`(${first.key} ${sign} ${value} OR (${first.key} = ${value} AND ${second.key} ${sign} ${last}))`
}

const orders = new WeakMap<readonly Key[], Map<string, Sql>>()

/** The order in a part, which only the keys and what is known of them decide. */
function orderOf(dialect: SqlDialect, keys: readonly Key[], known: Part['known'], reversed: boolean): Sql {
  const made = orders.get(keys) ?? new Map<string, Sql>()
  orders.set(keys, made)
  const kind = known.join(' ')
  const found = made.get(kind)
  if (found !== undefined) return found
  const order = writtenOrder(dialect, keys, known, reversed)
  made.set(kind, order)
  return order
}

function writtenOrder(dialect: SqlDialect, keys: readonly Key[], known: Part['known'], reversed: boolean): Sql {
  const end = reversed ? 'first' : 'last'
  const parts = keys.flatMap(({ key, direction, mayMiss }, position) => {
    const state = known[position]
    if (state === 'missing' && !dialect.ordersByMissing) return []
    // Where the value is known to be there, or to be missing, the plain order says the same, and an index gives it.
    const plain = sql`${key} ${direction === 'asc' ? ASCENDING : DESCENDING}`
    return state !== undefined || !mayMiss ? plain : dialect.ordered(key, direction, end)
  })
  return join(parts)
}

const ASCENDING = raw('ASC')
const DESCENDING = raw('DESC')
