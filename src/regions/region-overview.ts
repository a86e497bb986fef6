import { z } from 'zod'
import { refuse } from '../kernel'
import { entityOf, parseInput } from '../model'
import { allOf, EVERYTHING, isAmong, isEqual, isMissing } from '../query'
import { decide, readAll, type Decision, type DecisionContext, type Store } from '../storage'
import { inForce, isInside, nestingByParents } from './lineage'
import { pairedIds, pairedIn, type IdPairs } from './pairs'
import { ONLY } from './place-groups'
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
  const rows = yield { entity: region.name, where: allOf(within, standing(context.model)), fields: [] }
  return rows.map((row) => String(row['id']))
}

/** The regions to look at; null for all of them. */
function* wantedBy(input: unknown, context: DecisionContext): Decision<readonly string[] | null> {
  const { regions: named, inside } = parseInput(request, input)
  if (named !== undefined) yield* demandRegions(named, null, '/regions', context)
  if (typeof inside === 'string') yield* demandOne(inside, context)
  return inside === undefined ? (named ?? null) : [...(named ?? []), ...(yield* directlyInside(inside, context))]
}

/** By region, what is inside it. */
function* contentsOf(wanted: readonly string[], context: DecisionContext): Decision<IdPairs> {
  const nesting = entityOf(context.model, 'regionAncestor')
  const rows = yield {
    entity: nesting.name,
    where: allOf(isAmong(nesting, 'ancestorId', wanted), inForce(nesting, null)),
    fields: ['ancestorId', 'regionId'],
  }
  return pairedIn(rows, 'ancestorId', 'regionId')
}

function* childrenOf(wanted: readonly string[], context: DecisionContext): Decision<IdPairs> {
  const region = entityOf(context.model, 'region')
  const rows = yield {
    entity: region.name,
    where: allOf(isAmong(region, 'parentId', wanted), standing(context.model)),
    fields: ['parentId'],
  }
  return pairedIn(rows, 'parentId', 'id')
}

/** Says how many groups stand in one of some regions, each counted once. */
type CountGroups = (regions: readonly string[]) => number

/**
 * Counted by the database. Only where groups may stand in several regions at a time are they handed out, to count each once.
 */
async function groupCounter(
  store: Store,
  wanted: readonly string[] | null,
  context: DecisionContext,
): Promise<CountGroups> {
  const membership = entityOf(context.model, 'regionMembership')
  const inside = wanted === null ? EVERYTHING : isInside('regionId', wanted, null, context)
  const where = allOf(inside, inForce(membership, null))
  const counts = await store.aggregate(membership.name, {
    where,
    groupBy: ['regionId', 'slot'].map((field) => ({ as: field, field })),
    measures: [{ as: 'groups', measure: 'count' }],
  })
  if (counts.every(({ slot }) => slot === ONLY)) {
    const groups = new Map(counts.map((row) => [row['regionId'], Number(row['groups'])]))
    return (regions) => regions.reduce((sum, region) => sum + (groups.get(region) ?? 0), 0)
  }
  const rows = await readAll(store, { entity: membership.name, where, fields: ['regionId', 'groupId'] })
  const groups = pairedIn(rows, 'regionId', 'groupId')
  return (regions) => new Set(regions.flatMap((region) => groups.get(region) ?? [])).size
}

/** @throws refusals `region.unknown`. */
export async function regionOverview(
  store: Store,
  input: unknown,
  context: DecisionContext,
): Promise<readonly RegionFigures[]> {
  const region = entityOf(context.model, 'region')
  const wanted = await decide(store, wantedBy(input, context))
  const rows = await readAll(store, {
    entity: region.name,
    where: allOf(wanted === null ? EVERYTHING : isAmong(region, 'id', wanted), standing(context.model)),
    orderBy: [{ field: 'name', direction: 'asc' }],
  })
  const regions = rows.map(regionFrom)
  const contents =
    wanted === null ? pairedIds(nestingByParents(regions)) : await decide(store, contentsOf(wanted, context))
  const children = wanted === null ? pairedIn(rows, 'parentId', 'id') : await decide(store, childrenOf(wanted, context))
  const groupsIn = await groupCounter(store, wanted, context)
  return regions.map(({ id, name, parentId, version }) => {
    const inner = contents.get(id) ?? [id]
    return {
      id,
      name,
      parentId,
      version,
      groups: groupsIn(inner),
      regions: inner.length - 1,
      ownGroups: groupsIn([id]),
      ownRegions: children.get(id)?.length ?? 0,
    }
  })
}
