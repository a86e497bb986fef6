import type { BoundCriteria, BoundTest, BoundValue } from '../bound'

/**
 * One text for one question about records of one entity: criteria with the same key find the same records. The order of parts and of
 * values makes no difference.
 */
export function criteriaKey(criteria: BoundCriteria): string {
  const known = keys.get(criteria) ?? writtenKey(criteria)
  keys.set(criteria, known)
  return known
}

const keys = new WeakMap<BoundCriteria, string>()

function writtenKey(criteria: BoundCriteria): string {
  switch (criteria.type) {
    case 'and':
    case 'or':
      return `${criteria.type}(${[...new Set(criteria.criteria.map(criteriaKey))].sort().join()})`
    case 'test':
      return `${sign(criteria.negated)}${criteria.field.name} ${criteria.operator} ${against(criteria)}`
    case 'related':
      return `${sign(criteria.negated)}${subjectKey('some', criteria)}`
    case 'measure': {
      const { measure, field, operator, value, negated } = criteria
      return `${sign(negated)}${subjectKey(`${measure} ${field?.name ?? ''}`, criteria)} ${operator} ${value}`
    }
    default:
      return criteria satisfies never
  }
}

type Beyond = Extract<BoundCriteria, { type: 'related' | 'measure' }>

/** What a question about related records is about, whatever it is then compared with. */
export function subjectKey(figure: string, { relation, criteria }: Beyond): string {
  return `${figure} ${relation.type} ${relation.target} ${relation.field}{${criteriaKey(criteria)}}`
}

const sign = (negated: boolean): string => (negated ? '!' : '')

export function valueKey(value: BoundValue): string {
  return value instanceof Date ? `@${value.getTime()}` : JSON.stringify(value)
}

function against(test: BoundTest): string {
  switch (test.operator) {
    case 'empty':
      return ''
    case 'in':
    case 'hasAny':
      return `[${test.values.map(valueKey).sort().join()}]`
    case 'eq':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return valueKey(test.value)
    case 'eqField':
    case 'ltField':
    case 'lteField':
    case 'gtField':
    case 'gteField':
      return test.other.name
    default:
      return test satisfies never
  }
}
