import { z } from 'zod'
import {
  addMembers,
  createList,
  demandKeepable,
  demandUnusedList,
  parseComposition,
  readList,
  recomposeList,
  removeList,
  removeMembers,
  renameList,
  type DistributionList,
  type ListRecomposition,
  type ListRenaming,
  type NewDistributionList,
} from '../communication'
import { parseInput } from '../model'
import { EVERYTHING } from '../query'
import { decide, readAll, type DecisionContext, type Store, type Visible } from '../storage'
import { demandAsking } from './audience-rights'
import { organisationPrivacy } from './confinement'
import { inWhole, type SessionCore } from './core'
import { memberActions } from './member-actions'
import { recordId } from './record-id'

const MODULE = 'communication'

/** Whose composition is read before anything else is looked at. */
const composing = z.looseObject({ composition: z.unknown().optional() })

/** The distribution lists of a session, among the actions of `session.communication`. */
export function audienceActions(core: SessionCore) {
  const bound = () => core.actor?.bound ?? null
  /** Who is on a list does not depend on who asks: it is found over all records. */
  const whole = (): DecisionContext => inWhole(core, core.context())

  /** A composition that is given along with something else may be said by the actor. */
  async function demandSayable(input: unknown): Promise<void> {
    const { composition } = parseInput(composing, input)
    const path = '/composition'
    if (composition !== undefined) await demandAsking(core, parseComposition(core.model, composition, path), path)
  }

  const keepable = async (store: Store, { value }: { readonly value: DistributionList }): Promise<void> => {
    if (value.kind === 'dynamic') await decide(store, demandKeepable(value.id, whole(), bound()))
  }

  return {
    /**
     * A list: of chosen users, or with a `composition` a dynamic one. Who is on a dynamic list is never kept: whoever a part of `include`
     * means and none of `exclude`, as regions, queries, other lists and the users themselves are when it is asked. A part is `users` by
     * their ids, `criteria` over users, a saved `query`, `regions` and `groups` (users whose own group is there) or another `list`.
     *
     * @throws refusals `session.missing_level`, `input.invalid`, `communication.user_unknown`, and of a composition
     * `communication.composition_empty`, `communication.part_unknown`, `communication.composition_reference`, `communication.query_not_users`,
     * `communication.list_unknown`, `communication.no_users`, `communication.no_user_groups`, `communication.composition_too_large`,
     * `communication.list_two_kinds`, `lists.query_unknown`, `region.unknown`, `region.group_unknown`, those of `prepareQuery`, and
     * `session.hidden_field` or `communication.list_beyond_rights` where it asks what the actor does not see.
     * @example
     * ```ts
     * await session.communication.createList({ name: 'Bureau', members: ['ana', 'bob'] })
     * await session.communication.createList({
     *   name: 'Le Nord, sans le bureau',
     *   composition: { include: [{ regions: [north.id] }, { query: sellers.id }], exclude: [{ list: office.id }] },
     * })
     * ```
     */
    async createList(list: NewDistributionList): Promise<DistributionList> {
      core.demandLevel(MODULE, 'manage')
      await demandSayable(list)
      return core.perform((context) => createList(list, context, bound()), { verify: keepable })
    },

    /**
     * Says anew who is on a dynamic list, in the place of all that was said; with `version`, only while nobody else changed it since.
     *
     * @throws refusals `communication.list_unknown`, `communication.list_not_dynamic`, `communication.list_circle` with the line that closes
     * it, `session.stale`, and those of `createList`.
     */
    async recomposeList(id: string, recomposition: ListRecomposition): Promise<DistributionList> {
      core.demandLevel(MODULE, 'manage')
      await demandSayable(recomposition)
      return core.perform((context) => recomposeList(recordId(id), recomposition, context), { verify: keepable })
    },

    /** Refused with `session.missing_level`, `communication.list_unknown`, `session.stale`. */
    async renameList(id: string, renaming: ListRenaming): Promise<DistributionList> {
      core.demandLevel(MODULE, 'manage')
      return core.perform((context) => renameList(recordId(id), renaming, context))
    },

    /**
     * Removes a list to which nothing is said any more: announcements that are over do not hold it.
     *
     * @throws refusals `session.missing_level`, `communication.list_unknown`, `communication.list_stays` for that of everyone, and
     * `communication.list_in_use` with the announcements and lists that the actor may see, and whether there are others.
     */
    async removeList(id: string): Promise<void> {
      core.demandLevel(MODULE, 'manage')
      // Who manages communication may look through anybody's eyes: announcements are told to them as far as their organisation goes.
      const visible: Visible = (entity) =>
        entity === 'announcement' && core.actor !== null
          ? organisationPrivacy(core.fields.whole, core.actor, entity)
          : core.scope(entity, 'read')
      await core.perform((context) => removeList(recordId(id), context), {
        verify: async (store, { value }) => decide(store, demandUnusedList(value, visible, whole())),
      })
    },

    /**
     * Refused with `session.missing_level`, `communication.list_unknown`, `communication.list_everyone`, `communication.list_dynamic`,
     * `communication.user_unknown`.
     */
    async addMembers(listId: string, userIds: readonly string[]): Promise<void> {
      core.demandLevel(MODULE, 'manage')
      return core.perform((context) => addMembers(recordId(listId), userIds, context))
    },

    /** Refused with `session.missing_level`, `communication.list_unknown`, `communication.list_everyone`, `communication.list_dynamic`. */
    async removeMembers(listId: string, userIds: readonly string[]): Promise<void> {
      core.demandLevel(MODULE, 'manage')
      return core.perform((context) => removeMembers(recordId(listId), userIds, context))
    },

    /** The distribution lists, by name; the first of them, everyone, exists from the start. */
    async lists(): Promise<readonly DistributionList[]> {
      core.demandLevel(MODULE, 'manage')
      const rows = await readAll(core.store, {
        entity: 'distributionList',
        where: EVERYTHING,
        orderBy: [{ field: 'name', direction: 'asc' }],
      })
      return rows.map(readList)
    },

    ...memberActions(core),
  }
}
