import type { Localized, Row } from '../kernel'
import { entityOf } from '../model'
import { allOf, EVERYTHING, isAmong, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, Ordering } from '../storage'
import { brandsOf, type Brand, type OrganisationBound } from '../permissions'
import { announcementKinds, readAnnouncement, type Announcement, type AnnouncementKind } from './announcement'
import { announcementsWithin, meantFor } from './audience'
import type { KnownLists } from './known-lists'
import { dynamicListsOf } from './lists-of-user'
import { shownAt } from './showing'

const NEWEST_FIRST: readonly Ordering[] = [
  { field: 'startsOn', direction: 'desc' },
  { field: 'publishedAt', direction: 'desc' },
]

/** Whether somebody who looks may be told who is on a list. */
export type MayTell = (list: string, lists: KnownLists) => boolean

function* audienceFor(user: string, mayTell: MayTell, context: DecisionContext): Decision<BoundCriteria> {
  const { on, lists } = yield* dynamicListsOf(user, context)
  const told = on.filter((list) => mayTell(list, lists))
  return meantFor(context.model, user, isAmong(entityOf(context.model, 'announcement'), 'listId', told))
}

/**
 * The announcements that a user sees at an instant: those of the lists they are on, within their days in the zone of the context,
 * newest first. For nobody in particular (null), those of all lists. Whom an organisation bounds meets what the whole says, and what is
 * said above them and below. `mayTell` leaves out dynamic lists of which the one who looks may not know that the user is on them.
 */
export function* visibleTo(
  user: string | null,
  at: Date,
  context: DecisionContext,
  bound: OrganisationBound | null = null,
  mayTell: MayTell = () => true,
): Decision<readonly Announcement[]> {
  const entity = entityOf(context.model, 'announcement')
  const audience = user === null ? EVERYTHING : yield* audienceFor(user, mayTell, { ...context, now: at })
  const rows = yield {
    entity: entity.name,
    where: allOf(
      audience,
      shownAt(context.model, at, context.timeZone),
      bound === null ? EVERYTHING : announcementsWithin(context.model, bound),
    ),
    orderBy: NEWEST_FIRST,
  }
  const organisationOf = (row: Row): string => (typeof row['organisationId'] === 'string' ? row['organisationId'] : '')
  const brands: ReadonlyMap<string, Brand> = yield* brandsOf(
    rows.map(organisationOf).filter((id) => id !== ''),
    context.model,
  )
  return rows.map((row) => readAnnouncement(row, brands.get(organisationOf(row)) ?? null))
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
