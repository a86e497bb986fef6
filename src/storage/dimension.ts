import { compareCodePoints } from '../kernel'
import type { EntityDefinition } from '../model'
import { storedField } from './page-request'
import type { Dimension } from './store'
import { valueKey } from './value-key'

/** How a dimension sorts rows into groups. */
export interface Grouping {
  readonly as: string
  readonly field: string
  /** The part of the group's key; undefined where the row stands outside all intervals. */
  key(value: unknown): string | number | boolean | null | undefined
  /** What the group shows, given what it shows so far: of texts that are equal when folded, the first in code-point order. */
  shown(value: unknown, before: unknown): unknown
}

/** A dimension over a field without order or equality (tags, json) is a bug of the caller. */
export function groupingOf(entity: EntityDefinition, dimension: Dimension): Grouping {
  const { as } = dimension
  const field = storedField(entity, dimension.field)
  if (field.kind === 'tags' || field.kind === 'json')
    throw new Error(`Rows cannot be put together by ${entity.name}.${field.name} (${field.kind})`)
  if ('edges' in dimension) {
    const place = intervalIn(dimension.edges.map(comparable))
    return { as, field: field.name, key: place, shown: (value) => place(value) ?? null }
  }
  return {
    as,
    field: field.name,
    key: (value) => valueKey(field, value),
    shown(value, before) {
      if (typeof value === 'string' && typeof before === 'string')
        return compareCodePoints(value, before) < 0 ? value : before
      return value instanceof Date ? new Date(value) : (value ?? null)
    },
  }
}

const comparable = (value: unknown): number | string => {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'number' || typeof value === 'string') return value
  throw new Error('Edges are numbers, dates or instants')
}

/** The index of the half-open interval that holds a value; edges increase. */
function intervalIn(edges: readonly (number | string)[]): (value: unknown) => number | undefined {
  return (value) => {
    if (value === null || value === undefined) return undefined
    const wanted = comparable(value)
    let low = 0
    let high = edges.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const edge = edges[middle]
      if (edge !== undefined && edge <= wanted) low = middle + 1
      else high = middle
    }
    return low === 0 || low === edges.length ? undefined : low - 1
  }
}
