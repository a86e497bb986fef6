// By function: the door of date-fns loads three hundred files, a tenth of a second of every start.
import { UTCDateMini } from '@date-fns/utc/date/mini'
import { addDays as addUtcDays } from 'date-fns/addDays'
import { addMonths as addUtcMonths } from 'date-fns/addMonths'
import { differenceInCalendarDays } from 'date-fns/differenceInCalendarDays'
import { differenceInCalendarMonths } from 'date-fns/differenceInCalendarMonths'
import { getDay } from 'date-fns/getDay'
import { isLastDayOfMonth as isLastUtcDayOfMonth } from 'date-fns/isLastDayOfMonth'
import { refuse } from '../problem'
import { calendarProblem } from './problems'

/** A day of the calendar, without zone: `YYYY-MM-DD`, years 0001 to 9999 (proleptic Gregorian). Text order is time order. */
export type CivilDate = string

/** 0 is Sunday, 6 is Saturday. */
export type DayOfWeek = 0 | 1 | 2 | 3 | 4 | 5 | 6

export const DAY = 86_400_000

export const FIRST_DAY = -719_162 // 0001-01-01
export const LAST_DAY = 2_932_896 // 9999-12-31
const SHAPE = /^\d{4}-\d{2}-\d{2}$/

export function isCivilDate(value: unknown): value is CivilDate {
  return typeof value === 'string' && readDayNumber(value) !== null
}

/** @throws a refusal `calendar.invalid_date` at `path`. */
export function parseCivilDate(value: unknown, path = ''): CivilDate {
  if (!isCivilDate(value)) refuse(calendarProblem('calendar.invalid_date', { path, data: { value } }))
  return value
}

/** Days since 1970-01-01. Refuses what is no date with `calendar.invalid_date`. */
export function dayNumberOf(date: CivilDate): number {
  return readDayNumber(date) ?? refuse(calendarProblem('calendar.invalid_date', { data: { value: date } }))
}

/** The date of a day number. Refuses those outside the years 0001 to 9999 with `calendar.date_out_of_range`. */
export function civilDateOfDay(day: number): CivilDate {
  if (!(day >= FIRST_DAY && day <= LAST_DAY)) refuse(calendarProblem('calendar.date_out_of_range'))
  const read = new Date(day * DAY)
  // By hand: toISOString and the formatISO of date-fns take longer, and this is called for every record that is grouped by day.
  return `${String(read.getUTCFullYear()).padStart(4, '0')}-${two(read.getUTCMonth() + 1)}-${two(read.getUTCDate())}`
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}

export function addDays(date: CivilDate, count: number): CivilDate {
  return civilDateOfUtc(addUtcDays(utcOf(date), count))
}

/** Months later, on the same day or, where the month is too short, on its last: 31 January + 1 month is 28 or 29 February. */
export function addMonths(date: CivilDate, count: number): CivilDate {
  return civilDateOfUtc(addUtcMonths(utcOf(date), count))
}

/** Whole days from `earlier` to `later`; negative when they come the other way round. */
export function differenceInDays(later: CivilDate, earlier: CivilDate): number {
  return differenceInCalendarDays(utcOf(later), utcOf(earlier))
}

/** Months from that of `earlier` to that of `later`, whatever their days. */
export function differenceInMonths(later: CivilDate, earlier: CivilDate): number {
  return differenceInCalendarMonths(utcOf(later), utcOf(earlier))
}

const DAYS_OF_WEEK = [0, 1, 2, 3, 4, 5, 6] as const

export function dayOfWeek(date: CivilDate): DayOfWeek {
  return DAYS_OF_WEEK[getDay(utcOf(date))] ?? 0
}

export function isLastDayOfMonth(date: CivilDate): boolean {
  return isLastUtcDayOfMonth(utcOf(date))
}

/**
 * The midnight of a date in UTC, for date-fns: its functions read and set the fields of a date, and those of this class are
 * UTC whatever the zone of the machine.
 */
export function utcOf(date: CivilDate): Date {
  return new UTCDateMini(dayNumberOf(date) * DAY)
}

/** The date of what date-fns answered. Refused as day numbers are, also where date-fns found no date (`Invalid Date`). */
export function civilDateOfUtc(midnight: Date): CivilDate {
  return civilDateOfDay(midnight.getTime() / DAY)
}

// By hand, because date-fns answers another question: parseISO takes many more forms and far longer, isExists works in the
// zone of the machine and takes the years 0 to 99 for 1900 to 1999.
function readDayNumber(date: string): number | null {
  if (!SHAPE.test(date)) return null
  const year = Number(date.slice(0, 4))
  const month = Number(date.slice(5, 7))
  const day = Number(date.slice(8))
  const read = new Date(0)
  const time = read.setUTCFullYear(year, month - 1, day)
  // A month 13 or a 30 February comes out as another month.
  return year >= 1 && day >= 1 && read.getUTCMonth() === month - 1 ? time / DAY : null
}
