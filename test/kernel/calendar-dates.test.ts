import {
  addDays,
  addMonths,
  type CalendarConventions,
  type CalendarPeriod,
  dayOfWeek,
  differenceInDays,
  isCivilDate,
  startOfPeriod,
} from 'clientele/kernel'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusalOf } from './refusal-of'

describe('civil dates', () => {
  it.each(['0001-01-01', '1900-02-28', '2000-02-29', '2024-02-29', '9999-12-31'])('R4.6 %s is a date', (date) => {
    expect(isCivilDate(date)).toBe(true)
  })

  const wrong = [
    '0000-12-31',
    '1900-02-29',
    '2026-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
  ]
  const shapes = ['', '10000-01-01', '-001-01-01', '2026-01-01T00:00:00Z', ' 2026-01-01', '2026-01-01\n', '٢٠٢٦-٠١-٠١']
  it.each([...wrong, ...shapes])('R4.6 %j is none, and refused', (text) => {
    expect(isCivilDate(text)).toBe(false)
    expect(refusalOf(() => addDays(text, 1)).code).toBe('calendar.invalid_date')
  })

  it.each([[null], [20260101], [new Date(0)], [{}]])('R4.6 %j is none', (value) => {
    expect(isCivilDate(value)).toBe(false)
  })

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48, '2028-02-29'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-05-10', 0, '2026-05-10'],
    ['0099-12-31', 1, '0100-01-31'],
  ])('R4.6 %s and %d months is %s', (date, count, expected) => {
    expect(addMonths(date, count)).toBe(expected)
  })

  it.each([
    ['2026-02-28', 1, '2026-03-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-01-01', -1, '2025-12-31'],
    ['1970-01-01', -719162, '0001-01-01'],
  ])('R4.6 %s and %d days is %s', (date, count, expected) => {
    expect(addDays(date, count)).toBe(expected)
    expect(differenceInDays(expected, date)).toBe(count)
  })

  it.each([
    [() => addDays('9999-12-31', 1)],
    [() => addDays('0001-01-01', -1)],
    [() => addMonths('9999-12-01', 1)],
    [() => addMonths('2026-01-01', -100_000)],
    [() => addDays('2026-01-01', Number.NaN)],
  ])('R4.6 refuses to leave the years 0001 to 9999', (work) => {
    expect(refusalOf(work).code).toBe('calendar.date_out_of_range')
  })

  it.each([
    ['1969-12-31', 3],
    ['1970-01-01', 4],
    ['2026-03-29', 0],
    ['2000-02-29', 2],
  ])('R4.6 %s is day %d of the week', (date, day) => {
    expect(dayOfWeek(date)).toBe(day)
  })

  const starts: readonly (readonly [string, CalendarPeriod, CalendarConventions, string])[] = [
    ['2026-03-29', 'day', {}, '2026-03-29'],
    ['2026-03-29', 'week', {}, '2026-03-23'],
    ['2026-03-29', 'week', { weekStartsOn: 0 }, '2026-03-29'],
    ['2026-03-29', 'week', { weekStartsOn: 6 }, '2026-03-28'],
    ['2026-03-23', 'week', {}, '2026-03-23'],
    ['2026-01-01', 'week', {}, '2025-12-29'],
    ['2026-03-29', 'month', {}, '2026-03-01'],
    ['2026-03-29', 'quarter', {}, '2026-01-01'],
    ['2026-12-31', 'quarter', {}, '2026-10-01'],
    ['2026-03-29', 'year', { fiscalYearStartsOn: 4 }, '2026-01-01'],
    ['2026-03-29', 'fiscal-year', {}, '2026-01-01'],
    ['2026-03-29', 'fiscal-year', { fiscalYearStartsOn: 4 }, '2025-04-01'],
    ['2026-04-01', 'fiscal-year', { fiscalYearStartsOn: 4 }, '2026-04-01'],
    ['2026-12-01', 'fiscal-year', { fiscalYearStartsOn: 12 }, '2026-12-01'],
  ]
  it.each(starts)('R4.6 the day %s lies in a %s (%j) that begins on %s', (date, period, conventions, expected) => {
    expect(startOfPeriod(date, period, conventions)).toBe(expected)
  })

  it('R4.6 refuses weeks and fiscal years that cannot be', () => {
    const refused = refusalOf(() => startOfPeriod('2026-01-01', 'fiscal-year', { fiscalYearStartsOn: 13 }))
    expect(refused.code).toBe('calendar.invalid_count')
  })

  it('R4.6 counts days as the text order of dates does, and back', () => {
    const day = fc.integer({ min: -700_000, max: 2_900_000 })
    fc.assert(
      fc.property(day, fc.integer({ min: -10_000, max: 10_000 }), (start, count) => {
        const date = addDays('1970-01-01', start)
        const other = addDays(date, count)
        expect(differenceInDays(other, date)).toBe(count)
        expect(addDays(other, -count)).toBe(date)
        expect(Math.sign(count)).toBe(other > date ? 1 : other < date ? -1 : 0)
        expect(dayOfWeek(other)).toBe((((dayOfWeek(date) + count) % 7) + 7) % 7)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })
})
