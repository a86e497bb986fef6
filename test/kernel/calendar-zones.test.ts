import {
  addDays,
  civilDateOf,
  type GapPolicy,
  instantAt,
  instantsOf,
  isTimeZone,
  isWallTime,
  type OverlapPolicy,
  resolveMoment,
  startOfDay,
  wallTimeOf,
} from 'clientele/kernel'
import { describe, expect, it } from 'vitest'
import { refusalOf } from './refusal-of'

/** Hand-written from the rules of each zone; times in UTC. */
const midnights: readonly (readonly [zone: string, date: string, start: string, why: string])[] = [
  ['UTC', '2026-03-29', '2026-03-29T00:00:00Z', 'no offset'],
  ['Europe/Paris', '2026-03-29', '2026-03-28T23:00:00Z', 'the day it goes forward'],
  ['Europe/Paris', '2026-03-30', '2026-03-29T22:00:00Z', 'the day after'],
  ['Europe/Paris', '2026-10-25', '2026-10-24T22:00:00Z', 'the day it goes back'],
  ['Europe/Paris', '2026-10-26', '2026-10-25T23:00:00Z', 'the day after'],
  ['Europe/Paris', '1900-01-01', '1899-12-31T23:50:39Z', 'local mean time'],
  ['Europe/Paris', '0001-01-01', '0000-12-31T23:50:39Z', 'the first day there is'],
  ['Europe/Paris', '9999-12-31', '9999-12-30T23:00:00Z', 'the last day there is'],
  ['America/New_York', '2026-03-08', '2026-03-08T05:00:00Z', 'the day it goes forward'],
  ['America/New_York', '2026-11-02', '2026-11-02T05:00:00Z', 'the day after it goes back'],
  ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00Z', 'the day it goes forward by half an hour'],
  ['Australia/Lord_Howe', '2026-10-05', '2026-10-04T13:00:00Z', 'the day after'],
  ['America/Sao_Paulo', '2017-10-15', '2017-10-15T03:00:00Z', 'no midnight: the day begins at 01:00'],
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00Z', 'no midnight: the day begins at 01:00'],
  ['Africa/Cairo', '2026-10-30', '2026-10-29T22:00:00Z', 'midnight falls back to 23:00 before it comes'],
  ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00Z', 'no midnight: the day begins at 01:00'],
  ['Asia/Beirut', '2026-10-25', '2026-10-24T22:00:00Z', 'midnight falls back to 23:00 before it comes'],
  ['America/Havana', '2026-11-01', '2026-11-01T04:00:00Z', 'two midnights: the first'],
  [
    'America/St_Johns',
    '2010-11-07',
    '2010-11-07T02:30:00Z',
    'one minute of the day, then an hour of the day before again',
  ],
  ['Pacific/Apia', '2011-12-29', '2011-12-29T10:00:00Z', 'the last day east of the date line'],
  ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z', 'left out: begins where the next one does'],
  ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z', 'the first day west of the date line'],
  ['Pacific/Kwajalein', '1993-08-22', '1993-08-21T12:00:00Z', 'the day after one left out'],
  ['Africa/Monrovia', '1960-01-01', '1960-01-01T00:44:30Z', 'less than an hour behind, with seconds'],
  ['Asia/Kathmandu', '2026-01-01', '2025-12-31T18:15:00Z', 'a quarter of an hour'],
]

describe('days in a zone', () => {
  it.each(midnights)('R4.6 in %s the day %s begins at %s: %s', (zone, date, start) => {
    expect(startOfDay(date, zone)).toEqual(new Date(start))
  })

  it.each([
    ['Europe/Paris', '2026-03-28T22:59:59.999Z', '2026-03-28', '23:59'],
    ['Europe/Paris', '2026-03-28T23:00:00Z', '2026-03-29', '00:00'],
    ['Europe/Paris', '2026-03-29T00:59:59Z', '2026-03-29', '01:59'],
    ['Europe/Paris', '2026-03-29T01:00:00Z', '2026-03-29', '03:00'],
    ['Europe/Paris', '2026-10-25T01:30:00Z', '2026-10-25', '02:30'],
    ['America/New_York', '2026-01-01T04:59:59Z', '2025-12-31', '23:59'],
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29', '23:59'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31', '00:00'],
    ['Pacific/Kiritimati', '2026-01-01T10:00:00Z', '2026-01-02', '00:00'],
    ['Europe/Paris', '1900-01-01T00:00:00Z', '1900-01-01', '00:09'],
  ])('R4.6 in %s the clock shows at %s the day %s and the time %s', (zone, instant, date, time) => {
    expect(civilDateOf(new Date(instant), zone)).toBe(date)
    expect(wallTimeOf(new Date(instant), zone)).toBe(time)
  })

  it.each([
    ['2026-03-29', 23],
    ['2026-03-30', 24],
    ['2026-10-25', 25],
  ])('R4.6 the day %s lasts %d hours in Paris', (date, hours) => {
    const { from, to } = instantsOf({ from: date, to: addDays(date, 1) }, 'Europe/Paris')
    expect((to.getTime() - from.getTime()) / 3_600_000).toBe(hours)
  })
})

