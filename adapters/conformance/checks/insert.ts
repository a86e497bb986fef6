import { EVERYTHING } from '../../../src/query'
import { expectRow, expectSame, expectThat, expectThrow } from '../expectation'
import { check, type CheckBody } from '../ground'
import { rowById, rowsOf } from './reading-all'
import { fullItem, item, job } from './sample-rows'

/** Records come back as they were given. */
export const insertChecks: readonly CheckBody[] = [
  check('a record comes back with the values it was given, of every kind', async (ground) => {
    await ground.store.insert('item', [fullItem('a')])
    expectRow(await rowById(ground, 'item', 'a'), fullItem('a'), 'item a')
  }),

  check('what was not given comes back as null', async (ground) => {
    await ground.store.insert('job', [{ id: 'j', queue: 'mail' }])
    const row = await rowById(ground, 'job', 'j')
    expectSame(row, job('j'), 'job j')
    for (const name of ['slot', 'at', 'token', 'attempts'])
      expectThat(row?.[name] === null, `${name} is null, not absent`)
  }),

  check('insert answers the ids it wrote, in the order given', async ({ store }) => {
    expectSame(await store.insert('item', [item('c'), item('a'), item('b')]), ['c', 'a', 'b'], 'ids')
    expectSame(await store.count('item', EVERYTHING), 3, 'records')
  }),

  check('rows of one call may name different fields', async (ground) => {
    await ground.store.insert('job', [
      { id: 'a', queue: 'mail', slot: 's' },
      { id: 'b', queue: 'mail', attempts: 3 },
    ])
    expectRow(await rowById(ground, 'job', 'a'), job('a', { slot: 's' }), 'job a')
    expectRow(await rowById(ground, 'job', 'b'), job('b', { attempts: 3 }), 'job b')
  }),

  check('an insert of no rows writes nothing', async ({ store }) => {
    expectSame(await store.insert('item', []), [], 'ids')
    expectSame(await store.count('item', EVERYTHING), 0, 'records')
  }),

  check('a thousand rows go in one call', async ({ store }) => {
    const rows = Array.from({ length: 1_000 }, (_, index) =>
      item(`i${String(index).padStart(4, '0')}`, { rank: index }),
    )
    expectSame((await store.insert('item', rows)).length, 1_000, 'ids')
    expectSame(await store.count('item', EVERYTHING), 1_000, 'records')
  }),

  check('the fields asked for come, with the id, and no others', async ({ store }) => {
    await store.insert('item', [fullItem('a')])
    const page = await store.find('item', { where: EVERYTHING, orderBy: [], limit: 10, fields: ['rank', 'tags'] })
    const names = page.rows.flatMap((row) => Object.keys(row)).sort()
    expectSame(names, ['id', 'rank', 'tags'], 'names of fields')
    expectRow(page.rows[0], { id: 'a', rank: -7, tags: ['vip', 'été'] }, 'item a')
  }),

  check('what goes in and comes out is nobody else’s', async (ground) => {
    const created = new Date('2026-01-01T00:00:00.000Z')
    const given = { ...item('a'), createdAt: created, tags: ['one'], data: { deep: [1] } }
    await ground.store.insert('item', [given])
    created.setTime(0)
    given.tags.push('two')
    given.data.deep.push(2)
    const first = await rowById(ground, 'item', 'a')
    const kept = { createdAt: new Date('2026-01-01T00:00:00.000Z'), tags: ['one'], data: { deep: [1] } }
    expectRow(first, kept, 'after the given row was changed')
    if (first?.['createdAt'] instanceof Date) first['createdAt'].setTime(0)
    expectRow(await rowById(ground, 'item', 'a'), kept, 'after the row read was changed')
  }),

  check('an unknown entity or field is thrown at, and nothing written', async ({ store }) => {
    await expectThrow(() => store.insert('nobody', [{ id: 'a' }]), 'insert into an unknown entity')
    await expectThrow(() => store.insert('job', [job('a'), { ...job('b'), nothing: 1 }]), 'insert of an unknown field')
    await expectThrow(() => store.count('nobody', EVERYTHING), 'count of an unknown entity')
    await expectThrow(() => store.update('job', EVERYTHING, { set: { nothing: 1 } }), 'update of an unknown field')
    await expectThrow(
      () => store.find('job', { where: EVERYTHING, orderBy: [], limit: 1, fields: ['nothing'] }),
      'find of an unknown field',
    )
    await expectThrow(
      () => store.find('job', { where: EVERYTHING, orderBy: [{ field: 'nothing', direction: 'asc' }], limit: 1 }),
      'order by an unknown field',
    )
    expectSame(await rowsOf(store, 'job'), [], 'jobs')
  }),
]
