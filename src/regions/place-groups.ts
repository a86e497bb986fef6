import { refuse, type Row, type Write } from '../kernel'
import { entityOf } from '../model'
import { allOf, isAmong, isEqual } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { end, inForce } from './lineage'
import { demandPast } from './past-period'
import { problem } from './problem'
import type { Region, RegionOptions } from './region'
import { demandNotEmptied, lockRegions, type NamedGroup } from './standing-regions'

/** The slot of a group that may stand in one region only. */
export const ONLY = '*'

/** A group on its way into a region. */
export interface Placement extends NamedGroup {
  readonly region: string
}

/** What putting groups into regions comes to. */
export interface Placed {
  readonly writes: readonly Write[]
  readonly added: readonly string[]
  /** Those that were in the region already. */
  readonly unchanged: readonly string[]
  /** Those that came from another region, where a group stands in one at a time. */
  readonly moved: readonly { readonly group: string; readonly from: string }[]
  readonly locked: ReadonlyMap<string, Region>
}

/** The memberships of groups as they are now. */
function* membershipsOf(groups: Iterable<string>, context: DecisionContext, lock?: 'update'): Decision<readonly Row[]> {
  const membership = entityOf(context.model, 'regionMembership')
  return yield {
    entity: membership.name,
    where: allOf(isAmong(membership, 'groupId', groups), inForce(membership, null)),
    ...(lock === undefined ? {} : { lock }),
  }
}

const regionOf = (row: Row): string => String(row['regionId'])

/** Locks these regions and those that the groups stand in, until nobody moved a group meanwhile. */
export function* lockHolders(
  groups: readonly string[],
  regions: readonly string[],
  context: DecisionContext,
): Decision<{ readonly locked: ReadonlyMap<string, Region>; readonly current: readonly Row[] }> {
  const locked = new Map<string, Region>()
  const asked = new Set<string>()
  let current = yield* membershipsOf(groups, context)
  for (;;) {
    const more = [...regions, ...current.map(regionOf)].filter((id) => !asked.has(id))
    if (more.length === 0) return { locked, current }
    for (const [id, region] of yield* lockRegions(more, context)) locked.set(id, region)
    for (const id of more) asked.add(id)
    current = yield* membershipsOf(groups, context, 'update')
  }
}

/** A region whose composition changed: its version says so to whoever read it before. */
export const touched = (region: Region, expected: number = region.version): Write => ({
  type: 'update',
  entity: 'region',
  id: region.id,
  set: { version: region.version + 1 },
  expect: { version: expected },
})

/** A new membership, in force from now on. */
export const membershipRow = ({ group, region }: Placement, exclusive: boolean, context: DecisionContext): Row => ({
  id: context.identifiers.next(),
  regionId: region,
  groupId: group,
  from: context.now,
  to: null,
  slot: exclusive ? ONLY : region,
})

/**
 * Puts groups into regions, taking them out of others where a group stands in one at a time. `targets` are regions to lock
 * besides those that lose a group; `kept` those that receive a sub-region in the same go. Refused with `region.left_empty`.
 */
export function* placeGroups(
  placements: readonly Placement[],
  { exclusive = true }: RegionOptions,
  { targets = [], kept = new Set() }: { readonly targets?: readonly string[]; readonly kept?: ReadonlySet<string> },
  context: DecisionContext,
): Decision<Placed> {
  const groups = placements.map(({ group }) => group)
  const { locked, current } = yield* lockHolders(groups, [...targets], context)
  const held = new Map<string, Row[]>()
  for (const row of current) held.set(String(row['groupId']), [...(held.get(String(row['groupId'])) ?? []), row])

  const unchanged = new Set<string>()
  const left: Row[] = []
  const arriving: Placement[] = []
  for (const placement of placements) {
    const rows = held.get(placement.group) ?? []
    if (exclusive) left.push(...rows.filter((row) => regionOf(row) !== placement.region))
    if (rows.some((row) => regionOf(row) === placement.region)) unchanged.add(placement.group)
    else arriving.push(placement)
  }
  const sources = new Set(left.map(regionOf))
  for (const source of sources) {
    const region = locked.get(source)
    if (region === undefined || kept.has(source)) continue
    const groups = left.filter((row) => regionOf(row) === source).map((row) => String(row['groupId']))
    const path = placements.find(({ group }) => groups.includes(group))?.path ?? ''
    yield* demandNotEmptied(region, { groups, regions: [] }, path, context)
  }
  const rows = arriving.map((placement) => membershipRow(placement, exclusive, context))
  const writes: Write[] = [
    ...end('regionMembership', left, context),
    ...(rows.length === 0 ? [] : [{ type: 'insert' as const, entity: 'regionMembership', rows }]),
    ...[...sources].flatMap((source) => locked.get(source) ?? []).map((region) => touched(region)),
  ]
  return {
    writes,
    added: arriving.map(({ group }) => group),
    unchanged: [...unchanged],
    moved: left.map((row) => ({ group: String(row['groupId']), from: regionOf(row) })),
    locked,
  }
}

/** Takes groups out of a locked region, now or at a moment past. Refused with `region.group_not_in`, `region.left_empty`. */
export function* takeGroups(
  region: Region,
  named: readonly NamedGroup[],
  at: Date | null,
  context: DecisionContext,
): Decision<readonly Write[]> {
  const membership = entityOf(context.model, 'regionMembership')
  const groups = named.map(({ group }) => group)
  const rows = yield {
    entity: membership.name,
    where: allOf(
      isEqual(membership, 'regionId', region.id),
      isAmong(membership, 'groupId', groups),
      inForce(membership, null),
    ),
    lock: 'update',
  }
  const held = new Set(rows.map((row) => String(row['groupId'])))
  const strangers = named.filter(({ group }) => !held.has(group))
  if (strangers.length > 0)
    refuse(
      strangers.map(({ group, path }) =>
        problem('region.group_not_in', { path, data: { group, region: region.name } }),
      ),
    )
  yield* demandNotEmptied(region, { groups, regions: [] }, named[0]?.path ?? '', context)
  if (at === null) return end('regionMembership', rows, context)
  for (const { from } of rows) if (from instanceof Date) demandPast({ from, to: at }, context.now)
  return end('regionMembership', rows, { ...context, now: at })
}
