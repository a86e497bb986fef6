import { EVERYTHING } from '../../../src/query'
import { expectRefusal, expectRow, expectSame, expectSameSet } from '../expectation'
import { check, idsOf, type CheckBody } from '../ground'
import { rowById, rowsOf } from './reading-all'
import { item, job, label } from './sample-rows'

const ROUNDS = Array.from({ length: 5 }, (_, index) => index)

/** Two stores opened on the same data, as two processes would. */
export const sharingChecks: readonly CheckBody[] = [
  check('what one writes the other reads', async (ground) => {
    const { store: other } = await ground.again()
    await ground.store.insert('item', [item('a', { rank: 1 })])
    expectSame(idsOf(await rowsOf(other, 'item')), ['a'], 'items')
    await other.update('item', EVERYTHING, { increment: { rank: 1 } })
    expectRow(await rowById(ground, 'item', 'a'), { rank: 2 }, 'item a')
    await other.insert('label', [label('x', 'Taken')])
    await expectRefusal(
      'storage.conflict',
      () => ground.store.insert('label', [label('y', 'taken')]),
      'a key the other took',
    )
  }),

  check('a place in a list holds from one to the other', async (ground) => {
    const { store: other } = await ground.again()
    await ground.store.insert(
      'item',
      ['a', 'b', 'c'].map((id) => item(id)),
    )
    const request = { where: EVERYTHING, orderBy: [], limit: 2 }
    const { end } = await ground.store.find('item', request)
    expectSame(idsOf((await other.find('item', { ...request, after: end ?? '' })).rows), ['c'], 'the page after')
  }),

  check('neither loses what the other adds', async (ground) => {
    const { store: other } = await ground.again()
    await ground.store.insert('item', [item('a')])
    const add = async (store: typeof other): Promise<void> =>
      store.transaction(
        async (inner) => {
          const [row] = await rowsOf(inner, 'item')
          await inner.updateEach('item', [{ id: 'a', set: { rank: Number(row?.['rank']) + 1 } }])
        },
        { locks: ['ranks'] },
      )
    await Promise.all(ROUNDS.flatMap(() => [add(ground.store), add(other)]))
    expectRow(await rowById(ground, 'item', 'a'), { rank: 2 * ROUNDS.length }, 'item a')
  }),

  check('each row is claimed by one of them', async (ground) => {
    const { store: other } = await ground.again()
    const ids = Array.from({ length: 40 }, (_, index) => `j${String(index).padStart(2, '0')}`)
    await ground.store.insert(
      'job',
      ids.map((id) => job(id, { at: ground.clock.now() })),
    )
    expectSame(await other.count('job', EVERYTHING), ids.length, 'jobs that the other sees')
    const lease = { at: 'at', token: 'token', value: 'x', milliseconds: 60_000, count: 'attempts' }
    const taken: unknown[] = []
    for (let round = 0; round < 10; round++) {
      const claims = await Promise.all(
        [ground.store, other].map((store) => store.claim('job', { where: EVERYTHING, limit: 5 }, lease)),
      )
      taken.push(...claims.flatMap(idsOf))
    }
    expectSameSet(taken, ids, 'all that was taken')
  }),

  check('the clock of the data decides for both', async (ground) => {
    const { store: other } = await ground.again()
    await ground.store.insert('job', [job('a', { at: ground.clock.now() })])
    const lease = { at: 'at', token: 'token', value: 'x', milliseconds: 1_000 }
    expectSame(idsOf(await ground.store.claim('job', { where: EVERYTHING, limit: 1 }, lease)), ['a'], 'claimed by one')
    expectSame(await other.claim('job', { where: EVERYTHING, limit: 1 }, lease), [], 'claimed by the other')
    ground.clock.advance({ seconds: 1 })
    expectSame(
      idsOf(await other.claim('job', { where: EVERYTHING, limit: 1 }, lease)),
      ['a'],
      'claimed when the lease is over',
    )
  }),
]
