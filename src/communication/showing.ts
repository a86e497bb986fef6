import { addDays, civilDateOf, startOfDay, type CivilDate } from '../kernel'
import { entityOf, type Model } from '../model'
import { allOf, anyOf, compares, isMissing, type BoundCriteria } from '../query'

/** The days of an announcement: the first, and the last, which is included. */
export interface ShownDays {
  readonly startsOn: CivilDate
  readonly endsOn: CivilDate | null
}

/** The instants between which an announcement is shown, half-open: from its first local midnight to the one after its last day. */
export function showingSpan(
  { startsOn, endsOn }: ShownDays,
  timeZone: string,
): { readonly from: Date; readonly to: Date | null } {
  return {
    from: startOfDay(startsOn, timeZone),
    to: endsOn === null ? null : startOfDay(addDays(endsOn, 1), timeZone),
  }
}

/**
 * The announcements shown at an instant. A question of time alone: no job puts them up or takes them down.
 *
 * @param timeZone - the zone whose days are meant.
 */
export function shownAt(model: Model, at: Date, timeZone: string): BoundCriteria {
  const entity = entityOf(model, 'announcement')
  const today = civilDateOf(at, timeZone)
  return allOf(
    compares(entity, 'startsOn', 'lte', today),
    anyOf(isMissing(entity, 'endsOn'), compares(entity, 'endsOn', 'gte', today)),
  )
}
