import { isRefusal, refuse } from '../kernel'
import {
  bindQuery,
  prepareQuery,
  type Binding,
  type BoundCriteria,
  type GroupSelection,
  type PreparedQuery,
} from '../query'
import { demandRegionsNamed, groupsOfSelection } from '../regions'
import type { Decision, DecisionContext } from '../storage'

const keyOf = ({ regions = [], groups = [] }: GroupSelection): string => JSON.stringify([regions, groups])

/**
 * Binds prepared criteria for the system: now, the zone of the installation, the groups of regions as they are. Nobody in
 * particular asks, so `me` is refused with `query.unresolved`.
 */
export function* boundForSystem(prepared: PreparedQuery, context: DecisionContext): Decision<BoundCriteria> {
  const selections = new Map<string, GroupSelection>()
  const { now, timeZone, weekStartsOn, fiscalYearStartsOn } = context
  const calendar = { now, timeZone, weekStartsOn, fiscalYearStartsOn }
  const asked: Binding['groupsOf'] = (selection) => {
    selections.set(keyOf(selection), selection)
    return []
  }
  const unresolved = bindQuery(prepared, { ...calendar, actor: null, groupsOf: asked })
  if (selections.size === 0) return unresolved
  const resolved = new Map<string, readonly string[]>()
  for (const [key, selection] of selections) resolved.set(key, yield* groupsOfSelection(selection, null, context))
  return bindQuery(prepared, {
    ...calendar,
    actor: null,
    groupsOf: (selection) => resolved.get(keyOf(selection)) ?? [],
  })
}

/** A condition from outside, as it will be kept: checked, and bound once to see that nothing in it stays open. */
export function* checkedCondition(
  entity: string,
  input: unknown,
  context: DecisionContext,
): Decision<PreparedQuery['query'] | null> {
  if (input === null || input === undefined) return null
  try {
    const prepared = prepareQuery(context.model, entity, input)
    yield* demandRegionsNamed({ query: prepared.query, input }, context)
    yield* boundForSystem(prepared, context)
    return prepared.query
  } catch (error) {
    if (!isRefusal(error)) throw error
    return refuse(error.problems.map((problem) => ({ ...problem, path: `/condition${problem.path}` })))
  }
}

/** The kept condition of an automation, ready for a store. */
export function* boundCondition(entity: string, condition: unknown, context: DecisionContext): Decision<BoundCriteria> {
  return yield* boundForSystem(prepareQuery(context.model, entity, condition), context)
}
