import type { Row } from '../../../src/kernel'
import { compares, EVERYTHING, isEqual } from '../../../src/query'
import type { Ordering, Page, Store } from '../../../src/storage'
import { expectRefusal, expectSame, expectThat, expectThrow } from '../expectation'
import { check, idsOf, type CheckBody } from '../ground'
import { asc, desc, rowsOf } from './reading-all'
import { item } from './sample-rows'

const at = (day: number, millisecond = 0): Date => new Date(Date.UTC(2026, 0, day, 0, 0, 0, millisecond))

/** Ties, missing values, the empty text, instants a millisecond apart. */
const ROWS: readonly Row[] = [
  item('a', { note: 'Zoé', rank: 1, soldAt: at(2, 1), price: 5, madeOn: '2026-01-02' }),
  item('b', { note: 'alpha', rank: 1, soldAt: at(2), price: null, madeOn: null }),
  item('c', { note: null, rank: 2, soldAt: null, price: -5, madeOn: '2025-12-31' }),
  item('d', { note: 'Élan', rank: 2, soldAt: at(2, 2), price: 0, madeOn: null }),
  item('e', { note: '', rank: 1, soldAt: null, price: 5, madeOn: '2026-01-02' }),
  item('f', { note: null, rank: 1, soldAt: at(1), price: null, madeOn: '2026-01-01' }),
  item('g', { note: 'elan', rank: 3, soldAt: at(2), price: 1, madeOn: null }),
  item('h', { note: 'beta 2', rank: 2, soldAt: null, price: null, madeOn: '2026-01-01' }),
]

const ORDERS: readonly { readonly orderBy: readonly Ordering[]; readonly ids: string }[] = [
  { orderBy: [], ids: 'abcdefgh' },
  { orderBy: [desc('id')], ids: 'hgfedcba' },
  { orderBy: [asc('rank')], ids: 'abefcdhg' },
  { orderBy: [desc('rank')], ids: 'ghdcfeba' },
  { orderBy: [asc('note')], ids: 'ebhdgacf' },
  { orderBy: [desc('note')], ids: 'agdhbefc' },
  { orderBy: [asc('soldAt')], ids: 'fbgadceh' },
  { orderBy: [desc('soldAt')], ids: 'dagbfhec' },
  { orderBy: [asc('price')], ids: 'cdgaebfh' },
  { orderBy: [asc('rank'), desc('price')], ids: 'eafbdchg' },
  { orderBy: [desc('madeOn'), asc('rank')], ids: 'aefhcbdg' },
  { orderBy: [asc('price'), asc('soldAt'), desc('id')], ids: 'cdgaefbh' },
]

const named = (orderBy: readonly Ordering[]): string =>
  orderBy.map(({ field, direction }) => `${field} ${direction}`).join(', ') || 'id'

/** Turns pages until none follow, each with what it says of itself checked. */
async function walk(
  store: Store,
  orderBy: readonly Ordering[],
  limit: number,
  way: 'after' | 'before',
): Promise<readonly unknown[]> {
  const ids: unknown[] = []
  let page: Page = await store.find('item', { where: EVERYTHING, orderBy, limit })
  if (way === 'before') {
    const whole = await store.find('item', { where: EVERYTHING, orderBy, limit: 1_000 })
    const last = whole.rows.at(-1)
    expectThat(last !== undefined && whole.end !== null, 'a page with rows has an end')
    ids.push(last?.['id'])
    page = await store.find('item', {
      where: EVERYTHING,
      orderBy,
      limit,
      ...(whole.end === null ? {} : { before: whole.end }),
    })
  }
  for (let turns = 0; turns <= ROWS.length; turns++) {
    expectThat(page.rows.length <= limit, `a page of ${limit} has ${page.rows.length} rows`)
    if (way === 'after') ids.push(...idsOf(page.rows))
    else ids.unshift(...idsOf(page.rows))
    const place = way === 'after' ? page.end : page.start
    if (!page.more) return ids
    expectThat(page.rows.length === limit, 'a page that more rows follow is full')
    if (place === null) throw new Error('a page with rows says where it stands')
    page = await store.find('item', { where: EVERYTHING, orderBy, limit, [way]: place })
  }
  throw new Error(`paging by ${named(orderBy)} does not end: ${ids.join('')}`)
}

const orderChecks = ORDERS.map(({ orderBy, ids }) =>
  check(`by ${named(orderBy)}: one order, and the same in pages of any size, both ways`, async ({ store }) => {
    await store.insert('item', ROWS.toReversed())
    expectSame(idsOf(await rowsOf(store, 'item', EVERYTHING, orderBy)).join(''), ids, 'all in order')
    for (const limit of [1, 2, 3, 7, 8, 9])
      for (const way of ['after', 'before'] as const)
        expectSame((await walk(store, orderBy, limit, way)).join(''), ids, `pages of ${limit}, ${way}`)
  }),
)

