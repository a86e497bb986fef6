import { z } from 'zod'
import { audienceReferences } from '../communication'
import { automationReferences } from '../automation'
import { queryReferences } from '../lists'
import { entityOf, parseInput } from '../model'
import { grantReferences, membersOfRegions, RIGHTS_LOCK } from '../permissions'
import {
  assignGroups,
  createRegion,
  demandUnreferenced,
  groupEntity,
  moveRegion,
  regionOverview,
  removeRegion,
  renameRegion,
  searchPlaces,
  selectionReferences,
  TOP_LOCK,
  unassignGroups,
  usesOfRegion,
  type CreatedRegion,
  type GroupsAssigned,
  type OverviewRequest,
  type PlacePage,
  type PlaceSearch,
  type RegionEntry,
  type RegionExit,
  type RegionFigures,
  type RegionMove,
  type RegionOptions,
  type RegionReferences,
  type RegionRemoval,
  type RegionRenaming,
  type RegionsRemoved,
  type RegionTree,
  type RegionUsers,
} from '../regions'
import { EVERYTHING } from '../query'
import { exportRegionReferences } from '../reports'
import { decide, type UsesSeen } from '../storage'
import { inWhole, type SessionCore } from './core'
import { lookingAgain } from './looking-again'
import { selectionActions } from './selection-actions'

/** What of the kernel refers to regions. */
const KERNEL_REFERENCES = [
  grantReferences,
  queryReferences,
  automationReferences,
  audienceReferences,
  selectionReferences,
  exportRegionReferences,
]

/** A region in figures, with the users who stand in its groups, of those that the actor may read. */
export interface RegionInFigures extends RegionFigures {
  readonly members: number
}

export interface RegionActionOptions extends RegionOptions {
  /** Where the host's own records refer to regions. */
  readonly references?: readonly RegionReferences[]
}

const regionSchema = z.strictObject({ region: z.string().min(1).max(191) })
const nowhereSchema = z.looseObject({ parentId: z.string().nullish() })
const datedSchema = z.looseObject({ from: z.date().optional(), to: z.date().optional() })

const TOP = { locks: [TOP_LOCK] }

/** What goes to the top of the tree takes the lock of names there; the rest locks the regions it is about. */
const locksAtTop = (input: unknown) => ((nowhereSchema.safeParse(input).data?.parentId ?? null) === null ? TOP : {})

const isOfAll = ({ regions, inside }: OverviewRequest): boolean => regions === undefined && inside === undefined

/** What is written into the past of groups takes turns. */
function locksInPast(input: unknown) {
  const { from, to } = datedSchema.safeParse(input).data ?? {}
  return from === undefined && to === undefined ? {} : TOP
}

