import { compares, EVERYTHING } from '../../../src/query'
import { streamPages, streamRows } from '../../../src/storage'
import { expectSame } from '../expectation'
import { check, type CheckBody } from '../ground'
import { asc } from './reading-all'
import { item } from './sample-rows'

const named = (index: number): string => `i${String(index).padStart(3, '0')}`
const ROWS = Array.from({ length: 25 }, (_, index) => item(named(index), { rank: (index * 7) % 5 }))

/** Streams: repeated pages, with nothing open between them. */
export const streamChecks: readonly CheckBody[] = [
  check('a stream meets every record once, in order', async ({ store, entity }) => {
    await store.insert('item', ROWS)
    const met: string[] = []
    const where = compares(entity('item'), 'rank', 'gte', 1)
    for await (const row of streamRows(store, 'item', { where, orderBy: [asc('rank')], pageSize: 4 }))
      met.push(`${String(row['rank'])} ${String(row['id'])}`)
    expectSame(met.length, 20, 'records met')
    expectSame(met, met.toSorted(), 'in order')
  }),

  check('whoever reads a stream may write meanwhile', async ({ store }) => {
    await store.insert('item', ROWS)
    const met: unknown[] = []
    for await (const { rows } of streamPages(store, 'item', { where: EVERYTHING, pageSize: 10 })) {
      for (const { id } of rows) {
        met.push(id)
        await store.updateEach('item', [{ id: String(id), set: { status: 'met' } }])
      }
      await store.insert('item', [item(`h-${met.length}`), item(`z-${met.length}`)])
    }
    expectSame(
      met,
      [...ROWS.map(({ id }) => id), 'z-10', 'z-20'],
      'records met: those of the start, those added further on, none added behind',
    )
  }),
]
