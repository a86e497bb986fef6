import { refuse } from '../kernel'
import { entityOf, type EntityDefinition, type Model } from '../model'
import { allOf, complement, EVERYTHING, isAmong, isEqual, isMissing, type BoundCriteria } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { inForce } from './lineage'
import { problem } from './problem'
import { regionFrom, type Region } from './region'

/**
 * The lock under which names are given at the top of the tree, where no region around holds the sisters together. Everything else
 * locks the regions that it is about.
 */
export const TOP_LOCK = 'regions'

/** Regions that were not removed. */
export const standing = (model: Model): BoundCriteria => isMissing(entityOf(model, 'region'), 'removedAt')

/**
 * Locks regions, in the order of their ids. Whoever changes what a region holds locks it first: two changes that would each
 * leave the last group to the other wait for each other. Shared, they stay while something is written that refers to them.
 */
export function* lockRegions(
  ids: Iterable<string>,
  context: DecisionContext,
  lock: 'update' | 'share' = 'update',
): Decision<ReadonlyMap<string, Region>> {
  const region = entityOf(context.model, 'region')
  const rows = yield {
    entity: region.name,
    where: allOf(isAmong(region, 'id', ids), standing(context.model)),
    orderBy: [{ field: 'id', direction: 'asc' }],
    lock,
  }
  return new Map(rows.map(regionFrom).map((found) => [found.id, found]))
}

/** Refused with `region.unknown`, at the path of the one who named it. */
export function regionAmong(regions: ReadonlyMap<string, Region>, id: string, path: string): Region {
  return regions.get(id) ?? refuse(problem('region.unknown', { path, data: { region: id } }))
}

/** Refused with `region.no_groups` where nobody plays the role. */
export function groupEntity(model: Model): EntityDefinition {
  const role = model.roles.group
  return role === null ? refuse(problem('region.no_groups')) : entityOf(model, role.entity)
}

/** A group as somebody named it, and where. */
export interface NamedGroup {
  readonly group: string
  readonly path: string
}

/** Refused with `region.group_unknown`, all of them at once: there are such groups, among those somebody may see. */
export function* demandGroups(
  named: readonly NamedGroup[],
  context: DecisionContext,
  visible: BoundCriteria = EVERYTHING,
): Decision<void> {
  if (named.length === 0) return
  const entity = groupEntity(context.model)
  const rows = yield {
    entity: entity.name,
    where: allOf(
      isAmong(
        entity,
        'id',
        named.map(({ group }) => group),
      ),
      visible,
    ),
  }
  const known = new Set(rows.map((row) => String(row['id'])))
  const unknown = named.filter(({ group }) => !known.has(group))
  if (unknown.length > 0)
    refuse(unknown.map(({ group, path }) => problem('region.group_unknown', { path, data: { group } })))
}

/** Refused with `region.name_taken`: sisters are told apart by their names, folded. */
export function* demandNamesFree(
  names: readonly { readonly name: string; readonly path: string }[],
  parentId: string | null,
  except: string | null,
  context: DecisionContext,
): Decision<void> {
  const region = entityOf(context.model, 'region')
  for (const { name, path } of names) {
    const [other] = yield {
      entity: region.name,
      where: allOf(
        parentId === null ? isMissing(region, 'parentId') : isEqual(region, 'parentId', parentId),
        isEqual(region, 'name', name),
        standing(context.model),
        except === null ? { type: 'and', criteria: [] } : complement(isEqual(region, 'id', except)),
      ),
      limit: 1,
    }
    if (other !== undefined) refuse(problem('region.name_taken', { path, data: { name } }))
  }
}

/**
 * Refused with `region.left_empty`: a locked region keeps at least one group or sub-region when these groups and sub-regions
 * have left.
 */
export function* demandNotEmptied(
  region: Region,
  leaving: { readonly groups: readonly string[]; readonly regions: readonly string[] },
  path: string,
  context: DecisionContext,
): Decision<void> {
  const membership = entityOf(context.model, 'regionMembership')
  const others = complement(isAmong(membership, 'groupId', leaving.groups))
  const groups = yield {
    entity: membership.name,
    where: allOf(isEqual(membership, 'regionId', region.id), inForce(membership, null), others),
    limit: 1,
    lock: 'update',
  }
  if (groups.length > 0) return
  const definition = entityOf(context.model, 'region')
  const regions = yield {
    entity: definition.name,
    where: allOf(
      isEqual(definition, 'parentId', region.id),
      standing(context.model),
      complement(isAmong(definition, 'id', leaving.regions)),
    ),
    limit: 1,
  }
  if (regions.length === 0) refuse(problem('region.left_empty', { path, data: { region: region.name, id: region.id } }))
}
