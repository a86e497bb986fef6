import type { Row } from '../kernel'
import { allOf, isAmong, type RecordLookup } from '../query'
import type { Decision } from '../storage'
import type { Step } from './followed-query'

/** The records that others are related to, read as far as some ways go. */
export interface RelatedRecords extends RecordLookup {
  /** Reads what these ways lead to from these records; false where that is more than `most`, and then not all of it is there. */
  follow(ways: readonly (readonly Step[])[], rows: readonly Row[], most: number): Decision<boolean>
}

const NONE: readonly Row[] = []

/** Reads related records level by level: a few questions for any number of records, and none twice. */
export function relatedRecords(): RelatedRecords {
  const byId = new Map<string, Map<string, Row | null>>()
  const byKey = new Map<string, Map<string, Row[]>>()

  function mapOf<V>(maps: Map<string, Map<string, V>>, key: string): Map<string, V> {
    const known = maps.get(key) ?? new Map<string, V>()
    maps.set(key, known)
    return known
  }

  function* onePerRow({ relation, to }: Step, rows: readonly Row[]): Decision<readonly Row[]> {
    const known = mapOf(byId, to.name)
    const wanted = new Set<string>()
    const ids = new Set<string>()
    for (const row of rows) {
      const id = row[relation.field]
      if (typeof id !== 'string') continue
      ids.add(id)
      if (!known.has(id)) wanted.add(id)
    }
    if (wanted.size > 0) {
      for (const id of wanted) known.set(id, null)
      for (const row of yield { entity: to.name, where: isAmong(to, 'id', wanted) }) known.set(String(row['id']), row)
    }
    return [...ids].flatMap((id): Row[] => {
      const row = known.get(id)
      return row === undefined || row === null ? [] : [row]
    })
  }

  function* manyPerRow({ relation, to }: Step, rows: readonly Row[], most: number): Decision<readonly Row[] | null> {
    const known = mapOf(byKey, `${to.name} ${relation.field}`)
    const ids = rows.map((row) => String(row['id']))
    const wanted = ids.filter((id) => !known.has(id))
    if (wanted.length > 0) {
      const limit = Number.isFinite(most) ? { limit: most + 1 } : {}
      const found = yield { entity: to.name, where: allOf(isAmong(to, relation.field, wanted)), ...limit }
      if (found.length > most) return null
      for (const id of wanted) known.set(id, [])
      for (const row of found) known.get(String(row[relation.field]))?.push(row)
    }
    return ids.flatMap((id) => known.get(id) ?? [])
  }

  return {
    one: (entity, id) => byId.get(entity)?.get(id) ?? undefined,
    many: (entity, field, id) => byKey.get(`${entity} ${field}`)?.get(id) ?? NONE,
    *follow(ways, rows, most) {
      for (const way of ways) {
        let at = rows
        for (const step of way) {
          const next: readonly Row[] | null =
            step.relation.type === 'one' ? yield* onePerRow(step, at) : yield* manyPerRow(step, at, most)
          if (next === null) return false
          at = next
        }
      }
      return true
    },
  }
}
