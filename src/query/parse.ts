import { isPlainObject } from '../kernel'
import { type CriteriaNode, type Query, QUERY_VERSION } from './criteria'
import type { Findings } from './findings'
import { type Members, onlyMembers, textMember } from './members'
import { MEASURE_OPERATORS, type Operator, OPERATORS } from './operator'
import { parseOperand } from './parse-operand'
import { problem } from './problem'

const MEMBERS = {
  and: ['type', 'criteria'],
  or: ['type', 'criteria'],
  not: ['type', 'criteria'],
  test: ['type', 'field', 'operator', 'value'],
  related: ['type', 'relation', 'quantifier', 'criteria'],
  measure: ['type', 'relation', 'measure', 'field', 'criteria', 'operator', 'value'],
} as const satisfies Readonly<Record<CriteriaNode['type'], readonly string[]>>

const NODE_TYPES = ['and', 'or', 'not', 'test', 'related', 'measure'] as const
const QUANTIFIERS = ['is', 'some', 'none', 'every'] as const
const MEASURES = ['count', 'sum', 'min', 'max', 'avg'] as const
const ALL_OPERATORS: readonly Operator[] = [...new Set(Object.values(OPERATORS).flat())]

const A_LIST = { fr: 'une liste de critères', en: 'a list of criteria' }
const A_NUMBER = { fr: 'un nombre, ou deux pour between', en: 'a number, or two for between' }

/** What stands in for a part that was refused: nobody sees it, since the refusal is thrown in the end. */
const REFUSED: CriteriaNode = Object.freeze({ type: 'and', criteria: Object.freeze([]) })

function wordMember<const Word extends string>(
  members: Members,
  member: string,
  known: readonly [Word, ...Word[]] | readonly Word[],
  path: string,
  found: Findings,
): Word | null {
  const value = members[member]
  const word = known.find((candidate) => candidate === value)
  if (word !== undefined) return word
  found.add(
    problem('query.unknown_operator', {
      path: `${path}/${member}`,
      data: { operator: value ?? '—', known: known.join(', ') },
    }),
  )
  return null
}

function parseList(value: unknown, path: string, found: Findings): readonly CriteriaNode[] {
  if (Array.isArray(value))
    return Object.freeze(value.map((item: unknown, index) => parseCriteria(item, `${path}/${index}`, found)))
  found.add(problem('query.member_missing', { path, data: { member: 'criteria', expected: A_LIST } }))
  return []
}

function parseTest(members: Members, path: string, found: Findings): CriteriaNode {
  const field = textMember(members, 'field', path, found)
  const operator = wordMember(members, 'operator', ALL_OPERATORS, path, found)
  if (operator === null) return REFUSED
  const takesNone = operator === 'isEmpty' || operator === 'isNotEmpty'
  if (takesNone) {
    if (members['value'] !== undefined)
      found.add(problem('query.value_unexpected', { path: `${path}/value`, data: { operator } }))
    return { type: 'test', field, operator }
  }
  const value = parseOperand(members['value'], operator, `${path}/value`, found)
  return value === null ? REFUSED : { type: 'test', field, operator, value }
}

function parseRelated(members: Members, path: string, found: Findings): CriteriaNode {
  const relation = textMember(members, 'relation', path, found)
  const quantifier = wordMember(members, 'quantifier', QUANTIFIERS, path, found)
  const criteria = parseCriteria(members['criteria'], `${path}/criteria`, found)
  return quantifier === null ? REFUSED : { type: 'related', relation, quantifier, criteria }
}

function parseMeasure(members: Members, path: string, found: Findings): CriteriaNode {
  const relation = textMember(members, 'relation', path, found)
  const measure = wordMember(members, 'measure', MEASURES, path, found)
  const operator = wordMember(members, 'operator', MEASURE_OPERATORS, path, found)
  const field = members['field'] === undefined ? {} : { field: textMember(members, 'field', path, found) }
  const criteria = parseCriteria(members['criteria'], `${path}/criteria`, found)
  const value = measureValue(members['value'], operator === 'between')
  if (value === null)
    found.add(problem('query.member_missing', { path: `${path}/value`, data: { member: 'value', expected: A_NUMBER } }))
  if (measure === null || operator === null || value === null) return REFUSED
  return { type: 'measure', relation, measure, ...field, criteria, operator, value }
}

function measureValue(value: unknown, isPair: boolean): number | readonly [number, number] | null {
  if (!isPair) return typeof value === 'number' ? value : null
  if (!Array.isArray(value) || value.length !== 2) return null
  const [from, to]: readonly unknown[] = value
  return typeof from === 'number' && typeof to === 'number' ? Object.freeze([from, to] as const) : null
}

/** The shape of criteria, strictly: unknown members are refused. Recursive, so only for what went through the budget. */
export function parseCriteria(input: unknown, path: string, found: Findings): CriteriaNode {
  const type = isPlainObject(input) ? NODE_TYPES.find((known) => known === input['type']) : undefined
  if (!isPlainObject(input) || type === undefined) {
    found.add(problem('query.not_criteria', { path, data: { known: NODE_TYPES.join(', ') } }))
    return REFUSED
  }
  onlyMembers(input, MEMBERS[type], path, found)
  return Object.freeze(parseNode(type, input, path, found))
}

function parseNode(type: CriteriaNode['type'], members: Members, path: string, found: Findings): CriteriaNode {
  switch (type) {
    case 'and':
    case 'or':
      return { type, criteria: parseList(members['criteria'], `${path}/criteria`, found) }
    case 'not':
      return { type, criteria: parseCriteria(members['criteria'], `${path}/criteria`, found) }
    case 'test':
      return parseTest(members, path, found)
    case 'related':
      return parseRelated(members, path, found)
    case 'measure':
      return parseMeasure(members, path, found)
    default:
      return type satisfies never
  }
}

const ENVELOPE = ['version', 'entity', 'where']

/** A query about an entity, from its envelope or from bare criteria. `root` is where the criteria stand in what was given. */
export function parseQuery(
  input: unknown,
  entity: string,
  found: Findings,
): { readonly query: Query; readonly root: '' | '/where' } {
  if (!isPlainObject(input) || (input['type'] !== undefined && input['version'] === undefined))
    return {
      query: Object.freeze({ version: QUERY_VERSION, entity, where: parseCriteria(input, '', found) }),
      root: '',
    }
  onlyMembers(input, ENVELOPE, '', found)
  const version = input['version']
  if (version !== QUERY_VERSION)
    found.add(
      problem('query.unknown_version', { path: '/version', data: { version: version ?? '—', known: QUERY_VERSION } }),
    )
  const about = textMember(input, 'entity', '', found)
  if (about !== '' && about !== entity)
    found.add(problem('query.wrong_entity', { path: '/entity', data: { entity: about, expected: entity } }))
  const where = parseCriteria(input['where'], '/where', found)
  return { query: Object.freeze({ version: QUERY_VERSION, entity, where }), root: '/where' }
}
