import { addMonths as addUtcMonths } from 'date-fns/addMonths'
import { startOfMonth } from 'date-fns/startOfMonth'
import { startOfQuarter } from 'date-fns/startOfQuarter'
import { startOfWeek } from 'date-fns/startOfWeek'
import { startOfYear } from 'date-fns/startOfYear'
import { subMonths } from 'date-fns/subMonths'
import { refuse } from '../problem'
import type { CivilDate, DayOfWeek } from './civil-date'
import { addDays, addMonths, civilDateOfUtc, utcOf } from './civil-date'
import { startOfDay } from './local-time'
import { calendarProblem } from './problems'

/** A stretch of time, half-open: `from` belongs to it, `to` no longer. */
export interface TimeSpan {
  readonly from: Date
  readonly to: Date
}

/** A stretch of days, half-open: `from` belongs to it, `to` no longer. */
export interface CivilSpan {
  readonly from: CivilDate
  readonly to: CivilDate
}

/** The periods a calendar is divided into. */
export type CalendarPeriod = 'day' | 'week' | 'month' | 'quarter' | 'year' | 'fiscal-year'

/** Lengths that are counted in days of the calendar. */
export type CalendarUnit = 'days' | 'weeks' | 'months' | 'quarters' | 'years'

/** How weeks and financial years are cut. */
export interface CalendarConventions {
  /** The first day of a week, 0 for Sunday; Monday unless said otherwise. */
  readonly weekStartsOn?: DayOfWeek | undefined
  /** The first month of a fiscal year, 1 to 12; January unless said otherwise. */
  readonly fiscalYearStartsOn?: number | undefined
}

const MONTHS: Readonly<Record<'month' | 'quarter' | 'year' | 'fiscal-year', number>> = {
  month: 1,
  quarter: 3,
  year: 12,
  'fiscal-year': 12,
}

/** The first day of the period that a date lies in. */
export function startOfPeriod(
  date: CivilDate,
  period: CalendarPeriod,
  conventions: CalendarConventions = {},
): CivilDate {
  switch (period) {
    case 'day':
      return addDays(date, 0)
    case 'week':
      return civilDateOfUtc(startOfWeek(utcOf(date), { weekStartsOn: firstDayOfWeek(conventions) }))
    case 'month':
      return civilDateOfUtc(startOfMonth(utcOf(date)))
    case 'quarter':
      return civilDateOfUtc(startOfQuarter(utcOf(date)))
    case 'year':
      return civilDateOfUtc(startOfYear(utcOf(date)))
    case 'fiscal-year': {
      const months = wholeNumber(conventions.fiscalYearStartsOn ?? 1, 1, 12) - 1
      return civilDateOfUtc(addUtcMonths(startOfYear(subMonths(utcOf(date), months)), months))
    }
  }
}

function firstDayOfWeek({ weekStartsOn = 1 }: CalendarConventions): DayOfWeek {
  wholeNumber(weekStartsOn, 0, 6)
  return weekStartsOn
}

export function addPeriods(date: CivilDate, count: number, period: CalendarPeriod): CivilDate {
  if (period === 'day') return addDays(date, count)
  if (period === 'week') return addDays(date, 7 * count)
  return addMonths(date, MONTHS[period] * count)
}

const PERIODS: Readonly<Record<CalendarUnit, CalendarPeriod>> = {
  days: 'day',
  weeks: 'week',
  months: 'month',
  quarters: 'quarter',
  years: 'year',
}

export function addUnits(date: CivilDate, count: number, unit: CalendarUnit): CivilDate {
  return addPeriods(date, count, PERIODS[unit])
}

/** The instants of a stretch of days in a zone: from its first local midnight to the one after its last day. */
export function instantsOf(span: CivilSpan, zone: string): TimeSpan {
  return { from: startOfDay(span.from, zone), to: startOfDay(span.to, zone) }
}

function wholeNumber(value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  return refuse(calendarProblem('calendar.invalid_count', { data: { value, least, most } }))
}
