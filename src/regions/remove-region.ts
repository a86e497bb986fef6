import { z } from 'zod'
import { refuse, type Localized, type Write } from '../kernel'
import { entityOf, parseInput } from '../model'
import { allOf, isAmong } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { demandParentKept } from './edit-region'
import { end, inForce, inside, nestingOf } from './lineage'
import { problem } from './problem'
import { lockRegions, regionAmong } from './standing-regions'

/** Something that refers to a region and would be left without it. */
export interface RegionUse {
  readonly entity: string
  readonly id: string
  /** What a user recognises it by. */
  readonly label: Localized
}

/** Asked before regions are removed; each module that refers to regions brings one. */
export type RegionUses = (regions: readonly string[], context: DecisionContext) => Decision<readonly RegionUse[]>

const removal = z.strictObject({ region: z.string().min(1).max(191), version: z.number().int().optional() })

export type RegionRemoval = z.input<typeof removal>

export interface RegionsRemoved {
  /** The region and those that were inside it. */
  readonly regions: readonly string[]
  /** The groups that stood in them. */
  readonly groups: readonly string[]
}

/**
 * Removes a region with the regions inside it; their groups stay, in no region. It can still be resolved as of before.
 * Take the lock `regions`.
 *
 * @throws refusals `region.unknown`, `region.in_use` with the list of uses, `region.left_empty` for the region around it,
 * `session.stale`.
 */
export function* removeRegion(
  input: unknown,
  uses: readonly RegionUses[],
  context: DecisionContext,
): Decision<Outcome<RegionsRemoved>> {
  const given = parseInput(removal, input)
  const all = yield* inside([given.region], null, context)
  const locked = yield* lockRegions(all.length === 0 ? [given.region] : all, context)
  const region = regionAmong(locked, given.region, '/region')
  const found: RegionUse[] = []
  for (const usesOf of uses) found.push(...(yield* usesOf(all, context)))
  if (found.length > 0)
    refuse(
      problem('region.in_use', {
        path: '/region',
        data: {
          region: region.name,
          uses: found.map(({ label }) => label),
          records: found.map(({ entity, id }) => ({ entity, id })),
        },
      }),
    )
  yield* demandParentKept(region, context)
  const membership = entityOf(context.model, 'regionMembership')
  const members = yield {
    entity: membership.name,
    where: allOf(isAmong(membership, 'regionId', all), inForce(membership, null)),
    lock: 'update',
  }
  const writes: Write[] = [
    ...end('regionMembership', members, context),
    ...end('regionAncestor', yield* nestingOf(all, context), context),
    ...[...locked.values()].map((one): Write => ({
      type: 'update',
      entity: 'region',
      id: one.id,
      set: { removedAt: context.now },
      expect: { version: one.id === region.id ? (given.version ?? one.version) : one.version },
    })),
  ]
  return { writes, value: { regions: all, groups: [...new Set(members.map((row) => String(row['groupId'])))] } }
}
