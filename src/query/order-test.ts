import { compareCodePoints, type Row } from '../kernel'
import { type FieldDefinition, isWord } from '../model'
import type { BoundValue } from './bound'
import { compareIds } from './compare'
import { foldedForm } from './folded'

type Leaf = (row: Row) => boolean
type Order = 'lt' | 'lte' | 'gt' | 'gte'

/** A field against a bound. Written out for each comparison of numbers and instants: these are the tests that reports ask most. */
export function orderTest(field: FieldDefinition, operator: Order, bound: BoundValue, negated: boolean): Leaf {
  const { name } = field
  if (typeof bound === 'number') return numberTest(name, operator, bound, negated)
  if (bound instanceof Date) return momentTest(name, operator, bound.getTime(), negated)
  const place = placeOf(field)
  const holds = OUTCOMES[operator]
  return (row) => {
    const against = place(row[name], bound)
    return (against !== null && holds(against)) !== negated
  }
}

function numberTest(name: string, operator: Order, bound: number, negated: boolean): Leaf {
  switch (operator) {
    case 'lt':
      return (row) => {
        const value = row[name]
        return (typeof value === 'number' && value < bound) !== negated
      }
    case 'lte':
      return (row) => {
        const value = row[name]
        return (typeof value === 'number' && value <= bound) !== negated
      }
    case 'gt':
      return (row) => {
        const value = row[name]
        return (typeof value === 'number' && value > bound) !== negated
      }
    case 'gte':
      return (row) => {
        const value = row[name]
        return (typeof value === 'number' && value >= bound) !== negated
      }
    default:
      return operator satisfies never
  }
}

function momentTest(name: string, operator: Order, bound: number, negated: boolean): Leaf {
  switch (operator) {
    case 'lt':
      return (row) => {
        const value = row[name]
        return (value instanceof Date && value.getTime() < bound) !== negated
      }
    case 'lte':
      return (row) => {
        const value = row[name]
        return (value instanceof Date && value.getTime() <= bound) !== negated
      }
    case 'gt':
      return (row) => {
        const value = row[name]
        return (value instanceof Date && value.getTime() > bound) !== negated
      }
    case 'gte':
      return (row) => {
        const value = row[name]
        return (value instanceof Date && value.getTime() >= bound) !== negated
      }
    default:
      return operator satisfies never
  }
}

const OUTCOMES: Readonly<Record<Order | 'eq', (place: number) => boolean>> = {
  eq: (place) => place === 0,
  lt: (place) => place < 0,
  lte: (place) => place <= 0,
  gt: (place) => place > 0,
  gte: (place) => place >= 0,
}

/** The place of one value of the field against another; null where either is missing. */
function placeOf(field: FieldDefinition): (a: unknown, b: unknown) => number | null {
  const isFolded = field.kind === 'text' && field.exact !== true
  const compareText = isWord(field.kind) && field.order === 'integer' ? compareIds('integer') : compareCodePoints
  return (a, b) => {
    if (typeof a === 'string' && typeof b === 'string')
      return isFolded ? compareText(foldedForm(a), foldedForm(b)) : compareText(a, b)
    if (typeof a === 'number' && typeof b === 'number') return a - b
    if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime()
    if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
    return null
  }
}

const ORDERS = {
  eqField: 'eq',
  ltField: 'lt',
  lteField: 'lte',
  gtField: 'gt',
  gteField: 'gte',
} as const satisfies Readonly<Record<string, Order | 'eq'>>

/** A field against another of the same record. */
export function fieldsTest(
  field: FieldDefinition,
  operator: keyof typeof ORDERS,
  other: FieldDefinition,
  negated: boolean,
): Leaf {
  const place = placeOf(field)
  const holds = OUTCOMES[ORDERS[operator]]
  return (row) => {
    const against = place(row[field.name], row[other.name])
    return (against !== null && holds(against)) !== negated
  }
}
