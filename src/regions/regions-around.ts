import { entityOf } from '../model'
import { allOf, isEqual } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { inForce, nestingOf } from './lineage'

/** The regions that a group stands in, and those around them, as they are now: two questions, each answered by an index. */
export function* regionsAround(group: string, context: DecisionContext): Decision<ReadonlySet<string>> {
  const membership = entityOf(context.model, 'regionMembership')
  const rows = yield {
    entity: membership.name,
    where: allOf(isEqual(membership, 'groupId', group), inForce(membership, null)),
    fields: ['regionId'],
  }
  const regions = new Set(rows.map((row) => String(row['regionId'])))
  if (regions.size === 0) return regions
  return new Set((yield* nestingOf(regions, context)).map((row) => String(row['ancestorId'])))
}
