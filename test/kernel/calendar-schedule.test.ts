import { nextOccurrence, parseSchedule, type RecurringSchedule } from 'clientele/kernel'
import { describe, expect, it } from 'vitest'
import { refusalOf } from './refusal-of'

const zone = 'Europe/Paris'
const night = { recurs: 'daily', at: '02:30', timeZone: zone } as const

/** Each schedule followed from an instant on; times in UTC, written by hand. */
const digests: readonly (readonly [title: string, RecurringSchedule, after: string, next: readonly string[]])[] = [
  [
    'daily over the spring night, shifted',
    night,
    '2026-03-28T00:00Z',
    ['2026-03-28T01:30Z', '2026-03-29T01:30Z', '2026-03-30T00:30Z', '2026-03-31T00:30Z'],
  ],
  [
    'daily over the spring night, at the next valid time',
    { ...night, gap: 'next-valid' },
    '2026-03-28T00:00Z',
    ['2026-03-28T01:30Z', '2026-03-29T01:00Z', '2026-03-30T00:30Z'],
  ],
  [
    'daily over the spring night, at the previous valid time',
    { ...night, gap: 'previous-valid' },
    '2026-03-28T00:00Z',
    ['2026-03-28T01:30Z', '2026-03-29T00:59Z', '2026-03-30T00:30Z'],
  ],
  [
    'daily over the spring night, skipped',
    { ...night, gap: 'skip' },
    '2026-03-28T00:00Z',
    ['2026-03-28T01:30Z', '2026-03-30T00:30Z', '2026-03-31T00:30Z'],
  ],
  [
    'daily over the autumn night, the first',
    night,
    '2026-10-24T12:00Z',
    ['2026-10-25T00:30Z', '2026-10-26T01:30Z', '2026-10-27T01:30Z'],
  ],
  [
    'daily over the autumn night, the second',
    { ...night, overlap: 'second' },
    '2026-10-24T12:00Z',
    ['2026-10-25T01:30Z', '2026-10-26T01:30Z'],
  ],
  [
    'daily over the autumn night, both',
    { ...night, overlap: 'both' },
    '2026-10-24T12:00Z',
    ['2026-10-25T00:30Z', '2026-10-25T01:30Z', '2026-10-26T01:30Z'],
  ],
  ['daily, begun between the two times of the autumn night', night, '2026-10-25T01:00Z', ['2026-10-26T01:30Z']],
  [
    'daily at a midnight that does not exist',
    { recurs: 'daily', at: '00:00', timeZone: 'Africa/Cairo' },
    '2026-04-22T22:00Z',
    ['2026-04-23T22:00Z', '2026-04-24T21:00Z'],
  ],
  [
    'daily over a day left out',
    { recurs: 'daily', at: '09:00', timeZone: 'Pacific/Apia' },
    '2011-12-28T19:00Z',
    ['2011-12-29T19:00Z', '2011-12-30T19:00Z', '2011-12-31T19:00Z'],
  ],
  [
    'daily with a jump of half an hour',
    { recurs: 'daily', at: '02:15', timeZone: 'Australia/Lord_Howe' },
    '2026-10-02T20:00Z',
    ['2026-10-03T15:45Z', '2026-10-04T15:15Z'],
  ],
  [
    'on Mondays and Fridays',
    { recurs: 'weekly', on: [5, 1], at: '09:00', timeZone: zone },
    '2026-03-27T08:00Z',
    ['2026-03-30T07:00Z', '2026-04-03T07:00Z', '2026-04-06T07:00Z'],
  ],
  [
    'weekly, exactly on an occurrence',
    { recurs: 'weekly', on: [1], at: '09:00', timeZone: zone },
    '2026-03-30T07:00Z',
    ['2026-04-06T07:00Z'],
  ],
  [
    'on Sundays in the spring night, skipped',
    { recurs: 'weekly', on: [0], at: '02:30', timeZone: zone, gap: 'skip' },
    '2026-03-22T12:00Z',
    ['2026-04-05T00:30Z'],
  ],
  [
    'on the last day of months',
    { recurs: 'monthly', on: 31, at: '23:59', timeZone: 'UTC' },
    '2026-01-31T23:59Z',
    ['2026-02-28T23:59Z', '2026-03-31T23:59Z', '2026-04-30T23:59Z'],
  ],
  [
    'on the 29th over a leap year',
    { recurs: 'monthly', on: 29, at: '00:00', timeZone: 'UTC' },
    '2027-12-31T00:00Z',
    ['2028-01-29T00:00Z', '2028-02-29T00:00Z', '2028-03-29T00:00Z'],
  ],
  [
    'on the 29th in the spring night, skipped',
    { recurs: 'monthly', on: 29, at: '02:30', timeZone: zone, gap: 'skip' },
    '2026-02-28T12:00Z',
    ['2026-04-29T00:30Z'],
  ],
  ['before 1970', { recurs: 'daily', at: '12:00', timeZone: zone }, '1911-01-01T11:50:39Z', ['1911-01-02T11:50:39Z']],
]

