import { z } from 'zod'
import { refuse } from '../kernel'
import { parseInput } from '../model'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { placeGroups, takeGroups, touched, type Placed } from './place-groups'
import { problem } from './problem'
import type { RegionOptions } from './region'
import { demandGroups, lockRegions, regionAmong, type NamedGroup } from './standing-regions'

const word = z.string().min(1).max(191)
const composition = z.strictObject({
  region: word,
  groups: z.array(word).min(1),
  version: z.number().int().optional(),
})

/** Groups that enter or leave a region; with the version that was read, a change over somebody else's is refused. */
export type RegionComposition = z.input<typeof composition>

/** What became of each group, none passed over in silence. */
export type GroupsAssigned = Pick<Placed, 'added' | 'unchanged' | 'moved'>

function read(input: unknown): { region: string; named: readonly NamedGroup[]; version: number | undefined } {
  const { region, groups, version } = parseInput(composition, input)
  const named = groups.map((group, index) => ({ group, path: `/groups/${index}` }))
  const twice = named.filter(({ group }, index) => groups.indexOf(group) < index)
  if (twice.length > 0) refuse(twice.map(({ group, path }) => problem('region.group_twice', { path, data: { group } })))
  return { region, named, version }
}

/**
 * Puts groups into a region. Where a group stands in one region at a time it leaves the one it was in, and the answer says so.
 * Take the lock `regions`: of a group that stands in none, there is nothing else that two regions which want it could wait for.
 *
 * @throws refusals `region.unknown`, `region.group_unknown`, `region.group_twice`, `region.left_empty`, `session.stale`.
 */
export function* assignGroups(
  input: unknown,
  options: RegionOptions,
  context: DecisionContext,
): Decision<Outcome<GroupsAssigned>> {
  const { region, named, version } = read(input)
  yield* demandGroups(named, context)
  const placements = named.map((one) => ({ ...one, region }))
  const placed = yield* placeGroups(placements, options, { targets: [region] }, context)
  const target = regionAmong(placed.locked, region, '/region')
  const { added, unchanged, moved } = placed
  const changes = added.length > 0 || moved.length > 0
  return {
    writes: changes || version !== undefined ? [...placed.writes, touched(target, version)] : placed.writes,
    value: { added, unchanged, moved },
  }
}

/**
 * Takes groups out of a region. The last one cannot leave: another is put in first, or the region is removed.
 *
 * @throws refusals `region.unknown`, `region.group_not_in`, `region.group_twice`, `region.left_empty`, `session.stale`.
 */
export function* unassignGroups(input: unknown, context: DecisionContext): Decision<Outcome<void>> {
  const { region, named, version } = read(input)
  const source = regionAmong(yield* lockRegions([region], context), region, '/region')
  const writes = yield* takeGroups(source, named, context)
  return { writes: [...writes, touched(source, version)], value: undefined }
}
