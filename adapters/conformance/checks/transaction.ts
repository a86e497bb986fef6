import { EVERYTHING, isEqual } from '../../../src/query'
import type { Store } from '../../../src/storage'
import { expectRefusal, expectRow, expectSame, expectThat } from '../expectation'
import { check, idsOf, type CheckBody, type Ground } from '../ground'
import { gate } from './gate'
import { rowById, rowsOf } from './reading-all'
import { item, job } from './sample-rows'

class HalfWay extends Error {}

/** Runs a transaction whose work must end in the given error, which must come out as it is. */
async function failing(store: Store, work: (inner: Store) => Promise<void>): Promise<void> {
  const error = new HalfWay('half-way')
  const outcome = await store
    .transaction(async (inner) => {
      await work(inner)
      throw error
    })
    .then(
      () => 'kept',
      (thrown: unknown) => thrown,
    )
  expectThat(outcome === error, 'the error thrown inside comes out as it is')
}

const ids = async (ground: Ground): Promise<string> => idsOf(await rowsOf(ground.store, 'item')).join('')

/** All of a transaction is kept or nothing. */
export const transactionChecks: readonly CheckBody[] = [
  check('what a transaction did is kept, and its result handed over', async (ground) => {
    expectThat(ground.store.features.transactions, 'the store declares transactions')
    const result = await ground.store.transaction(async (inner) => {
      await inner.insert('item', [item('a')])
      expectSame(await inner.count('item', EVERYTHING), 1, 'seen inside')
      await inner.update('item', EVERYTHING, { increment: { rank: 4 } })
      return 'done'
    })
    expectSame(result, 'done', 'the result')
    expectRow(await rowById(ground, 'item', 'a'), { rank: 4 }, 'item a')
  }),

  check('a transaction that throws half-way leaves nothing', async (ground) => {
    const { store, entity, clock } = ground
    await store.insert('item', [item('a', { rank: 1 }), item('b', { rank: 2 }), item('c', { rank: 3, tags: ['kept'] })])
    await store.insert('job', [job('j', { slot: 's', at: clock.now() })])
    const before = [...(await rowsOf(store, 'item')), ...(await rowsOf(store, 'job'))]
    await failing(store, async (inner) => {
      await inner.insert('item', [item('d')])
      await inner.insert('job', [job('k', { slot: 's', attempts: 9 })], {
        onConflict: 'update',
        key: ['queue', 'slot'],
      })
      await inner.update('item', EVERYTHING, { set: { status: 'changed', tags: [] }, increment: { rank: 10 } })
      await inner.updateEach('item', [{ id: 'b', set: { note: 'changed' } }])
      await inner.remove('item', isEqual(entity('item'), 'id', 'a'))
      await inner.insert('item', [item('a', { rank: 100 })])
      await inner.claim(
        'job',
        { where: EVERYTHING, limit: 1 },
        { at: 'at', token: 'token', value: 'x', milliseconds: 1_000 },
      )
    })
    expectSame([...(await rowsOf(store, 'item')), ...(await rowsOf(store, 'job'))], before, 'all records')
    expectSame(
      await store.count('item', isEqual(entity('item'), 'status', 'changed')),
      0,
      'found by what was taken back',
    )
    expectSame(await store.count('item', isEqual(entity('item'), 'status', 'new')), 3, 'found by what was there')
  }),

  check('a savepoint that fails leaves what was done around it', async (ground) => {
    await ground.store.transaction(async (inner) => {
      await inner.insert('item', [item('a')])
      await failing(inner, async (nested) => {
        await nested.insert('item', [item('b')])
        await nested.remove('item', isEqual(ground.entity('item'), 'id', 'a'))
      })
      await inner.insert('item', [item('c')])
    })
    expectSame(await ids(ground), 'ac', 'items')
  }),

  check('a savepoint that holds goes with the transaction around it', async (ground) => {
    await failing(ground.store, async (inner) => {
      await inner.transaction((nested) => nested.insert('item', [item('a')]))
      expectSame(await inner.count('item', EVERYTHING), 1, 'seen around it')
    })
    expectSame(await ids(ground), '', 'items')
    await ground.store.transaction(async (inner) => {
      await inner.transaction(async (nested) => {
        await nested.transaction((third) => third.insert('item', [item('b')]))
        await failing(nested, (third) => third.insert('item', [item('c')]).then(() => undefined))
      })
    })
    expectSame(await ids(ground), 'b', 'items')
  }),

  check('a refusal inside a savepoint leaves the transaction usable', async (ground) => {
    await ground.store.insert('item', [item('a')])
    await ground.store.transaction(async (inner) => {
      await inner.insert('item', [item('b')])
      await expectRefusal(
        'storage.conflict',
        () => inner.transaction((nested) => nested.insert('item', [item('a')])),
        'a taken id',
      )
      await inner.insert('item', [item('c')])
    })
    expectSame(await ids(ground), 'abc', 'items')
  }),

  check('a transaction that ends at a failure is kept as it says, or not at all', async (ground) => {
    const { store } = ground
    await store.insert('item', [item('a')])
    const work = async (inner: Store): Promise<void> => {
      await inner.insert('item', [item('b')])
      await expectRefusal('storage.conflict', () => inner.insert('item', [item('a')]), 'a taken id')
    }
    // Work that goes on after all may be kept or undone, and is told which.
    const outcome = await store.transaction(work, { endsAtFailure: true }).then(
      () => 'kept',
      () => 'undone',
    )
    expectSame(await ids(ground), outcome === 'kept' ? 'ab' : 'a', `items, the work being ${outcome}`)
    await store.transaction(
      async (inner) => {
        await inner.insert('item', [item('c')])
        await inner.transaction(work).catch(() => undefined)
        await inner.insert('item', [item('d')])
      },
      { endsAtFailure: true },
    )
    expectThat((await ids(ground)).endsWith('cd'), 'a savepoint inside may fail, and what is around it goes on')
  }),

  check('savepoints side by side do not take each other back', async (ground) => {
    await ground.store.transaction(async (inner) => {
      const outcomes = await Promise.allSettled(
        ['a', 'b', 'c', 'd'].map((id, index) =>
          inner.transaction(async (nested) => {
            await nested.insert('item', [item(id)])
            await nested.update('item', isEqual(ground.entity('item'), 'id', id), { increment: { rank: 1 } })
            if (index % 2 === 1) throw new HalfWay(id)
          }),
        ),
      )
      expectSame(
        outcomes.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled', 'rejected'],
        'outcomes',
      )
    })
    expectSame(await ids(ground), 'ac', 'items')
  }),

  check('the outer store is refused inside its own transaction, never hung', async (ground) => {
    const { store, tenant } = ground
    const refused = (work: () => unknown, what: string) => expectRefusal('storage.outside_transaction', work, what)
    await store.transaction(async (inner) => {
      await refused(() => store.count('item', EVERYTHING), 'a count')
      await refused(() => store.insert('item', [item('a')]), 'an insert')
      await refused(() => store.transaction(async () => undefined), 'a transaction')
      await refused(() => tenant('other').count('item', EVERYTHING), 'the outer store of another tenant')
      await inner.transaction(async (nested) => {
        await refused(() => store.count('item', EVERYTHING), 'a count from a savepoint')
        await refused(() => inner.count('item', EVERYTHING), 'the store around a savepoint')
        await nested.insert('item', [item('b')])
      })
    })
    expectSame(await ids(ground), 'b', 'items')
  }),

  check('a transaction’s store is refused once it is over', async (ground) => {
    const kept: Store[] = []
    await ground.store.transaction(async (inner) => void kept.push(inner))
    await ground.store.transaction(async (inner) => void kept.push(inner.forTenant('other'))).catch(() => undefined)
    await failing(ground.store, async (inner) => void kept.push(inner))
    for (const over of kept) {
      await expectRefusal('storage.transaction_over', () => over.insert('item', [item('a')]), 'an insert')
      await expectRefusal('storage.transaction_over', () => over.count('item', EVERYTHING), 'a count')
      await expectRefusal('storage.transaction_over', () => over.transaction(async () => undefined), 'a transaction')
    }
    expectSame(await ids(ground), '', 'items')
  }),

  check('others neither hang nor see what is taken back', async ({ store, tenant }) => {
    const [written, go] = [gate(), gate()]
    const failed = failing(store, async (inner) => {
      await inner.insert('item', [item('a')])
      written.open()
      await go.opened
    })
    await written.opened
    const seen = [store.count('item', EVERYTHING), tenant('other').count('item', EVERYTHING)]
    go.open()
    await failed
    expectSame(await Promise.all(seen), [0, 0], 'seen by others')
  }),
]
