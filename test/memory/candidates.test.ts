import { describe, expect, test } from 'vitest'
import { entityOf } from '../../src/model'
import { allOf, anyOf, compares, complement, EVERYTHING, isAmong, isEqual, NOTHING } from '../../src/query'
import { conformanceModel as model } from '../../adapters/conformance'
import { candidates } from '../../adapters/memory/candidates'
import { createJournal } from '../../adapters/memory/journal'
import { createTable } from '../../adapters/memory/table'

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
const found = (where: Parameters<typeof candidates>[1]) => candidates(items, where)?.size ?? 'all'

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
    ['nothing', NOTHING, 0],
    ['everything', EVERYTHING, 'all'],
  ])('%s', (_, where, expected) => {
    expect(found(where)).toBe(expected)
  })

  test('a key of several fields', () => {
    const queue = isAmong(job, 'queue', ['q0', 'q1'])
    expect(candidates(jobs, allOf(queue, isEqual(job, 'slot', 's7')))?.size).toBe(1)
    expect(candidates(jobs, allOf(queue, isAmong(job, 'slot', ['s1', 's2', 's3'])))?.size).toBe(3)
    expect(candidates(jobs, queue)).toBeNull()
  })

  test('after changes and removals', () => {
    const journal = createJournal()
    const table = createTable(item, journal)
    table.put([
      { id: 'a', ownerId: 'x' },
      { id: 'b', ownerId: 'x' },
    ])
    const ids = (owner: string) => [...(candidates(table, eq('ownerId', owner)) ?? [])]
    const mark = journal.mark()
    table.put([{ id: 'a', ownerId: 'y' }])
    table.remove(['b'])
    expect([ids('x'), ids('y')]).toEqual([[], ['a']])
    journal.undoTo(mark)
    expect([ids('x').toSorted(), ids('y')]).toEqual([['a', 'b'], []])
  })
})
