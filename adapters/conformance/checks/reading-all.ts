import type { Row } from '../../../src/kernel'
import { EVERYTHING, isEqual, type BoundCriteria } from '../../../src/query'
import type { Ordering, Store } from '../../../src/storage'
import type { Ground } from '../ground'

/** Every row that matches, in one page. */
export async function rowsOf(
  store: Store,
  entity: string,
  where: BoundCriteria = EVERYTHING,
  orderBy: readonly Ordering[] = [],
): Promise<readonly Row[]> {
  const { rows } = await store.find(entity, { where, orderBy, limit: 1_000 })
  return rows
}

/** One row by its id. */
export async function rowById(ground: Ground, entity: string, id: string): Promise<Row | undefined> {
  const [row] = await rowsOf(ground.store, entity, isEqual(ground.entity(entity), 'id', id))
  return row
}

export const asc = (field: string): Ordering => ({ field, direction: 'asc' })
export const desc = (field: string): Ordering => ({ field, direction: 'desc' })