describe('recurring schedules', () => {
  it.each(digests)('R5.12 %s', (_title, schedule, after, expected) => {
    const found: (Date | null)[] = []
    let from: Date | null = new Date(after)
    for (let index = 0; index < expected.length && from !== null; index++) {
      from = nextOccurrence(schedule, from)
      found.push(from)
    }
    expect(found).toEqual(expected.map((time) => new Date(time)))
  })

  it.each(digests)('R5.12 reads the same from JSON: %s', (_title, schedule) => {
    const read = parseSchedule(JSON.parse(JSON.stringify(schedule)))
    expect(read).toEqual(schedule.recurs === 'weekly' ? { ...schedule, on: schedule.on.toSorted() } : schedule)
  })

  it('R5.12 ends with the calendar', () => {
    const daily: RecurringSchedule = { recurs: 'daily', at: '12:00', timeZone: 'UTC' }
    expect(nextOccurrence(daily, new Date('9999-12-31T11:59:00Z'))).toEqual(new Date('9999-12-31T12:00:00Z'))
    expect(nextOccurrence(daily, new Date('9999-12-31T12:00:00Z'))).toBeNull()
    expect(nextOccurrence(daily, new Date('0001-01-01T00:00:00Z'))).toEqual(new Date('0001-01-01T12:00:00Z'))
  })

  const good = { recurs: 'daily', at: '09:00', timeZone: zone }
  it.each([
    ['daily', 'calendar.not_an_object', '/schedule'],
    [{ ...good, recurs: 'hourly' }, 'calendar.unknown_value', '/schedule/recurs'],
    [{ ...good, on: 1 }, 'calendar.unknown_member', '/schedule'],
    [{ ...good, at: '25:00' }, 'calendar.invalid_time', '/schedule/at'],
    [{ ...good, timeZone: 'Europe/Atlantis' }, 'calendar.unknown_time_zone', '/schedule/timeZone'],
    [{ ...good, gap: 'guess' }, 'calendar.unknown_value', '/schedule/gap'],
    [{ ...good, overlap: 'third' }, 'calendar.unknown_value', '/schedule/overlap'],
    [{ ...good, recurs: 'weekly' }, 'calendar.no_days', '/schedule/on'],
    [{ ...good, recurs: 'weekly', on: [] }, 'calendar.no_days', '/schedule/on'],
    [{ ...good, recurs: 'weekly', on: [1, 7] }, 'calendar.invalid_day', '/schedule/on/1'],
    [{ ...good, recurs: 'weekly', on: ['monday'] }, 'calendar.invalid_day', '/schedule/on/0'],
    [{ ...good, recurs: 'monthly', on: 0 }, 'calendar.invalid_count', '/schedule/on'],
    [{ ...good, recurs: 'monthly', on: 32 }, 'calendar.invalid_count', '/schedule/on'],
  ])('R5.12 refuses %j with %s at %s', (input, code, path) => {
    expect(refusalOf(() => parseSchedule(input, '/schedule'))).toMatchObject({ code, path })
  })
})
