import type { CivilDate } from './civil-date'
import { addDays, addMonths, differenceInDays, differenceInMonths } from './civil-date'
import { civilDateOf, timeOf } from './local-time'
import type { CalendarConventions, CalendarPeriod, CalendarUnit, CivilSpan, TimeSpan } from './period'
import { addPeriods, addUnits, instantsOf, startOfPeriod } from './period'

/**
 * A stretch of time told relative to today, as data.
 * - `last` N units ends with today, `next` N units begins with today: "last 7 days" is today and the six days before it,
 *   "last 1 months" on 15 March runs from 16 February to 15 March. In hours they end with, or begin at, the present instant.
 * - `this`, `previous`, `following` are whole periods of the calendar.
 * - `since` runs from a date to the end of today, `between` from a date to the end of another.
 */
export type RelativeRange =
  | { readonly range: 'today' | 'yesterday' | 'tomorrow' }
  | HoursRange
  | { readonly range: 'last' | 'next'; readonly count: number; readonly unit: CalendarUnit }
  | { readonly range: 'this' | 'previous' | 'following'; readonly unit: CalendarPeriod }
  | { readonly range: 'since'; readonly date: CivilDate }
  | { readonly range: 'between'; readonly from: CivilDate; readonly to: CivilDate }

export interface HoursRange {
  readonly range: 'last' | 'next'
  readonly count: number
  readonly unit: 'hours'
}

export type DaysRange = Exclude<RelativeRange, HoursRange>

/** What a relative range or moment is resolved against. */
export interface CalendarContext extends CalendarConventions {
  readonly now: Date
  readonly timeZone: string
}

/** A range once bound: its days, for civil dates, and its instants. A range in hours touches the days it touches. */
export interface ResolvedRange {
  readonly civil: CivilSpan
  readonly instants: TimeSpan
}

/** The ready-made ranges of reports. */
export const rangePresets = {
  today: { range: 'today' },
  yesterday: { range: 'yesterday' },
  last7Days: { range: 'last', count: 7, unit: 'days' },
  last14Days: { range: 'last', count: 14, unit: 'days' },
  last30Days: { range: 'last', count: 30, unit: 'days' },
  thisMonth: { range: 'this', unit: 'month' },
  lastMonth: { range: 'previous', unit: 'month' },
} as const satisfies Readonly<Record<string, RelativeRange>>

const HOUR = 3_600_000

/**
 * Binds a range to a time and a zone.
 *
 * @throws refusals `calendar.unknown_time_zone`, `calendar.invalid_date`, `calendar.date_out_of_range`, `calendar.invalid_count`.
 * @example
 * resolveRange({ range: 'last', count: 7, unit: 'days' }, { now: new Date('2026-04-01T10:00:00Z'), timeZone: 'Europe/Paris' }).civil
 * // { from: '2026-03-26', to: '2026-04-02' }
 */
export function resolveRange(range: RelativeRange, context: CalendarContext): ResolvedRange {
  return isInHours(range) ? hoursRange(range, context, 0) : ofDays(daysOf(range, context), context.timeZone)
}

/**
 * The period of the same length just before a range: the month before a month, the N days before N days. A custom range of whole
 * months is preceded by as many months, any other by as many days.
 */
export function precedingRange(range: RelativeRange, context: CalendarContext): ResolvedRange {
  if (isInHours(range)) return hoursRange(range, context, -1)
  return ofDays(daysBefore(range, daysOf(range, context)), context.timeZone)
}

function daysOf(range: DaysRange, context: CalendarContext): CivilSpan {
  return daysAround(range, civilDateOf(context.now, context.timeZone), context)
}

/** The days of a range as seen from a day. Neither end ever goes back as that day goes on. */
export function daysAround(range: DaysRange, today: CivilDate, conventions: CalendarConventions): CivilSpan {
  switch (range.range) {
    case 'today':
      return periodAt(today, 0, 'day', conventions)
    case 'yesterday':
      return periodAt(today, -1, 'day', conventions)
    case 'tomorrow':
      return periodAt(today, 1, 'day', conventions)
    case 'last': {
      const to = addDays(today, 1)
      return { from: addUnits(to, -range.count, range.unit), to }
    }
    case 'next':
      return { from: today, to: addUnits(today, range.count, range.unit) }
    case 'this':
      return periodAt(today, 0, range.unit, conventions)
    case 'previous':
      return periodAt(today, -1, range.unit, conventions)
    case 'following':
      return periodAt(today, 1, range.unit, conventions)
    case 'since': {
      const end = addDays(today, 1)
      return { from: range.date, to: range.date > end ? range.date : end }
    }
    case 'between':
      return { from: range.from, to: addDays(range.to, 1) }
  }
}

function periodAt(
  today: CivilDate,
  distance: number,
  period: CalendarPeriod,
  conventions: CalendarConventions,
): CivilSpan {
  const from = addPeriods(startOfPeriod(today, period, conventions), distance, period)
  return { from, to: addPeriods(from, 1, period) }
}

function daysBefore(range: DaysRange, days: CivilSpan): CivilSpan {
  switch (range.range) {
    case 'today':
    case 'yesterday':
    case 'tomorrow':
      return { from: addDays(days.from, -1), to: days.from }
    case 'last':
      // Counted from the end at once: twice one month back from 31 May is not two months back.
      return { from: addUnits(days.to, -2 * range.count, range.unit), to: days.from }
    case 'next':
      return { from: addUnits(days.from, -range.count, range.unit), to: days.from }
    case 'this':
    case 'previous':
    case 'following':
      return { from: addPeriods(days.from, -1, range.unit), to: days.from }
    case 'since':
    case 'between': {
      const months = wholeMonths(days)
      const from =
        months > 0 ? addMonths(days.from, -months) : addDays(days.from, -differenceInDays(days.to, days.from))
      return { from, to: days.from }
    }
  }
}

/** How many whole months a span is made of; 0 when it begins or ends within one. */
function wholeMonths({ from, to }: CivilSpan): number {
  return from.endsWith('-01') && to.endsWith('-01') ? differenceInMonths(to, from) : 0
}

function ofDays(civil: CivilSpan, timeZone: string): ResolvedRange {
  return { civil, instants: instantsOf(civil, timeZone) }
}

export function isInHours(range: RelativeRange): range is HoursRange {
  return (range.range === 'last' || range.range === 'next') && range.unit === 'hours'
}

/** "Last N hours" contains the present instant, as "last N days" contains today: it ends a millisecond after it. */
function hoursRange({ range, count }: HoursRange, { now, timeZone }: CalendarContext, distance: number): ResolvedRange {
  const length = count * HOUR
  const first = range === 'last' ? timeOf(now) + 1 - length : timeOf(now)
  const from = new Date(first + distance * length)
  const to = new Date(from.getTime() + length)
  const lastDay = civilDateOf(new Date(to.getTime() - 1), timeZone)
  return { civil: { from: civilDateOf(from, timeZone), to: addDays(lastDay, 1) }, instants: { from, to } }
}
