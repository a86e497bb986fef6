import { isRefusal } from '../../../src/kernel'
import {
  allOf,
  compares,
  complement,
  EVERYTHING,
  isAmong,
  isEqual,
  isMissing,
  NOTHING,
  type BoundCriteria,
} from '../../../src/query'
import type { Store } from '../../../src/storage'
import { expectRow, expectSame, expectSameSet } from '../expectation'
import { check, idsOf, type CheckBody, type Ground } from '../ground'
import { rowById, rowsOf } from './reading-all'
import { fullItem, item, job, part } from './sample-rows'

/** Items that have a part of this status. */
function havingPart({ entity }: Ground, status: string): BoundCriteria {
  const relation = entity('item').relations.get('parts')
  if (relation === undefined) throw new Error('The model has no relation item.parts')
  return {
    type: 'related',
    relation,
    target: entity('part'),
    negated: false,
    criteria: isEqual(entity('part'), 'status', status),
  }
}

/**
 * How many rows a write changed. A store whose database cannot decide the criteria refuses the write instead; it must then have
 * changed nothing, and there is no more to check.
 */
async function exactly(
  store: Store,
  entity: string,
  write: () => Promise<number>,
  expected: number,
  what: string,
): Promise<boolean> {
  const before = await rowsOf(store, entity)
  try {
    expectSame(await write(), expected, what)
    return true
  } catch (error) {
    if (!isRefusal(error, 'storage.not_pushed')) throw error
    expectSame(await rowsOf(store, entity), before, `${what}, refused`)
    return false
  }
}

