import type { Row } from '../kernel'
import type { EntityDefinition, Relation } from '../model'
import { isAmong, type BoundCriteria, type RecordLookup } from '../query'

/** Reads every record of an entity that meets the criteria. */
export type ReadRows = (entity: string, where: BoundCriteria) => AsyncIterable<Row>

/** The records that rows are related to, read as criteria need them. */
export interface RelatedRows {
  readonly lookup: RecordLookup
  /** Reads what the criteria ask about these rows, in batches; what was read before is not read again. */
  gather(rows: readonly Row[], criteria: BoundCriteria): Promise<void>
}

const BATCH = 500

export function relatedRows(read: ReadRows): RelatedRows {
  /** By entity and field, the records that hold each id there; an id that nobody holds has an empty list. */
  const known = new Map<string, Map<string, Row[]>>()

  const heldBy = (entity: string, field: string): Map<string, Row[]> => {
    const key = `${entity} ${field}`
    const there = known.get(key) ?? new Map<string, Row[]>()
    known.set(key, there)
    return there
  }
  const follow = async (
    rows: readonly Row[],
    relation: Relation,
    target: EntityDefinition,
  ): Promise<readonly Row[]> => {
    const [from, to] = relation.type === 'one' ? [relation.field, 'id'] : ['id', relation.field]
    const held = heldBy(target.name, to)
    const ids = new Set(rows.map((row) => row[from]).filter((id) => typeof id === 'string'))
    const unread = [...ids].filter((id) => !held.has(id))
    for (let start = 0; start < unread.length; start += BATCH) {
      const batch = unread.slice(start, start + BATCH)
      for (const id of batch) held.set(id, [])
      for await (const row of read(target.name, isAmong(target, to, batch))) held.get(String(row[to]))?.push(row)
    }
    return [...ids].flatMap((id) => held.get(id) ?? [])
  }
  const gather = async (rows: readonly Row[], criteria: BoundCriteria): Promise<void> => {
    switch (criteria.type) {
      case 'and':
      case 'or':
        for (const one of criteria.criteria) await gather(rows, one)
        return
      case 'related':
      case 'measure':
        return gather(await follow(rows, criteria.relation, criteria.target), criteria.criteria)
      case 'test':
        return
      default:
        return criteria satisfies never
    }
  }
  return {
    gather,
    lookup: {
      one: (entity, id) => heldBy(entity, 'id').get(id)?.[0],
      many: (entity, field, id) => heldBy(entity, field).get(id) ?? [],
    },
  }
}
