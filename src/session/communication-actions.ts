import { z } from 'zod'
import {
  publish,
  sectionsOf,
  visibleTo,
  type Announcement,
  type AnnouncementSection,
  type NewAnnouncement,
} from '../communication'
import { parseInput } from '../model'
import { decide } from '../storage'
import { audienceActions } from './audience-actions'
import { demandReadable, mayTellOf } from './audience-rights'
import { inWhole } from './core'
import type { LiveCore } from './session-core'

/** As somebody else would see it, or at another time: for those who manage communication. */
export interface Viewing {
  readonly user?: string
  readonly at?: Date
}

const viewingSchema = z.strictObject({ user: z.string().min(1).max(191).optional(), at: z.date().optional() })

const MODULE = 'communication'

/** Distribution lists and announcements, as one session may use them. */
export function communicationActions(core: LiveCore) {
  async function announcements(viewing: Viewing = {}): Promise<readonly Announcement[]> {
    const context = core.context()
    const { user, at } = parseInput(viewingSchema, viewing)
    core.demandLevel(MODULE, user === undefined && at === undefined ? 'read' : 'manage')
    if (user !== undefined && user !== core.actor?.id) await demandReadable(core, user)
    const viewer = user === undefined ? core.actor : await core.actorOf(user)
    const seen = visibleTo(
      user ?? context.actor,
      at ?? context.now,
      inWhole(core, context),
      viewer?.bound ?? core.actor?.bound ?? null,
      user === undefined ? undefined : mayTellOf(core),
    )
    return decide(core.unconfined, seen)
  }

  return {
    ...audienceActions(core),

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
     * lists. Another user's view, or another time's, wants the level `manage`: of a user that the actor may read, and without what is said
     * to dynamic lists that ask what the actor does not see. At another time the users are still as they are now.
     *
     * @throws refusals `session.missing_level`, `input.invalid`, `communication.user_unknown`.
     */
    announcements,

    /** The same in the sections of the four kinds. */
    async sections(viewing: Viewing = {}): Promise<readonly AnnouncementSection[]> {
      return sectionsOf(await announcements(viewing))
    },
  }
}
