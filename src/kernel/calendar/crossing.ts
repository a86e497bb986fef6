import { isRefusal } from '../problem'
import { type CivilDate, civilDateOfDay, DAY, dayNumberOf } from './civil-date'
import { civilDateOf, placeLocal } from './local-time'
import { type RelativeMoment, resolveMoment } from './moment'
import { addUnits, type CalendarUnit } from './period'
import { type CalendarContext, type DaysRange, daysAround, isInHours, type RelativeRange, resolveRange } from './range'
import { offsetAt, offsetChangeIn } from './time-zone'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const REACH = 16 * HOUR

/**
 * When a value changes its place against something told relative to the present, as time passes: the instants after now, in
 * order, at which it comes to lie before, at or after the moment, or before, at or after either end of the range. Exact to the
 * millisecond across changes of offset, and complete: between two of them nothing changes. A civil date is placed by days, an instant by instants.
 *
 * @example
 * crossings({ range: 'last', count: 7, unit: 'days' }, '2026-03-24', { now: new Date('2026-03-30T10:00:00Z'), timeZone: 'Europe/Paris' })
 * // [2026-03-30T22:00:00Z]: with 31 March the seven days begin on the 25th
 */
export function crossings(
  told: RelativeMoment | RelativeRange,
  value: Date | CivilDate,
  context: CalendarContext,
): readonly Date[] {
  const from = context.now.getTime()
  const candidates = [...new Set(candidatesFor(told, value, context))].filter((time) => time > from)
  const found: Date[] = []
  let place = placeAt(told, value, context)
  for (const time of candidates.sort((a, b) => a - b)) {
    const now = new Date(time)
    const next = withinCalendar(() => placeAt(told, value, { ...context, now }))
    if (next === null) break
    if (next !== place) found.push(now)
    place = next
  }
  return found
}

/** What the kernel computes, or null where it would leave the calendar: there time ends. */
function withinCalendar<Result>(compute: () => Result): Result | null {
  try {
    return compute()
  } catch (error) {
    if (isRefusal(error, 'calendar.date_out_of_range')) return null
    throw error
  }
}

/** Whether each bound lies before, at or after the value. */
function placeAt(told: RelativeMoment | RelativeRange, value: Date | CivilDate, context: CalendarContext): string {
  const side = (instant: Date, civil: CivilDate): string => {
    const bound = typeof value === 'string' ? civil : instant
    if (bound < value) return '<'
    return bound > value ? '>' : '='
  }
  if ('range' in told) {
    const { civil, instants } = resolveRange(told, context)
    return side(instants.from, civil.from) + side(instants.to, civil.to)
  }
  const { instant, civil } = resolveMoment(told, context)
  return side(instant, civil)
}

/** Instants among which all crossings are. */
function candidatesFor(
  told: RelativeMoment | RelativeRange,
  value: Date | CivilDate,
  context: CalendarContext,
): readonly number[] {
  if ('range' in told)
    return isInHours(told) ? aheadBy(spread(told), value, context) : turnsOfRange(told, value, context)
  const { unit } = told
  const count = 'ago' in told ? -told.ago : told.fromNow
  if (unit === 'minutes' || unit === 'hours' || count === 0)
    return aheadBy([count * (unit === 'hours' ? HOUR : MINUTE)], value, context)
  return turnsOfMoment(count, unit, value, context)
}

/** How far the ends of a range in hours are ahead of now. */
function spread({ range, count }: { readonly range: 'last' | 'next'; readonly count: number }): readonly number[] {
  return range === 'last' ? [1 - count * HOUR, 1] : [0, count * HOUR]
}

/** The instants at which a bound may come to, or go past, the value. A range of days ends where the day after its last begins. */
function instantsAround(value: Date | CivilDate, zone: string): readonly number[] {
  if (typeof value !== 'string') return [value.getTime(), value.getTime() + 1]
  const day = dayNumberOf(value)
  return [day - 1, day, day + 1].flatMap((one) => turnsOfDay(one, zone))
}

/** For bounds that are always as far ahead of now. The last instant of a range in hours is the one before its end. */
function aheadBy(
  lengths: readonly number[],
  value: Date | CivilDate,
  { timeZone }: CalendarContext,
): readonly number[] {
  return instantsAround(value, timeZone).flatMap((instant) =>
    lengths.flatMap((length) => [instant - length, instant - length + 1]),
  )
}

