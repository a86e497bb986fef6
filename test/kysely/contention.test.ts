import { beforeEach, expect, test } from 'vitest'
import { conformanceModel } from '../../adapters/conformance'
import { item, job } from '../../adapters/conformance/checks/sample-rows'
import { kyselyAdapter } from '../../adapters/kysely'
import { entityOf } from '../../src/model'
import { EVERYTHING, isEqual } from '../../src/query'
import type { Store } from '../../src/storage'
import { onEachDatabase } from './databases'

const ROUNDS = [0, 1, 2]

onEachDatabase(import.meta.url, (database) => {
  let store: Store
  let other: Store
  const open = async (db = database.db): Promise<Store> => {
    const adapter = kyselyAdapter({ db, dialect: database.dialect, schema: database.schema })
    await adapter.migrate(conformanceModel)
    return adapter.open(conformanceModel)
  }
  const byId = (id: string) => isEqual(entityOf(conformanceModel, 'item'), 'id', id)
  beforeEach(async () => {
    store = await open()
    other = await open(database.another())
    for (const entity of ['item', 'job']) await store.remove(entity, EVERYTHING)
    await store.insert('item', [item('a'), item('b')])
  })

  test('R6.4 transactions that lock each other out are run again, and nothing is lost', async () => {
    const both = (one: Store, first: string, second: string) =>
      one.transaction(async (inner) => {
        await inner.update('item', byId(first), { increment: { rank: 1 } })
        await inner.update('item', byId(second), { increment: { rank: 1 } })
      })
    await Promise.all(ROUNDS.flatMap(() => [both(store, 'a', 'b'), both(other, 'b', 'a')]))
    const { rows } = await store.find('item', { where: EVERYTHING, orderBy: [], limit: 9 })
    expect(rows.map(({ rank }) => rank)).toEqual([2 * ROUNDS.length, 2 * ROUNDS.length])
  })

  test('R6.1 a transaction that is gone with a savepoint of its own is run again as a whole', async () => {
    let waiting = 2
    let meet = (): void => undefined
    const met = new Promise<void>((resolve) => (meet = resolve))
    const crossing = async (one: Store, first: string, second: string) => {
      let isFirst = true
      await one.transaction(async (inner) => {
        await inner.insert('job', [job(`begun-${first}`)])
        const cross = inner.transaction(async (within) => {
          await within.update('item', byId(first), { increment: { rank: 1 } })
          // On SQLite a transaction has the whole database, and none crosses it.
          if (isFirst && database.dialect !== 'sqlite') {
            isFirst = false
            if (--waiting === 0) meet()
            await met
          }
          await within.update('item', byId(second), { increment: { rank: 1 } })
        })
        await cross.catch(() => undefined)
        await inner.insert('job', [job(`ended-${first}`)])
      })
    }
    await Promise.all([crossing(store, 'a', 'b'), crossing(other, 'b', 'a')])
    const { rows } = await store.find('job', { where: EVERYTHING, orderBy: [], limit: 9 })
    expect(rows.map(({ id }) => id)).toEqual(['begun-a', 'begun-b', 'ended-a', 'ended-b'])
  })

  test('R6.8 a lock of one tenant keeps no other waiting', async () => {
    const order: string[] = []
    await store.transaction(
      async () => {
        // On SQLite a transaction has the whole database, and the other waits for that.
        if (database.dialect !== 'sqlite')
          await other.forTenant('another').transaction(async () => void order.push('another'), { locks: ['one'] })
        order.push('first')
      },
      { locks: ['one'] },
    )
    expect(order.at(-1)).toBe('first')
  })

  test('R5.9 without a clock of its own, a claim takes the time from the database', async () => {
    const [past, future] = [new Date('2020-01-01T00:00:00Z'), new Date('2999-01-01T00:00:00Z')]
    await store.insert('job', [job('due', { at: past }), job('later', { at: future })])
    expect(await store.tenantsDue('job', 'at', 9)).toEqual([store.tenant])
    const lease = { at: 'at', token: 'token', value: 't', milliseconds: 600_000 }
    const [claimed] = await store.claim('job', { where: EVERYTHING, limit: 9 }, lease)
    const until = claimed?.['at']
    expect(claimed?.['id']).toBe('due')
    expect(until instanceof Date && until > new Date('2026-01-01T00:00:00Z') && until < future).toBe(true)
    expect(await other.claim('job', { where: EVERYTHING, limit: 9 }, lease)).toEqual([])
    expect(await store.tenantsDue('job', 'at', 9)).toEqual([])
  })

  test('R6.4 thousands of rows are written, changed and removed in a few statements', async () => {
    const rows = Array.from({ length: 7_000 }, (_, index) =>
      item(`r${index}`, { rank: index, tags: ['x'], note: `Note ${index}` }),
    )
    expect(await store.insert('item', rows)).toHaveLength(7_000)
    const held = await store.updateEach(
      'item',
      rows.map(({ id }, index) => ({
        id: String(id),
        set: { rank: -index, note: null },
        expect: { rank: index % 2 === 0 ? index : -1 },
      })),
    )
    expect(held).toHaveLength(3_500)
    expect(
      await store.insert(
        'item',
        rows.map((row) => ({ ...row, status: 'again' })),
        { onConflict: 'update' },
      ),
    ).toEqual(rows.map(({ id }) => id))
    expect(await store.insert('item', [...rows, item('new')], { onConflict: 'skip' })).toEqual(['new'])
    expect(await store.remove('item', isEqual(entityOf(conformanceModel, 'item'), 'status', 'again'))).toBe(7_000)
  })

  test('R6.4 of a batch that breaks a key half-way nothing is written', async () => {
    const rows = Array.from({ length: 6_000 }, (_, index) => item(`r${index}`))
    await expect(store.insert('item', [...rows, item('a')])).rejects.toMatchObject({
      code: 'storage.conflict',
      data: { fields: ['id'] },
    })
    expect(await store.count('item', EVERYTHING)).toBe(2)
    await store.transaction(async (inner) => {
      await expect(inner.insert('item', [...rows, item('a')])).rejects.toMatchObject({ code: 'storage.conflict' })
      await inner.insert('item', [item('c')])
    })
    expect(await store.count('item', EVERYTHING)).toBe(3)
  })
})
