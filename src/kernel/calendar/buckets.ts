import { refuse } from '../problem'
import type { CivilDate } from './civil-date'
import { addDays, differenceInDays } from './civil-date'
import { civilDateOf, startOfDay, timeOf } from './local-time'
import type { CalendarConventions, CalendarPeriod, CivilSpan, TimeSpan } from './period'
import { addPeriods, startOfPeriod } from './period'
import { calendarProblem } from './problems'
import { offsetAt, offsetChangeIn } from './time-zone'

/**
 * A span cut into parts: part i runs from edge i to edge i+1 and is called label i. Edges strictly increase; the first and the
 * last are those of the span, so the outer parts may be shorter than the unit.
 * Labels: `2026-03-29T02:00+01:00` for an hour, `2026-03-29` for a day and for a week (its first day), `2026-03`, `2026-Q1`, `2026`.
 * A fiscal year bears the year it begins in.
 */
export interface Buckets<Edge> {
  readonly edges: readonly Edge[]
  readonly labels: readonly string[]
}

const MAX_BUCKETS = 100_000
const HOUR = 3_600_000

const SHORTEST: Readonly<Record<CalendarPeriod, number>> = {
  day: 1,
  week: 7,
  month: 28,
  quarter: 90,
  year: 365,
  'fiscal-year': 365,
}

/**
 * Cuts a stretch of days into periods of the calendar.
 *
 * @throws refusals `calendar.reversed`, `calendar.too_many_buckets` (more than 100,000), `calendar.invalid_date`.
 */
export function dateBuckets(
  span: CivilSpan,
  unit: CalendarPeriod,
  conventions: CalendarConventions = {},
): Buckets<CivilDate> {
  const length = differenceInDays(span.to, span.from)
  if (length < 0) refuse(calendarProblem('calendar.reversed', { data: { from: span.from, to: span.to } }))
  checkNumber(length / SHORTEST[unit])
  const edges: CivilDate[] = []
  const labels: string[] = []
  const first = startOfPeriod(span.from, unit, conventions)
  for (let index = 0, start = first; start < span.to; index++, start = addPeriods(first, index, unit)) {
    edges.push(start < span.from ? span.from : start)
    labels.push(labelOf(start, unit))
  }
  if (edges.length > 0) edges.push(span.to)
  return { edges, labels }
}

/**
 * Cuts a span into hours or periods of the calendar of a zone. An hour ends at each whole hour of the wall clock and at each change
 * of offset; a day that the zone left out has no bucket.
 *
 * @throws refusals `calendar.reversed`, `calendar.too_many_buckets` (more than 100,000), `calendar.unknown_time_zone`.
 */
export function timeBuckets(
  span: TimeSpan,
  unit: 'hour' | CalendarPeriod,
  timeZone: string,
  conventions: CalendarConventions = {},
): Buckets<Date> {
  const from = timeOf(span.from)
  const to = timeOf(span.to)
  if (to < from) refuse(calendarProblem('calendar.reversed', { data: { from: span.from, to: span.to } }))
  if (to === from) return { edges: [], labels: [] }
  if (unit === 'hour') return hourBuckets(from, to, timeZone)
  // A day more than the last one shown: where the clock goes back over midnight, the next day can already have begun.
  const end = addDays(civilDateOf(new Date(to - 1), timeZone), 2)
  const days = dateBuckets({ from: civilDateOf(span.from, timeZone), to: end }, unit, conventions)
  const starts: Date[] = []
  const labels: string[] = []
  for (const [index, label] of days.labels.entries()) {
    const day = days.edges[index]
    if (day === undefined) break
    const start = index === 0 ? span.from : startOfDay(day, timeZone)
    if (start >= span.to) break
    const previous = starts.at(-1)
    // A day left out begins when the next one does: the later label takes the place.
    if (previous !== undefined && start <= previous) {
      labels[labels.length - 1] = label
    } else {
      starts.push(start)
      labels.push(label)
    }
  }
  return { edges: [...starts, span.to], labels }
}

function hourBuckets(from: number, to: number, timeZone: string): Buckets<Date> {
  checkNumber((to - from) / HOUR)
  const edges: Date[] = []
  const labels: string[] = []
  for (let time = from; time < to; time = nextHour(time, timeZone)) {
    edges.push(new Date(time))
    labels.push(hourLabel(time, timeZone))
  }
  edges.push(new Date(to))
  return { edges, labels }
}

function nextHour(time: number, timeZone: string): number {
  const offset = offsetAt(timeZone, time)
  const next = (Math.floor((time + offset) / HOUR) + 1) * HOUR - offset
  return offsetChangeIn(timeZone, time, next)?.at ?? next
}

function hourLabel(time: number, timeZone: string): string {
  const offset = offsetAt(timeZone, time)
  const size = new Date(Math.abs(offset)).toISOString().slice(11, offset % 60_000 === 0 ? 16 : 19)
  return `${new Date(time + offset).toISOString().slice(0, 16)}${offset < 0 ? '-' : '+'}${size}`
}

function labelOf(start: CivilDate, unit: CalendarPeriod): string {
  switch (unit) {
    case 'day':
    case 'week':
      return start
    case 'month':
      return start.slice(0, 7)
    case 'quarter':
      return `${start.slice(0, 4)}-Q${Math.ceil(Number(start.slice(5, 7)) / 3)}`
    case 'year':
    case 'fiscal-year':
      return start.slice(0, 4)
  }
}

function checkNumber(count: number): void {
  if (count > MAX_BUCKETS) refuse(calendarProblem('calendar.too_many_buckets', { data: { most: MAX_BUCKETS } }))
}
