import { z } from 'zod'
import { refuse } from '../kernel'
import { entityOf, parseInput } from '../model'
import { allOf, EVERYTHING, isAmong, isEqual, isMissing } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { inForce } from './lineage'
import { problem } from './problem'
import { regionFrom } from './region'
import { demandRegions } from './resolve-groups'
import { standing } from './standing-regions'

const request = z.strictObject({ regions: z.array(z.string()).optional(), inside: z.string().nullable().optional() })

/**
 * Which regions to look at: these, or those directly `inside` one (null: at the top), or both told together; all of them when nothing is
 * said. What it costs grows with what stands inside the regions looked at.
 */
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

function* demandOne(id: string, context: DecisionContext): Decision<void> {
  const region = entityOf(context.model, 'region')
  const rows = yield { entity: region.name, where: allOf(isEqual(region, 'id', id), standing(context.model)) }
  if (rows.length === 0) refuse(problem('region.unknown', { path: '/inside', data: { region: id } }))
}

function* directlyInside(parent: string | null, context: DecisionContext): Decision<readonly string[]> {
  const region = entityOf(context.model, 'region')
  const within = parent === null ? isMissing(region, 'parentId') : isEqual(region, 'parentId', parent)
  const rows = yield { entity: region.name, where: allOf(within, standing(context.model)) }
  return rows.map((row) => String(row['id']))
}

/** @throws refusals `region.unknown`. */
export function* regionOverview(input: unknown, context: DecisionContext): Decision<readonly RegionFigures[]> {
  const { regions: named, inside } = parseInput(request, input)
  const region = entityOf(context.model, 'region')
  if (named !== undefined) yield* demandRegions(named, null, '/regions', context)
  if (typeof inside === 'string') yield* demandOne(inside, context)
  const wanted = inside === undefined ? named : [...(named ?? []), ...(yield* directlyInside(inside, context))]
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
