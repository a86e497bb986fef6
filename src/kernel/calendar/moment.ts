import type { CivilDate } from './civil-date'
import { civilDateOfDay, DAY, dayNumberOf } from './civil-date'
import { localOf, placeLocal, timeOf } from './local-time'
import type { CalendarUnit } from './period'
import { addUnits } from './period'
import type { CalendarContext } from './range'

/** A point in time told relative to the present, as data: `{ ago: 30, unit: 'days' }`. */
export type RelativeMoment =
  | { readonly ago: number; readonly unit: MomentUnit }
  | { readonly fromNow: number; readonly unit: MomentUnit }

export type MomentUnit = 'minutes' | 'hours' | CalendarUnit

const MINUTE = 60_000

/**
 * Binds a moment: the instant, and the day it falls on in the zone. Minutes and hours are lengths of time; days and longer keep
 * the local time of day across changes of offset (a local time that does not exist is moved later by the jump).
 *
 * @example resolveMoment({ ago: 30, unit: 'days' }, { now: new Date('2026-04-01T10:00:00Z'), timeZone: 'Europe/Paris' })
 * // { instant: 2026-03-02T11:00:00Z, civil: '2026-03-02' }: noon there, before and after the change
 */
export function resolveMoment(moment: RelativeMoment, context: CalendarContext): { instant: Date; civil: CivilDate } {
  const count = 'ago' in moment ? -moment.ago : moment.fromNow
  const instant = shift(context.now, count, moment.unit, context.timeZone)
  return { instant, civil: civilDateOfDay(Math.floor(localOf(instant, context.timeZone) / DAY)) }
}

function shift(now: Date, count: number, unit: MomentUnit, zone: string): Date {
  if (count === 0) return new Date(timeOf(now))
  if (unit === 'minutes') return new Date(timeOf(now) + count * MINUTE)
  if (unit === 'hours') return new Date(timeOf(now) + count * 60 * MINUTE)
  const local = localOf(now, zone)
  const day = Math.floor(local / DAY)
  const target = dayNumberOf(addUnits(civilDateOfDay(day), count, unit))
  const placing = placeLocal(target * DAY + (local - day * DAY), zone)
  if (placing.occurs === 'once') return new Date(placing.at)
  return new Date(placing.occurs === 'twice' ? placing.first : placing.shifted)
}
