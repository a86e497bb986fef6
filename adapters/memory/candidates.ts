import type { Row } from '../../src/kernel'
import {
  allOf,
  EVERYTHING,
  type BoundCriteria,
  type BoundRelated,
  type BoundTest,
  type BoundValue,
} from '../../src/query'
import { rowKey } from '../../src/storage'
import type { HashIndex } from './hash-index'
import type { Table } from './table'

/** Sets of ids that together hold every row that can meet the criteria. */
interface Found {
  readonly sets: readonly Iterable<string>[]
  readonly size: number
  /** What all of these rows meet for sure, as they were found by it. */
  readonly met?: BoundCriteria
}

/** The rows among which those are that meet criteria, and what is still to be asked of them. */
export interface Candidates {
  readonly ids: ReadonlySet<string>
  readonly left: BoundCriteria
}

const MOST_KEYS = 1_000
/** So few rows are gone through sooner than others are looked for. */
const FEW = 64

/** The rows of an entity that meet criteria; null where only a scan tells. */
export type Matching = (entity: string, where: BoundCriteria) => Iterable<Row> | null

/**
 * The ids of rows that may meet the criteria, found by id, by index, and through relations from the innermost records that an index
 * finds; null where only a scan tells.
 */
export function candidates(table: Table, where: BoundCriteria, matching: Matching): Candidates | null {
  const found = search(table, where, matching)
  if (found === null) return null
  return { ids: new Set(found.sets.flatMap((ids) => [...ids])), left: without(where, found.met) }
}

function without(where: BoundCriteria, met: BoundCriteria | undefined): BoundCriteria {
  if (where === met) return EVERYTHING
  return where.type === 'and' ? allOf(...where.criteria.filter((one) => one !== met)) : where
}

function search(table: Table, where: BoundCriteria, matching: Matching): Found | null {
  switch (where.type) {
    case 'and':
      return searchAll(table, where.criteria, matching)
    case 'or':
      return union(where.criteria.map((one) => search(table, one, matching)))
    case 'test':
      return smallest([...byEqualities(table, [where])])
    case 'related':
      return where.negated ? null : byRelation(table, where, matching)
    case 'measure':
      return null
    default:
      return where satisfies never
  }
}

/** Relations cost the reading of other records: they are followed where nothing nearer leaves few rows. */
function searchAll(table: Table, criteria: readonly BoundCriteria[], matching: Matching): Found | null {
  const near = smallest([
    ...criteria.filter((one) => !followsRelations(one)).map((one) => search(table, one, matching)),
    ...byEqualities(table, criteria),
  ])
  if (near !== null && near.size <= FEW) return near
  return smallest([near, ...criteria.filter(followsRelations).map((one) => search(table, one, matching))])
}

function followsRelations(criteria: BoundCriteria): boolean {
  if (criteria.type === 'and' || criteria.type === 'or') return criteria.criteria.some(followsRelations)
  return criteria.type === 'related'
}

/** From the related records that meet the criteria back to those that name them, or that they name. */
function byRelation(table: Table, related: BoundRelated, matching: Matching): Found | null {
  const { relation, target, criteria } = related
  const { type, field } = relation
  const index = table.indexes.find(({ fields }) => fields.length === 1 && fields[0]?.name === field)
  if (type === 'one' && index === undefined) return null
  const others = matching(target.name, criteria)
  if (others === null) return null
  const sets: Iterable<string>[] = []
  let size = 0
  let looked = 0
  for (const other of others) {
    // More than there are rows here: going through those is no worse.
    if ((looked += 1) > table.rows.size) return null
    const id = other[type === 'one' ? 'id' : field]
    if (typeof id !== 'string') continue
    const ids =
      index === undefined || type === 'many' ? here(table, id) : index.idsAt(index.keyOf({ [field]: id }) ?? '')
    sets.push(ids)
    size += ids.size
  }
  return { sets, size, met: related }
}

const NO_IDS: ReadonlySet<string> = new Set()

const here = (table: Table, id: string): ReadonlySet<string> => (table.rows.has(id) ? new Set([id]) : NO_IDS)

function smallest(options: readonly (Found | null)[]): Found | null {
  return options.reduce(
    (best, option) => (option !== null && (best === null || option.size < best.size) ? option : best),
    null,
  )
}

/** Of no branches at all, nothing; where one branch can only be scanned, so can the whole. */
function union(branches: readonly (Found | null)[]): Found | null {
  const sets: Iterable<string>[] = []
  let size = 0
  for (const branch of branches) {
    if (branch === null) return null
    for (const ids of branch.sets) sets.push(ids)
    size += branch.size
  }
  return { sets, size }
}

function equalValues(test: BoundTest): readonly BoundValue[] | null {
  if (test.negated) return null
  if (test.operator === 'eq') return [test.value]
  return test.operator === 'in' ? test.values : null
}

/** What the indexes give for equalities that all hold: by id, and by each index whose every field is held to some values. */
function* byEqualities(table: Table, criteria: readonly BoundCriteria[]): Generator<Found> {
  const held = new Map<string, readonly BoundValue[]>()
  for (const one of criteria) {
    const values = one.type === 'test' ? equalValues(one) : null
    if (one.type === 'test' && values !== null) held.set(one.field.name, values)
  }
  if (held.size === 0) return
  const ids = held.get('id')
  if (ids !== undefined) {
    const there = ids.map(String).filter((id) => table.rows.has(id))
    yield { sets: [there], size: there.length }
  }
  for (const index of table.indexes) {
    const keys = keysOf(index, held)
    if (keys === null) continue
    const sets = keys.map((key) => index.idsAt(key))
    yield { sets, size: sets.reduce((sum, { size }) => sum + size, 0) }
  }
}

/** Every combination of the values that an index's fields are held to. */
function keysOf(index: HashIndex, held: ReadonlyMap<string, readonly BoundValue[]>): readonly string[] | null {
  let combinations: ReadonlyMap<string, BoundValue>[] = [new Map()]
  for (const { name } of index.fields) {
    const values = held.get(name)
    // A long list is looked up only where it is the whole key; products of lists grow too fast.
    if (values === undefined || (combinations.length > 1 && combinations.length * values.length > MOST_KEYS))
      return null
    combinations = combinations.flatMap((known) => values.map((value) => new Map([...known, [name, value]])))
  }
  return combinations.flatMap((values) => rowKey(index.fields, ({ name }) => values.get(name)) ?? [])
}
