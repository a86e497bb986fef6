import { refuse } from '../problem'
import type { CivilDate, DayOfWeek } from './civil-date'
import { addDays, dayOfWeek, isLastDayOfMonth } from './civil-date'
import type { GapPolicy, OverlapPolicy, WallTime } from './local-time'
import { civilDateOf, instantAt, instantsAt, parseWallTime, timeOf } from './local-time'
import { asObject, oneOf, onlyMembers, wholeNumber } from './parsing'
import { calendarProblem } from './problems'
import { parseTimeZone } from './time-zone'

/**
 * Times that come back, as data: every day, on some days of the week (0 is Sunday), or on one day of the month, at a local time in a zone.
 * A day of the month that a month lacks is its last day. `both` runs twice when the clock shows the time twice.
 */
export type RecurringSchedule = Recurrence & {
  readonly at: WallTime
  readonly timeZone: string
  readonly gap?: GapPolicy
  readonly overlap?: OverlapPolicy | 'both'
}

type Recurrence =
  | { readonly recurs: 'daily' }
  | { readonly recurs: 'weekly'; readonly on: readonly DayOfWeek[] }
  | { readonly recurs: 'monthly'; readonly on: number }

/** Longer than any schedule pauses, even when a policy skips an occurrence. */
const HORIZON = 100
/** Two days on either side see every occurrence that a change of offset moved over midnight, or over a whole day. */
const MARGIN = 2

/**
 * The first occurrence strictly after an instant. Always ends, and `next > after` always holds, whatever the zone does.
 *
 * @returns null when no occurrence is left before the year 10000.
 */
export function nextOccurrence(schedule: RecurringSchedule, after: Date): Date | null {
  const limit = timeOf(after)
  const today = civilDateOf(after, schedule.timeZone)
  let best: Date | null = null
  let remaining = HORIZON
  for (let distance = -MARGIN; remaining > 0; distance++, remaining--) {
    const date = dayAt(today, distance)
    if (date === 'before') continue
    if (date === 'after') break
    if (!fallsOn(schedule, date)) continue
    for (const instant of instantsOn(schedule, date)) {
      if (instant.getTime() <= limit || (best !== null && instant >= best)) continue
      if (best === null) remaining = Math.min(remaining, MARGIN + 1)
      best = instant
    }
  }
  return best
}

function dayAt(today: CivilDate, distance: number): CivilDate | 'before' | 'after' {
  if (distance < 0 && today < addDays('0001-01-01', -distance)) return 'before'
  if (distance > 0 && today > addDays('9999-12-31', -distance)) return 'after'
  return addDays(today, distance)
}

function fallsOn(schedule: Recurrence, date: CivilDate): boolean {
  switch (schedule.recurs) {
    case 'daily':
      return true
    case 'weekly':
      return schedule.on.includes(dayOfWeek(date))
    case 'monthly': {
      const day = Number(date.slice(8))
      return day === schedule.on || (day < schedule.on && isLastDayOfMonth(date))
    }
  }
}

function instantsOn(schedule: RecurringSchedule, date: CivilDate): readonly Date[] {
  const { at, timeZone, gap = 'shift', overlap = 'first' } = schedule
  if (overlap === 'both') return instantsAt(date, at, timeZone, gap)
  const instant = instantAt(date, at, timeZone, { gap, overlap })
  return instant === null ? [] : [instant]
}

const DAYS = [0, 1, 2, 3, 4, 5, 6] as const satisfies readonly DayOfWeek[]
const COMMON = ['recurs', 'at', 'timeZone', 'gap', 'overlap']

/**
 * Reads a schedule that comes from outside.
 *
 * @throws refusals `calendar.not_an_object`, `calendar.unknown_value`, `calendar.unknown_member`, `calendar.invalid_count`,
 * `calendar.invalid_day`, `calendar.invalid_time`, `calendar.unknown_time_zone`, `calendar.no_days`.
 */
export function parseSchedule(input: unknown, path = ''): RecurringSchedule {
  const members = asObject(input, path, '{ "recurs": "daily", "at": "09:00", "timeZone": "Europe/Paris" }')
  const { gap, overlap } = members
  return {
    ...recurrenceOf(members, path),
    at: parseWallTime(members['at'], `${path}/at`),
    timeZone: parseTimeZone(members['timeZone'], `${path}/timeZone`),
    ...(gap === undefined ? {} : { gap: oneOf(gap, ['shift', 'next-valid', 'previous-valid', 'skip'], `${path}/gap`) }),
    ...(overlap === undefined ? {} : { overlap: oneOf(overlap, ['first', 'second', 'both'], `${path}/overlap`) }),
  }
}

function recurrenceOf(members: Readonly<Record<string, unknown>>, path: string): Recurrence {
  const recurs = oneOf(members['recurs'], ['daily', 'weekly', 'monthly'], `${path}/recurs`)
  onlyMembers(members, recurs === 'daily' ? COMMON : [...COMMON, 'on'], path)
  if (recurs === 'daily') return { recurs }
  if (recurs === 'monthly') return { recurs, on: wholeNumber(members['on'], 1, 31, `${path}/on`) }
  const on: readonly unknown[] = Array.isArray(members['on']) ? members['on'] : []
  if (on.length === 0) refuse(calendarProblem('calendar.no_days', { path: `${path}/on` }))
  const unknown = on.findIndex((day) => !DAYS.some((known) => known === day))
  if (unknown >= 0)
    refuse(calendarProblem('calendar.invalid_day', { path: `${path}/on/${unknown}`, data: { value: on[unknown] } }))
  return { recurs, on: DAYS.filter((day) => on.includes(day)) }
}
