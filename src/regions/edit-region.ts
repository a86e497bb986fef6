import { z } from 'zod'
import { refuse, type Row, type Write } from '../kernel'
import { entityOf, parseInput, parsePatch } from '../model'
import { allOf, isAmong, isEqual } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { above, end, inForce, inside, nest } from './lineage'
import { lockLine } from './lock-line'
import { problem } from './problem'
import type { Region } from './region'
import { demandNamesFree, demandNotEmptied, lockRegions, regionAmong } from './standing-regions'

const word = z.string().min(1).max(191)
const version = z.number().int().optional()

const renaming = z.strictObject({ region: word, name: z.string(), version })

/** A region's new name; with the version that was read, an edit over somebody else's is refused. */
export type RegionRenaming = z.input<typeof renaming>

const moving = z.strictObject({ region: word, parentId: word.nullable(), version })

/** Where a region goes: into another, or out of all (null). */
export type RegionMove = z.input<typeof moving>

const edited = (region: Region, set: Row, expected: number | undefined): Write => ({
  type: 'update',
  entity: 'region',
  id: region.id,
  set,
  expect: { version: expected ?? region.version },
})

/**
 * Renames a region; whatever refers to it shows the new name at once. Take the lock {@link TOP_LOCK}: the region may stand at the top.
 *
 * @throws refusals `region.unknown`, `region.name_taken`, `record.invalid`, `session.stale`.
 */
export function* renameRegion(input: unknown, context: DecisionContext): Decision<Outcome<void>> {
  const given = parseInput(renaming, input)
  const patch = parsePatch(entityOf(context.model, 'region'), { name: given.name })
  const region = regionAmong(yield* lockRegions([given.region], context), given.region, '/region')
  // Its sisters come and go under the lock of the region around them.
  if (region.parentId !== null) yield* lockRegions([region.parentId], context)
  yield* demandNamesFree([{ name: String(patch['name']), path: '/name' }], region.parentId, region.id, context)
  return { writes: [edited(region, patch, given.version)], value: undefined }
}

/**
 * Moves a region, with everything inside it, into another or out of all. Take the lock {@link TOP_LOCK} where it goes out of all.
 *
 * @throws refusals `region.unknown`, `region.cycle`, `region.left_empty`, `region.name_taken`, `session.stale`.
 */
export function* moveRegion(input: unknown, context: DecisionContext): Decision<Outcome<void>> {
  const given = parseInput(moving, input)
  const { parentId } = given
  const left = yield* parentOf(given.region, context)
  const { locked, lineOf } = yield* lockLine(
    [given.region, parentId, left].filter((id) => id !== null),
    context,
  )
  const region = regionAmong(locked, given.region, '/region')
  if (parentId !== null) regionAmong(locked, parentId, '/parentId')
  const line = parentId === null ? [] : lineOf(parentId)
  if (line.includes(region.id))
    refuse(
      problem('region.cycle', {
        path: '/parentId',
        data: { region: region.name, inside: locked.get(parentId ?? '')?.name ?? region.name },
      }),
    )
  // A move to where it is changes nothing.
  if (parentId === region.parentId) return { writes: [edited(region, { parentId }, given.version)], value: undefined }
  yield* demandNamesFree([{ name: region.name, path: '/region' }], parentId, region.id, context)
  yield* demandParentKept(region, context)
  return {
    writes: [...(yield* nestAnew(region, line, context)), edited(region, { parentId }, given.version)],
    value: undefined,
  }
}

/** The region that a region stands in, or null. */
export function* parentOf(id: string, { model }: DecisionContext): Decision<string | null> {
  const entity = entityOf(model, 'region')
  const [row] = yield { entity: entity.name, where: isEqual(entity, 'id', id), fields: ['parentId'] }
  return typeof row?.['parentId'] === 'string' ? row['parentId'] : null
}

/** The region that loses a sub-region still holds something. */
export function* demandParentKept(region: Region, context: DecisionContext): Decision<void> {
  if (region.parentId === null) return
  const parent = (yield* lockRegions([region.parentId], context)).get(region.parentId)
  if (parent !== undefined) yield* demandNotEmptied(parent, { groups: [], regions: [region.id] }, '/region', context)
}

/** What changes in the nesting of everything inside a region when the regions above it become those of `line`. */
function* nestAnew(region: Region, line: readonly string[], context: DecisionContext): Decision<readonly Write[]> {
  const nesting = entityOf(context.model, 'regionAncestor')
  const moved = yield* inside([region.id], null, context)
  const before = (yield* above(region.id, context)).filter((id) => id !== region.id)
  const lost = before.filter((id) => !line.includes(id))
  const gained = line.filter((id) => !before.includes(id))
  const rows = yield {
    entity: nesting.name,
    where: allOf(isAmong(nesting, 'regionId', moved), isAmong(nesting, 'ancestorId', lost), inForce(nesting, null)),
  }
  return [
    ...end('regionAncestor', rows, context),
    ...nest(
      moved.flatMap((id) => gained.map((ancestor) => [id, ancestor] as const)),
      context,
    ),
  ]
}
