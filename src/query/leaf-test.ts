import type { Row } from '../kernel'
import type { FieldDefinition } from '../model'
import type { BoundTest, BoundValue } from './bound'
import { foldedForm } from './folded'
import { fieldsTest, orderTest } from './order-test'

export type Leaf = (row: Row) => boolean

const isFolded = (field: FieldDefinition): boolean => field.kind === 'text' && field.exact !== true

/**
 * One test of one field. A missing value fails the question, so it meets the negated one. The field's name and the negation are taken
 * into the closure: a closure round a closure would double the cost of a leaf.
 */
export function leafTest(test: BoundTest): Leaf {
  const { field, negated } = test
  switch (test.operator) {
    case 'empty':
      return emptyTest(field.name, negated)
    case 'eq':
      return equalTest(field, test.value, negated)
    case 'in':
      return amongTest(field, test.values, negated)
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return orderTest(field, test.operator, test.value, negated)
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return patternTest(field, test.operator, test.value, negated)
    case 'hasAny':
      return sharesTest(field.name, test.values, negated)
    case 'eqField':
    case 'ltField':
    case 'lteField':
    case 'gtField':
    case 'gteField':
      return fieldsTest(field, test.operator, test.other, negated)
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

/** A short list is gone through, a long one looked up. */
const SHORT = 4

function amongTest(field: FieldDefinition, values: readonly BoundValue[], negated: boolean): Leaf {
  const { name } = field
  const keys: readonly unknown[] = values.map((value) => (value instanceof Date ? value.getTime() : value))
  const among = new Set(keys)
  if (isFolded(field))
    return (row) => {
      const value = row[name]
      return (typeof value === 'string' && among.has(foldedForm(value))) !== negated
    }
  if (field.kind === 'instant')
    return (row) => {
      const value = row[name]
      return (value instanceof Date && among.has(value.getTime())) !== negated
    }
  if (keys.length > SHORT) return (row) => among.has(row[name]) !== negated
  const [a, b = a, c = a, d = a] = keys
  return (row) => {
    const value = row[name]
    return (value === a || value === b || value === c || value === d) !== negated
  }
}

function patternTest(
  field: FieldDefinition,
  operator: 'contains' | 'startsWith' | 'endsWith',
  wanted: string,
  negated: boolean,
): Leaf {
  const { name } = field
  const formOf = isFolded(field) ? foldedForm : (text: string) => text
  switch (operator) {
    case 'contains':
      return (row) => {
        const value = row[name]
        return (typeof value === 'string' && formOf(value).includes(wanted)) !== negated
      }
    case 'startsWith':
      return (row) => {
        const value = row[name]
        return (typeof value === 'string' && formOf(value).startsWith(wanted)) !== negated
      }
    case 'endsWith':
      return (row) => {
        const value = row[name]
        return (typeof value === 'string' && formOf(value).endsWith(wanted)) !== negated
      }
    default:
      return operator satisfies never
  }
}

function sharesTest(name: string, wanted: readonly string[], negated: boolean): Leaf {
  const [only] = wanted
  if (wanted.length === 1)
    return (row) => {
      const value = row[name]
      return (Array.isArray(value) && value.includes(only)) !== negated
    }
  const codes = new Set<unknown>(wanted)
  return (row) => {
    const value = row[name]
    return (Array.isArray(value) && value.some((code) => codes.has(code))) !== negated
  }
}
