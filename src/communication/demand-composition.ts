import { isPlainObject, isRefusal, refuse } from '../kernel'
import { listProblem, visibleQueries } from '../lists'
import { entityOf } from '../model'
import { allOf, bindQuery, isEqual, prepareQuery, type Query } from '../query'
import { demandGroups, demandRegionsNamed, lockRegions, regionProblem } from '../regions'
import type { Decision, DecisionContext } from '../storage'
import { demandUsers } from './demand-users'
import { at, partsOf, userEntity, type Composition, type PlacedPart, type PlacesPart } from './composition'
import { audienceQuery } from './known-lists'
import { listRow } from './list-membership'
import { problem } from './problem'

/** What a list asks is the same whoever looks. Refused with `communication.composition_reference` where it says `me` or `my groups`. */
export function demandAskerless(context: DecisionContext, query: Query, path: string): void {
  const { now, timeZone, weekStartsOn, fiscalYearStartsOn, model } = context
  try {
    const calendar = { now, timeZone, weekStartsOn, fiscalYearStartsOn }
    bindQuery(prepareQuery(model, query.entity, query), { ...calendar, actor: null, groupsOf: () => [] })
  } catch (error) {
    if (isRefusal(error, 'query.unresolved')) refuse(problem('communication.composition_reference', { path }))
    throw error
  }
}

function* demandPlaces({ regions, groups }: PlacesPart, path: string, context: DecisionContext): Decision<void> {
  if (userEntity(context.model).group === null) refuse(problem('communication.no_user_groups', { path }))
  // Held, so that none is removed before the list stands among its uses.
  const there = regions.length === 0 ? new Map() : yield* lockRegions(regions, context, 'share')
  const unknown = regions.flatMap((region, index) =>
    there.has(region) ? [] : [regionProblem('region.unknown', { path: `${path}/regions/${index}`, data: { region } })],
  )
  if (unknown.length > 0) refuse(unknown.slice(0, 20))
  const named = groups.map((group, index) => ({ group, path: `${path}/groups/${index}` }))
  yield* demandGroups(named, context)
}

/** The criteria of a part as they were given: bare, or a whole query. */
function criteriaGiven(input: unknown, { side, path }: PlacedPart): unknown {
  const parts: unknown = isPlainObject(input) ? input[side] : undefined
  const part: unknown = Array.isArray(parts) ? parts[Number(path.split('/').at(-1))] : undefined
  return isPlainObject(part) ? part['criteria'] : undefined
}

function* demandPart(placed: PlacedPart, path: string, input: unknown, context: DecisionContext): Decision<void> {
  const { part } = placed
  const { model } = context
  if ('users' in part) return yield* demandUsers(part.users, `${path}/users`, context)
  if ('list' in part) return void (yield* listRow(part.list, `${path}/list`, context, 'share'))
  if ('regions' in part) return yield* demandPlaces(part, path, context)
  if ('criteria' in part) {
    demandAskerless(context, part.criteria, `${path}/criteria`)
    try {
      return yield* demandRegionsNamed({ query: part.criteria, input: criteriaGiven(input, placed) }, context)
    } catch (error) {
      if (!isRefusal(error)) throw error
      return refuse(error.problems.map((one) => ({ ...one, path: `${path}/criteria${one.path}` })))
    }
  }
  const saved = entityOf(model, 'savedQuery')
  const [row] = yield {
    entity: saved.name,
    where: allOf(isEqual(saved, 'id', part.query), visibleQueries(model, context.actor)),
    lock: 'share',
  }
  if (row === undefined)
    return refuse(listProblem('lists.query_unknown', { path: `${path}/query`, data: { query: part.query } }))
  const query = at(`${path}/query`, () => audienceQuery(model, row))
  return demandAskerless(context, query, `${path}/query`)
}

/**
 * Everything that a composition names is there, and is held until it is kept. `input` is what it was read from.
 *
 * @throws refusals `communication.user_unknown`, `communication.list_unknown`, `communication.no_user_groups`,
 * `communication.composition_reference`, `communication.query_not_users`, `region.unknown`, `region.group_unknown`, `lists.query_unknown`, each
 * at its part under `path`.
 */
export function* demandNamed(
  composition: Composition,
  input: unknown,
  path: string,
  context: DecisionContext,
): Decision<void> {
  for (const placed of partsOf(composition)) yield* demandPart(placed, `${path}${placed.path}`, input, context)
}
