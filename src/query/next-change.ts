import { crossings, isRefusal, type RelativeMoment, type RelativeRange, type Row } from '../kernel'
import type { Relation } from '../model'
import type { Binding } from './binding'
import type { CheckedCriteria, CheckedOperand, CheckedTest } from './checked'
import { bindQuery, type PreparedQuery } from './compile'
import { predicate } from './predicate'
import type { RecordLookup } from './row-test'

/**
 * The next instant at which a record comes to meet the criteria, or meets them no more, by time alone: nothing else changes, neither the
 * record, nor those it is related to, nor who asks. Exact to the millisecond; null when that never happens.
 *
 * @returns an instant after `binding.now`, so that calling again with it as `now` walks through all changes.
 * @throws the refusals of `bindQuery`.
 * @example
 * const dueSoon = prepareQuery(model, 'invoice', query(model, 'invoice', (i) => i.dueOn.within(next(7, 'days'))))
 * nextChange(dueSoon, { id: 'i1', dueOn: '2026-04-15' }, lookup, binding) // 2026-04-09 at 00:00 in the zone of the binding
 */
export function nextChange(prepared: PreparedQuery, row: Row, lookup: RecordLookup, binding: Binding): Date | null {
  if (!changesWithTime(prepared.checked)) return null
  const answerAt = (now: Date): boolean => predicate(bindQuery(prepared, { ...binding, now }))(row, lookup)
  const before = answerAt(binding.now)
  const instants = new Set<number>()
  collect(prepared.checked, row, { lookup, binding, instants })
  for (const time of [...instants].sort((a, b) => a - b)) {
    const now = new Date(time)
    try {
      if (answerAt(now) !== before) return now
    } catch (error) {
      // The end of the calendar: nothing can be asked any more.
      if (isRefusal(error, 'calendar.date_out_of_range')) return null
      throw error
    }
  }
  return null
}

/** Whether the criteria ask anything that the passing of time answers. */
export function changesWithTime(criteria: CheckedCriteria): boolean {
  switch (criteria.type) {
    case 'and':
    case 'or':
      return criteria.criteria.some(changesWithTime)
    case 'test':
      return toldFromNow(criteria).length > 0
    case 'not':
    case 'related':
    case 'measure':
      return changesWithTime(criteria.criteria)
    default:
      return criteria satisfies never
  }
}

/** What a test compares its field with that moves as time passes. */
function toldFromNow({ operands }: CheckedTest): readonly (RelativeMoment | RelativeRange)[] {
  if ('range' in operands) return operands.range === 'between' ? [] : [operands]
  return operands.flatMap((operand) => movingOperand(operand))
}

function movingOperand(operand: CheckedOperand): readonly (RelativeMoment | RelativeRange)[] {
  if (operand.type !== 'reference') return []
  const { reference } = operand
  switch (reference.ref) {
    case 'now':
      return [{ ago: 0, unit: 'minutes' }]
    case 'today':
      return [{ range: 'today' }]
    case 'ago':
      return [{ ago: reference.count, unit: reference.unit }]
    case 'fromNow':
      return [{ fromNow: reference.count, unit: reference.unit }]
    case 'me':
    case 'actor':
    case 'myGroups':
    case 'groups':
      return []
    default:
      return reference satisfies never
  }
}

interface Search {
  readonly lookup: RecordLookup
  readonly binding: Binding
  readonly instants: Set<number>
}

/** Every instant at which some test of some record concerned may change its answer. */
function collect(criteria: CheckedCriteria, row: Row, search: Search): void {
  switch (criteria.type) {
    case 'and':
    case 'or':
      for (const one of criteria.criteria) collect(one, row, search)
      return
    case 'not':
      collect(criteria.criteria, row, search)
      return
    case 'test':
      collectTest(criteria, row, search)
      return
    case 'related':
    case 'measure':
      if (!changesWithTime(criteria.criteria)) return
      for (const other of relatedRows(criteria.relation, criteria.target.name, row, search.lookup))
        collect(criteria.criteria, other, search)
      return
    default:
      criteria satisfies never
  }
}

function collectTest(test: CheckedTest, row: Row, { binding, instants }: Search): void {
  const value = row[test.field.name]
  if (typeof value !== 'string' && !(value instanceof Date)) return
  for (const told of toldFromNow(test))
    for (const instant of crossings(told, value, binding)) instants.add(instant.getTime())
}

function relatedRows(relation: Relation, target: string, row: Row, lookup: RecordLookup): readonly Row[] {
  const id = row[relation.type === 'one' ? relation.field : 'id']
  if (typeof id !== 'string') return []
  if (relation.type === 'many') return lookup.many(target, relation.field, id)
  const other = lookup.one(target, id)
  return other === undefined ? [] : [other]
}