/** Updates and removals: those that match, all of them, and no others. */
export const changeChecks: readonly CheckBody[] = [
  check('update changes the rows that match and says how many', async (ground) => {
    const { store, entity } = ground
    await store.insert('item', [item('a', { rank: 1 }), item('b', { rank: 2 }), item('c', { rank: 3 })])
    expectSame(
      await store.update('item', isAmong(entity('item'), 'id', ['b']), { set: { status: 'late' } }),
      1,
      'changed',
    )
    const late = compares(entity('item'), 'rank', 'gte', 2)
    if (await exactly(store, 'item', () => store.update('item', late, { set: { status: 'late' } }), 2, 'changed'))
      expectSame(
        (await rowsOf(store, 'item')).map(({ status }) => status),
        ['new', 'late', 'late'],
        'statuses',
      )
    expectSame(await store.update('item', NOTHING, { set: { status: 'never' } }), 0, 'changed by nothing')
    expectSame(await store.count('item', isEqual(entity('item'), 'status', 'never')), 0, 'never')
  }),

  check('update decides by the rows as they were before it', async ({ store, entity }) => {
    await store.insert('item', [item('a', { rank: 1 }), item('b', { rank: 2 }), item('c', { rank: 3 })])
    const low = compares(entity('item'), 'rank', 'lt', 3)
    if (await exactly(store, 'item', () => store.update('item', low, { increment: { rank: 1 } }), 2, 'changed'))
      expectSame(
        (await rowsOf(store, 'item')).map(({ rank }) => rank),
        [2, 3, 3],
        'ranks',
      )
  }),

  check('every kind of value can be set, and set to missing', async (ground) => {
    await ground.store.insert('item', [item('a')])
    const { id: _, ...values } = fullItem('a')
    await ground.store.update('item', EVERYTHING, { set: values })
    expectRow(await rowById(ground, 'item', 'a'), values, 'item a')
    const empty = {
      note: null,
      size: null,
      price: null,
      madeOn: null,
      soldAt: null,
      marks: null,
      data: null,
      checked: null,
    }
    await ground.store.update('item', EVERYTHING, { set: empty })
    expectRow(await rowById(ground, 'item', 'a'), empty, 'item a, emptied')
    expectSame(await ground.store.count('item', isMissing(ground.entity('item'), 'note')), 1, 'items without a note')
  }),

  check('increment adds, counts a missing value as 0, and goes with set', async (ground) => {
    await ground.store.insert('item', [item('a', { rank: 5, size: 0.1 }), item('b', { rank: -5 })])
    expectSame(
      await ground.store.update('item', EVERYTHING, {
        set: { status: 'more' },
        increment: { rank: 2, size: 0.2, price: -3 },
      }),
      2,
      'changed',
    )
    expectRow(await rowById(ground, 'item', 'a'), { status: 'more', rank: 7, size: 0.3, price: -3 }, 'item a')
    expectRow(await rowById(ground, 'item', 'b'), { status: 'more', rank: -3, size: 0.2, price: -3 }, 'item b')
  }),

  check('updates and removals follow relations', async (ground) => {
    const { store } = ground
    await store.insert('item', [item('a'), item('b'), item('c')])
    await store.insert('part', [part('p', { itemId: 'a', status: 'old' }), part('q', { itemId: 'b', status: 'new' })])
    const having = havingPart(ground, 'old')
    if (await exactly(store, 'item', () => store.update('item', having, { set: { rank: 9 } }), 1, 'changed'))
      expectSame(
        (await rowsOf(store, 'item')).map(({ rank }) => rank),
        [9, 0, 0],
        'ranks',
      )
    if (await exactly(store, 'item', () => store.remove('item', complement(having)), 2, 'removed'))
      expectSame(idsOf(await rowsOf(store, 'item')), ['a'], 'items')
  }),

  check('updateEach gives each row its own values', async (ground) => {
    const { store } = ground
    await store.insert(
      'item',
      ['a', 'b', 'c'].map((id) => item(id)),
    )
    const held = await store.updateEach('item', [
      { id: 'c', set: { rank: 3, note: 'Third', soldAt: new Date('2026-01-03T00:00:00.000Z'), tags: ['z'] } },
      { id: 'a', set: { rank: 1, note: null, soldAt: null, tags: [] } },
      { id: 'gone', set: { rank: 0, note: null, soldAt: null, tags: [] } },
    ])
    expectSameSet(held, ['a', 'c'], 'ids')
    expectRow(await rowById(ground, 'item', 'a'), { rank: 1, note: null, soldAt: null, tags: [] }, 'item a')
    expectRow(await rowById(ground, 'item', 'b'), item('b'), 'item b')
    expectRow(
      await rowById(ground, 'item', 'c'),
      { rank: 3, note: 'Third', tags: ['z'], soldAt: new Date('2026-01-03T00:00:00.000Z') },
      'item c',
    )
    expectSame(await store.count('item', isEqual(ground.entity('item'), 'note', 'THIRD')), 1, 'found by the new text')
    expectSame(await store.updateEach('item', []), [], 'an empty batch')
  }),

  check('updateEach holds only where a row has the values expected', async (ground) => {
    const { store } = ground
    const at = new Date('2026-03-29T09:59:59.999Z')
    await store.insert('job', [
      job('a', { attempts: 1, at }),
      job('b', { attempts: 2, at }),
      job('c', { at }),
      job('d', { attempts: 1 }),
    ])
    const set = { token: 'mine' }
    const held = await store.updateEach(
      'job',
      ['a', 'b', 'c', 'd'].map((id) => ({ id, set, expect: { attempts: 1, at } })),
    )
    expectSame(held, ['a'], 'ids')
    const missing = await store.updateEach(
      'job',
      ['b', 'c'].map((id) => ({ id, set, expect: { attempts: null, token: null } })),
    )
    expectSame(missing, ['c'], 'ids where a missing value was expected')
    const [, second, , fourth] = await rowsOf(store, 'job')
    expectRow(second, { token: null }, 'job b')
    expectRow(fourth, { token: null }, 'job d')
  }),

  check('a thousand rows are updated in one batch', async ({ store }) => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `i${String(index).padStart(4, '0')}`)
    await store.insert(
      'item',
      ids.map((id) => item(id)),
    )
    const held = await store.updateEach(
      'item',
      ids.map((id, rank) => ({ id, set: { rank }, expect: { status: 'new' } })),
    )
    expectSame(held.length, 1_000, 'rows that held')
    expectSame(
      (await rowsOf(store, 'item')).map(({ rank }) => rank),
      ids.map((_, rank) => rank),
      'ranks',
    )
  }),

  check('remove takes the rows that match and says how many', async ({ store, entity }) => {
    await store.insert(
      'item',
      ['a', 'b', 'c', 'd'].map((id) => item(id, { status: id })),
    )
    const where = allOf(
      isAmong(entity('item'), 'status', ['a', 'b', 'x']),
      complement(isEqual(entity('item'), 'id', 'b')),
    )
    if (await exactly(store, 'item', () => store.remove('item', where), 1, 'removed'))
      expectSame(idsOf(await rowsOf(store, 'item')), ['b', 'c', 'd'], 'items')
    expectSame(await store.remove('item', isEqual(entity('item'), 'id', 'd')), 1, 'removed by id')
    expectSame(await store.remove('item', NOTHING), 0, 'removed by nothing')
    const left = await store.count('item', EVERYTHING)
    expectSame(await store.remove('item', EVERYTHING), left, 'removed by everything')
    expectSame(await store.count('item', EVERYTHING), 0, 'items')
  }),
]
