import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CalendarContext,
  civilDateOf,
  crossings,
  type RelativeMoment,
  type RelativeRange,
  resolveMoment,
  resolveRange,
} from '../../src/kernel'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

type Told = RelativeMoment | RelativeRange

/** Where the value lies, worked out at one instant alone. */
function placeAt(told: Told, value: Date | string, context: CalendarContext): string {
  const bounds = 'range' in told ? resolveRange(told, context) : resolveMoment(told, context)
  const ends =
    'instants' in bounds
      ? typeof value === 'string'
        ? [bounds.civil.from, bounds.civil.to]
        : [bounds.instants.from, bounds.instants.to]
      : [typeof value === 'string' ? bounds.civil : bounds.instant]
  return ends.map((end) => (end < value ? '<' : end > value ? '>' : '=')).join('')
}

/** Nights at which clocks change: at midnight, after it, before it, by half an hour, by a whole day, and quiet ones. */
const NIGHTS: readonly (readonly [zone: string, around: string])[] = [
  ['Europe/Paris', '2026-03-29T01:00:00Z'],
  ['Europe/Paris', '2026-10-25T01:00:00Z'],
  ['Europe/Paris', '2026-02-28T23:00:00Z'],
  ['America/St_Johns', '2010-11-07T02:31:00Z'],
  ['America/St_Johns', '2010-03-14T03:31:00Z'],
  ['America/Havana', '2026-03-08T05:00:00Z'],
  ['America/Havana', '2026-11-01T05:00:00Z'],
  ['Africa/Cairo', '2026-04-23T22:00:00Z'],
  ['Africa/Cairo', '2026-10-29T21:00:00Z'],
  ['America/Sao_Paulo', '2018-02-18T02:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Asia/Kathmandu', '2026-01-31T18:15:00Z'],
  ['UTC', '2024-02-29T00:00:00Z'],
]

const days = fc.constantFrom('days' as const, 'weeks' as const, 'months' as const, 'quarters' as const)
const periods = fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'year' as const)
const count = fc.integer({ min: 1, max: 3 })

const ranges: fc.Arbitrary<RelativeRange> = fc.oneof(
  fc.record({ range: fc.constantFrom('today' as const, 'yesterday' as const, 'tomorrow' as const) }),
  fc.record({ range: fc.constantFrom('last' as const, 'next' as const), count, unit: days }),
  fc.record({
    range: fc.constantFrom('last' as const, 'next' as const),
    count: fc.integer({ min: 1, max: 49 }),
    unit: fc.constant('hours' as const),
  }),
  fc.record({
    range: fc.constantFrom('this' as const, 'previous' as const, 'following' as const),
    unit: fc.oneof(periods, fc.constant('fiscal-year' as const)),
  }),
)

const moments: fc.Arbitrary<RelativeMoment> = fc
  .tuple(fc.nat({ max: 40 }), fc.constantFrom('minutes' as const, 'hours' as const, 'days' as const, 'months' as const))
  .chain(([number, unit]) => fc.constantFrom({ ago: number, unit }, { fromNow: number, unit }))

const scenes = fc
  .tuple(
    fc.constantFrom(...NIGHTS),
    fc.oneof(ranges, moments),
    fc.integer({ min: -2 * DAY, max: DAY }),
    fc.integer({ min: -3 * DAY, max: 3 * DAY }),
    fc.boolean(),
    fc.constantFrom(0, 1, 500, MINUTE, 7 * MINUTE, 60 * MINUTE),
  )
  .map(([[timeZone, around], told, before, beside, isCivil, grain]) => {
    const night = new Date(around).getTime()
    const context: CalendarContext = {
      now: new Date(night + Math.floor(before / MINUTE) * MINUTE),
      timeZone,
      weekStartsOn: 0,
      fiscalYearStartsOn: 4,
    }
    // Near where the bound is as that night comes, so that there is something to cross.
    const then = { ...context, now: new Date(night) }
    const bounds =
      'range' in told ? Object.values(resolveRange(told, then).instants) : [resolveMoment(told, then).instant]
    const bound: Date = bounds[before % bounds.length === 0 ? 0 : bounds.length - 1] ?? then.now
    const near = bound.getTime() + beside
    const at = new Date(grain === 0 ? near : Math.floor(near / grain) * grain)
    return { told, context, value: isCivil ? civilDateOf(at, timeZone) : at }
  })