/** When it becomes this day in the zone: once or, where the clock goes back over midnight, three times to and fro. */
function turnsOfDay(day: number, zone: string): readonly number[] {
  const placing = placeLocal(day * DAY, zone)
  if (placing.occurs === 'once') return [placing.at]
  if (placing.occurs === 'never') return [placing.next]
  const change = offsetChangeIn(zone, placing.first, placing.second)
  return [placing.first, placing.second, ...(change === null ? [] : [change.at])]
}

const localDay = (value: Date | CivilDate, zone: string): number =>
  dayNumberOf(typeof value === 'string' ? value : civilDateOf(value, zone))

/** The day before today, since the clock may go back over midnight. */
const firstDay = ({ now, timeZone }: CalendarContext): number => localDay(now, timeZone) - 1

/** Bounds of days move at midnight, when they pass the day of the value or, where midnight comes twice, one beside it. */
function turnsOfRange(range: DaysRange, value: Date | CivilDate, context: CalendarContext): readonly number[] {
  const around = localDay(value, context.timeZone)
  return movingEnds(range).flatMap((end) => {
    const bound = (day: number) =>
      withinCalendar(() => dayNumberOf(daysAround(range, civilDateOfDay(day), context)[end]))
    return [-1, 0, 1, 2].flatMap((beside) => {
      const day = firstReaching(bound, around + beside, firstDay(context))
      return day === null ? [] : turnsOfDay(day, context.timeZone)
    })
  })
}

function movingEnds({ range }: DaysRange): readonly ('from' | 'to')[] {
  if (range === 'between') return []
  return range === 'since' ? ['to'] : ['from', 'to']
}

/** The first day, from a start on, at which a bound that never goes back is as late as wanted; null when it never is. */
function firstReaching(bound: (day: number) => number | null, wanted: number, start: number): number | null {
  const reaches = (day: number): boolean => (bound(day) ?? wanted) >= wanted
  if (reaches(start)) return start
  let step = 1
  while (!reaches(start + step)) step *= 2
  let early = start + Math.floor(step / 2)
  let late = start + step
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2)
    if (reaches(middle)) late = middle
    else early = middle
  }
  return bound(late) === null ? null : late
}

/**
 * A moment in days or longer keeps the time of day: on each day that leads to the day of the value or one beside it, the wall clock
 * of the value is looked for, and every wall clock at which the moment itself jumps.
 */
function turnsOfMoment(
  count: number,
  unit: CalendarUnit,
  value: Date | CivilDate,
  context: CalendarContext,
): readonly number[] {
  const zone = context.timeZone
  const around = localDay(value, zone)
  const targetOf = (day: number) => withinCalendar(() => dayNumberOf(addUnits(civilDateOfDay(day), count, unit)))
  const first = firstReaching(targetOf, around - 1, firstDay(context))
  const found: number[] = []
  if (first === null) return found
  for (let day = first; ; day++) {
    const target = targetOf(day)
    if (target === null) return found
    found.push(...turnsOfDay(day, zone), ...changesOn(day, zone))
    if (target > around + 1) return found
    const walls = wallsToward(target, value, zone)
    found.push(...walls.flatMap((wall) => instantsOfWall(day * DAY + wall - target * DAY, zone)))
  }
}

const changeAround = (day: number, zone: string) => offsetChangeIn(zone, day * DAY - REACH, (day + 1) * DAY + REACH)

function changesOn(day: number, zone: string): readonly number[] {
  const change = changeAround(day, zone)
  return change === null ? [] : [change.at]
}

/** The wall clocks on a day that mean the value, under each offset of the day, and those at which its offset changes. */
function wallsToward(day: number, value: Date | CivilDate, zone: string): readonly number[] {
  const change = changeAround(day, zone)
  const jumps = change === null ? [] : [change.at + change.before, change.at + change.after]
  const meant = instantsAround(value, zone).flatMap((instant) => {
    const offsets = change === null ? [offsetAt(zone, instant)] : [change.before, change.after]
    return offsets.map((offset) => instant + offset)
  })
  return [...jumps, ...meant].filter((wall) => Math.floor(wall / DAY) === day)
}

function instantsOfWall(local: number, zone: string): readonly number[] {
  const placing = placeLocal(local, zone)
  if (placing.occurs === 'once') return [placing.at]
  return placing.occurs === 'twice' ? [placing.first, placing.second] : [placing.next]
}
