import type { Row } from '../../../src/kernel'
import { EVERYTHING } from '../../../src/query'
import { expectRefusal, expectRow, expectSame, expectSameSet } from '../expectation'
import { check, idsOf, type CheckBody, type Ground } from '../ground'
import { rowById, rowsOf } from './reading-all'
import { item, job, label } from './sample-rows'

const refused = (work: () => unknown, what: string) => expectRefusal('storage.conflict', work, what)
const idsIn = async ({ store }: Ground, entity: string) => idsOf(await rowsOf(store, entity))

/** Ids and unique keys are kept, and what an insert does where one is taken. */
export const conflictChecks: readonly CheckBody[] = [
  check('a taken id is refused, and nothing of the call written', async (ground) => {
    const { store } = ground
    await store.insert('item', [item('a', { rank: 1 })])
    await refused(() => store.insert('item', [item('b'), item('a', { rank: 2 })]), 'insert')
    await refused(() => store.insert('item', [item('c'), item('c')]), 'the same id twice in a call')
    expectSame(await idsIn(ground, 'item'), ['a'], 'items')
    expectRow(await rowById(ground, 'item', 'a'), { rank: 1 }, 'item a')
  }),

  check('a taken unique key is refused, and nothing of the call written', async (ground) => {
    const { store } = ground
    await store.insert('job', [job('a', { slot: 's' })])
    await refused(() => store.insert('job', [job('b', { slot: 't' }), job('c', { slot: 's' })]), 'insert')
    await store.insert('job', [job('d', { queue: 'other', slot: 's' })])
    expectSame(await idsIn(ground, 'job'), ['a', 'd'], 'jobs')
  }),

  check('a taken key is told by the entity and its fields, not in words of the database', async ({ store }) => {
    await store.insert('job', [job('a', { slot: 's' })])
    await store.insert('label', [label('a', 'Été')])
    const told = async (entity: string, row: Row, fields: readonly string[]): Promise<void> => {
      const { data } = await refused(() => store.insert(entity, [row]), `a taken key of ${entity}`)
      expectSame(data['entity'], entity, 'the entity told')
      const keys = data['fields']
      expectSameSet(Array.isArray(keys) ? keys : [keys], fields, `the fields told of ${entity}`)
    }
    await told('job', job('a', { slot: 't' }), ['id'])
    await told('job', job('b', { slot: 's' }), ['queue', 'slot'])
    await told('label', label('b', 'ÉTÉ'), ['name'])
  }),

  check('rows with a missing value in a unique key do not meet', async (ground) => {
    await ground.store.insert('job', [job('a'), job('b')])
    await ground.store.insert('job', [job('c')], { onConflict: 'skip', key: ['queue', 'slot'] })
    expectSame(await idsIn(ground, 'job'), ['a', 'b', 'c'], 'jobs')
  }),

  check('a unique code compares byte for byte', async (ground) => {
    const slots = ['a', 'A', 'a ', 'ａ', 'á']
    await ground.store.insert(
      'job',
      slots.map((slot, index) => job(`j${index}`, { slot })),
    )
    expectSame((await idsIn(ground, 'job')).length, slots.length, 'jobs')
  }),

  check('a unique text compares as eq does', async (ground) => {
    await ground.store.insert('label', [label('a', 'Été chaud')])
    await refused(() => ground.store.insert('label', [label('b', 'ETE  CHAUD')]), 'the same text in capitals')
    expectSame(await idsIn(ground, 'label'), ['a'], 'labels')
  }),

  check('an update that breaks a unique key is refused, and changes nothing', async (ground) => {
    const { store } = ground
    await store.insert('job', [
      job('a', { slot: 's' }),
      job('b', { slot: 't' }),
      job('c', { queue: 'other', slot: 'u' }),
    ])
    await refused(() => store.update('job', EVERYTHING, { set: { queue: 'x', slot: 'y' } }), 'update')
    await refused(
      () =>
        store.updateEach('job', [
          { id: 'c', set: { slot: 'v', queue: 'other' } },
          { id: 'b', set: { slot: 's', queue: 'mail' } },
        ]),
      'updateEach',
    )
    expectRow(await rowById(ground, 'job', 'b'), { queue: 'mail', slot: 't' }, 'job b')
    expectRow(await rowById(ground, 'job', 'c'), { queue: 'other', slot: 'u' }, 'job c')
  }),

  check('a key that was left is free again', async ({ store, entity }) => {
    await store.insert('job', [job('a', { slot: 's' })])
    await store.updateEach('job', [{ id: 'a', set: { slot: null } }])
    expectSame(await store.insert('job', [job('b', { slot: 's' })]), ['b'], 'ids')
    await store.remove('job', { type: 'and', criteria: [] })
    expectSame(await store.insert(entity('job').name, [job('a', { slot: 's' })]), ['a'], 'ids after removal')
  }),

  check('skip leaves the row that is there, and answers only what it wrote', async (ground) => {
    const { store } = ground
    await store.insert('item', [item('a', { rank: 1 })])
    const written = await store.insert('item', [item('a', { rank: 2 }), item('b', { rank: 2 })], { onConflict: 'skip' })
    expectSame(written, ['b'], 'ids')
    expectRow(await rowById(ground, 'item', 'a'), { rank: 1 }, 'item a')
    expectRow(await rowById(ground, 'item', 'b'), { rank: 2 }, 'item b')
  }),

  check('skip goes by the key it is given; another broken key is refused', async (ground) => {
    const { store } = ground
    const key = ['queue', 'slot']
    await store.insert('job', [job('a', { slot: 's', attempts: 1 })])
    expectSame(await store.insert('job', [job('b', { slot: 's' })], { onConflict: 'skip', key }), [], 'ids')
    await refused(() => store.insert('job', [job('a', { slot: 't' })], { onConflict: 'skip', key }), 'a taken id')
    await refused(() => store.insert('job', [job('c', { slot: 's' })], { onConflict: 'skip' }), 'a taken slot')
    expectSame(await rowsOf(store, 'job'), [job('a', { slot: 's', attempts: 1 })], 'jobs')
  }),

  check('update gives the row that is there the new values, all but its id', async (ground) => {
    const { store } = ground
    await store.insert('job', [job('a', { slot: 's', attempts: 1 }), job('z', { slot: 'z' })])
    const written = await store.insert('job', [job('b', { slot: 's', attempts: 2 }), job('c', { slot: 't' })], {
      onConflict: 'update',
      key: ['queue', 'slot'],
    })
    expectSame(written, ['a', 'c'], 'ids')
    expectSame(
      await rowsOf(store, 'job'),
      [job('a', { slot: 's', attempts: 2 }), job('c', { slot: 't' }), job('z', { slot: 'z' })],
      'jobs',
    )
  }),

  check('update leaves the fields that are not given as they are', async (ground) => {
    const { store } = ground
    await store.insert('job', [job('a', { slot: 's', token: 't', attempts: 1 })])
    await store.insert('job', [{ id: 'a', queue: 'sms' }], { onConflict: 'update' })
    await store.insert('job', [{ id: 'b', queue: 'sms', slot: 's', attempts: undefined }], {
      onConflict: 'update',
      key: ['queue', 'slot'],
    })
    expectSame(await rowsOf(store, 'job'), [job('a', { queue: 'sms', slot: 's', token: 't', attempts: 1 })], 'jobs')
  }),

  check('update by id, and by a text that is equal when folded', async (ground) => {
    const { store } = ground
    await store.insert('label', [label('a', 'Été', 'red'), label('b', 'Hiver', 'blue')])
    await store.insert('label', [label('b', 'Hiver', 'green')], { onConflict: 'update' })
    expectSame(
      await store.insert('label', [label('x', 'ete', 'gold')], { onConflict: 'update', key: ['name'] }),
      ['a'],
      'ids',
    )
    expectSame(await rowsOf(store, 'label'), [label('a', 'ete', 'gold'), label('b', 'Hiver', 'green')], 'labels')
  }),

  check('of two rows of one call with the same key, skip keeps the first and update the last', async (ground) => {
    const { store } = ground
    const twice = [job('a', { slot: 's', attempts: 1 }), job('b', { slot: 's', attempts: 2 })]
    const key = ['queue', 'slot']
    expectSame(await store.insert('job', twice, { onConflict: 'skip', key }), ['a'], 'ids')
    expectRow(await rowById(ground, 'job', 'a'), { attempts: 1 }, 'after skip')
    const others = twice.map((row, index) => ({ ...row, id: `u${index}`, queue: 'other' }))
    await store.insert('job', others, { onConflict: 'update', key })
    expectRow(await rowById(ground, 'job', 'u0'), { attempts: 2 }, 'after update')
    expectSame(await idsIn(ground, 'job'), ['a', 'u0'], 'jobs')
  }),
]
