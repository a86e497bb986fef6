import {
  addDays,
  civilDateOf,
  type DayOfWeek,
  instantAt,
  nextOccurrence,
  precedingRange,
  type RecurringSchedule,
  type RelativeRange,
  resolveRange,
  startOfDay,
  timeBuckets,
  wallTimeOf,
} from 'clientele/kernel'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const HOUR = 3_600_000

/** Zones with every oddity there is, then any zone at all. */
const oddZones = [
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/Sao_Paulo',
  'America/Havana',
  'America/St_Johns',
  'Africa/Casablanca',
  'Africa/Monrovia',
  'Asia/Gaza',
  'Antarctica/Troll',
  'Europe/Dublin',
  'Pacific/Kwajalein',
  'UTC',
]
const zone = fc.oneof(fc.constantFrom(...oddZones), fc.constantFrom(...Intl.supportedValuesOf('timeZone')))

/** Days on which the clocks of some zone were changed, and days around them. */
const changeDays = (
  '2026-03-29 2026-10-25 2026-03-08 2026-11-01 2026-04-05 2026-10-04 2026-04-24 2026-10-30 ' +
  '2011-12-30 2017-10-15 2010-11-07 1993-08-21 1994-12-31 1972-01-07 1939-09-01 1911-03-11'
).split(' ')
const date = fc.oneof(
  fc
    .tuple(fc.constantFrom(...changeDays), fc.integer({ min: -2, max: 2 }))
    .map(([day, distance]) => addDays(day, distance)),
  fc.integer({ min: -36_500, max: 36_500 }).map((day) => addDays('1970-01-01', day)),
)
const time = fc
  .oneof(fc.integer({ min: 0, max: 239 }), fc.integer({ min: 0, max: 1439 }))
  .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`)
const instant = fc
  .tuple(date, fc.integer({ min: -30 * HOUR, max: 30 * HOUR }))
  .map(([day, distance]) => new Date(new Date(day).getTime() + distance))
const run = { seed: 20260329, numRuns: 600 }

/** What the clock of a zone shows; compares as text in the order of time. */
function shown(at: Date, inZone: string): string {
  return `${civilDateOf(at, inZone)} ${wallTimeOf(at, inZone)}`
}

describe('laws of the calendar', () => {
  it('R4.6 a day begins within itself, after the day before it, and the instant before belongs to an earlier day', () => {
    fc.assert(
      fc.property(zone, date, (inZone, day) => {
        const start = startOfDay(day, inZone)
        const next = startOfDay(addDays(day, 1), inZone)
        expect(civilDateOf(new Date(start.getTime() - 1), inZone) < day).toBe(true)
        if (start.getTime() === next.getTime()) {
          expect(civilDateOf(start, inZone)).toBe(addDays(day, 1))
        } else {
          expect(start < next).toBe(true)
          expect(civilDateOf(start, inZone)).toBe(day)
        }
      }),
      run,
    )
  })

  it('R5.12 a local time is read back as it was given, unless the clock jumps over it', () => {
    fc.assert(
      fc.property(zone, date, time, (inZone, day, at) => {
        const wanted = `${day} ${at}`
        const exact = instantAt(day, at, inZone, { gap: 'skip' })
        if (exact === null) {
          const next = instantAt(day, at, inZone, { gap: 'next-valid' })
          const previous = instantAt(day, at, inZone, { gap: 'previous-valid' })
          const shifted = instantAt(day, at, inZone)
          expect(shown(new Date(next.getTime() - 1), inZone) < wanted).toBe(true)
          expect(shown(next, inZone) >= wanted).toBe(true)
          expect(shown(previous, inZone) < wanted).toBe(true)
          expect(next.getTime() - previous.getTime()).toBeLessThanOrEqual(60_000)
          expect(shifted >= next).toBe(true)
        } else {
          const second = instantAt(day, at, inZone, { overlap: 'second' })
          expect(shown(exact, inZone)).toBe(wanted)
          expect(shown(second, inZone)).toBe(wanted)
          expect(exact <= second).toBe(true)
        }
      }),
      { ...run, numRuns: 2000 },
    )
  })

  it('R4.6 buckets cut a span into parts without hole, and each instant bears the label of its bucket', () => {
    const unit = fc.constantFrom('hour', 'day', 'week', 'month', 'quarter', 'year', 'fiscal-year')
    const length = fc.oneof(
      fc.integer({ min: 1, max: 72 * HOUR }),
      fc.integer({ min: 1, max: 900 }).map((days) => days * 24 * HOUR),
    )
    fc.assert(
      fc.property(zone, instant, length, unit, (inZone, from, milliseconds, by) => {
        const span = { from, to: new Date(from.getTime() + milliseconds) }
        const { edges, labels } = timeBuckets(span, by, inZone, { fiscalYearStartsOn: 4 })
        expect(edges).toHaveLength(labels.length + 1)
        expect(edges[0]).toEqual(span.from)
        expect(edges.at(-1)).toEqual(span.to)
        expect(new Set(labels).size).toBe(labels.length)
        for (const [index, edge] of edges.entries()) {
          const following = edges[index + 1]
          if (following !== undefined) expect(edge < following).toBe(true)
          const label = labels[index]
          if (label === undefined || index === 0) continue
          if (by === 'day') expect(civilDateOf(edge, inZone)).toBe(label)
          if (by === 'month') expect(civilDateOf(edge, inZone).slice(0, 7)).toBe(label)
          if (by === 'hour') expect(shown(edge, inZone).replace(' ', 'T')).toBe(label.slice(0, 16))
        }
      }),
      { ...run, numRuns: 250 },
    )
  })

  const count = fc.integer({ min: 1, max: 400 })
  const range: fc.Arbitrary<RelativeRange> = fc.oneof(
    fc.record({ range: fc.constantFrom('today', 'yesterday', 'tomorrow') }),
    fc.record({
      range: fc.constantFrom('last', 'next'),
      count,
      unit: fc.constantFrom('days', 'weeks', 'months', 'quarters', 'years'),
    }),
    fc.record({ range: fc.constantFrom('last', 'next'), count, unit: fc.constant('hours') }),
    fc.record({
      range: fc.constantFrom('this', 'previous', 'following'),
      unit: fc.constantFrom('day', 'week', 'month', 'quarter', 'year', 'fiscal-year'),
    }),
    fc.record({ range: fc.constant('since'), date }),
    fc.tuple(date, count).map(([from, days]) => ({ range: 'between' as const, from, to: addDays(from, days) })),
  )
  const conventions = fc.record({
    weekStartsOn: fc.integer({ min: 0, max: 6 }).map((day): DayOfWeek => ([0, 1, 2, 3, 4, 5, 6] as const)[day] ?? 0),
    fiscalYearStartsOn: fc.integer({ min: 1, max: 12 }),
  })

  it('R4.6 a range is half-open, its days and its instants agree, and the one before ends where it begins', () => {
    fc.assert(
      fc.property(zone, instant, range, conventions, (timeZone, now, given, how) => {
        const context = { now, timeZone, ...how }
        const { civil, instants } = resolveRange(given, context)
        expect(instants.from <= instants.to).toBe(true)
        expect(civil.from <= civil.to).toBe(true)
        const inHours = 'unit' in given && given.unit === 'hours'
        if (!inHours) {
          expect(instants).toEqual({ from: startOfDay(civil.from, timeZone), to: startOfDay(civil.to, timeZone) })
        }
        const around =
          given.range === 'today' || given.range === 'last' || given.range === 'next' || given.range === 'this'
        const today = civilDateOf(now, timeZone)
        if (around) expect(civil.from <= today && today < civil.to).toBe(true)
        const before = precedingRange(given, context)
        expect(before.instants.to).toEqual(instants.from)
        if (civil.from < civil.to && !inHours) expect(before.civil.from < civil.from).toBe(true)
      }),
      run,
    )
  })

  const schedule: fc.Arbitrary<RecurringSchedule> = fc
    .tuple(
      fc.oneof(
        fc.constant({ recurs: 'daily' as const }),
        fc
          .subarray<DayOfWeek>([0, 1, 2, 3, 4, 5, 6], { minLength: 1 })
          .map((on) => ({ recurs: 'weekly' as const, on })),
        fc.integer({ min: 1, max: 31 }).map((on) => ({ recurs: 'monthly' as const, on })),
      ),
      fc.record({
        at: time,
        timeZone: zone,
        gap: fc.constantFrom('shift', 'next-valid', 'previous-valid', 'skip'),
        overlap: fc.constantFrom('first', 'second', 'both'),
      }),
    )
    .map(([recurrence, rest]) => ({ ...recurrence, ...rest }))

  it('R5.12 the next occurrence is always later, and none lies between', () => {
    fc.assert(
      fc.property(
        schedule,
        instant,
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (given, after, part) => {
          const next = nextOccurrence(given, after)
          if (next === null) throw new Error('A schedule came to its end')
          expect(next > after).toBe(true)
          // From anywhere before it, the same occurrence comes next.
          const between = new Date(after.getTime() + Math.floor((next.getTime() - after.getTime()) * part))
          expect(nextOccurrence(given, between)).toEqual(next)
        },
      ),
      run,
    )
  })
})
