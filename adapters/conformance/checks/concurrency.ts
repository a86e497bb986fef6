import { EVERYTHING, isEqual } from '../../../src/query'
import type { Store } from '../../../src/storage'
import { expectRow, expectSame, expectSameSet } from '../expectation'
import { check, type CheckBody, type Ground } from '../ground'
import { rowById, rowsOf } from './reading-all'
import { item, job } from './sample-rows'

const WRITERS = Array.from({ length: 10 }, (_, index) => index)

/** Adds one to a rank the way that loses updates: reads, then writes what it computed. */
async function readThenWrite({ entity }: Ground, store: Store, lock: { readonly lock?: 'update' }): Promise<void> {
  const [row] = (
    await store.find('item', { where: isEqual(entity('item'), 'id', 'a'), orderBy: [], limit: 1, ...lock })
  ).rows
  await store.updateEach('item', [{ id: 'a', set: { rank: Number(row?.['rank']) + 1 } }])
}

const expectRank = async (ground: Ground, rank: number): Promise<void> =>
  expectRow(await rowById(ground, 'item', 'a'), { rank }, 'the rank that all added to')

/** Many at once: the transactions level, where each goes its own way and nothing is lost. */
export const concurrencyChecks: readonly CheckBody[] = [
  check('increments made at once are all kept', async (ground) => {
    await ground.store.insert('item', [item('a')])
    await Promise.all(WRITERS.map(() => ground.store.update('item', EVERYTHING, { increment: { rank: 1 } })))
    await Promise.all(
      WRITERS.map(() =>
        ground.store.transaction((inner) => inner.update('item', EVERYTHING, { increment: { rank: 1 } })),
      ),
    )
    await expectRank(ground, 2 * WRITERS.length)
  }),

  check('a named lock lets one transaction at a time read and write', async (ground) => {
    await ground.store.insert('item', [item('a')])
    await Promise.all(
      WRITERS.map(() => ground.store.transaction((inner) => readThenWrite(ground, inner, {}), { locks: ['ranks'] })),
    )
    await expectRank(ground, WRITERS.length)
  }),

  check('a row read to be updated waits for whoever holds it', async (ground) => {
    await ground.store.insert('item', [item('a')])
    await Promise.all(
      WRITERS.map(() => ground.store.transaction((inner) => readThenWrite(ground, inner, { lock: 'update' }))),
    )
    await expectRank(ground, WRITERS.length)
  }),

  check('several locks in any order never block each other for good', async (ground) => {
    await ground.store.insert('item', [item('a')])
    const orders = [
      ['x', 'y', 'z'],
      ['z', 'y', 'x'],
      ['y', 'x'],
      ['z', 'x', 'z'],
    ]
    await Promise.all(
      WRITERS.map((index) =>
        ground.store.transaction((inner) => readThenWrite(ground, inner, {}), {
          locks: orders[index % orders.length] ?? [],
        }),
      ),
    )
    await expectRank(ground, WRITERS.length)
  }),

  check('a savepoint may take a lock too, whatever its name', async (ground) => {
    await ground.store.insert('item', [item('a')])
    const name = `l'ôté; ${'x'.repeat(300)}`
    await Promise.all(
      WRITERS.map(() =>
        ground.store.transaction((inner) =>
          inner.transaction((nested) => readThenWrite(ground, nested, {}), { locks: [name] }),
        ),
      ),
    )
    await expectRank(ground, WRITERS.length)
  }),

  check('of updates that expect the same version at once, one holds', async (ground) => {
    await ground.store.insert('job', [job('j', { attempts: 0 })])
    const held = await Promise.all(
      WRITERS.map((index) =>
        ground.store.updateEach('job', [
          { id: 'j', set: { attempts: 1, token: `w${index}` }, expect: { attempts: 0 } },
        ]),
      ),
    )
    expectSame(held.flat(), ['j'], 'updates that held')
    const winner = held.findIndex((one) => one.length === 1)
    expectRow(await rowById(ground, 'job', 'j'), { attempts: 1, token: `w${winner}` }, 'the job')
  }),

  check('of inserts of the same key at once, one is written', async ({ store }) => {
    const rows = WRITERS.map((index) => job(`j${index}`, { slot: 'only' }))
    const written = await Promise.all(
      rows.map((row) => store.insert('job', [row], { onConflict: 'skip', key: ['queue', 'slot'] })),
    )
    const kept = await rowsOf(store, 'job')
    expectSame(kept.length, 1, 'jobs')
    expectSameSet(
      written.flat(),
      kept.map(({ id }) => id),
      'ids answered',
    )
  }),
]
