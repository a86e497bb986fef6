import { describe, expect, test } from 'vitest'
import { entityOf } from '../../src/model'
import {
  allOf,
  anyOf,
  compares,
  complement,
  EVERYTHING,
  isAmong,
  isEqual,
  NOTHING,
  type BoundCriteria,
} from '../../src/query'
import { conformanceModel as model } from '../../adapters/conformance'
import { candidates, type Matching } from '../../adapters/memory/candidates'
import { createJournal } from '../../adapters/memory/journal'
import { createTable, idOf, type Table } from '../../adapters/memory/table'

const item = entityOf(model, 'item')
const job = entityOf(model, 'job')
const items = createTable(item, createJournal())
const jobs = createTable(job, createJournal())
const SIZE = 1_000

items.put(
  Array.from({ length: SIZE }, (_, index) => ({
    id: `i${index}`,
    name: `Élan ${index % 100}`,
    status: `s${index % 10}`,
    ownerId: index % 4 === 0 ? null : `o${index % 50}`,
    rank: index,
  })),
)
jobs.put(Array.from({ length: SIZE }, (_, index) => ({ id: `j${index}`, queue: `q${index % 2}`, slot: `s${index}` })))

const eq = (field: string, value: string) => isEqual(item, field, value)
const owners = createTable(entityOf(model, 'owner'), createJournal())
const parts = createTable(entityOf(model, 'part'), createJournal())
owners.put(Array.from({ length: 50 }, (_, index) => ({ id: `o${index}`, name: 'x', teamId: `t${index % 5}` })))
parts.put(
  Array.from({ length: 300 }, (_, index) => ({ id: `p${index}`, itemId: `i${index}`, makerId: `o${index % 50}` })),
)

const tables: Readonly<Record<string, Table>> = { item: items, job: jobs, owner: owners, part: parts }
/** What leads to related records, as a store does: by what may meet their criteria. */
const matching: Matching = (name, where) => {
  const table = tables[name]
  const ids = table === undefined ? null : (candidates(table, where, matching)?.ids ?? null)
  return table === undefined || ids === null ? null : [...table.rows.values()].filter((row) => ids.has(idOf(row)))
}
const found = (where: BoundCriteria) => candidates(items, where, matching)?.ids.size ?? 'all'

const related = (from: string, name: string, criteria: BoundCriteria, negated = false): BoundCriteria => {
  const relation = entityOf(model, from).relations.get(name)
  if (relation === undefined) throw new Error(`${from} has no relation ${name}`)
  return { type: 'related', relation, target: entityOf(model, relation.target), negated, criteria }
}
const ofTeam = (team: string) => related('item', 'owner', isEqual(entityOf(model, 'owner'), 'teamId', team))
const withPart = (criteria: BoundCriteria) => related('item', 'parts', criteria)
const part = entityOf(model, 'part')

describe('R6.4 memory looks at as many rows as may answer', () => {
  test.each([
    ['an id', eq('id', 'i7'), 1],
    ['an id that is not there', eq('id', 'x'), 0],
    ['several ids', isAmong(item, 'id', ['i1', 'i2', 'x']), 2],
    ['a declared index', eq('status', 's3'), SIZE / 10],
    ['a text, folded', eq('name', 'ELAN 7'), SIZE / 100],
    ['a reference', eq('ownerId', 'o7'), SIZE / 50],
    ['several references', isAmong(item, 'ownerId', ['o1', 'o3', 'o5']), 60],
    ['the best of several', allOf(eq('status', 's1'), eq('ownerId', 'o1'), eq('name', 'elan 1')), SIZE / 100],
    ['an index beside what has none', allOf(compares(item, 'rank', 'gt', 3), eq('ownerId', 'o1')), SIZE / 50],
    ['alternatives, each by its index', anyOf(eq('ownerId', 'o1'), eq('id', 'i1'), eq('id', 'i4')), SIZE / 50 + 1],
    ['an alternative without an index', anyOf(eq('ownerId', 'o1'), compares(item, 'rank', 'gt', 3)), 'all'],
    ['a negation', complement(eq('ownerId', 'o1')), 'all'],
    ['a relation to one, from the record it leads to', ofTeam('t3'), 150],
    ['a relation to many, from the records that name it', withPart(isEqual(part, 'makerId', 'o7')), 6],
    ['relations in relations', withPart(related('part', 'maker', isEqual(entityOf(model, 'owner'), 'id', 'o9'))), 6],
    ['a relation that no record meets', ofTeam('t9'), 0],
    ['a relation beside many rows', allOf(eq('status', 's1'), withPart(isEqual(part, 'makerId', 'o7'))), 6],
    ['a relation beside few rows', allOf(eq('id', 'i7'), ofTeam('t3')), 1],
    ['alternatives by relation', anyOf(eq('ownerId', 'o1'), withPart(isEqual(part, 'makerId', 'o7'))), 26],
    [
      'a relation to what has no index',
      related('item', 'owner', compares(entityOf(model, 'owner'), 'name', 'gt', 'a')),
      'all',
    ],
    [
      'no such related record',
      related('item', 'owner', isEqual(entityOf(model, 'owner'), 'teamId', 't3'), true),
      'all',
    ],
    ['nothing', NOTHING, 0],
    ['everything', EVERYTHING, 'all'],
  ])('%s', (_, where, expected) => {
    expect(found(where)).toBe(expected)
  })

  test('a key of several fields', () => {
    const queue = isAmong(job, 'queue', ['q0', 'q1'])
    expect(candidates(jobs, allOf(queue, isEqual(job, 'slot', 's7')), matching)?.ids.size).toBe(1)
    expect(candidates(jobs, allOf(queue, isAmong(job, 'slot', ['s1', 's2', 's3'])), matching)?.ids.size).toBe(3)
    expect(candidates(jobs, queue, matching)).toBeNull()
  })

  test('after changes and removals', () => {
    const journal = createJournal()
    const table = createTable(item, journal)
    table.put([
      { id: 'a', ownerId: 'x' },
      { id: 'b', ownerId: 'x' },
    ])
    const ids = (owner: string) => [...(candidates(table, eq('ownerId', owner), matching)?.ids ?? [])]
    const mark = journal.mark()
    table.put([{ id: 'a', ownerId: 'y' }])
    table.remove(['b'])
    expect([ids('x'), ids('y')]).toEqual([[], ['a']])
    journal.undoTo(mark)
    expect([ids('x').toSorted(), ids('y')]).toEqual([['a', 'b'], []])
  })
})
