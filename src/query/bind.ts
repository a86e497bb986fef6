import { resolveMoment, resolveRange, startOfDay, addDays, civilDateOf } from '../kernel'
import type { Binding } from './binding'
import type { BoundMeasure } from './bound'
import type { CheckedCriteria, CheckedMeasure, CheckedOperand, CheckedRelated, CheckedTest } from './checked'
import type { Findings } from './findings'
import { readLiteral } from './literal'
import type { LooseCriteria } from './normalise'
import type { Reference } from './operand'
import { problem } from './problem'
import { type BoundOperand, compare, reduceTest } from './reduce'

/**
 * Replaces every reference by what it stands for and every operator by the few that readings know. What cannot be resolved is
 * found to be a problem, never left out.
 */
export function bindCriteria(criteria: CheckedCriteria, binding: Binding, found: Findings): LooseCriteria {
  switch (criteria.type) {
    case 'and':
    case 'or':
      return { type: criteria.type, criteria: criteria.criteria.map((one) => bindCriteria(one, binding, found)) }
    case 'not':
      return { type: 'not', criteria: bindCriteria(criteria.criteria, binding, found) }
    case 'test':
      return bindTest(criteria, binding, found)
    case 'related':
      return bindRelated(criteria, binding, found)
    case 'measure':
      return bindMeasure(criteria, binding, found)
    default:
      return criteria satisfies never
  }
}

function bindTest({ field, operator, operands, path }: CheckedTest, binding: Binding, found: Findings): LooseCriteria {
  if ('range' in operands) {
    const range = found.attempt(path, () => resolveRange(operands, binding))
    if (range === null) return { type: 'or', criteria: [] }
    const { from, to } = field.kind === 'date' ? range.civil : range.instants
    return { type: 'and', criteria: [compare(field, 'gte', value(from)), compare(field, 'lt', value(to))] }
  }
  const leaf = { field, operator, path }
  const bound = operands.flatMap((operand) => bindOperand(leaf, operand, binding, found))
  return reduceTest(field, operator, bound)
}

const value = (content: string | Date): BoundOperand => ({ type: 'value', value: content })

type Leaf = Pick<CheckedTest, 'field' | 'operator' | 'path'>

function bindOperand(leaf: Leaf, operand: CheckedOperand, binding: Binding, found: Findings): readonly BoundOperand[] {
  switch (operand.type) {
    case 'value':
    case 'field':
      return [operand]
    case 'day':
      return found.attempt(leaf.path, () => [dayAt(operand.date, binding)]) ?? []
    case 'reference':
      return (
        found.attempt(operand.path, () => bindReference(leaf, operand.reference, operand.path, binding, found)) ?? []
      )
    default:
      return operand satisfies never
  }
}

const LAST_DAY = '9999-12-31'
const DAY = 86_400_000

/** A whole local day. The last of the calendar, which often stands for "never", has no day after it to end at. */
function dayAt(date: string, { timeZone }: Binding): BoundOperand {
  const from = startOfDay(date, timeZone)
  const to = date === LAST_DAY ? new Date(from.getTime() + DAY) : startOfDay(addDays(date, 1), timeZone)
  return { type: 'day', from, to }
}

function bindReference(
  leaf: Leaf,
  reference: Exclude<Reference, { ref: 'field' }>,
  path: string,
  binding: Binding,
  found: Findings,
): readonly BoundOperand[] {
  const { actor, now, timeZone } = binding
  const unresolved = (variable: string): readonly BoundOperand[] => {
    found.add(problem('query.unresolved', { path, data: { variable } }))
    return []
  }
  const onDay = leaf.field.kind === 'date'
  switch (reference.ref) {
    case 'me':
      return actor === null ? unresolved('me') : [{ type: 'value', value: actor.id }]
    case 'myGroups':
      return actor === null ? unresolved('myGroups') : actor.groups.map(value)
    case 'groups':
      return binding.groupsOf(reference.selection).map(value)
    case 'now':
      return [value(onDay ? civilDateOf(now, timeZone) : new Date(now))]
    case 'today': {
      const today = civilDateOf(now, timeZone)
      return [onDay ? value(today) : dayAt(today, binding)]
    }
    case 'ago':
    case 'fromNow': {
      const { count, unit } = reference
      const moment = resolveMoment(reference.ref === 'ago' ? { ago: count, unit } : { fromNow: count, unit }, binding)
      return [value(onDay ? moment.civil : moment.instant)]
    }
    case 'actor': {
      const fact =
        actor === null || !Object.hasOwn(actor.fields, reference.field) ? null : actor.fields[reference.field]
      if (fact === null || fact === undefined) return unresolved(`actor.${reference.field}`)
      if (fact instanceof Date && leaf.field.kind === 'instant') return [value(new Date(fact))]
      const read = readLiteral(leaf.field, leaf.operator, fact, path)
      if (read.type === 'refused') found.add(read.problem)
      if (read.type === 'value') return [read]
      return read.type === 'day' ? [dayAt(read.date, binding)] : []
    }
    default:
      return reference satisfies never
  }
}

function bindRelated(node: CheckedRelated, binding: Binding, found: Findings): LooseCriteria {
  const { relation, target, quantifier } = node
  const criteria = bindCriteria(node.criteria, binding, found)
  const some = (inner: LooseCriteria, negated: boolean): LooseCriteria => ({
    type: 'related',
    relation,
    target,
    negated,
    criteria: inner,
  })
  switch (quantifier) {
    case 'is':
    case 'some':
      return some(criteria, false)
    case 'none':
      return some(criteria, true)
    case 'every':
      return some({ type: 'not', criteria }, true)
    default:
      return quantifier satisfies never
  }
}

function bindMeasure(node: CheckedMeasure, binding: Binding, found: Findings): LooseCriteria {
  const { relation, target, measure, field, operator } = node
  const criteria = bindCriteria(node.criteria, binding, found)
  const [first = 0, second = 0] = node.values
  const figure = (compared: BoundMeasure['operator'], against: number, negated = false): LooseCriteria => ({
    type: 'measure',
    relation,
    target,
    measure,
    field,
    negated,
    operator: compared,
    value: against + 0,
    criteria,
  })
  if (operator === 'between') return { type: 'and', criteria: [figure('gte', first), figure('lte', second)] }
  return operator === 'ne' ? figure('eq', first, true) : figure(operator, first)
}
