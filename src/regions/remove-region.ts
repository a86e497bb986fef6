import { z } from 'zod'
import { refuse, type Write } from '../kernel'
import { entityOf, parseInput } from '../model'
import { allOf, isAmong } from '../query'
import {
  usesSeen,
  usesTold,
  type Decision,
  type DecisionContext,
  type Outcome,
  type UsesSeen,
  type Visible,
} from '../storage'
import { demandParentKept, parentOf } from './edit-region'
import { end, inForce, inside, nestingOf } from './lineage'
import { lockLine } from './lock-line'
import { problem } from './problem'
import type { Region } from './region'
import type { RegionReferences, RegionUse } from './region-references'
import { lockRegions, regionAmong } from './standing-regions'

const word = z.string().min(1).max(191)
const removal = z.strictObject({
  region: word,
  replacement: word.optional(),
  version: z.number().int().optional(),
})

/** A region to remove; with a replacement, what refers to it refers to that one from then on. */
export type RegionRemoval = z.input<typeof removal>

export interface RegionsRemoved {
  /** The region and those that were inside it. */
  readonly regions: readonly string[]
  /** The groups that stood in them. */
  readonly groups: readonly string[]
  /** What refers to the replacement now: the uses that the actor may see, and whether there are others. */
  readonly replaced: UsesSeen
}

/** Who keeps references to regions, and which of them the actor may see. */
export interface RegionUsers {
  readonly references: readonly RegionReferences[]
  readonly visible: Visible
}

/** Where regions are referred to, by whoever keeps references. */
function* usesOf(
  regions: readonly string[],
  references: readonly RegionReferences[],
  context: DecisionContext,
): Decision<readonly RegionUse[]> {
  const found: RegionUse[] = []
  for (const one of references) found.push(...(yield* one.uses(regions, context)))
  return found
}

/**
 * Nothing refers to regions that are gone: a last look at the data as it is, whoever removed them and whatever they see of it. Refused
 * with `region.in_use`.
 */
export function* demandUnreferenced(
  regions: readonly string[],
  references: readonly RegionReferences[],
  context: DecisionContext,
): Decision<void> {
  const left = yield* usesOf(regions, references, context)
  if (left.length === 0) return
  const region = entityOf(context.model, 'region')
  const [row] = yield { entity: region.name, where: isAmong(region, 'id', regions.slice(0, 1)) }
  const [id = ''] = regions
  refuseInUse(row === undefined ? id : String(row['name']), { uses: [], others: true })
}

/** Where a region, or one inside it, is referred to, as far as somebody may see. Refused with `region.unknown`. */
export function* usesOfRegion(
  region: string,
  { references, visible }: RegionUsers,
  context: DecisionContext,
): Decision<UsesSeen> {
  const all = yield* inside([region], null, context)
  if (all.length === 0) refuse(problem('region.unknown', { path: '/region', data: { region } }))
  return yield* usesSeen(yield* usesOf(all, references, context), visible, context.model)
}

/** The region, those around it and everything inside it, locked until nothing came or went meanwhile. */
function* lockAll(
  region: string,
  beside: readonly string[],
  context: DecisionContext,
): Decision<{ readonly locked: ReadonlyMap<string, Region>; readonly all: readonly string[] }> {
  const around = yield* parentOf(region, context)
  const line = yield* lockLine([region, ...beside, ...(around === null ? [] : [around])], context)
  const locked = new Map(line.locked)
  const asked = new Set<string>()
  for (;;) {
    const all = yield* inside([region], null, context)
    const more = all.filter((id) => !asked.has(id))
    if (more.length === 0) return { locked, all }
    for (const [id, one] of yield* lockRegions(more, context)) locked.set(id, one)
    for (const id of more) asked.add(id)
  }
}

/** Puts the replacement in the place of regions wherever they are referred to. Refused with `region.in_use` where it cannot be. */
function* replaceUses(
  region: Region,
  change: { readonly regions: readonly string[]; readonly replacement: string | undefined },
  { references, visible }: RegionUsers,
  context: DecisionContext,
): Decision<{ readonly writes: readonly Write[]; readonly replaced: UsesSeen }> {
  const { regions, replacement } = change
  const writes: Write[] = []
  const kept: RegionUse[] = []
  const moved: RegionUse[] = []
  for (const one of references) {
    const uses = yield* one.uses(regions, context)
    if (uses.length === 0) continue
    if (replacement === undefined || one.replace === undefined) kept.push(...uses)
    else {
      writes.push(...(yield* one.replace(regions, replacement, context)))
      moved.push(...uses)
    }
  }
  if (kept.length > 0) refuseInUse(region.name, yield* usesSeen(kept, visible, context.model))
  return { writes, replaced: yield* usesSeen(moved, visible, context.model) }
}

function refuseInUse(region: string, seen: UsesSeen): never {
  const data = {
    region,
    ...usesTold(seen),
  }
  return refuse(problem('region.in_use', { path: '/region', data }))
}

/**
 * Removes a region with the regions inside it; their groups stay, in no region. It can still be resolved as of before. With a
 * replacement, every use of it (or of one inside it) becomes one of the replacement, in the same go.
 *
 * @throws refusals `region.unknown`, `region.in_use` with the uses that the actor may see and whether there are others,
 * `region.replaced_by_itself`, `region.left_empty` for the region around it, `session.stale`.
 */
export function* removeRegion(
  input: unknown,
  users: RegionUsers,
  context: DecisionContext,
): Decision<Outcome<RegionsRemoved>> {
  const { region: id, replacement, version } = parseInput(removal, input)
  const { locked, all } = yield* lockAll(id, replacement === undefined ? [] : [replacement], context)
  const region = regionAmong(locked, id, '/region')
  if (replacement !== undefined) {
    const other = regionAmong(locked, replacement, '/replacement')
    if (all.includes(other.id))
      refuse(
        problem('region.replaced_by_itself', {
          path: '/replacement',
          data: { region: region.name, replacement: other.name },
        }),
      )
  }
  const { writes, replaced } = yield* replaceUses(region, { regions: all, replacement }, users, context)
  yield* demandParentKept(region, context)
  const membership = entityOf(context.model, 'regionMembership')
  const members = yield {
    entity: membership.name,
    where: allOf(isAmong(membership, 'regionId', all), inForce(membership, null)),
    lock: 'update',
  }
  const ended: Write[] = [
    ...end('regionMembership', members, context),
    ...end('regionAncestor', yield* nestingOf(all, context), context),
    ...all
      .flatMap((one) => locked.get(one) ?? [])
      .map((one): Write => ({
        type: 'update',
        entity: 'region',
        id: one.id,
        set: { removedAt: context.now },
        expect: { version: one.id === region.id ? (version ?? one.version) : one.version },
      })),
  ]
  return {
    writes: [...writes, ...ended],
    value: { regions: all, groups: [...new Set(members.map((row) => String(row['groupId'])))], replaced },
  }
}
