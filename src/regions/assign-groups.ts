import { z } from 'zod'
import { refuse } from '../kernel'
import { parseInput } from '../model'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { placeInPast } from './dated-membership'
import { placeGroups, takeGroups, touched, type Placed } from './place-groups'
import { problem } from './problem'
import type { Region, RegionOptions } from './region'
import { demandGroups, lockRegions, regionAmong, type NamedGroup } from './standing-regions'

const word = z.string().min(1).max(191)
const composition = z.strictObject({
  region: word,
  groups: z.array(word).min(1),
  version: z.number().int().optional(),
})
const entering = composition.extend({ from: z.date().optional(), to: z.date().optional() })
const leaving = composition.extend({ at: z.date().optional() })

/**
 * Groups that enter a region, now unless `from` says since when; with `to` as well, they were in it for that time and are so no more.
 * With the version that was read, a change over somebody else's is refused.
 */
export type RegionEntry = z.input<typeof entering>

/** Groups that leave a region, now or `at` a moment past; with the version that was read, a change over somebody else's is refused. */
export type RegionExit = z.input<typeof leaving>

/** What became of each group, none passed over in silence. */
export type GroupsAssigned = Pick<Placed, 'added' | 'unchanged' | 'moved'>

function namedOnce(groups: readonly string[]): readonly NamedGroup[] {
  const seen = new Set<string>()
  const twice: NamedGroup[] = []
  const named = groups.map((group, index) => ({ group, path: `/groups/${index}` }))
  for (const one of named) {
    if (seen.has(one.group)) twice.push(one)
    seen.add(one.group)
  }
  if (twice.length > 0) refuse(twice.map(({ group, path }) => problem('region.group_twice', { path, data: { group } })))
  return named
}

/**
 * Puts groups into a region. Where a group stands in one region at a time it leaves the one it was in, and the answer says so. Two that
 * want a group which stands in none meet at its only place: the later is refused with `storage.conflict`, and finds it when it asks
 * again. With dates, take the lock {@link TOP_LOCK}.
 *
 * @throws refusals `region.unknown`, `region.group_unknown`, `region.group_twice`, `region.left_empty`, `session.stale`, and those of
 * `placeInPast`.
 */
export function* assignGroups(
  input: unknown,
  options: RegionOptions,
  context: DecisionContext,
): Decision<Outcome<GroupsAssigned>> {
  const { region, groups, version, from, to } = parseInput(entering, input)
  const named = namedOnce(groups)
  yield* demandGroups(named, context)
  const enter = (target: Region, { writes, added, unchanged, moved }: Omit<Placed, 'locked'>) => {
    const changes = added.length > 0 || moved.length > 0
    return {
      writes: changes || version !== undefined ? [...writes, touched(target, version)] : writes,
      value: { added, unchanged, moved },
    }
  }
  if (from !== undefined || to !== undefined) {
    if (from === undefined) return refuse(problem('region.begins_when', { path: '/from' }))
    const target = regionAmong(yield* lockRegions([region], context), region, '/region')
    return enter(target, yield* placeInPast(target, named, { from, to: to ?? null }, options, context))
  }
  const placements = named.map((one) => ({ ...one, region }))
  const placed = yield* placeGroups(placements, options, { targets: [region] }, context)
  return enter(regionAmong(placed.locked, region, '/region'), placed)
}

/**
 * Takes groups out of a region. The last one cannot leave: another is put in first, or the region is removed.
 *
 * @throws refusals `region.unknown`, `region.group_not_in`, `region.group_twice`, `region.left_empty`, `region.future_date`,
 * `region.dates_reversed`, `session.stale`.
 */
export function* unassignGroups(input: unknown, context: DecisionContext): Decision<Outcome<void>> {
  const { region, groups, version, at = null } = parseInput(leaving, input)
  const named = namedOnce(groups)
  const source = regionAmong(yield* lockRegions([region], context), region, '/region')
  const writes = yield* takeGroups(source, named, at, context)
  return { writes: [...writes, touched(source, version)], value: undefined }
}
