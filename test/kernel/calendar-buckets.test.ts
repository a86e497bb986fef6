import { addDays, type CalendarPeriod, dateBuckets, startOfDay, timeBuckets } from 'clientele/kernel'
import { describe, expect, it } from 'vitest'
import { refusalOf } from './refusal-of'

function day(date: string, zone: string) {
  return { from: startOfDay(date, zone), to: startOfDay(addDays(date, 1), zone) }
}

describe('buckets', () => {
  it.each([
    ['Europe/Paris', '2026-03-29', 23],
    ['Europe/Paris', '2026-03-30', 24],
    ['Europe/Paris', '2026-10-25', 25],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-10-04', 24],
    ['Australia/Lord_Howe', '2026-04-05', 25],
    ['Africa/Cairo', '2026-04-24', 23],
    ['Asia/Kathmandu', '2026-01-01', 24],
  ])('R4.6 in %s the day %s has %d buckets of an hour', (zone, date, count) => {
    const { edges, labels } = timeBuckets(day(date, zone), 'hour', zone)
    expect(labels).toHaveLength(count)
    expect(edges).toHaveLength(count + 1)
  })

  it('R4.6 an hour shown twice has two buckets, told apart by their offset', () => {
    const { edges, labels } = timeBuckets(day('2026-10-25', 'Europe/Paris'), 'hour', 'Europe/Paris')
    expect(labels.slice(1, 5)).toEqual([
      '2026-10-25T01:00+02:00',
      '2026-10-25T02:00+02:00',
      '2026-10-25T02:00+01:00',
      '2026-10-25T03:00+01:00',
    ])
    expect(edges[3]).toEqual(new Date('2026-10-25T01:00:00Z'))
  })

  it('R4.6 a jump of half an hour leaves half an hour in its bucket', () => {
    const zone = 'Australia/Lord_Howe'
    const { labels } = timeBuckets(day('2026-10-04', zone), 'hour', zone)
    expect(labels.slice(1, 4)).toEqual(['2026-10-04T01:00+10:30', '2026-10-04T02:30+11:00', '2026-10-04T03:00+11:00'])
  })

  it('R4.6 days are as long as they are', () => {
    const span = { from: startOfDay('2026-03-28', 'Europe/Paris'), to: startOfDay('2026-03-31', 'Europe/Paris') }
    expect(timeBuckets(span, 'day', 'Europe/Paris')).toEqual({
      edges: ['2026-03-27T23:00Z', '2026-03-28T23:00Z', '2026-03-29T22:00Z', '2026-03-30T22:00Z'].map(
        (edge) => new Date(edge),
      ),
      labels: ['2026-03-28', '2026-03-29', '2026-03-30'],
    })
  })

  it('R4.6 a day that the zone left out has no bucket', () => {
    const span = { from: startOfDay('2011-12-28', 'Pacific/Apia'), to: startOfDay('2012-01-01', 'Pacific/Apia') }
    const { edges, labels } = timeBuckets(span, 'day', 'Pacific/Apia')
    expect(labels).toEqual(['2011-12-28', '2011-12-29', '2011-12-31'])
    expect(edges[2]).toEqual(new Date('2011-12-30T10:00:00Z'))
  })

  it('R4.6 the outer buckets end with the span', () => {
    const span = { from: new Date('2026-03-15T10:00:00Z'), to: new Date('2026-04-10T10:00:00Z') }
    expect(timeBuckets(span, 'month', 'Europe/Paris')).toEqual({
      edges: [span.from, new Date('2026-03-31T22:00:00Z'), span.to],
      labels: ['2026-03', '2026-04'],
    })
  })

  it('R4.6 a span that begins in an hour shown again over midnight belongs to the later day', () => {
    // St John's: from 00:01 of the 7th back to 23:01 of the 6th.
    const span = { from: new Date('2010-11-07T03:00:00Z'), to: new Date('2010-11-08T03:30:00Z') }
    expect(timeBuckets(span, 'day', 'America/St_Johns').labels).toEqual(['2010-11-07'])
    const early = { from: new Date('2010-11-06T02:30:00Z'), to: new Date('2010-11-07T03:00:00Z') }
    expect(timeBuckets(early, 'day', 'America/St_Johns').labels).toEqual(['2010-11-06', '2010-11-07'])
  })

  const units: readonly (readonly [CalendarPeriod, string, string, readonly string[], readonly string[]])[] = [
    [
      'day',
      '2026-02-27',
      '2026-03-02',
      ['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02'],
      ['2026-02-27', '2026-02-28', '2026-03-01'],
    ],
    [
      'week',
      '2026-03-25',
      '2026-04-08',
      ['2026-03-25', '2026-03-30', '2026-04-06', '2026-04-08'],
      ['2026-03-23', '2026-03-30', '2026-04-06'],
    ],
    ['month', '2025-12-31', '2026-02-01', ['2025-12-31', '2026-01-01', '2026-02-01'], ['2025-12', '2026-01']],
    [
      'quarter',
      '2025-12-31',
      '2026-07-02',
      ['2025-12-31', '2026-01-01', '2026-04-01', '2026-07-01', '2026-07-02'],
      ['2025-Q4', '2026-Q1', '2026-Q2', '2026-Q3'],
    ],
    ['year', '2025-06-01', '2026-06-01', ['2025-06-01', '2026-01-01', '2026-06-01'], ['2025', '2026']],
  ]
  it.each(units)('R4.6 by %s, from %s to %s', (unit, from, to, edges, labels) => {
    expect(dateBuckets({ from, to }, unit)).toEqual({ edges, labels })
  })

  it('R4.6 follows the conventions for weeks and fiscal years', () => {
    const span = { from: '2026-03-25', to: '2026-04-05' }
    expect(dateBuckets(span, 'week', { weekStartsOn: 0 }).labels).toEqual(['2026-03-22', '2026-03-29'])
    expect(dateBuckets(span, 'fiscal-year', { fiscalYearStartsOn: 4 })).toEqual({
      edges: ['2026-03-25', '2026-04-01', '2026-04-05'],
      labels: ['2025', '2026'],
    })
  })

  it('R4.6 an empty span has none', () => {
    const now = new Date('2026-03-29T10:00:00Z')
    expect(timeBuckets({ from: now, to: now }, 'day', 'UTC')).toEqual({ edges: [], labels: [] })
    expect(dateBuckets({ from: '2026-01-01', to: '2026-01-01' }, 'month')).toEqual({ edges: [], labels: [] })
  })

  it.each([
    ['calendar.reversed', () => timeBuckets({ from: new Date(1), to: new Date(0) }, 'day', 'UTC')],
    ['calendar.reversed', () => dateBuckets({ from: '2026-01-02', to: '2026-01-01' }, 'day')],
    ['calendar.too_many_buckets', () => timeBuckets({ from: new Date(0), to: new Date('2026-01-01') }, 'hour', 'UTC')],
    ['calendar.too_many_buckets', () => dateBuckets({ from: '0001-01-01', to: '9999-01-01' }, 'day')],
    ['calendar.invalid_instant', () => timeBuckets({ from: new Date(0), to: new Date(Number.NaN) }, 'day', 'UTC')],
  ])('R4.6 refuses with %s', (code, work) => {
    expect(refusalOf(work).code).toBe(code)
  })
})
