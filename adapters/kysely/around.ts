import type { BoundCriteria } from '../../src/query'
import { looksAround } from './compile-criteria'
import { extentOf, MOST_COUNTED } from './extent'
import { groundedIn } from './grounds'
import type { Runner } from './runner'
import type { Reading } from './scope'
import type { TableLayout } from './table-layout'

/**
 * How to read criteria that all rows of a table are asked, and not those of one page. To look around each of a million rows takes ten
 * times as long as to make a set of what is on the other side and to look into that; where an index finds few rows, the set does.
 */
export async function readingOfAll(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  where: BoundCriteria,
): Promise<Reading> {
  if (!looksAround(where)) return reading
  for (const member of where.type === 'and' ? where.criteria : [where]) {
    const grounded = groundedIn(layout, member)
    if (grounded === null) continue
    const { found } = await extentOf(runner, reading, layout, grounded)
    if (found < MOST_COUNTED) return reading
  }
  return { ...reading, around: 'all' }
}
