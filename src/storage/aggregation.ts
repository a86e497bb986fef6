import { refuse, type Row } from '../kernel'
import type { EntityDefinition } from '../model'
import { groupingOf } from './dimension'
import { figureOf, type Figure } from './figure'
import { problem } from './problem'
import type { AggregateRequest } from './store'

interface Group {
  readonly shown: unknown[]
  readonly figures: readonly Figure[]
}

/** An aggregate computed row by row: what an adapter uses that fetches instead of asking its database. */
export interface Aggregation {
  add(row: Row): void
  /** One row a group; without dimensions one row in all, even over nothing. Refused with `storage.out_of_range`. */
  result(): readonly Row[]
}

/**
 * Starts an aggregate over rows that are already known to meet its criteria. Sums of money and of numbers with decimals are exact.
 * Adding is refused with `storage.too_many_groups` past the limit.
 */
export function aggregation(entity: EntityDefinition, request: Omit<AggregateRequest, 'where'>): Aggregation {
  const { limit = Number.POSITIVE_INFINITY } = request
  const groupings = request.groupBy.map((dimension) => groupingOf(entity, dimension))
  const measures = request.measures.map((measure) => ({ ...measure, start: figureOf(entity, measure) }))
  const groups = new Map<string, Group>()

  const groupAt = (key: string): Group => {
    const known = groups.get(key)
    if (known !== undefined) return known
    if (groups.size >= limit) refuse(problem('storage.too_many_groups', { data: { limit } }))
    const group = { shown: [], figures: measures.map(({ start }) => start()) }
    groups.set(key, group)
    return group
  }
  if (groupings.length === 0) groupAt('[]')

  return {
    add(row) {
      const parts = groupings.map(({ field, key }) => key(row[field]))
      if (parts.includes(undefined)) return
      const group = groupAt(JSON.stringify(parts))
      for (const [position, { field, shown }] of groupings.entries())
        group.shown[position] = shown(row[field], group.shown[position])
      for (const [position, { field }] of measures.entries())
        group.figures[position]?.add(field === undefined ? undefined : row[field])
    },
    result: () =>
      [...groups.values()].map(({ shown, figures }) => {
        const row: Record<string, unknown> = {}
        for (const [position, { as }] of groupings.entries()) row[as] = shown[position]
        for (const [position, { as }] of measures.entries()) row[as] = figures[position]?.result()
        return row
      }),
  }
}
