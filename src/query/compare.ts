import { compareCodePoints, refuse, type Row } from '../kernel'
import type { EntityDefinition, FieldDefinition } from '../model'
import { foldedForm } from './folded'
import { problem } from './problem'

/** One key of an order. */
export interface OrderKey {
  readonly field: string
  readonly direction: 'asc' | 'desc'
}

type Compare = (a: unknown, b: unknown) => number

/** Whether records can be ordered by a field: sets and opaque data have no order. */
export const isOrderable = (field: FieldDefinition): boolean => field.kind !== 'tags' && field.kind !== 'json'

/**
 * The order of rows, in every reading: missing values last whatever the direction, then the id in the direction of the last key,
 * so that no two rows are equal. Texts order by their folded form, all texts and codes by code points, false before true.
 *
 * @throws refusal `query.cannot_order` for a field that is not there or has no order.
 * @example rows.toSorted(compareRows(account, [{ field: 'name', direction: 'asc' }]))
 */
export function compareRows(entity: EntityDefinition, orderBy: readonly OrderKey[]): (a: Row, b: Row) => number {
  const keys = orderBy.map(({ field: name, direction }, index) => {
    const field = entity.fields.get(name)
    if (field === undefined || !isOrderable(field)) {
      const known = [...entity.fields.values()]
        .filter(isOrderable)
        .map((one) => one.name)
        .join(', ')
      return refuse(
        problem('query.cannot_order', { path: `/${index}/field`, data: { entity: entity.name, field: name, known } }),
      )
    }
    return { name, sign: direction === 'asc' ? 1 : -1, compare: valueOrder(field) }
  })
  const idOrder = compareIds(entity.fields.get('id')?.order ?? 'bytes')
  const lastSign = keys.at(-1)?.sign ?? 1
  return (a, b) => {
    for (const { name, sign, compare } of keys) {
      const left = a[name] ?? null
      const right = b[name] ?? null
      if (left === null || right === null) {
        if (left !== right) return left === null ? 1 : -1
        continue
      }
      const place = compare(left, right)
      if (place !== 0) return place * sign
    }
    return idOrder(textOf(a['id']), textOf(b['id'])) * lastSign
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The order of two values that are both there. */
function valueOrder(field: FieldDefinition): Compare {
  switch (field.kind) {
    case 'text':
      return field.exact === true
        ? (a, b) => compareCodePoints(textOf(a), textOf(b))
        : (a, b) => compareCodePoints(foldedForm(textOf(a)), foldedForm(textOf(b)))
    case 'id':
    case 'reference': {
      const order = compareIds(field.order)
      return (a, b) => order(textOf(a), textOf(b))
    }
    case 'instant':
      return (a, b) => (a instanceof Date && b instanceof Date ? a.getTime() - b.getTime() : 0)
    case 'number':
    case 'money':
    case 'boolean':
      return (a, b) => Number(a) - Number(b)
    case 'code':
    case 'enum':
    case 'date':
    case 'tags':
    case 'json':
      return (a, b) => compareCodePoints(textOf(a), textOf(b))
    default:
      return field.kind satisfies never
  }
}

const INTEGER = /^-?\d+$/

/** The order of ids: byte for byte, or as the whole numbers they stand for. */
export function compareIds(order: 'bytes' | 'integer'): (a: string, b: string) => number {
  if (order === 'bytes') return compareCodePoints
  return (a, b) => {
    if (!INTEGER.test(a) || !INTEGER.test(b)) return compareCodePoints(a, b)
    const left = BigInt(a)
    const right = BigInt(b)
    if (left === right) return 0
    return left < right ? -1 : 1
  }
}
