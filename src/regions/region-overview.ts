import { z } from 'zod'
import { entityOf, parseInput } from '../model'
import { allOf, EVERYTHING, isAmong } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { inForce } from './lineage'
import { regionFrom } from './region'
import { demandRegions } from './resolve-groups'
import { standing } from './standing-regions'

const request = z.strictObject({ regions: z.array(z.string()).optional() })

/** Which regions to look at; all of them when nothing is said. */
export type OverviewRequest = z.input<typeof request>

/** A region in figures. Those that say nothing else count the regions inside it too. */
export interface RegionFigures {
  readonly id: string
  readonly name: string
  readonly parentId: string | null
  readonly version: number
  readonly groups: number
  readonly regions: number
  /** The groups that stand in the region itself. */
  readonly ownGroups: number
  /** The regions directly inside it. */
  readonly ownRegions: number
}

/** @throws refusals `region.unknown`. */
export function* regionOverview(input: unknown, context: DecisionContext): Decision<readonly RegionFigures[]> {
  const { regions: wanted } = parseInput(request, input)
  if (wanted !== undefined) yield* demandRegions(wanted, null, '/regions', context)
  const region = entityOf(context.model, 'region')
  const nesting = entityOf(context.model, 'regionAncestor')
  const membership = entityOf(context.model, 'regionMembership')
  const rows = yield {
    entity: region.name,
    where: allOf(wanted === undefined ? EVERYTHING : isAmong(region, 'id', wanted), standing(context.model)),
    orderBy: [{ field: 'name', direction: 'asc' }],
  }
  const nested = yield {
    entity: nesting.name,
    where: allOf(wanted === undefined ? EVERYTHING : isAmong(nesting, 'ancestorId', wanted), inForce(nesting, null)),
  }
  const members = yield {
    entity: membership.name,
    where: allOf(
      wanted === undefined
        ? EVERYTHING
        : isAmong(
            membership,
            'regionId',
            nested.map((row) => String(row['regionId'])),
          ),
      inForce(membership, null),
    ),
  }
  const children = yield {
    entity: region.name,
    where: allOf(wanted === undefined ? EVERYTHING : isAmong(region, 'parentId', wanted), standing(context.model)),
  }

  const ownGroups = gather(members, 'regionId', 'groupId')
  const contents = gather(nested, 'ancestorId', 'regionId')
  const ownRegions = gather(children, 'parentId', 'id')
  return rows.map(regionFrom).map(({ id, name, parentId, version }) => {
    const inner = contents.get(id) ?? new Set()
    // A group may stand in several regions of the same tree.
    const groups = new Set<string>()
    for (const one of inner) for (const group of ownGroups.get(one) ?? []) groups.add(group)
    return {
      id,
      name,
      parentId,
      version,
      groups: groups.size,
      regions: inner.size - 1,
      ownGroups: ownGroups.get(id)?.size ?? 0,
      ownRegions: ownRegions.get(id)?.size ?? 0,
    }
  })
}

/** The values of one field put together by another. */
function gather(
  rows: readonly Readonly<Record<string, unknown>>[],
  by: string,
  field: string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const gathered = new Map<string, Set<string>>()
  for (const row of rows) {
    const key = String(row[by])
    const values = gathered.get(key) ?? new Set()
    values.add(String(row[field]))
    gathered.set(key, values)
  }
  return gathered
}
