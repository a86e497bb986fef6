import type { BoundCriteria } from '../../../src/query'
import { EVERYTHING, isEqual } from '../../../src/query'
import { expectRow, expectSame, expectSameSet } from '../expectation'
import { check, type CheckBody } from '../ground'
import { rowById, rowsOf } from './reading-all'
import { item, job, label, part } from './sample-rows'

/** Tenants never meet, whatever they have in common. */
export const tenantChecks: readonly CheckBody[] = [
  check('a store knows its tenant', async ({ store, tenant }) => {
    const other = tenant('other')
    expectSame(other.forTenant(store.tenant).tenant, store.tenant, 'the tenant')
    expectSame(other.tenant === store.tenant, false, 'another tenant is the same')
  }),

  check('two tenants use the same ids and keys without meeting', async (ground) => {
    const { store, tenant } = ground
    const other = tenant('other')
    await store.insert('label', [label('a', 'Mine', 'red')])
    expectSame(await other.insert('label', [label('a', 'Mine', 'blue')], { onConflict: 'skip' }), ['a'], 'ids')
    await other.insert('label', [label('b', 'mine', 'green')], { onConflict: 'update', key: ['name'] })
    expectSame(await rowsOf(store, 'label'), [label('a', 'Mine', 'red')], 'labels of the one')
    expectSame(await rowsOf(other, 'label'), [label('a', 'mine', 'green')], 'labels of the other')
  }),

  check('a tenant reads only its own', async ({ store, tenant, entity }) => {
    const other = tenant('other')
    await store.insert('item', [item('a', { rank: 1 }), item('b', { rank: 2 })])
    await other.insert('item', [item('c', { rank: 10 })])
    expectSame(
      (await rowsOf(other, 'item')).map(({ id }) => id),
      ['c'],
      'items',
    )
    expectSame(await rowsOf(other, 'item', isEqual(entity('item'), 'id', 'a')), [], 'found by the id of another’s')
    expectSame(await other.count('item', EVERYTHING), 1, 'count')
    const sums = await other.aggregate('item', {
      where: EVERYTHING,
      groupBy: [],
      measures: [{ as: 'sum', measure: 'sum', field: 'rank' }],
    })
    expectSame(sums, [{ sum: 10 }], 'sum')
  }),

  check('a tenant writes only its own', async (ground) => {
    const { store, tenant } = ground
    const other = tenant('other')
    await store.insert('item', [item('a', { rank: 1 })])
    expectSame(await other.update('item', EVERYTHING, { set: { rank: 2 } }), 0, 'updated')
    expectSame(await other.updateEach('item', [{ id: 'a', set: { rank: 2 } }]), [], 'updated one by one')
    expectSame(await other.remove('item', EVERYTHING), 0, 'removed')
    expectRow(await rowById(ground, 'item', 'a'), { rank: 1 }, 'item a')
  }),

  check('relations stay within the tenant', async (ground) => {
    const { store, tenant, entity } = ground
    const other = tenant('other')
    await store.insert('item', [item('a')])
    await other.insert('item', [item('a')])
    await other.insert('part', [part('p', { itemId: 'a', status: 'old' })])
    const relation = entity('item').relations.get('parts')
    const back = entity('part').relations.get('item')
    if (relation === undefined || back === undefined) throw new Error('The model has no relation between item and part')
    const having: BoundCriteria = {
      type: 'related',
      relation,
      target: entity('part'),
      negated: false,
      criteria: EVERYTHING,
    }
    const counted: BoundCriteria = {
      type: 'measure',
      relation,
      target: entity('part'),
      measure: 'count',
      field: null,
      negated: false,
      operator: 'gte',
      value: 1,
      criteria: EVERYTHING,
    }
    for (const where of [having, counted]) {
      expectSame(await store.count('item', where), 0, 'items with parts of another tenant')
      expectSame(await other.count('item', where), 1, 'items with parts of their own')
    }
    await store.insert('part', [part('q', { itemId: 'b' })])
    await other.insert('item', [item('b')])
    const owned: BoundCriteria = {
      type: 'related',
      relation: back,
      target: entity('item'),
      negated: false,
      criteria: EVERYTHING,
    }
    expectSame(await store.count('part', owned), 0, 'parts of an item of another tenant')
  }),

  check('a transaction stays within the tenant, unless told', async ({ store, tenant }) => {
    const other = tenant('other')
    await store.transaction(async (inner) => {
      expectSame(inner.tenant, store.tenant, 'the tenant inside')
      await inner.insert('label', [label('a', 'A')])
      await inner.forTenant(other.tenant).insert('label', [label('b', 'B')])
    })
    expectSame(await rowsOf(store, 'label'), [label('a', 'A')], 'labels of the one')
    expectSame(await rowsOf(other, 'label'), [label('b', 'B')], 'labels of the other')
  }),

  check('a claim takes only its own tenant’s', async ({ store, tenant, clock }) => {
    const other = tenant('other')
    await store.insert('job', [job('a', { at: clock.now() })])
    const lease = { at: 'at', token: 'token', value: 'x', milliseconds: 1_000 }
    expectSame(await other.claim('job', { where: EVERYTHING, limit: 10 }, lease), [], 'claimed')
    expectSameSet(
      (await store.claim('job', { where: EVERYTHING, limit: 10 }, lease)).map(({ id }) => id),
      ['a'],
      'claimed by its own',
    )
  }),
]
