import {
  type CalendarConventions,
  parseMoment,
  parseRange,
  precedingRange,
  rangePresets,
  type RelativeRange,
  resolveRange,
} from 'clientele/kernel'
import { describe, expect, it } from 'vitest'
import { refusalOf } from './refusal-of'

/** A Sunday, the day Paris goes forward. */
const paris = { now: new Date('2026-03-29T10:00:00Z'), timeZone: 'Europe/Paris' }

type Days = readonly [from: string, to: string]

/** The days of a range (the end is the first day after it), and of the period before it. */
const cases: readonly (readonly [range: RelativeRange, days: Days, before: Days, conventions?: CalendarConventions])[] =
  [
    [rangePresets.today, ['2026-03-29', '2026-03-30'], ['2026-03-28', '2026-03-29']],
    [rangePresets.yesterday, ['2026-03-28', '2026-03-29'], ['2026-03-27', '2026-03-28']],
    [{ range: 'tomorrow' }, ['2026-03-30', '2026-03-31'], ['2026-03-29', '2026-03-30']],
    [rangePresets.last7Days, ['2026-03-23', '2026-03-30'], ['2026-03-16', '2026-03-23']],
    [rangePresets.last14Days, ['2026-03-16', '2026-03-30'], ['2026-03-02', '2026-03-16']],
    [rangePresets.last30Days, ['2026-02-28', '2026-03-30'], ['2026-01-29', '2026-02-28']],
    [rangePresets.thisMonth, ['2026-03-01', '2026-04-01'], ['2026-02-01', '2026-03-01']],
    [rangePresets.lastMonth, ['2026-02-01', '2026-03-01'], ['2026-01-01', '2026-02-01']],
    [{ range: 'last', count: 1, unit: 'days' }, ['2026-03-29', '2026-03-30'], ['2026-03-28', '2026-03-29']],
    [{ range: 'last', count: 2, unit: 'weeks' }, ['2026-03-16', '2026-03-30'], ['2026-03-02', '2026-03-16']],
    [{ range: 'last', count: 1, unit: 'months' }, ['2026-02-28', '2026-03-30'], ['2026-01-30', '2026-02-28']],
    [{ range: 'last', count: 1, unit: 'quarters' }, ['2025-12-30', '2026-03-30'], ['2025-09-30', '2025-12-30']],
    [{ range: 'last', count: 1, unit: 'years' }, ['2025-03-30', '2026-03-30'], ['2024-03-30', '2025-03-30']],
    [{ range: 'next', count: 7, unit: 'days' }, ['2026-03-29', '2026-04-05'], ['2026-03-22', '2026-03-29']],
    [{ range: 'next', count: 1, unit: 'months' }, ['2026-03-29', '2026-04-29'], ['2026-02-28', '2026-03-29']],
    [{ range: 'this', unit: 'day' }, ['2026-03-29', '2026-03-30'], ['2026-03-28', '2026-03-29']],
    [{ range: 'this', unit: 'week' }, ['2026-03-23', '2026-03-30'], ['2026-03-16', '2026-03-23']],
    [{ range: 'this', unit: 'week' }, ['2026-03-29', '2026-04-05'], ['2026-03-22', '2026-03-29'], { weekStartsOn: 0 }],
    [{ range: 'previous', unit: 'week' }, ['2026-03-16', '2026-03-23'], ['2026-03-09', '2026-03-16']],
    [{ range: 'following', unit: 'week' }, ['2026-03-30', '2026-04-06'], ['2026-03-23', '2026-03-30']],
    [{ range: 'following', unit: 'month' }, ['2026-04-01', '2026-05-01'], ['2026-03-01', '2026-04-01']],
    [{ range: 'this', unit: 'quarter' }, ['2026-01-01', '2026-04-01'], ['2025-10-01', '2026-01-01']],
    [{ range: 'previous', unit: 'year' }, ['2025-01-01', '2026-01-01'], ['2024-01-01', '2025-01-01']],
    [
      { range: 'this', unit: 'fiscal-year' },
      ['2025-04-01', '2026-04-01'],
      ['2024-04-01', '2025-04-01'],
      { fiscalYearStartsOn: 4 },
    ],
    [
      { range: 'following', unit: 'fiscal-year' },
      ['2026-04-01', '2027-04-01'],
      ['2025-04-01', '2026-04-01'],
      { fiscalYearStartsOn: 4 },
    ],
    [{ range: 'since', date: '2026-03-01' }, ['2026-03-01', '2026-03-30'], ['2026-01-31', '2026-03-01']],
    [{ range: 'since', date: '2026-06-01' }, ['2026-06-01', '2026-06-01'], ['2026-06-01', '2026-06-01']],
    [
      { range: 'between', from: '2026-03-10', to: '2026-03-19' },
      ['2026-03-10', '2026-03-20'],
      ['2026-02-28', '2026-03-10'],
    ],
    [
      { range: 'between', from: '2026-03-10', to: '2026-03-10' },
      ['2026-03-10', '2026-03-11'],
      ['2026-03-09', '2026-03-10'],
    ],
    [
      { range: 'between', from: '2026-03-01', to: '2026-03-31' },
      ['2026-03-01', '2026-04-01'],
      ['2026-02-01', '2026-03-01'],
    ],
    [
      { range: 'between', from: '2026-01-01', to: '2026-03-31' },
      ['2026-01-01', '2026-04-01'],
      ['2025-10-01', '2026-01-01'],
    ],
  ]

