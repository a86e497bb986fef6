import { z } from 'zod'
import { entityOf, parseInput } from '../model'
import { grantsOfRegions, membersOfRegions } from '../permissions'
import { allOf, isAmong, isEverything, type GroupSelection } from '../query'
import {
  assignGroups,
  createRegion,
  groupEntity,
  groupsOfSelection,
  moveRegion,
  regionOverview,
  removeRegion,
  renameRegion,
  searchPlaces,
  unassignGroups,
  type CreatedRegion,
  type GroupsAssigned,
  type OverviewRequest,
  type Place,
  type PlaceSearch,
  type RegionComposition,
  type RegionFigures,
  type RegionMove,
  type RegionOptions,
  type RegionRemoval,
  type RegionRenaming,
  type RegionsRemoved,
  type RegionTree,
  type RegionUses,
} from '../regions'
import { decide, readAll } from '../storage'
import type { SessionCore } from './core'

/** A region in figures, with the users who stand in its groups. */
export interface RegionInFigures extends RegionFigures {
  readonly members: number
}

export interface RegionActionOptions extends RegionOptions {
  /** What refers to regions, asked before one is removed, besides the rights of users. */
  readonly uses?: readonly RegionUses[]
}

const words = z.array(z.string().min(1).max(191)).default([])
const selectionSchema = z.strictObject({ regions: words, groups: words })
const momentSchema = z.strictObject({ asOf: z.date().optional() })

/** The one lock under which the tree of regions changes and groups enter it; taking groups out needs none. */
const TREE = { locks: ['regions'] }

/** The regions of a session: `session.regions`. Whatever changes them takes the right `administrator`. */
export function regionActions(core: SessionCore, options: RegionActionOptions = {}) {
  return {
    /**
     * Creates a region over groups, or a tree of regions in one call. Each has at least one group or sub-region. Where a group
     * stands in one region at a time (unless `exclusive: false`), it leaves the one it was in.
     *
     * @throws refusals `region.empty`, `region.too_many`, `region.unknown` (the parent), `region.group_unknown`, `region.group_twice`,
     * `region.name_taken`, `region.id_twice`, `region.left_empty`, and the missing right.
     * @example
     * ```ts
     * await session.regions.create({ name: 'Nord', groups: ['lille', 'amiens'] })
     * ```
     */
    async create(region: RegionTree): Promise<CreatedRegion> {
      core.demand('administrator')
      return core.perform((context) => createRegion(region, options, context), TREE)
    },

    /** @throws refusals `region.unknown`, `region.name_taken`, `record.invalid`, `session.stale`, and the missing right. */
    async rename(renaming: RegionRenaming): Promise<void> {
      core.demand('administrator')
      return core.perform((context) => renameRegion(renaming, context), TREE)
    },

    /**
     * Moves a region, with everything inside it, into another (`parentId`) or out of all (null).
     *
     * @throws refusals `region.unknown`, `region.cycle`, `region.left_empty`, `region.name_taken`, `session.stale`, and the
     * missing right.
     */
    async move(move: RegionMove): Promise<void> {
      core.demand('administrator')
      return core.perform((context) => moveRegion(move, context), TREE)
    },

    /**
     * Puts groups into a region; the answer says of each group what became of it.
     *
     * @throws refusals `region.unknown`, `region.group_unknown`, `region.group_twice`, `region.left_empty` for a region that
     * would lose its last group, `session.stale`, and the missing right.
     */
    async assign(composition: RegionComposition): Promise<GroupsAssigned> {
      core.demand('administrator')
      return core.perform((context) => assignGroups(composition, options, context), TREE)
    },

    /**
     * Takes groups out of a region.
     *
     * @throws refusals `region.unknown`, `region.group_not_in`, `region.group_twice`, `region.left_empty`, `session.stale`,
     * and the missing right.
     */
    async unassign(composition: RegionComposition): Promise<void> {
      core.demand('administrator')
      return core.perform((context) => unassignGroups(composition, context))
    },

    /**
     * Removes a region with those inside it; the groups stay, in no region.
     *
     * @throws refusals `region.unknown`, `region.in_use` with the list of uses, `region.left_empty`, `session.stale`, and the
     * missing right.
     */
    async remove(removal: RegionRemoval): Promise<RegionsRemoved> {
      core.demand('administrator')
      const uses = [grantsOfRegions, ...(options.uses ?? [])]
      return core.perform((context) => removeRegion(removal, uses, context), TREE)
    },

    /**
     * The ids of the groups of a selection, of those that the actor may read: its regions as they are now, or as they were at
     * `asOf`, and its single groups.
     *
     * @throws refusals `region.unknown`, `input.invalid`, and the missing level on the module `regions`.
     */
    async resolve(selection: GroupSelection, moment: { readonly asOf?: Date } = {}): Promise<readonly string[]> {
      core.demandLevel('regions', 'read')
      const selected = parseInput(selectionSchema, selection)
      const { asOf = null } = parseInput(momentSchema, moment)
      const groups = await decide(core.store, groupsOfSelection(selected, asOf, core.context()))
      const entity = groupEntity(core.model)
      const scope = core.scope(entity.name, 'read')
      if (isEverything(scope) || groups.length === 0) return groups
      const rows = await readAll(core.store, {
        entity: entity.name,
        where: allOf(isAmong(entity, 'id', groups), scope),
      })
      const visible = new Set(rows.map((row) => row['id']))
      return groups.filter((group) => visible.has(group))
    },

    /**
     * Regions by name with how many groups, sub-regions and members each has.
     *
     * @throws refusals `region.unknown`, and the missing level on the module `regions`.
     */
    async overview(request: OverviewRequest = {}): Promise<readonly RegionInFigures[]> {
      core.demandLevel('regions', 'read')
      const figures = await decide(core.store, regionOverview(request, core.context()))
      const ids = figures.map(({ id }) => id)
      const members = await decide(core.store, membersOfRegions(ids, core.context()))
      return figures.map((region) => ({ ...region, members: members.get(region.id) ?? 0 }))
    },

    /**
     * Groups and regions by name, as a picker shows them, each saying which it is. Only what the actor may read.
     *
     * @example
     * ```ts
     * await session.regions.search({ text: 'nord' })
     * // [{ type: 'region', id: '…', name: 'Nord', label: { fr: 'Région', en: 'Region' }, within: 'Hauts-de-France' }, …]
     * ```
     */
    async search(search: PlaceSearch = {}): Promise<readonly Place[]> {
      const scopes = {
        region: core.scope(entityOf(core.model, 'region').name, 'read'),
        group: core.scope(groupEntity(core.model).name, 'read'),
      }
      return decide(core.store, searchPlaces(search, scopes, core.context()))
    },
  }
}
