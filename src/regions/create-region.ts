import { refuse, type Write } from '../kernel'
import { entityOf, parseRecord } from '../model'
import { isAmong } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { nest } from './lineage'
import { lockLine } from './lock-line'
import { placeGroups } from './place-groups'
import { problem } from './problem'
import type { RegionOptions } from './region'
import { readDraft, type DraftedRegion } from './region-draft'
import { demandGroups, demandNamesFree, regionAmong, type NamedGroup } from './standing-regions'

/** A region that was created, with those inside it. */
export interface CreatedRegion {
  readonly id: string
  readonly name: string
  readonly regions: readonly CreatedRegion[]
}

/** Nested again, from the last to the first: what is inside a region comes after it. */
function asTree(regions: readonly DraftedRegion[]): CreatedRegion {
  const below = new Map<string, CreatedRegion[]>()
  let root: CreatedRegion | undefined
  for (const { id, name, parentId } of regions.toReversed()) {
    root = { id, name, regions: (below.get(id) ?? []).toReversed() }
    if (parentId !== null) below.set(parentId, [...(below.get(parentId) ?? []), root])
  }
  return root ?? refuse(problem('region.empty', { data: { region: '' } }))
}

const groupsNamed = (regions: readonly DraftedRegion[]): (NamedGroup & { readonly region: string })[] =>
  regions.flatMap(({ id, groups, path }) =>
    groups.map((group, index) => ({ group, region: id, path: `${path}/groups/${index}` })),
  )

/**
 * Creates a region, or a whole tree of them, over groups. Groups that stand in another region leave it, unless a group may
 * stand in several. Take the lock {@link TOP_LOCK} where it goes into no other.
 *
 * @throws refusals `region.empty`, `region.unknown`, `region.group_unknown`, `region.group_twice`, `region.name_taken`,
 * `region.id_twice`, `region.left_empty`, `storage.conflict` where an identifier given is taken.
 */
export function* createRegion(
  input: unknown,
  options: RegionOptions,
  context: DecisionContext,
): Decision<Outcome<CreatedRegion>> {
  const regions = readDraft(input, options.exclusive ?? true, context)
  const [root] = regions
  if (root === undefined) throw new Error('A tree that was read has a root')
  const { parentId } = root
  const line = yield* lockLine(parentId === null ? [] : [parentId], context)
  if (parentId !== null) regionAmong(line.locked, parentId, '/parentId')
  yield* demandIdsFree(regions, context)
  yield* demandNamesFree([{ name: root.name, path: '/name' }], parentId, null, context)
  const named = groupsNamed(regions)
  yield* demandGroups(named, context)
  const placed = yield* placeGroups(named, options, { kept: new Set(parentId === null ? [] : [parentId]) }, context)
  const outer = parentId === null ? [] : line.lineOf(parentId)
  const region = entityOf(context.model, 'region')
  const writes: Write[] = [
    {
      type: 'insert',
      entity: region.name,
      rows: regions.map(({ id, name, parentId: parent }) => parseRecord(region, { id, name, parentId: parent })),
    },
    ...nest(
      regions.flatMap(({ id, line }) => [...line, ...outer].map((ancestor) => [id, ancestor] as const)),
      context,
    ),
    ...placed.writes,
  ]
  return { writes, value: asTree(regions) }
}

/** A removed region keeps its row, so an identifier is never given twice. */
function* demandIdsFree(regions: readonly DraftedRegion[], context: DecisionContext): Decision<void> {
  const region = entityOf(context.model, 'region')
  const taken = yield {
    entity: region.name,
    where: isAmong(
      region,
      'id',
      regions.map(({ id }) => id),
    ),
  }
  const ids = new Set(taken.map((row) => row['id']))
  const twice = regions.filter(({ id }) => ids.has(id))
  if (twice.length > 0)
    refuse(twice.map(({ id, path }) => problem('region.id_twice', { path: `${path}/id`, data: { region: id } })))
}