describe('ranges', () => {
  const table = cases.map(([range, days, before, conventions = {}]) => [range, days, before, conventions] as const)
  it.each(table)('R4.6 %j runs over the days %j', (range, [from, to], _before, conventions) => {
    expect(resolveRange(range, { ...paris, ...conventions }).civil).toEqual({ from, to })
  })

  it.each(table)('R4.6 %j (days %j) is preceded by the days %j', (range, _days, [from, to], conventions) => {
    expect(precedingRange(range, { ...paris, ...conventions }).civil).toEqual({ from, to })
  })

  it.each(table)('R4.6 %j reads the same from its JSON', (range) => {
    expect(parseRange(JSON.parse(JSON.stringify(range)))).toEqual(range)
  })

  const instants: readonly (readonly [string, string, RelativeRange, string, string])[] = [
    ['Europe/Paris', '2026-03-29T10:00:00Z', rangePresets.today, '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['Europe/Paris', '2026-03-29T22:00:00Z', rangePresets.today, '2026-03-29T22:00:00Z', '2026-03-30T22:00:00Z'],
    ['Europe/Paris', '2026-04-01T10:00:00Z', rangePresets.last7Days, '2026-03-25T23:00:00Z', '2026-04-01T22:00:00Z'],
    ['Europe/Paris', '2026-10-25T23:30:00Z', rangePresets.yesterday, '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
    ['Europe/Paris', '2026-03-15T10:00:00Z', rangePresets.thisMonth, '2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z'],
    ['Africa/Cairo', '2026-04-24T10:00:00Z', rangePresets.today, '2026-04-23T22:00:00Z', '2026-04-24T21:00:00Z'],
    ['Pacific/Apia', '2011-12-30T12:00:00Z', rangePresets.yesterday, '2011-12-30T10:00:00Z', '2011-12-30T10:00:00Z'],
    ['America/New_York', '2026-11-01T12:00:00Z', rangePresets.today, '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
  ]
  it.each(instants)('R4.6 in %s at %s, %j runs from %s to %s', (timeZone, now, range, from, to) => {
    expect(resolveRange(range, { now: new Date(now), timeZone }).instants).toEqual({
      from: new Date(from),
      to: new Date(to),
    })
  })

  it('R4.6 the last hours contain the present instant and the next ones begin with it', () => {
    const last = resolveRange({ range: 'last', count: 24, unit: 'hours' }, paris)
    expect(last.instants).toEqual({
      from: new Date('2026-03-28T10:00:00.001Z'),
      to: new Date('2026-03-29T10:00:00.001Z'),
    })
    expect(last.civil).toEqual({ from: '2026-03-28', to: '2026-03-30' })
    const next = resolveRange({ range: 'next', count: 12, unit: 'hours' }, paris)
    expect(next.instants).toEqual({ from: paris.now, to: new Date('2026-03-29T22:00:00Z') })
    expect(next.civil).toEqual({ from: '2026-03-29', to: '2026-03-30' })
    expect(precedingRange({ range: 'last', count: 24, unit: 'hours' }, paris).instants.to).toEqual(last.instants.from)
    expect(precedingRange({ range: 'next', count: 12, unit: 'hours' }, paris).instants.to).toEqual(paris.now)
  })
})

describe('ranges from outside', () => {
  it.each([
    [null, 'calendar.not_an_object', '/within'],
    ['today', 'calendar.not_an_object', '/within'],
    [[], 'calendar.not_an_object', '/within'],
    [{}, 'calendar.unknown_value', '/within/range'],
    [{ range: 'toString' }, 'calendar.unknown_value', '/within/range'],
    [{ range: 'today', count: 1 }, 'calendar.unknown_member', '/within'],
    [{ range: 'last', unit: 'days' }, 'calendar.invalid_count', '/within/count'],
    [{ range: 'last', count: 0, unit: 'days' }, 'calendar.invalid_count', '/within/count'],
    [{ range: 'last', count: -7, unit: 'days' }, 'calendar.invalid_count', '/within/count'],
    [{ range: 'last', count: 1.5, unit: 'days' }, 'calendar.invalid_count', '/within/count'],
    [{ range: 'last', count: '7', unit: 'days' }, 'calendar.invalid_count', '/within/count'],
    [{ range: 'last', count: Number.POSITIVE_INFINITY, unit: 'days' }, 'calendar.invalid_count', '/within/count'],
    [{ range: 'last', count: 1e9, unit: 'days' }, 'calendar.invalid_count', '/within/count'],
    [{ range: 'last', count: 7, unit: 'day' }, 'calendar.unknown_value', '/within/unit'],
    [{ range: 'this', unit: 'days' }, 'calendar.unknown_value', '/within/unit'],
    [{ range: 'this' }, 'calendar.unknown_value', '/within/unit'],
    [{ range: 'since', date: '2026-02-30' }, 'calendar.invalid_date', '/within/date'],
    [{ range: 'between', from: '2026-01-01' }, 'calendar.invalid_date', '/within/to'],
    [{ range: 'between', from: '2026-01-02', to: '2026-01-01' }, 'calendar.reversed', '/within/to'],
  ])('R4.6 refuses %j with %s at %s', (input, code, path) => {
    expect(refusalOf(() => parseRange(input, '/within'))).toMatchObject({ code, path })
  })

  it('R4.6 refuses a range that leaves the calendar', () => {
    const range = parseRange({ range: 'last', count: 100_000, unit: 'years' })
    expect(refusalOf(() => resolveRange(range, paris)).code).toBe('calendar.date_out_of_range')
  })

  it.each([
    [
      { ago: 30, unit: 'days' },
      { ago: 30, unit: 'days' },
    ],
    [
      { fromNow: 0, unit: 'minutes' },
      { fromNow: 0, unit: 'minutes' },
    ],
  ])('R4.6 reads the moment %j', (input, moment) => {
    expect(parseMoment(input)).toEqual(moment)
  })

  it.each([
    ['now', 'calendar.not_an_object', ''],
    [{ unit: 'days' }, 'calendar.invalid_count', '/ago'],
    [{ ago: 1 }, 'calendar.unknown_value', '/unit'],
    [{ ago: 1, fromNow: 1, unit: 'days' }, 'calendar.unknown_member', ''],
    [{ fromNow: -1, unit: 'days' }, 'calendar.invalid_count', '/fromNow'],
  ])('R4.6 refuses the moment %j with %s at %j', (input, code, path) => {
    expect(refusalOf(() => parseMoment(input))).toMatchObject({ code, path })
  })

  it('R4.6 says in both languages what to do', () => {
    const refusal = refusalOf(() => parseRange({ range: 'last', count: 7, unit: 'fortnights' }, '/within'))
    expect(refusal.messageIn('en')).toBe(
      'fortnights is not known here: use one of hours, days, weeks, months, quarters, years. (at /within/unit)',
    )
    expect(refusal.messageIn('fr')).toContain('fortnights n’est pas reconnu ici')
  })
})
