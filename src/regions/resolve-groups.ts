import { refuse } from '../kernel'
import { entityOf } from '../model'
import { allOf, anyOf, compares, isAmong, type GroupSelection } from '../query'
import { atOnce, type Decision, type DecisionContext } from '../storage'
import { inForce, isInside } from './lineage'
import { problem } from './problem'
import { standing } from './standing-regions'

/**
 * The groups of regions, those of the regions inside them included. A region that is not there has none. One question, however deep
 * regions nest.
 */
export function* groupsWithin(
  regions: readonly string[],
  asOf: Date | null,
  context: DecisionContext,
): Decision<readonly string[]> {
  if (regions.length === 0) return []
  const membership = entityOf(context.model, 'regionMembership')
  const rows = yield {
    entity: membership.name,
    where: allOf(isInside('regionId', regions, asOf, context), inForce(membership, asOf)),
    fields: ['groupId'],
  }
  return [...new Set(rows.map((row) => String(row['groupId'])))]
}

/** Refused with `region.unknown`: each of these regions was there at the moment. */
export function* demandRegions(
  regions: readonly string[],
  asOf: Date | null,
  path: string,
  context: DecisionContext,
): Decision<void> {
  if (regions.length === 0) return
  const region = entityOf(context.model, 'region')
  const there =
    asOf === null ? standing(context.model) : anyOf(standing(context.model), compares(region, 'removedAt', 'gt', asOf))
  const rows = yield { entity: region.name, where: allOf(isAmong(region, 'id', regions), there), fields: [] }
  const known = new Set(rows.map((row) => String(row['id'])))
  const problems = regions.flatMap((id, index) =>
    known.has(id) ? [] : [problem('region.unknown', { path: `${path}/${index}`, data: { region: id } })],
  )
  if (problems.length > 0) refuse(problems)
}

/**
 * The groups of a selection: those of its regions as they are (or were at `asOf`), then its single groups, each once. Null means
 * now as the data has it, which is also right while the clocks of two machines differ.
 *
 * @throws refusals `region.unknown` at `/regions/<index>`.
 */
export function* groupsOfSelection(
  selection: GroupSelection,
  asOf: Date | null,
  context: DecisionContext,
): Decision<readonly string[]> {
  const { regions = [], groups = [] } = selection
  if (regions.length === 0) return [...new Set(groups)]
  const [, within] = yield* atOnce(
    demandRegions(regions, asOf, '/regions', context),
    groupsWithin(regions, asOf, context),
  )
  return [...new Set([...within, ...groups])]
}
