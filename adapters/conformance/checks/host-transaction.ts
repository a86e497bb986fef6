import { EVERYTHING } from '../../../src/query'
import type { HostConnection, Store } from '../../../src/storage'
import { expectRefusal, expectSame, expectThat, fail } from '../expectation'
import { check, idsOf, type CheckBody, type Ground } from '../ground'
import { rowsOf } from './reading-all'
import { item } from './sample-rows'

const NO_CONNECTION: HostConnection = { execute: async () => ({ rows: [] }) }

/** Runs the work in a transaction of the host's; where the adapter cannot join one, it must say so. */
async function inHostTransaction(ground: Ground, work: (store: Store) => Promise<void>): Promise<void> {
  const { store, opened } = ground
  if (!store.features.hostTransactions) {
    await expectRefusal('storage.no_host_transactions', () => store.within(NO_CONNECTION), 'joining a transaction')
    return
  }
  if (opened.hostTransaction === undefined) fail('The store declares hostTransactions: the harness must open one')
  return opened.hostTransaction((connection) => work(store.within(connection)))
}

const ids = async ({ store }: Ground): Promise<string> => idsOf(await rowsOf(store, 'item')).join('')

/** What the kernel does in a transaction of the host's shares its fate. */
export const hostTransactionChecks: readonly CheckBody[] = [
  check('what was done within the host’s transaction is kept with it', async (ground) => {
    await inHostTransaction(ground, async (within) => {
      expectSame(within.tenant, ground.store.tenant, 'the tenant')
      await within.insert('item', [item('a')])
      await within.transaction((inner) => inner.insert('item', [item('b')]))
      expectSame(await within.count('item', EVERYTHING), 2, 'seen inside')
    })
    expectSame(await ids(ground), ground.store.features.hostTransactions ? 'ab' : '', 'items')
  }),

  check('the host rolls back, and nothing is left', async (ground) => {
    await ground.store.insert('item', [item('a', { rank: 1 })])
    const undone = new Error('rolled back')
    const outcome = await inHostTransaction(ground, async (within) => {
      await within.insert('item', [item('b')])
      await within.update('item', EVERYTHING, { increment: { rank: 5 } })
      await within.transaction((inner) => inner.remove('item', EVERYTHING))
      throw undone
    }).then(
      () => 'committed',
      (error: unknown) => error,
    )
    expectThat(outcome === undone || !ground.store.features.hostTransactions, 'the host’s own error comes out as it is')
    expectSame(await rowsOf(ground.store, 'item'), [item('a', { rank: 1 })], 'items')
  }),

  check('a transaction of the kernel’s within the host’s is a savepoint', async (ground) => {
    await ground.store.insert('item', [item('a')])
    await inHostTransaction(ground, async (within) => {
      await within.insert('item', [item('b')])
      await expectRefusal(
        'storage.conflict',
        () => within.transaction((inner) => inner.insert('item', [item('c'), item('a')])),
        'a taken id',
      )
      await within.insert('item', [item('d')])
    })
    expectSame(await ids(ground), ground.store.features.hostTransactions ? 'abd' : 'a', 'items')
  }),
]
