import { refuse } from '../kernel'
import { entityOf } from '../model'
import { allOf, anyOf, compares, isAmong, type BoundCriteria, type GroupSelection } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { inForce } from './lineage'
import { problem } from './problem'
import { standing } from './standing-regions'

/** Memberships in these regions and in all inside them, as of a moment: one question, however deep they nest. */
export function membershipsWithin(
  regions: Iterable<string>,
  asOf: Date | null,
  context: DecisionContext,
): BoundCriteria {
  const membership = entityOf(context.model, 'regionMembership')
  const region = entityOf(context.model, 'region')
  const nesting = entityOf(context.model, 'regionAncestor')
  const up = membership.relations.get('region')
  const around = region.relations.get('ancestors')
  if (up === undefined || around === undefined) throw new Error('The regions have lost their relations')
  const nested: BoundCriteria = {
    type: 'related',
    relation: around,
    target: nesting,
    negated: false,
    criteria: allOf(isAmong(nesting, 'ancestorId', regions), inForce(nesting, asOf)),
  }
  return allOf(inForce(membership, asOf), {
    type: 'related',
    relation: up,
    target: region,
    negated: false,
    criteria: nested,
  })
}

/** The groups of regions, those of the regions inside them included. A region that is not there has none. */
export function* groupsWithin(
  regions: readonly string[],
  asOf: Date | null,
  context: DecisionContext,
): Decision<readonly string[]> {
  if (regions.length === 0) return []
  const rows = yield { entity: 'regionMembership', where: membershipsWithin(regions, asOf, context) }
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
  const rows = yield { entity: region.name, where: allOf(isAmong(region, 'id', regions), there) }
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
  const regions = selection.regions ?? []
  yield* demandRegions(regions, asOf, '/regions', context)
  const within = yield* groupsWithin(regions, asOf, context)
  return [...new Set([...within, ...(selection.groups ?? [])])]
}
