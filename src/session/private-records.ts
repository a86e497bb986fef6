import { visibleRuns } from '../automation'
import { meantFor, shownAt } from '../communication'
import { visibleQueries } from '../lists'
import type { Model } from '../model'
import { allOf, EVERYTHING, type BoundCriteria } from '../query'

/** Who looks, and when. */
export interface Viewer {
  readonly user: string
  readonly now: Date
  readonly timeZone: string
}

/**
 * What holds of some of the kernel's records whatever the rights: a private query is its owner's, an announcement is for the members
 * of its list and for its days, a run for those who may read what it is about. Joined by AND to every scope, so that no list or criteria gets round it.
 */
export function privacyOf(
  model: Model,
  entity: string,
  { user, now, timeZone }: Viewer,
  readable: (entity: string) => BoundCriteria,
): BoundCriteria {
  switch (entity) {
    case 'savedQuery':
      return visibleQueries(model, user)
    case 'announcement':
      return allOf(meantFor(model, user), shownAt(model, now, timeZone))
    case 'automationRun':
      return visibleRuns(model, readable)
    default:
      return EVERYTHING
  }
}
