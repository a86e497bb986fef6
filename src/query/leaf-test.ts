import { compareCodePoints, type Row } from '../kernel'
import { type FieldDefinition, isNumeric, isWord } from '../model'
import type { BoundTest, BoundValue } from './bound'
import { compareIds } from './compare'
import { foldedForm } from './folded'

type Leaf = (row: Row) => boolean

const negate = (leaf: Leaf, negated: boolean): Leaf => (negated ? (row) => !leaf(row) : leaf)

const isFolded = (field: FieldDefinition): boolean => field.kind === 'text' && field.exact !== true

/** One test of one field. A missing value fails the question, so it meets the negated one. */
export function leafTest(test: BoundTest): Leaf {
  const { field, negated } = test
  switch (test.operator) {
    case 'empty':
      return emptyTest(field.name, negated)
    case 'eq':
      return equalTest(field, test.value, negated)
    case 'in':
      return negate(amongTest(field, test.values), negated)
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return negate(orderTest(field, test.operator, test.value), negated)
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return negate(patternTest(field, test.operator, test.value), negated)
    case 'hasAny':
      return negate(sharesTest(field.name, test.values), negated)
    case 'eqField':
    case 'ltField':
    case 'lteField':
    case 'gtField':
    case 'gteField':
      return negate(fieldTest(field, test.operator, test.other), negated)
    default:
      return test satisfies never
  }
}

function emptyTest(name: string, negated: boolean): Leaf {
  return (row) => {
    const value = row[name]
    const isEmpty =
      value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
    return isEmpty !== negated
  }
}

function equalTest(field: FieldDefinition, wanted: BoundValue, negated: boolean): Leaf {
  const { name } = field
  if (wanted instanceof Date) {
    const time = wanted.getTime()
    return (row) => {
      const value = row[name]
      return (value instanceof Date && value.getTime() === time) !== negated
    }
  }
  if (isFolded(field))
    return (row) => {
      const value = row[name]
      return (typeof value === 'string' && foldedForm(value) === wanted) !== negated
    }
  return negated ? (row) => row[name] !== wanted : (row) => row[name] === wanted
}

/** What values of the field are compared by: folded text, milliseconds, or themselves. */
function keyReader(field: FieldDefinition): (value: unknown) => unknown {
  if (isFolded(field)) return (value) => (typeof value === 'string' ? foldedForm(value) : null)
  if (field.kind === 'instant') return (value) => (value instanceof Date ? value.getTime() : null)
  return (value) => value
}

function amongTest(field: FieldDefinition, values: readonly BoundValue[]): Leaf {
  const { name } = field
  const keys = new Set<unknown>(values.map((value) => (value instanceof Date ? value.getTime() : value)))
  if (!isFolded(field) && field.kind !== 'instant') return (row) => keys.has(row[name])
  const keyOf = keyReader(field)
  return (row) => keys.has(keyOf(row[name]))
}

type Order = 'lt' | 'lte' | 'gt' | 'gte'

function orderTest(field: FieldDefinition, operator: Order, bound: BoundValue): Leaf {
  const { name } = field
  if (isNumeric(field.kind) && typeof bound === 'number') return numberTest(name, operator, bound)
  if (bound instanceof Date) return momentTest(name, operator, bound.getTime())
  const order = orderOf(field)
  const holds = outcome(operator)
  return (row) => {
    const place = order(row[name], bound)
    return place !== null && holds(place)
  }
}

function numberTest(name: string, operator: Order, bound: number): Leaf {
  const read = (row: Row): number => {
    const value = row[name]
    return typeof value === 'number' ? value : Number.NaN
  }
  return comparison(read, operator, bound)
}

function momentTest(name: string, operator: Order, bound: number): Leaf {
  const read = (row: Row): number => {
    const value = row[name]
    return value instanceof Date ? value.getTime() : Number.NaN
  }
  return comparison(read, operator, bound)
}

/** Every comparison with NaN is false, and so is every one with a missing value. */
function comparison(read: (row: Row) => number, operator: Order, bound: number): Leaf {
  switch (operator) {
    case 'lt':
      return (row) => read(row) < bound
    case 'lte':
      return (row) => read(row) <= bound
    case 'gt':
      return (row) => read(row) > bound
    case 'gte':
      return (row) => read(row) >= bound
    default:
      return operator satisfies never
  }
}

function outcome(operator: Order | 'eq'): (place: number) => boolean {
  switch (operator) {
    case 'eq':
      return (place) => place === 0
    case 'lt':
      return (place) => place < 0
    case 'lte':
      return (place) => place <= 0
    case 'gt':
      return (place) => place > 0
    case 'gte':
      return (place) => place >= 0
    default:
      return operator satisfies never
  }
}

/** The place of one value of the field against another; null where either is missing. */
function orderOf(field: FieldDefinition): (a: unknown, b: unknown) => number | null {
  const keyOf = keyReader(field)
  const compareText = isWord(field.kind) && field.order === 'integer' ? compareIds('integer') : compareCodePoints
  return (left, right) => {
    const a = keyOf(left)
    const b = keyOf(right)
    if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
    if (typeof a === 'number' && typeof b === 'number') return a - b
    if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
    return null
  }
}

function patternTest(field: FieldDefinition, operator: 'contains' | 'startsWith' | 'endsWith', wanted: string): Leaf {
  const { name } = field
  const read = (row: Row): string | null => {
    const value = row[name]
    if (typeof value !== 'string') return null
    return isFolded(field) ? foldedForm(value) : value
  }
  switch (operator) {
    case 'contains':
      return (row) => read(row)?.includes(wanted) === true
    case 'startsWith':
      return (row) => read(row)?.startsWith(wanted) === true
    case 'endsWith':
      return (row) => read(row)?.endsWith(wanted) === true
    default:
      return operator satisfies never
  }
}

function sharesTest(name: string, wanted: readonly string[]): Leaf {
  const [only] = wanted
  if (wanted.length === 1)
    return (row) => {
      const value = row[name]
      return Array.isArray(value) && value.includes(only)
    }
  const codes = new Set<unknown>(wanted)
  return (row) => {
    const value = row[name]
    return Array.isArray(value) && value.some((code) => codes.has(code))
  }
}

const ORDERS = {
  eqField: 'eq',
  ltField: 'lt',
  lteField: 'lte',
  gtField: 'gt',
  gteField: 'gte',
} as const satisfies Readonly<Record<string, Order | 'eq'>>

function fieldTest(field: FieldDefinition, operator: keyof typeof ORDERS, other: FieldDefinition): Leaf {
  const order = orderOf(field)
  const holds = outcome(ORDERS[operator])
  return (row) => {
    const place = order(row[field.name], row[other.name])
    return place !== null && holds(place)
  }
}
