import type { BoundCriteria, BoundTest, BoundValue } from '../../src/query'
import { rowKey } from '../../src/storage'
import type { HashIndex } from './hash-index'
import type { Table } from './table'

/** Sets of ids that together hold every row that can meet the criteria. */
interface Found {
  readonly sets: readonly Iterable<string>[]
  readonly size: number
}

const MOST_KEYS = 1_000

/** The ids of rows that may meet the criteria, found by id and by index; null where only a scan tells. */
export function candidates(table: Table, where: BoundCriteria): ReadonlySet<string> | null {
  const found = search(table, where)
  return found === null ? null : new Set(found.sets.flatMap((ids) => [...ids]))
}

function search(table: Table, where: BoundCriteria): Found | null {
  switch (where.type) {
    case 'and':
      return smallest([...where.criteria.map((one) => search(table, one)), ...byEqualities(table, where.criteria)])
    case 'or':
      return union(where.criteria.map((one) => search(table, one)))
    case 'test':
      return smallest([...byEqualities(table, [where])])
    case 'related':
    case 'measure':
      return null
    default:
      return where satisfies never
  }
}

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
    sets.push(...branch.sets)
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