describe('when a value crosses what is told from now', () => {
  test('R2.2 it is what a look at every minute finds, across every change of the clock', () => {
    fc.assert(
      fc.property(scenes, ({ told, context, value }) => {
        const found = crossings(told, value, context).map((instant) => instant.getTime())
        const at = (time: number) => placeAt(told, value, { ...context, now: new Date(time) })
        expect(found).toEqual([...new Set(found)].sort((a, b) => a - b))
        for (const time of found) expect(at(time), new Date(time).toISOString()).not.toBe(at(time - 1))
        const start = context.now.getTime()
        let next = 0
        let place = at(start)
        for (let time = start; time <= start + 4 * DAY; time += MINUTE) {
          while ((found[next] ?? Number.POSITIVE_INFINITY) <= time) place = at(found[next++] ?? time)
          if (at(time) !== place) expect.fail(`${new Date(time).toISOString()}: ${at(time)}, not ${place}`)
        }
      }),
      { numRuns: 80, seed: 20_260_329 },
    )
  })

  test.each<[string, Told, Date | string, string, readonly string[]]>([
    [
      'the last days, left at midnight',
      { range: 'last', count: 7, unit: 'days' },
      '2026-03-24',
      '2026-03-30T10:00:00Z',
      // '=' while the range begins on that day, '<' no more from the next.
      ['2026-03-30T22:00:00.000Z'],
    ],
    [
      'an instant ten days from now, to the millisecond, summer time between',
      { ago: 10, unit: 'days' },
      new Date('2026-03-25T09:30:15.250Z'),
      '2026-03-29T00:00:00Z',
      ['2026-04-04T08:30:15.250Z', '2026-04-04T08:30:15.251Z'],
    ],
    [
      'a month ago, four times over at the end of a short one',
      { ago: 1, unit: 'months' },
      new Date('2026-02-28T11:00:00Z'),
      '2026-03-28T00:00:00Z',
      [
        '2026-03-28T11:00:00.000Z',
        '2026-03-28T11:00:00.001Z',
        '2026-03-28T23:00:00.000Z',
        '2026-03-29T10:00:00.000Z',
        '2026-03-29T10:00:00.001Z',
        '2026-03-29T22:00:00.000Z',
        '2026-03-30T10:00:00.000Z',
        '2026-03-30T10:00:00.001Z',
        '2026-03-30T22:00:00.000Z',
        '2026-03-31T10:00:00.000Z',
        '2026-03-31T10:00:00.001Z',
      ],
    ],
    ['a day long past', { range: 'this', unit: 'week' }, '2020-01-01', '2026-03-29T00:00:00Z', []],
    [
      'days that are named',
      { range: 'between', from: '2027-01-01', to: '2027-01-02' },
      '2027-01-01',
      '2026-03-29T00:00:00Z',
      [],
    ],
    [
      'a fiscal year, years ahead',
      { range: 'this', unit: 'fiscal-year' },
      '2040-04-01',
      '2026-03-29T00:00:00Z',
      // The range comes to end on that day, begin on it, and lie past it.
      ['2039-03-31T22:00:00.000Z', '2040-03-31T22:00:00.000Z', '2041-03-31T22:00:00.000Z'],
    ],
    [
      'a bound that leaves the calendar first',
      { range: 'last', count: 1, unit: 'days' },
      '9999-12-31',
      '2026-03-29T00:00:00Z',
      // The range comes to end on that day; the day after cannot be said.
      ['9999-12-29T23:00:00.000Z'],
    ],
  ])('R2.2 %s', (_, told, value, now, expected) => {
    const context: CalendarContext = { now: new Date(now), timeZone: 'Europe/Paris', fiscalYearStartsOn: 4 }
    expect(crossings(told, value, context).map((instant) => instant.toISOString())).toEqual(expected)
  })
})