/** Pages: one total order, cut at places that hold while rows come and go. */
export const pagingChecks: readonly CheckBody[] = [
  ...orderChecks,

  check('a page says whether more rows follow, and where it stands', async ({ store, entity }) => {
    await store.insert('item', ROWS)
    const where = compares(entity('item'), 'rank', 'lte', 2)
    const first = await store.find('item', { where, orderBy: [asc('note')], limit: 7 })
    expectSame([idsOf(first.rows).join(''), first.more], ['ebhdacf', false], 'an exact fit')
    const less = await store.find('item', { where, orderBy: [asc('note')], limit: 6 })
    expectSame([idsOf(less.rows).join(''), less.more], ['ebhdac', true], 'one row short')
    const none = await store.find('item', { where: isEqual(entity('item'), 'rank', 9), orderBy: [], limit: 5 })
    expectSame([none.rows, none.more, none.start, none.end], [[], false, null, null], 'an empty page')
  }),

  check('back and forth comes to the same page', async ({ store }) => {
    await store.insert('item', ROWS)
    const request = { where: EVERYTHING, orderBy: [desc('soldAt')], limit: 3 }
    const first = await store.find('item', request)
    const second = await store.find('item', { ...request, after: first.end ?? '' })
    const back = await store.find('item', { ...request, before: second.start ?? '' })
    expectSame([idsOf(back.rows), back.more], [idsOf(first.rows), false], 'the page before the second')
    const forth = await store.find('item', { ...request, after: back.end ?? '' })
    expectSame(idsOf(forth.rows), idsOf(second.rows), 'the page after it')
    const edge = await store.find('item', { ...request, before: first.start ?? '' })
    expectSame([edge.rows, edge.more], [[], false], 'before the first row')
  }),

  check('places hold while rows come and go', async ({ store, entity }) => {
    await store.insert('item', ROWS)
    const request = { where: EVERYTHING, orderBy: [asc('note')], limit: 3 }
    const first = await store.find('item', request)
    expectSame(idsOf(first.rows).join(''), 'ebh', 'the first page')
    await store.insert('item', [item('x', { note: 'aaa' }), item('y', { note: 'gamma' }), item('z')])
    await store.remove('item', isEqual(entity('item'), 'id', 'h'))
    const second = await store.find('item', { ...request, limit: 10, after: first.end ?? '' })
    expectSame(idsOf(second.rows).join(''), 'dgyacfz', 'what follows the row that left')
    const before = await store.find('item', { ...request, before: second.start ?? '' })
    expectSame(idsOf(before.rows).join(''), 'exb', 'what stands before')
  }),

  check('fields left out of a page may still order it', async ({ store }) => {
    await store.insert('item', ROWS)
    const request = { where: EVERYTHING, orderBy: [asc('note')], limit: 4, fields: ['rank'] }
    const first = await store.find('item', request)
    const second = await store.find('item', { ...request, after: first.end ?? '' })
    expectSame([...idsOf(first.rows), ...idsOf(second.rows)].join(''), 'ebhdgacf', 'both pages')
  }),

  check('a cursor made elsewhere or for another order is refused', async ({ store }) => {
    await store.insert('item', ROWS)
    const { end } = await store.find('item', { where: EVERYTHING, orderBy: [asc('note')], limit: 3 })
    const cursor = end ?? ''
    const ask = (orderBy: readonly Ordering[], after: string) =>
      store.find('item', { where: EVERYTHING, orderBy, limit: 3, after })
    for (const forged of ['', 'nonsense', '%%%', btoa('{}'), btoa('[1,2]'), cursor.slice(0, -4), `${cursor}AAAA`])
      await expectRefusal('storage.bad_cursor', () => ask([asc('note')], forged), `the cursor ${forged}`)
    await expectRefusal('storage.bad_cursor', () => ask([desc('note')], cursor), 'the other direction')
    await expectRefusal('storage.bad_cursor', () => ask([asc('name')], cursor), 'another field')
    await expectRefusal('storage.bad_cursor', () => ask([], cursor), 'no order')
    await expectRefusal(
      'storage.bad_cursor',
      () => store.find('part', { where: EVERYTHING, orderBy: [asc('name')], limit: 3, after: cursor }),
      'another entity',
    )
  }),

  check('what has no order is refused, and what is no page is thrown at', async ({ store }) => {
    const ask = (orderBy: readonly Ordering[]) => store.find('item', { where: EVERYTHING, orderBy, limit: 3 })
    await expectRefusal('storage.cannot_order', () => ask([asc('tags')]), 'tags')
    await expectRefusal('storage.cannot_order', () => ask([asc('rank'), desc('data')]), 'opaque data')
    for (const limit of [0, -1, 1.5, Number.NaN])
      await expectThrow(() => store.find('item', { where: EVERYTHING, orderBy: [], limit }), `a limit of ${limit}`)
    await store.insert('item', ROWS)
    const { start, end } = await store.find('item', { where: EVERYTHING, orderBy: [], limit: 3 })
    await expectThrow(
      () => store.find('item', { where: EVERYTHING, orderBy: [], limit: 3, after: end ?? '', before: start ?? '' }),
      'both ways at once',
    )
  }),
]
