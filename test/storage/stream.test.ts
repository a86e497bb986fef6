import { beforeEach, expect, test } from 'vitest'
import { EVERYTHING, isEqual } from '../../src/query'
import { entityOf } from '../../src/model'
import { streamPages, streamRows, type Store, type StreamRequest } from '../../src/storage'
import { conformanceModel as model } from '../../adapters/conformance'
import { memoryAdapter } from '../../adapters/memory'

const team = entityOf(model, 'team')
let store: Store

beforeEach(async () => {
  store = await memoryAdapter().open(model)
  await store.insert(
    'team',
    Array.from({ length: 7 }, (_, index) => ({ id: `t${index}`, name: `Team ${9 - index}` })),
  )
})

async function sizes(request: StreamRequest): Promise<readonly number[]> {
  const found: number[] = []
  for await (const { rows } of streamPages(store, 'team', request)) found.push(rows.length)
  return found
}

test('a stream comes in pages of the size asked for', async () => {
  expect(await sizes({ where: EVERYTHING, pageSize: 3 })).toEqual([3, 3, 1])
  expect(await sizes({ where: EVERYTHING, pageSize: 7 })).toEqual([7])
  expect(await sizes({ where: EVERYTHING })).toEqual([7])
  expect(await sizes({ where: isEqual(team, 'id', 'gone') })).toEqual([])
})

test('a stream goes on from where an earlier one stopped', async () => {
  const pages = streamPages(store, 'team', { where: EVERYTHING, pageSize: 4 })
  const first = await pages.next()
  await pages.return()
  const after = first.done === true ? null : first.value.end
  const rest: unknown[] = []
  for await (const row of streamRows(store, 'team', {
    where: EVERYTHING,
    fields: [],
    ...(after === null ? {} : { after }),
  }))
    rest.push(row)
  expect(rest).toEqual([{ id: 't4' }, { id: 't5' }, { id: 't6' }])
})

test('a stream stops before its next page when its signal says so', async () => {
  const stop = new AbortController()
  const met: unknown[] = []
  const reading = async (): Promise<void> => {
    for await (const { id } of streamRows(store, 'team', { where: EVERYTHING, pageSize: 2, signal: stop.signal })) {
      met.push(id)
      if (id === 't2') stop.abort(new Error('enough'))
    }
  }
  await expect(reading()).rejects.toThrow('enough')
  expect(met).toEqual(['t0', 't1', 't2', 't3'])
})

test('a record that a write moves ahead is met once', async () => {
  const met: unknown[] = []
  const orderBy = [{ field: 'name', direction: 'asc' }] as const
  for await (const { id } of streamRows(store, 'team', { where: EVERYTHING, orderBy, pageSize: 2 })) {
    met.push(id)
    if (met.length === 1) await store.updateEach('team', [{ id: 't6', set: { name: 'Zenith' } }])
  }
  expect(met).toEqual(['t6', 't5', 't4', 't3', 't2', 't1', 't0'])
})

test('a stream over a store that answers the same page again ends in an error', async () => {
  const stuck: Store = { ...store, find: (entity, { after: _, ...request }) => store.find(entity, request) }
  const reading = async (): Promise<void> => {
    for await (const _ of streamRows(stuck, 'team', { where: EVERYTHING, pageSize: 2 }));
  }
  await expect(reading()).rejects.toThrow('paging would not end')
})
