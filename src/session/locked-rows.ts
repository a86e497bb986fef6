import type { Row } from '../kernel'
import type { EntityDefinition } from '../model'
import { isAmong } from '../query'
import { readAll, type Finder, type Store } from '../storage'

/**
 * The rows that a transaction has locked and read whole. Nobody else can change them, so that they need not be read again before the
 * transaction writes them.
 */
export interface LockedRows extends Finder {
  /** The rows with these ids, locked; one that is not there is left out. */
  of(entity: EntityDefinition, ids: Iterable<string>): Promise<ReadonlyMap<string, Row>>
  /** What is known of these rows ends: they are about to be written. */
  forget(entity: EntityDefinition, ids: Iterable<string>): void
}

/** Reads through the store, and remembers what that locks. */
export function lockedRows(store: Store): LockedRows {
  const held = new Map<string, Map<string, Row>>()
  const rowsOf = (entity: string): Map<string, Row> => {
    const rows = held.get(entity) ?? new Map<string, Row>()
    held.set(entity, rows)
    return rows
  }
  const find: Finder['find'] = async (entity, request) => {
    const page = await store.find(entity, request)
    if (request.lock === 'update' && request.fields === undefined)
      for (const row of page.rows) rowsOf(entity).set(String(row['id']), row)
    return page
  }
  return {
    find,
    async of(entity, ids) {
      const wanted = [...ids]
      const rows = rowsOf(entity.name)
      const unknown = wanted.filter((id) => !rows.has(id))
      if (unknown.length > 0)
        await readAll({ find }, { entity: entity.name, where: isAmong(entity, 'id', unknown), lock: 'update' })
      return new Map(
        wanted.flatMap((id) => {
          const row = rows.get(id)
          return row === undefined ? [] : [[id, row]]
        }),
      )
    },
    forget(entity, ids) {
      const rows = rowsOf(entity.name)
      for (const id of ids) rows.delete(id)
    },
  }
}
