import { type EntityDefinition, type FieldDefinition, isWord, type Model } from '../model'
import type { CheckedOperand, CheckedTest, CheckedValue } from './checked'
import type { TestNode } from './criteria'
import type { Findings } from './findings'
import { isPattern, readLiteral } from './literal'
import type { Literal, Operand, Reference } from './operand'
import { type Operator, OPERATORS } from './operator'
import { problem } from './problem'

/** How many values an operator takes. */
const TAKES = {
  isEmpty: 'none',
  isNotEmpty: 'none',
  in: 'list',
  notIn: 'list',
  hasAny: 'list',
  hasAll: 'list',
  hasNone: 'list',
  between: 'pair',
  within: 'range',
} as const satisfies Partial<Record<Operator, string>>

type Takes = (typeof TAKES)[keyof typeof TAKES] | 'one'

function takes(operator: Operator): Takes {
  const known: Partial<Record<Operator, Takes>> = TAKES
  return known[operator] ?? 'one'
}

const EXPECTED = {
  one: { fr: 'une seule valeur est attendue', en: 'a single value is expected' },
  list: { fr: 'une liste est attendue', en: 'a list is expected' },
  pair: { fr: 'une liste de deux valeurs est attendue', en: 'a list of two values is expected' },
  range: {
    fr: 'une période est attendue, comme { "range": "today" }',
    en: 'a range is expected, such as { "range": "today" }',
  },
} as const

export function fieldOf(entity: EntityDefinition, name: string, path: string, found: Findings): FieldDefinition | null {
  const field = entity.fields.get(name)
  if (field !== undefined) return field
  const known = [...entity.fields.keys()].join(', ')
  found.add(problem('query.unknown_field', { path, data: { entity: entity.name, field: name, known } }))
  return null
}

/** One test against the model; null when something is wrong with it. */
export function checkTest(
  model: Model,
  entity: EntityDefinition,
  node: TestNode,
  path: string,
  found: Findings,
): CheckedTest | null {
  const field = fieldOf(entity, node.field, `${path}/field`, found)
  if (field === null) return null
  const { operator } = node
  const known: readonly Operator[] = OPERATORS[field.kind]
  if (known.length === 0) {
    found.add(problem('query.opaque_field', { path: `${path}/field`, data: { field: field.name } }))
    return null
  }
  if (!known.includes(operator)) {
    const data = { field: field.name, kind: field.kind, operator, known: known.join(', ') }
    found.add(problem('query.operator_misfit', { path: `${path}/operator`, data }))
    return null
  }
  const valuePath = `${path}/value`
  const operands = checkValue({ model, entity, field, operator, found }, node.value, valuePath)
  return operands === null ? null : { type: 'test', field, operator, operands, path: valuePath }
}

interface Leaf {
  readonly model: Model
  readonly entity: EntityDefinition
  readonly field: FieldDefinition
  readonly operator: Operator
  readonly found: Findings
}

function checkValue(leaf: Leaf, value: Operand | undefined, path: string): CheckedValue | null {
  const { field, operator, found } = leaf
  const wanted = takes(operator)
  if (wanted === 'none') return []
  if (value === undefined) {
    found.add(problem('query.value_missing', { path, data: { operator } }))
    return null
  }
  const misfit = () => {
    found.add(problem('query.value_type', { path, data: { value, field: field.name, expected: EXPECTED[wanted] } }))
    return null
  }
  if (typeof value === 'object' && 'range' in value) return wanted === 'range' ? value : misfit()
  if (wanted === 'range') return misfit()
  if (isList(value)) {
    if (wanted === 'one' || (wanted === 'pair' && value.length !== 2)) return misfit()
    return all(value.map((item, index) => checkItem(leaf, item, wanted === 'list', `${path}/${index}`)))
  }
  // A list may be one reference that stands for many values.
  if (wanted === 'pair' || (wanted === 'list' && !isSet(value))) return misfit()
  return all([checkItem(leaf, value, wanted === 'list', path)])
}

