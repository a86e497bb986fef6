import { beforeEach, expect, test } from 'vitest'
import { EVERYTHING } from '../../src/query'
import type { Store } from '../../src/storage'
import { conformanceModel as model } from '../../adapters/conformance'
import { memoryAdapter } from '../../adapters/memory'

let store: Store
const team = (id: string) => [{ id, name: id }]
const ids = async (from: Store = store) =>
  (await from.find('team', { where: EVERYTHING, orderBy: [], limit: 99 })).rows.map(({ id }) => id)

beforeEach(async () => {
  store = await memoryAdapter().open(model)
})

test('R6.4 transactions run one after the other, whatever they wait for', async () => {
  const order: string[] = []
  const one = (name: string) =>
    store.transaction(async (inner) => {
      order.push(`${name} begins`)
      await Promise.resolve()
      await inner.insert('team', team(name))
      order.push(`${name} ends`)
    })
  await Promise.all([one('a'), one('b'), store.insert('team', team('c')), one('d')])
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'd begins', 'd ends'])
  expect(await ids()).toEqual(['a', 'b', 'c', 'd'])
})

test('R6.4 work that nobody waited for ends with its transaction', async () => {
  let late: Promise<unknown> = Promise.resolve()
  await store.transaction(async (inner) => {
    late = inner.transaction(async (nested) => {
      await Promise.resolve()
      await nested.insert('team', team('late'))
    })
  })
  await late
  expect(await ids()).toEqual(['late'])

  const failed = store.transaction(async (inner) => {
    late = inner.transaction((nested) => nested.insert('team', team('undone')))
    throw new Error('half-way')
  })
  await expect(failed).rejects.toThrow('half-way')
  await late
  expect(await ids()).toEqual(['late'])
})

test('R6.4 what a transaction started and left behind may use the outer store once it is over', async () => {
  let goOn: () => void = () => undefined
  const over = new Promise<void>((resolve) => {
    goOn = resolve
  })
  let afterwards: Promise<unknown> = Promise.resolve()
  await store.transaction(async () => {
    afterwards = over.then(() => store.insert('team', team('afterwards')))
  })
  goOn()
  await afterwards
  expect(await ids()).toEqual(['afterwards'])
})

test('R6.4 a refused or failed operation leaves the next in peace', async () => {
  await store.insert('team', team('a'))
  const outcomes = await Promise.allSettled([
    store.insert('team', team('a')),
    store.count('nobody', EVERYTHING),
    store.insert('team', team('b')),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  expect(await ids()).toEqual(['a', 'b'])
})

test('R6.4 two memories have nothing to do with each other, even inside a transaction', async () => {
  const other = await memoryAdapter().open(model)
  await store.transaction(async (inner) => {
    await other.insert('team', team('other'))
    await inner.insert('team', team('own'))
  })
  expect([await ids(), await ids(other)]).toEqual([['own'], ['other']])
})

test('R6.4 all stores of one adapter share its data until it is closed', async () => {
  const adapter = memoryAdapter()
  const [first, second] = [await adapter.open(model), await adapter.open(model)]
  await adapter.migrate(model)
  await first.insert('team', team('a'))
  expect(await ids(second)).toEqual(['a'])
  await adapter.close()
  expect(await ids(await adapter.open(model))).toEqual([])
})
