/** What criteria compare a field with: literals, references, ranges. */
import fc from 'fast-check'
import { foldText } from '../../../src/kernel'
import { type EntityDefinition, type FieldDefinition, isWord, type Model } from '../../../src/model'
import type { Operand, Operator, Reference } from '../../../src/query'
import { CODES, DATES, INSTANTS, textValue, valueOf } from './values'

/** Whose criteria these are, and which facts are known of whoever asks. */
export interface Setting {
  readonly model: Model
  readonly entity: EntityDefinition
  /** Fields of the user that have a value: `{ ref: 'actor' }` may name them. */
  readonly facts: readonly string[]
}

const PATTERNS: readonly Operator[] = [
  'contains',
  'notContains',
  'startsWith',
  'notStartsWith',
  'endsWith',
  'notEndsWith',
]

/** A value of a field as criteria write it. */
export function literalOf(field: FieldDefinition, operator: Operator): fc.Arbitrary<string | number | boolean> {
  switch (field.kind) {
    case 'text':
      return PATTERNS.includes(operator)
        ? textValue.filter((text) => (field.exact === true ? text : foldText(text)) !== '')
        : textValue
    case 'instant':
      return fc.constantFrom(...INSTANTS, ...DATES)
    case 'tags':
      return fc.constantFrom(...CODES.filter((code) => code !== ''))
    default:
      return valueOf(field).map((value) =>
        typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : String(value),
      )
  }
}

const pointsTo = (entity: EntityDefinition, field: FieldDefinition): string | undefined =>
  field.kind === 'id' ? entity.name : field.target

function areComparable(entity: EntityDefinition, a: FieldDefinition, b: FieldDefinition): boolean {
  const isKey = (field: FieldDefinition) => field.kind === 'id' || field.kind === 'reference'
  if (isKey(a)) return isKey(b) && pointsTo(entity, a) === pointsTo(entity, b)
  if (isWord(a.kind)) return isWord(b.kind) && !isKey(b)
  return a.kind === b.kind && a.currency === b.currency && (a.exact === true) === (b.exact === true)
}

/** Whether every value of a fact is a value of the field. */
const isFact = (fact: FieldDefinition, field: FieldDefinition): boolean =>
  fact.kind === field.kind &&
  field.kind !== 'enum' &&
  field.kind !== 'tags' &&
  fact.decimals === field.decimals &&
  fact.currency === field.currency

const moments = fc.record({
  ref: fc.constantFrom('ago' as const, 'fromNow' as const),
  count: fc.nat({ max: 9 }),
  unit: fc.constantFrom('minutes', 'hours', 'days', 'weeks', 'months', 'quarters', 'years'),
})

function referenceOf({ model, entity, facts }: Setting, field: FieldDefinition): fc.Arbitrary<Reference>[] {
  const found: fc.Arbitrary<Reference>[] = []
  const users = model.roles.user?.entity
  if (isWord(field.kind) && pointsTo(entity, field) === users) found.push(fc.constant({ ref: 'me' }))
  if (field.kind === 'date' || field.kind === 'instant')
    found.push(fc.constantFrom({ ref: 'now' } as const, { ref: 'today' } as const), moments)
  const known = facts.filter((name) => {
    const fact = model.entities.get(users ?? '')?.fields.get(name)
    return fact !== undefined && isFact(fact, field)
  })
  if (known.length > 0) found.push(fc.constantFrom(...known.map((name) => ({ ref: 'actor', field: name }) as const)))
  const others = [...entity.fields.values()].filter((other) => areComparable(entity, field, other))
  if (others.length > 0 && field.kind !== 'tags')
    found.push(fc.constantFrom(...others.map(({ name }) => ({ ref: 'field', field: name }) as const)))
  return found
}

const groupSets: fc.Arbitrary<Reference> = fc.constantFrom<Reference>(
  { ref: 'myGroups' },
  { ref: 'groups', selection: { regions: ['north'] } },
  { ref: 'groups', selection: { regions: ['empty'], groups: ['a1'] } },
  { ref: 'groups', selection: {} },
)

const period = fc.constantFrom('day', 'week', 'month', 'quarter', 'year', 'fiscal-year')

const ranges: fc.Arbitrary<Operand> = fc.oneof(
  fc.constantFrom<Operand>(
    { range: 'today' },
    { range: 'yesterday' },
    { range: 'tomorrow' },
    { range: 'since', date: '2026-03-28' },
    { range: 'between', from: '2024-02-29', to: '2026-03-28' },
    { range: 'between', from: '2026-10-25', to: '2026-10-25' },
  ),
  fc.record({
    range: fc.constantFrom('last' as const, 'next' as const),
    count: fc.integer({ min: 1, max: 9 }),
    unit: fc.constantFrom('days', 'weeks', 'months', 'quarters', 'years'),
  }),
  fc.record({
    range: fc.constantFrom('last' as const, 'next' as const),
    count: fc.integer({ min: 1, max: 40 }),
    unit: fc.constant('hours' as const),
  }),
  fc.record({ range: fc.constantFrom('this' as const, 'previous' as const, 'following' as const), unit: period }),
)

/** What an operator may be given for a field. */
export function operandOf(setting: Setting, field: FieldDefinition, operator: Operator): fc.Arbitrary<Operand> {
  const literal = literalOf(field, operator)
  const one = PATTERNS.includes(operator)
    ? literal
    : fc.oneof(
        { weight: 4, arbitrary: literal },
        ...referenceOf(setting, field).map((arbitrary) => ({ weight: 1, arbitrary })),
      )
  switch (operator) {
    case 'in':
    case 'notIn': {
      const list = fc.array(one, { maxLength: 4 })
      const groups = setting.model.roles.group?.entity
      return groups !== undefined && pointsTo(setting.entity, field) === groups
        ? fc.oneof(list, groupSets, fc.array(fc.oneof(one, groupSets), { maxLength: 3 }))
        : list
    }
    case 'hasAny':
    case 'hasAll':
    case 'hasNone':
      return fc.array(literal, { maxLength: 3 })
    case 'between':
      return fc.tuple(one, one)
    case 'within':
      return ranges
    default:
      return one
  }
}
