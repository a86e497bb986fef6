import { type Problem, refuse } from '../../kernel'
import type { Model } from '../../model'
import { prepareWhole } from '../compile'
import type { CriteriaNode, MeasureNode, Query, RelatedNode, TestNode } from '../criteria'
import type { Literal, Operand, Reference } from '../operand'
import { problem, UNSAYABLE } from './problem'
import type { Rule, RuleGroup } from './rule-group'
import { RULE_OPERATORS } from './rule-operator'

/**
 * A query as a group of rules for react-querybuilder. What comes back through `fromRuleGroup` finds the same records.
 *
 * A to-one relation is a rule that matches `some`; counts are `atLeast`, `atMost`, `exactly`. Money stays in minor units.
 *
 * @throws one refusal `query.rules_cannot_say` for everything that rules cannot say, each with its place: ranges and values told from now or
 * from who asks, figures other than counts, combinations of nothing. And those of `prepareQuery`.
 * @example
 * toRuleGroup(query(model, 'account', (a) => a.status.eq('client')), model)
 * // { combinator: 'and', rules: [{ field: 'status', operator: '=', value: 'client' }] }
 */
export function toRuleGroup(query: Query, model: Model): RuleGroup {
  const { where } = prepareWhole(model, query).query
  const found: Problem[] = []
  const root = where.type === 'and' && where.criteria.length === 0 ? group('and', []) : asGroup(where, '/where', found)
  if (found.length > 0) refuse(found)
  return root
}

const group = (combinator: 'and' | 'or', rules: RuleGroup['rules']): RuleGroup => ({ combinator, rules })
const denied = (inner: RuleGroup): RuleGroup => ({ ...inner, not: inner.not !== true })

function cannotSay(what: keyof typeof UNSAYABLE, path: string, found: Problem[]): void {
  found.push(problem('query.rules_cannot_say', { path, data: { what: UNSAYABLE[what] } }))
}

function asGroup(node: CriteriaNode, path: string, found: Problem[]): RuleGroup {
  const translated = translate(node, path, found)
  return 'combinator' in translated ? translated : group('and', [translated])
}

function translate(node: CriteriaNode, path: string, found: Problem[]): Rule | RuleGroup {
  switch (node.type) {
    case 'and':
    case 'or':
      if (node.criteria.length === 0) cannotSay('emptiness', path, found)
      return group(
        node.type,
        node.criteria.map((one, index) => translate(one, `${path}/criteria/${index}`, found)),
      )
    case 'not': {
      const inner = asGroup(node.criteria, `${path}/criteria`, found)
      return inner.not === true ? denied(group('and', [inner])) : denied(inner)
    }
    case 'test':
      return ruleOf(node, path, found)
    case 'related':
      return matchOf(node, path, found)
    case 'measure':
      return countOf(node, path, found)
    default:
      return node satisfies never
  }
}

const NOTHING_SAID: Rule = { field: '', operator: '=', value: null }

function ruleOf({ field, operator, value }: TestNode, path: string, found: Problem[]): Rule {
  if (operator === 'within') {
    cannotSay('range', `${path}/value`, found)
    return NOTHING_SAID
  }
  if (value === undefined) return { field, operator: RULE_OPERATORS[operator], value: null }
  const items = itemsOf(value)
  const fields = items.flatMap((item) => (typeof item === 'object' && item.ref === 'field' ? [item.field] : []))
  const literals = items.filter((item) => typeof item !== 'object')
  if (fields.length + literals.length < items.length) cannotSay('reference', `${path}/value`, found)
  else if (fields.length > 0 && literals.length > 0) cannotSay('mixture', `${path}/value`, found)
  const isNamed = fields.length > 0
  const said: readonly Literal[] = isNamed ? fields : literals
  return {
    field,
    operator: RULE_OPERATORS[operator],
    value: Array.isArray(value) ? [...said] : said[0],
    ...(isNamed ? { valueSource: 'field' } : {}),
  }
}

function itemsOf(value: Operand): readonly (Literal | Reference)[] {
  if (typeof value === 'object' && 'range' in value) return []
  return isList(value) ? value : [value]
}

const isList = (
  value: Literal | Reference | readonly (Literal | Reference)[],
): value is readonly (Literal | Reference)[] => Array.isArray(value)

const MODES = { is: 'some', some: 'some', none: 'none', every: 'all' } as const

function inner(node: RelatedNode | MeasureNode, path: string, found: Problem[]): RuleGroup {
  const { criteria } = node
  if (criteria.type === 'and' && criteria.criteria.length === 0) {
    cannotSay('unconditional', `${path}/criteria`, found)
    return group('and', [])
  }
  return asGroup(criteria, `${path}/criteria`, found)
}

function matchOf(node: RelatedNode, path: string, found: Problem[]): Rule {
  return {
    field: node.relation,
    operator: '=',
    match: { mode: MODES[node.quantifier] },
    value: inner(node, path, found),
  }
}

function countOf(node: MeasureNode, path: string, found: Problem[]): Rule | RuleGroup {
  if (node.measure !== 'count') {
    cannotSay('figure', path, found)
    return NOTHING_SAID
  }
  const counts = typeof node.value === 'number' ? [node.value] : node.value
  const counted = (mode: 'atLeast' | 'atMost' | 'exactly', threshold: number): Rule => {
    if (threshold < 0) cannotSay('impossible', `${path}/value`, found)
    return { field: node.relation, operator: '=', match: { mode, threshold }, value: inner(node, path, found) }
  }
  const [first = 0, second = 0] = counts
  switch (node.operator) {
    case 'eq':
      return counted('exactly', first)
    case 'ne':
      return denied(group('and', [counted('exactly', first)]))
    case 'gte':
      return counted('atLeast', first)
    case 'gt':
      return counted('atLeast', first + 1)
    case 'lte':
      return counted('atMost', first)
    case 'lt':
      return counted('atMost', first - 1)
    case 'between':
      return group('and', [counted('atLeast', first), counted('atMost', second)])
    default:
      return node.operator satisfies never
  }
}
