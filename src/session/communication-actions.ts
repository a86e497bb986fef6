import { z } from 'zod'
import {
  addMembers,
  communicationProblem,
  createList,
  membersOf,
  publish,
  readList,
  removeMembers,
  renameList,
  sectionsOf,
  visibleTo,
  type Announcement,
  type AnnouncementSection,
  type DistributionList,
  type ListRenaming,
  type NewAnnouncement,
  type NewDistributionList,
} from '../communication'
import { refuse } from '../kernel'
import { entityOf, parseInput } from '../model'
import { EVERYTHING, isEqual } from '../query'
import { decide, readAll } from '../storage'
import type { LiveCore } from './session-core'
import { recordId } from './record-id'

/** As somebody else would see it, or at another time: for those who manage communication. */
export interface Viewing {
  readonly user?: string
  readonly at?: Date
}

const viewingSchema = z.strictObject({ user: z.string().min(1).max(191).optional(), at: z.date().optional() })

const MODULE = 'communication'

/** Distribution lists and announcements, as one session may use them. */
export function communicationActions(core: LiveCore) {
  /** Whom an organisation bounds looks over the shoulders of its users only. */
  async function demandSeen(user: string): Promise<void> {
    const role = core.model.roles.user
    if (role === null || (core.actor?.bound ?? null) === null) return
    const isThere = (await core.store.count(role.entity, isEqual(entityOf(core.model, role.entity), 'id', user))) > 0
    if (!isThere) refuse(communicationProblem('communication.user_unknown', { path: '/user', data: { user } }))
  }

  async function announcements(viewing: Viewing = {}): Promise<readonly Announcement[]> {
    const context = core.context()
    const { user, at } = parseInput(viewingSchema, viewing)
    core.demandLevel(MODULE, user === undefined && at === undefined ? 'read' : 'manage')
    if (user !== undefined) await demandSeen(user)
    const viewer = user === undefined ? core.actor : await core.actorOf(user)
    const seen = visibleTo(
      user ?? context.actor,
      at ?? context.now,
      context,
      viewer?.bound ?? core.actor?.bound ?? null,
    )
    return decide(core.unconfined, seen)
  }

  return {
    /** A list of chosen users. Refused with `session.missing_level`, `input.invalid`, `communication.user_unknown`. */
    async createList(list: NewDistributionList): Promise<DistributionList> {
      core.demandLevel(MODULE, 'manage')
      return core.perform((context) => createList(list, context, core.actor?.bound ?? null))
    },

    /** Refused with `session.missing_level`, `communication.list_unknown`, `session.stale`. */
    async renameList(id: string, renaming: ListRenaming): Promise<DistributionList> {
      core.demandLevel(MODULE, 'manage')
      return core.perform((context) => renameList(recordId(id), renaming, context))
    },

    /** Refused with `session.missing_level`, `communication.list_unknown`, `communication.list_everyone`, `communication.user_unknown`. */
    async addMembers(listId: string, userIds: readonly string[]): Promise<void> {
      core.demandLevel(MODULE, 'manage')
      return core.perform((context) => addMembers(recordId(listId), userIds, context))
    },

    /** Refused with `session.missing_level`, `communication.list_unknown`, `communication.list_everyone`. */
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

    /** The ids of the users on a list as they are now. Refused with `session.missing_level`, `communication.list_unknown`. */
    async members(listId: string): Promise<readonly string[]> {
      core.demandLevel(MODULE, 'manage')
      return decide(core.store, membersOf(recordId(listId), core.context()))
    },

    /**
     * Publishes an announcement to a list. It appears and disappears by its dates, in the zone of the kernel. Said for an organisation, it
     * carries its brand and is for its users; whom an organisation bounds speaks for theirs.
     *
     * @throws refusals `session.missing_level`, `communication.title_too_long`, `communication.link_refused`,
     * `communication.reversed`, `communication.list_unknown`, `organisation.unknown`.
     * @example
     * ```ts
     * await session.communication.publish({
     *   kind: 'deal', title: { fr: 'Places de cinéma', en: 'Cinema tickets' }, listId: everyone.id,
     *   startsOn: '2026-03-28', endsOn: '2026-03-29', link: 'www.site.fr',
     * })
     * ```
     */
    async publish(announcement: NewAnnouncement): Promise<Announcement> {
      core.demandLevel(MODULE, 'manage')
      return core.perform((context) => publish(announcement, context, core.actor?.bound ?? null))
    },

    /**
     * What the actor sees now, newest first: announcements of the lists they are on, within their days. For the system, those of all
     * lists. Another user's view, or another time's, wants the level `manage`.
     */
    announcements,

    /** The same in the sections of the four kinds. */
    async sections(viewing: Viewing = {}): Promise<readonly AnnouncementSection[]> {
      return sectionsOf(await announcements(viewing))
    },
  }
}
