import { isPlainObject } from '../json'
import { refuse } from '../problem'
import { parseCivilDate } from './civil-date'
import type { MomentUnit, RelativeMoment } from './moment'
import type { CalendarPeriod, CalendarUnit } from './period'
import { calendarProblem } from './problems'
import type { RelativeRange } from './range'

const MAX_COUNT = 100_000

const CALENDAR_UNITS = ['days', 'weeks', 'months', 'quarters', 'years'] as const satisfies readonly CalendarUnit[]
const PERIODS = ['day', 'week', 'month', 'quarter', 'year', 'fiscal-year'] as const satisfies readonly CalendarPeriod[]
const RANGES = [
  'today',
  'yesterday',
  'tomorrow',
  'last',
  'next',
  'this',
  'previous',
  'following',
  'since',
  'between',
] as const satisfies readonly RelativeRange['range'][]

/**
 * Reads a range that comes from outside.
 *
 * @param path - where the value stands, a JSON pointer to which the place of the problem is added.
 * @throws refusals `calendar.not_an_object`, `calendar.unknown_value`, `calendar.unknown_member`, `calendar.invalid_count`,
 * `calendar.invalid_date`, `calendar.reversed`.
 */
export function parseRange(input: unknown, path = ''): RelativeRange {
  const members = asObject(input, path, '{ "range": "today" }')
  const range = oneOf(members['range'], RANGES, `${path}/range`)
  switch (range) {
    case 'today':
    case 'yesterday':
    case 'tomorrow':
      onlyMembers(members, ['range'], path)
      return { range }
    case 'last':
    case 'next':
      onlyMembers(members, ['range', 'count', 'unit'], path)
      return {
        range,
        count: wholeNumber(members['count'], 1, MAX_COUNT, `${path}/count`),
        unit: oneOf(members['unit'], ['hours', ...CALENDAR_UNITS], `${path}/unit`),
      }
    case 'this':
    case 'previous':
    case 'following':
      onlyMembers(members, ['range', 'unit'], path)
      return { range, unit: oneOf(members['unit'], PERIODS, `${path}/unit`) }
    case 'since':
      onlyMembers(members, ['range', 'date'], path)
      return { range, date: parseCivilDate(members['date'], `${path}/date`) }
    case 'between': {
      onlyMembers(members, ['range', 'from', 'to'], path)
      const from = parseCivilDate(members['from'], `${path}/from`)
      const to = parseCivilDate(members['to'], `${path}/to`)
      if (to < from) refuse(calendarProblem('calendar.reversed', { path: `${path}/to`, data: { from, to } }))
      return { range, from, to }
    }
  }
}

const MOMENT_UNITS = ['minutes', 'hours', ...CALENDAR_UNITS] as const satisfies readonly MomentUnit[]

/** Reads a moment that comes from outside; refused as ranges are. */
export function parseMoment(input: unknown, path = ''): RelativeMoment {
  const members = asObject(input, path, '{ "ago": 30, "unit": "days" }')
  const past = members['fromNow'] === undefined
  const name = past ? 'ago' : 'fromNow'
  onlyMembers(members, [name, 'unit'], path)
  const count = wholeNumber(members[name], 0, MAX_COUNT, `${path}/${name}`)
  const unit = oneOf(members['unit'], MOMENT_UNITS, `${path}/unit`)
  return past ? { ago: count, unit } : { fromNow: count, unit }
}

export function asObject(input: unknown, path: string, example: string): Readonly<Record<string, unknown>> {
  if (!isPlainObject(input)) return refuse(calendarProblem('calendar.not_an_object', { path, data: { example } }))
  return input
}

export function onlyMembers(members: Readonly<Record<string, unknown>>, known: readonly string[], path: string): void {
  const member = Object.keys(members).find((name) => !known.includes(name))
  if (member !== undefined) refuse(calendarProblem('calendar.unknown_member', { path, data: { member } }))
}

export function oneOf<const Value extends string>(value: unknown, known: readonly Value[], path: string): Value {
  const found = known.find((candidate) => candidate === value)
  return found ?? refuse(calendarProblem('calendar.unknown_value', { path, data: { value, expected: known } }))
}

export function wholeNumber(value: unknown, least: number, most: number, path: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  return refuse(calendarProblem('calendar.invalid_count', { path, data: { value, least, most } }))
}