const gaps: readonly (readonly [
  zone: string,
  date: string,
  time: string,
  results: Readonly<Record<GapPolicy, string | null>>,
])[] = [
  [
    'Europe/Paris',
    '2026-03-29',
    '02:30',
    {
      shift: '2026-03-29T01:30:00Z',
      'next-valid': '2026-03-29T01:00:00Z',
      'previous-valid': '2026-03-29T00:59:00Z',
      skip: null,
    },
  ],
  [
    'Europe/Paris',
    '2026-03-29',
    '02:00',
    {
      shift: '2026-03-29T01:00:00Z',
      'next-valid': '2026-03-29T01:00:00Z',
      'previous-valid': '2026-03-29T00:59:00Z',
      skip: null,
    },
  ],
  [
    'America/New_York',
    '2026-03-08',
    '02:30',
    {
      shift: '2026-03-08T07:30:00Z',
      'next-valid': '2026-03-08T07:00:00Z',
      'previous-valid': '2026-03-08T06:59:00Z',
      skip: null,
    },
  ],
  [
    'Australia/Lord_Howe',
    '2026-10-04',
    '02:15',
    {
      shift: '2026-10-03T15:45:00Z',
      'next-valid': '2026-10-03T15:30:00Z',
      'previous-valid': '2026-10-03T15:29:00Z',
      skip: null,
    },
  ],
  [
    'Africa/Cairo',
    '2026-04-24',
    '00:30',
    {
      shift: '2026-04-23T22:30:00Z',
      'next-valid': '2026-04-23T22:00:00Z',
      'previous-valid': '2026-04-23T21:59:00Z',
      skip: null,
    },
  ],
  [
    'Asia/Beirut',
    '2026-03-29',
    '00:00',
    {
      shift: '2026-03-28T22:00:00Z',
      'next-valid': '2026-03-28T22:00:00Z',
      'previous-valid': '2026-03-28T21:59:00Z',
      skip: null,
    },
  ],
  [
    'Pacific/Apia',
    '2011-12-30',
    '09:00',
    {
      shift: '2011-12-30T19:00:00Z',
      'next-valid': '2011-12-30T10:00:00Z',
      'previous-valid': '2011-12-30T09:59:00Z',
      skip: null,
    },
  ],
]

const overlaps: readonly (readonly [zone: string, date: string, time: string, first: string, second: string])[] = [
  ['Europe/Paris', '2026-10-25', '02:00', '2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z'],
  ['Europe/Paris', '2026-10-25', '02:59', '2026-10-25T00:59:00Z', '2026-10-25T01:59:00Z'],
  ['America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z'],
  ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45:00Z', '2026-04-04T15:15:00Z'],
  ['Africa/Cairo', '2026-10-29', '23:30', '2026-10-29T20:30:00Z', '2026-10-29T21:30:00Z'],
  ['Asia/Beirut', '2026-10-24', '23:00', '2026-10-24T20:00:00Z', '2026-10-24T21:00:00Z'],
  ['America/Havana', '2026-11-01', '00:00', '2026-11-01T04:00:00Z', '2026-11-01T05:00:00Z'],
]

const once: readonly (readonly [zone: string, date: string, time: string, instant: string])[] = [
  ['Europe/Paris', '2026-03-29', '01:59', '2026-03-29T00:59:00Z'],
  ['Europe/Paris', '2026-03-29', '03:00', '2026-03-29T01:00:00Z'],
  ['Europe/Paris', '2026-10-25', '01:59', '2026-10-24T23:59:00Z'],
  ['Europe/Paris', '2026-10-25', '03:00', '2026-10-25T02:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-04', '02:30', '2026-10-03T15:30:00Z'],
  ['Australia/Lord_Howe', '2026-04-05', '02:00', '2026-04-04T15:30:00Z'],
  ['Pacific/Apia', '2011-12-29', '23:59', '2011-12-30T09:59:00Z'],
  ['Pacific/Apia', '2011-12-31', '00:00', '2011-12-30T10:00:00Z'],
  ['Europe/Paris', '1911-01-01', '12:00', '1911-01-01T11:50:39Z'],
]