const isList = (value: Operand): value is readonly (Literal | Reference)[] => Array.isArray(value)

const isSet = (value: Literal | Reference): boolean =>
  typeof value === 'object' && (value.ref === 'myGroups' || value.ref === 'groups')

function all(operands: readonly (CheckedOperand | null)[]): readonly CheckedOperand[] | null {
  const kept = operands.filter((operand) => operand !== null)
  return kept.length === operands.length ? kept : null
}

function checkItem(leaf: Leaf, item: Literal | Reference, inList: boolean, path: string): CheckedOperand | null {
  if (typeof item === 'object') return checkReference(leaf, item, inList, path)
  const read = readLiteral(leaf.field, leaf.operator, item, path)
  if (read.type !== 'refused') return read
  leaf.found.add(read.problem)
  return null
}

function checkReference(leaf: Leaf, reference: Reference, inList: boolean, path: string): CheckedOperand | null {
  const { entity, field, found } = leaf
  if (reference.ref === 'field') {
    const other = fieldOf(entity, reference.field, `${path}/field`, found)
    if (other === null) return null
    if (!isPattern(leaf.operator) && areAlike(entity, field, other)) return { type: 'field', other }
  } else if (fitsReference(leaf, reference, inList)) return { type: 'reference', reference, path }
  found.add(problem('query.reference_misfit', { path, data: { reference: nameOf(reference), field: field.name } }))
  return null
}

const nameOf = (reference: Reference): string =>
  'field' in reference ? `${reference.ref} ${reference.field}` : reference.ref

/** Whether two fields of one record may be compared: values of the one are values of the other. */
function areAlike(entity: EntityDefinition, a: FieldDefinition, b: FieldDefinition): boolean {
  const pointsTo = (field: FieldDefinition) => (field.kind === 'id' ? entity.name : field.target)
  const isKey = (field: FieldDefinition) => field.kind === 'id' || field.kind === 'reference'
  if (isKey(a) || isKey(b)) return isKey(a) && isKey(b) && pointsTo(a) === pointsTo(b)
  if (isWord(a.kind)) return isWord(b.kind)
  if (a.kind !== b.kind || a.kind === 'tags' || a.kind === 'json') return false
  return a.currency === b.currency && (a.exact === true) === (b.exact === true)
}

function fitsReference(leaf: Leaf, reference: Exclude<Reference, { ref: 'field' }>, inList: boolean): boolean {
  const { model, field } = leaf
  switch (reference.ref) {
    case 'me':
      return holdsIdOf(leaf, model.roles.user?.entity)
    case 'myGroups':
    case 'groups':
      return inList && holdsIdOf(leaf, model.roles.group?.entity)
    case 'now':
    case 'today':
    case 'ago':
    case 'fromNow':
      return field.kind === 'date' || field.kind === 'instant'
    case 'actor':
      return fitsActor(leaf, reference.field)
    default:
      return reference satisfies never
  }
}

/** Whether the field holds ids of an entity. A code may hold ids of something that is outside the model. */
function holdsIdOf({ entity, field }: Leaf, target: string | undefined): boolean {
  if (field.kind === 'code') return true
  if (field.kind === 'id') return entity.name === target
  return field.kind === 'reference' && (target === undefined || field.target === target)
}

const isTextual = ({ kind }: FieldDefinition): boolean => isWord(kind) || kind === 'text'

/** Where the model knows the users, the field must be theirs and of a kind that fits; else it is seen when bound. */
function fitsActor({ model, field }: Leaf, name: string): boolean {
  if (field.kind === 'tags') return false
  const users = model.entities.get(model.roles.user?.entity ?? '')
  if (users === undefined) return true
  const fact = users.fields.get(name)
  if (fact === undefined) return false
  return fact.kind === field.kind || (isTextual(fact) && isTextual(field))
}
