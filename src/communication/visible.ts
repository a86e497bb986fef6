import type { Localized } from '../kernel'
import { entityOf } from '../model'
import { allOf, EVERYTHING } from '../query'
import type { Decision, DecisionContext, Ordering } from '../storage'
import { announcementKinds, readAnnouncement, type Announcement, type AnnouncementKind } from './announcement'
import { meantFor } from './audience'
import { shownAt } from './showing'

const NEWEST_FIRST: readonly Ordering[] = [
  { field: 'startsOn', direction: 'desc' },
  { field: 'publishedAt', direction: 'desc' },
]

/**
 * The announcements that a user sees at an instant: those of the lists they are on, within their days in the zone of the context,
 * newest first. For nobody in particular (null), those of all lists.
 */
export function* visibleTo(user: string | null, at: Date, context: DecisionContext): Decision<readonly Announcement[]> {
  const entity = entityOf(context.model, 'announcement')
  const audience = user === null ? EVERYTHING : meantFor(context.model, user)
  const rows = yield {
    entity: entity.name,
    where: allOf(audience, shownAt(context.model, at, context.timeZone)),
    orderBy: NEWEST_FIRST,
  }
  return rows.map(readAnnouncement)
}

/** The announcements of one kind, under the words for it. */
export interface AnnouncementSection {
  readonly kind: AnnouncementKind
  readonly label: Localized
  readonly items: readonly Announcement[]
}

const KINDS = ['message', 'benefit', 'deal', 'document'] as const satisfies readonly AnnouncementKind[]

/** Puts announcements in the sections of their kinds, all four of them, in their order. */
export function sectionsOf(items: readonly Announcement[]): readonly AnnouncementSection[] {
  return KINDS.map((kind) => ({
    kind,
    label: announcementKinds[kind],
    items: items.filter((item) => item.kind === kind),
  }))
}