describe('local times', () => {
  const policies: readonly GapPolicy[] = ['shift', 'next-valid', 'previous-valid', 'skip']
  const gapCases = gaps.flatMap(([zone, date, time, results]) =>
    policies.map((gap) => [zone, date, time, gap, results[gap]] as const),
  )
  it.each(gapCases)('R5.12 in %s the clock jumps over %s %s: %s gives %s', (zone, date, time, gap, expected) => {
    expect(instantAt(date, time, zone, { gap })).toEqual(expected === null ? null : new Date(expected))
  })

  it.each(gaps)('R5.12 in %s, %s %s is shifted unless said otherwise', (zone, date, time, results) => {
    expect(instantAt(date, time, zone).toISOString()).toBe(results.shift?.replace('Z', '.000Z'))
  })

  const choices: readonly OverlapPolicy[] = ['first', 'second']
  const overlapCases = overlaps.flatMap(([zone, date, time, first, second]) =>
    choices.map((overlap) => [zone, date, time, overlap, overlap === 'first' ? first : second] as const),
  )
  it.each(overlapCases)('R5.12 in %s the clock shows %s %s twice: %s is %s', (zone, date, time, overlap, expected) => {
    expect(instantAt(date, time, zone, { overlap })).toEqual(new Date(expected))
  })

  it.each(once)('R5.5 in %s it is %s %s once, at %s', (zone, date, time, expected) => {
    for (const gap of policies) {
      for (const overlap of choices) expect(instantAt(date, time, zone, { gap, overlap })).toEqual(new Date(expected))
    }
  })

  it('R5.5 seven days before an event, at 09:00 of its zone, whatever lies between', () => {
    const startsAt = new Date('2026-04-02T18:00:00Z')
    const day = addDays(civilDateOf(startsAt, 'Europe/Paris'), -7)
    expect(instantAt(day, '09:00', 'Europe/Paris')).toEqual(new Date('2026-03-26T08:00:00Z'))
  })
})

describe('moments', () => {
  const context = { now: new Date('2026-04-01T10:00:00.250Z'), timeZone: 'Europe/Paris' }
  it.each([
    [{ ago: 0, unit: 'days' }, '2026-04-01T10:00:00.250Z', '2026-04-01'],
    [{ ago: 90, unit: 'minutes' }, '2026-04-01T08:30:00.250Z', '2026-04-01'],
    [{ ago: 72, unit: 'hours' }, '2026-03-29T10:00:00.250Z', '2026-03-29'],
    [{ ago: 30, unit: 'days' }, '2026-03-02T11:00:00.250Z', '2026-03-02'],
    [{ ago: 1, unit: 'weeks' }, '2026-03-25T11:00:00.250Z', '2026-03-25'],
    [{ fromNow: 1, unit: 'months' }, '2026-05-01T10:00:00.250Z', '2026-05-01'],
    [{ fromNow: 3, unit: 'quarters' }, '2027-01-01T11:00:00.250Z', '2027-01-01'],
    [{ ago: 2, unit: 'years' }, '2024-04-01T10:00:00.250Z', '2024-04-01'],
  ] as const)('R4.6 %j is %s', (moment, instant, civil) => {
    expect(resolveMoment(moment, context)).toEqual({ instant: new Date(instant), civil })
  })

  it('R4.6 a day ago falls in the gap: moved by the jump; in the hour shown twice: the first', () => {
    const timeZone = 'Europe/Paris'
    const afterGap = resolveMoment({ ago: 1, unit: 'days' }, { now: new Date('2026-03-30T00:30:00Z'), timeZone })
    expect(afterGap.instant).toEqual(new Date('2026-03-29T01:30:00Z'))
    const afterOverlap = resolveMoment({ ago: 1, unit: 'days' }, { now: new Date('2026-10-26T01:30:00Z'), timeZone })
    expect(afterOverlap.instant).toEqual(new Date('2026-10-25T00:30:00Z'))
    const now = new Date('2026-10-25T01:30:00Z')
    expect(resolveMoment({ ago: 0, unit: 'days' }, { now, timeZone }).instant).toEqual(now)
  })
})

describe('bad input', () => {
  it.each(['Europe/Atlantis', '', '+02:00', '-05:30', 'GMT+5', ' Europe/Paris', 'Europe/Paris\0', 'toString'])(
    'R5.12 refuses the zone %j',
    (zone) => {
      expect(isTimeZone(zone)).toBe(false)
      expect(refusalOf(() => startOfDay('2026-01-01', zone)).code).toBe('calendar.unknown_time_zone')
    },
  )

  it.each(['24:00', '9:00', '09:60', '09:00:00', '', '٠٩:٠٠', 'noon'])('R5.12 refuses the time of day %j', (time) => {
    expect(isWallTime(time)).toBe(false)
    expect(refusalOf(() => instantAt('2026-01-01', time, 'UTC')).code).toBe('calendar.invalid_time')
  })

  it('R4.6 refuses a Date that is none', () => {
    expect(refusalOf(() => civilDateOf(new Date(Number.NaN), 'UTC')).code).toBe('calendar.invalid_instant')
    expect(refusalOf(() => civilDateOf(new Date(8.64e15), 'UTC')).code).toBe('calendar.date_out_of_range')
  })
})
