import { refuse, type Row } from '../kernel'
import { entityOf, type EntityDefinition, type Model, type Relation } from '../model'
import {
  bindQuery,
  changesWithTime,
  predicate,
  prepareQuery,
  usedFields,
  type Binding,
  type BoundCriteria,
  type GroupSelection,
  type Operand,
  type PreparedQuery,
  type Query,
  type RowTest,
  type Usage,
} from '../query'
import { groupsWithin } from '../regions'
import type { Decision, DecisionContext } from '../storage'
import { loosened } from './loosened'
import { testsOf } from './map-tests'
import { asItsOwner } from './owner-reference'
import { problem } from './problem'
import { readableQuery } from './read-saved-query'
import type { SegmentRecord } from './segment'

/** One relation on the way from the record of a segment to one that its criteria ask about. */
export interface Step {
  readonly name: string
  readonly from: EntityDefinition
  readonly relation: Relation
  readonly to: EntityDefinition
}

/** A segment whose query was read, checked and bound, ready to be asked about records. */
export interface Followed {
  readonly segment: SegmentRecord
  readonly entity: EntityDefinition
  readonly prepared: PreparedQuery
  readonly usage: Usage
  /** The relations it goes through, each with the way that leads to it, the nearer ones first. */
  readonly ways: readonly (readonly Step[])[]
  /** The whole criteria where time does not change the answer; otherwise what they say of the rest, which must hold as well. */
  readonly held: BoundCriteria
  /** What the criteria say of the record alone, whatever the time and its related records: it must hold as well. */
  readonly near: BoundCriteria
  readonly isNear: RowTest
  readonly isTimed: boolean
  /** Whether the record and those related to it meet {@link held}. */
  readonly holds: RowTest
}

type Groups = Readonly<Record<string, readonly string[]>>

const keyOf = ({ regions = [], groups = [] }: GroupSelection): string => JSON.stringify([regions, groups])

type Item = Exclude<Operand, readonly unknown[]>

const isList = (value: Operand): value is Extract<Operand, readonly unknown[]> => Array.isArray(value)

function itemsOf(query: Query): readonly Item[] {
  return testsOf(query.where).flatMap(({ value }): readonly Item[] =>
    value === undefined ? [] : isList(value) ? value : [value],
  )
}

function selectionsIn(query: Query): readonly GroupSelection[] {
  return itemsOf(query).flatMap((item) =>
    typeof item === 'object' && 'ref' in item && item.ref === 'groups' ? [item.selection] : [],
  )
}

/** The groups of each selection that a query names, as they are now. A region that is gone has none. */
export function* groupsNamed(query: Query, context: DecisionContext): Decision<Groups> {
  const groups: Record<string, readonly string[]> = {}
  for (const selection of selectionsIn(query)) {
    const within = yield* groupsWithin(selection.regions ?? [], null, context)
    groups[keyOf(selection)] = [...new Set([...within, ...(selection.groups ?? [])])].sort()
  }
  return groups
}

/** What a segment is bound to at a moment. Nobody in particular asks. */
export const bindingAt = (
  { timeZone, weekStartsOn, fiscalYearStartsOn }: DecisionContext,
  groups: Groups,
  now: Date,
): Binding => ({
  now,
  timeZone,
  weekStartsOn,
  fiscalYearStartsOn,
  actor: null,
  groupsOf: (selection) => groups[keyOf(selection)] ?? [],
})

function waysOf(model: Model, entity: EntityDefinition, { relations }: Usage): readonly (readonly Step[])[] {
  const ways = relations.map(({ via, relation }) => {
    const steps: Step[] = []
    let from = entity
    for (const name of [...via, relation]) {
      const one = from.relations.get(name)
      if (one === undefined) throw new Error(`${from.name} has no relation ${name}: criteria come checked`)
      const to = entityOf(model, one.target)
      steps.push({ name, from, relation: one, to })
      from = to
    }
    return steps
  })
  return ways.sort((a, b) => a.length - b.length)
}

/** The query of a segment, compiled. Refused as `bindQuery` refuses. */
function compiled(segment: SegmentRecord, query: Query, context: DecisionContext): Followed {
  const prepared = prepareQuery(context.model, query.entity, query)
  const { checked, entity } = prepared
  const usage = usedFields(prepared)
  const isTimed = changesWithTime(checked)
  const binding = bindingAt(context, segment.groups, context.now)
  const bound = (criteria: PreparedQuery['checked']) => bindQuery({ ...prepared, checked: criteria }, binding)
  const held = bound(loosened(checked, (leaf) => leaf.type !== 'related' && changesWithTime(leaf)))
  const near = bound(loosened(checked, (leaf) => leaf.type !== 'test' || changesWithTime(leaf)))
  return {
    segment,
    entity,
    prepared,
    usage,
    ways: waysOf(context.model, entity, usage),
    held,
    near,
    isNear: predicate(near),
    isTimed,
    holds: predicate(held),
  }
}

/** A segment with its query; null where the model does not understand the query any more: its own calls then say why. */
export function followedQuery(segment: SegmentRecord, row: Row, context: DecisionContext): Followed | null {
  const saved = readableQuery(context.model, row)
  return saved === null ? null : compiled(segment, asItsOwner(context.model, saved.criteria, saved.ownerId), context)
}

/** The entities whose records the answer of a query depends on, its own first. */
export const entitiesAsked = ({ entity, usage }: Pick<Followed, 'entity' | 'usage'>): readonly string[] => [
  ...new Set([entity.name, ...usage.relations.map(({ target }) => target)]),
]

/**
 * Whether every change of the answer can be known: it depends on records whose changes are told, on time, and on regions; not on who
 * asks, nor on what the kernel writes for itself.
 *
 * @throws refusals `lists.segment_reference`, `lists.segment_untraceable`.
 */
export function demandFollowable(model: Model, query: Query, kept: ReadonlySet<string>): void {
  for (const item of itemsOf(query)) {
    if (typeof item !== 'object' || !('ref' in item)) continue
    if (item.ref === 'myGroups' || item.ref === 'actor')
      refuse(problem('lists.segment_reference', { path: '/criteria' }))
  }
  const prepared = prepareQuery(model, query.entity, query)
  for (const name of entitiesAsked({ entity: prepared.entity, usage: usedFields(prepared) }))
    if (kept.has(name))
      refuse(problem('lists.segment_untraceable', { path: '/criteria', data: { entity: entityOf(model, name).label } }))
}
