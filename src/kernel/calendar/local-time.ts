import { refuse } from '../problem'
import type { CivilDate } from './civil-date'
import { civilDateOfDay, DAY, dayNumberOf, FIRST_DAY, LAST_DAY } from './civil-date'
import { calendarProblem } from './problems'
import { offsetAt, offsetChangeIn } from './time-zone'

/** A time of day on the wall clock: `HH:mm`, `00:00` to `23:59`. */
export type WallTime = string

/**
 * What becomes of a local time that the clock jumps over (02:30 on a spring night):
 * - `shift`: later by the length of the jump, 03:30. What java.time and RFC 5545 do; the default.
 * - `next-valid`: the first instant after the jump, 03:00.
 * - `previous-valid`: the last minute before it, 01:59.
 * - `skip`: there is no such instant.
 */
export type GapPolicy = 'shift' | 'next-valid' | 'previous-valid' | 'skip'

/** Which of the two instants a local time means that the clock shows twice (02:30 on an autumn night). `first` is the default. */
export type OverlapPolicy = 'first' | 'second'

export interface LocalTimePolicy {
  readonly gap?: GapPolicy | undefined
  readonly overlap?: OverlapPolicy | undefined
}

const MINUTE = 60_000
/** No zone has ever been further from UTC (Manila before 1845, -15:56). */
const REACH = 16 * 60 * MINUTE

/** Where a local time, given as if it were UTC, lies on the line of instants. */
type Placing =
  | { readonly occurs: 'once'; readonly at: number }
  | { readonly occurs: 'twice'; readonly first: number; readonly second: number }
  | { readonly occurs: 'never'; readonly shifted: number; readonly next: number; readonly previous: number }

export function placeLocal(local: number, zone: string): Placing {
  const change = offsetChangeIn(zone, local - REACH, local + REACH)
  if (change === null) return { occurs: 'once', at: local - offsetAt(zone, local) }
  const early = local - change.before
  const late = local - change.after
  if (early < change.at)
    return late >= change.at ? { occurs: 'twice', first: early, second: late } : { occurs: 'once', at: early }
  if (late >= change.at) return { occurs: 'once', at: late }
  const previous = Math.floor((change.at + change.before - 1) / MINUTE) * MINUTE - change.before
  return { occurs: 'never', shifted: early, next: change.at, previous }
}

/** What the clock of a zone shows at an instant, in milliseconds since 1970 as if that clock were on UTC. */
export function localOf(instant: Date, zone: string): number {
  const time = timeOf(instant)
  return time + offsetAt(zone, time)
}

/** Refuses an invalid Date with `calendar.invalid_instant`, one outside the years 0001 to 9999 with `calendar.date_out_of_range`. */
export function timeOf(instant: Date): number {
  const time = instant.getTime()
  if (Number.isNaN(time)) refuse(calendarProblem('calendar.invalid_instant'))
  if (time < FIRST_DAY * DAY - REACH || time > (LAST_DAY + 1) * DAY + REACH)
    refuse(calendarProblem('calendar.date_out_of_range'))
  return time
}

/** The day it is in the zone at an instant. */
export function civilDateOf(instant: Date, zone: string): CivilDate {
  return civilDateOfDay(Math.floor(localOf(instant, zone) / DAY))
}

/** The time of day in the zone at an instant, seconds left out. */
export function wallTimeOf(instant: Date, zone: string): WallTime {
  const local = localOf(instant, zone)
  return new Date(local).toISOString().slice(11, 16)
}

/**
 * The first instant of a day in a zone: its midnight or, where the clock jumps over it, the end of the jump. A day that a zone
 * left out (Apia, 2011-12-30) begins where the next one does, and so lasts no time.
 */
export function startOfDay(date: CivilDate, zone: string): Date {
  const placing = placeLocal(dayNumberOf(date) * DAY, zone)
  switch (placing.occurs) {
    case 'once':
      return new Date(placing.at)
    case 'twice':
      return new Date(placing.first)
    case 'never':
      return new Date(placing.next)
  }
}

/** Whether a value is a time of day, `HH:mm`. */
export function isWallTime(value: unknown): value is WallTime {
  return typeof value === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value)
}

/** @throws a refusal `calendar.invalid_time` at `path`. */
export function parseWallTime(value: unknown, path = ''): WallTime {
  if (!isWallTime(value)) refuse(calendarProblem('calendar.invalid_time', { path, data: { value } }))
  return value
}

/**
 * The instant at which the wall clock of a zone shows a time on a day.
 *
 * @returns null only under the policy `gap: 'skip'`.
 * @throws refusals `calendar.invalid_date`, `calendar.invalid_time`, `calendar.unknown_time_zone`.
 * @example instantAt('2026-03-29', '02:30', 'Europe/Paris') // 2026-03-29T01:30:00Z, which is 03:30 there
 */
export function instantAt(
  date: CivilDate,
  time: WallTime,
  zone: string,
  policy?: { readonly gap?: Exclude<GapPolicy, 'skip'> | undefined; readonly overlap?: OverlapPolicy | undefined },
): Date
export function instantAt(date: CivilDate, time: WallTime, zone: string, policy: LocalTimePolicy): Date | null
export function instantAt(date: CivilDate, time: WallTime, zone: string, policy: LocalTimePolicy = {}): Date | null {
  return resolvePlacing(placeLocal(localAt(date, time), zone), policy)
}

/** Both instants of a local time shown twice, the one of a local time shown once, and what the policy says of one never shown. */
export function instantsAt(date: CivilDate, time: WallTime, zone: string, gap: GapPolicy): readonly Date[] {
  const placing = placeLocal(localAt(date, time), zone)
  if (placing.occurs === 'twice') return [new Date(placing.first), new Date(placing.second)]
  const instant = resolvePlacing(placing, { gap })
  return instant === null ? [] : [instant]
}

function localAt(date: CivilDate, time: WallTime): number {
  const minutes = Number(parseWallTime(time).slice(0, 2)) * 60 + Number(time.slice(3))
  return dayNumberOf(date) * DAY + minutes * MINUTE
}

function resolvePlacing(placing: Placing, { gap = 'shift', overlap = 'first' }: LocalTimePolicy): Date | null {
  if (placing.occurs === 'once') return new Date(placing.at)
  if (placing.occurs === 'twice') return new Date(placing[overlap])
  switch (gap) {
    case 'shift':
      return new Date(placing.shifted)
    case 'next-valid':
      return new Date(placing.next)
    case 'previous-valid':
      return new Date(placing.previous)
    case 'skip':
      return null
  }
}