/** The regions of a session: `session.regions`. Whatever changes them takes the right `administrator`. */
export function regionActions(core: SessionCore, options: RegionActionOptions = {}) {
  const users: RegionUsers = {
    references: [...KERNEL_REFERENCES, ...(options.references ?? [])],
    visible: (entity) => core.scope(entity, 'read'),
  }
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
      return lookingAgain(() => core.perform((context) => createRegion(region, options, context), locksAtTop(region)))
    },

    /** @throws refusals `region.unknown`, `region.name_taken`, `record.invalid`, `session.stale`, and the missing right. */
    async rename(renaming: RegionRenaming): Promise<void> {
      core.demand('administrator')
      return core.perform((context) => renameRegion(renaming, context), TOP)
    },

    /**
     * Moves a region, with everything inside it, into another (`parentId`) or out of all (null).
     *
     * @throws refusals `region.unknown`, `region.cycle`, `region.left_empty`, `region.name_taken`, `session.stale`, and the
     * missing right.
     */
    async move(move: RegionMove): Promise<void> {
      core.demand('administrator')
      return core.perform((context) => moveRegion(move, context), locksAtTop(move))
    },

    /**
     * Puts groups into a region; the answer says of each group what became of it. With `from`, a moment past, they have been in it since
     * then (and left where they were at that moment); with `to` too, they were in it for that time.
     *
     * @throws refusals `region.unknown`, `region.group_unknown`, `region.group_twice`, `region.left_empty` for a region that
     * would lose its last group, `session.stale`, with dates `region.overlap`, `region.future_date`, `region.dates_reversed`,
     * `region.before_region`, `region.begins_when`, and the missing right.
     * @example
     * ```ts
     * const { added, moved } = await session.regions.assign({ region: north.id, groups: ['arras'], from: new Date('2026-01-01') })
     * ```
     */
    async assign(entry: RegionEntry): Promise<GroupsAssigned> {
      core.demand('administrator')
      return lookingAgain(() => core.perform((context) => assignGroups(entry, options, context), locksInPast(entry)))
    },

    /**
     * Takes groups out of a region, now or `at` a moment past. Its last group cannot leave while it has no sub-region.
     *
     * @throws refusals `region.unknown`, `region.group_not_in`, `region.group_twice`, `region.left_empty`, `region.future_date`,
     * `region.dates_reversed`, `session.stale`, and the missing right.
     */
    async unassign(exit: RegionExit): Promise<void> {
      core.demand('administrator')
      return core.perform((context) => unassignGroups(exit, context))
    },

    /**
     * Removes a region with those inside it; the groups stay, in no region. While something refers to it the removal is refused,
     * unless a `replacement` is named: rights, saved queries, conditions of automations, selections, recurring exports and whatever the host registered
     * then refer to that one, in the same transaction.
     *
     * @throws refusals `region.unknown`, `region.in_use` with the uses that the actor may see and whether there are others,
     * `region.replaced_by_itself`, `region.left_empty` for the region around it, `session.stale`, and the missing right.
     * @example
     * ```ts
     * const { replaced } = await session.regions.remove({ region: somme.id, replacement: north.id })
     * replaced.uses.map(({ label }) => label.fr) // ['les droits de Marie', 'la requête Clients du Nord']
     * ```
     */
    async remove(removal: RegionRemoval): Promise<RegionsRemoved> {
      core.demand('administrator')
      return core.perform((context) => removeRegion(removal, users, context), {
        locks: [RIGHTS_LOCK],
        verify: async (store, { value }) => {
          const context = inWhole(core, core.context())
          await decide(store, demandUnreferenced(value.regions, users.references, context))
        },
      })
    },

    /**
     * Where a region, or one inside it, is referred to: the uses that the actor may see, and whether there are others.
     *
     * @throws refusals `region.unknown`, and the missing right.
     */
    async uses(region: string): Promise<UsesSeen> {
      core.demand('administrator')
      const { region: id } = parseInput(regionSchema, { region })
      // One that is out of sight is not there; of one that is seen, every use counts.
      await decide(core.store, usesOfRegion(id, { ...users, references: [] }, core.context()))
      return decide(core.unconfined, usesOfRegion(id, users, inWhole(core, core.context())))
    },

    ...selectionActions(core),

    /**
     * Regions by name with how many groups, sub-regions and members each has: those named, those directly `inside` one (null: at the
     * top), or all. Of the members, those count whom the actor may read.
     *
     * @throws refusals `region.unknown`, and the missing level on the module `regions`.
     */
    async overview(request: OverviewRequest = {}): Promise<readonly RegionInFigures[]> {
      core.demandLevel('regions', 'read')
      const figures = await regionOverview(core.store, request, core.context())
      const ids = isOfAll(request) ? null : figures.map(({ id }) => id)
      const users = core.fields.whole.roles.user
      const visible = users === null ? EVERYTHING : core.scope(users.entity, 'read')
      const members = await decide(core.store, membersOfRegions(ids, core.context(), visible))
      return figures.map((region) => ({ ...region, members: members.get(region.id) ?? 0 }))
    },

    /**
     * A page of groups and regions by name, as a picker shows them, each saying which it is. Case and accents make no difference. Only
     * what the actor may read.
     *
     * @throws refusals `input.invalid`, `storage.bad_cursor`.
     * @example
     * ```ts
     * const { rows, end } = await session.regions.search({ text: 'nord' })
     * // [{ type: 'region', id: '…', name: 'Nord', label: { fr: 'Région', en: 'Region' }, within: 'Hauts-de-France' }, …]
     * const further = await session.regions.search({ text: 'nord', after: end })
     * ```
     */
    async search(search: PlaceSearch = {}): Promise<PlacePage> {
      const scopes = {
        region: core.scope(entityOf(core.model, 'region').name, 'read'),
        group: core.scope(groupEntity(core.model).name, 'read'),
      }
      return searchPlaces(core.store, core.model, search, scopes)
    },
  }
}
