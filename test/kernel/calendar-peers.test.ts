import { TZDate, tzOffset } from '@date-fns/tz'
import {
  addDays,
  addMonths,
  civilDateOf,
  dayOfWeek,
  differenceInDays,
  startOfDay,
  startOfPeriod,
  wallTimeOf,
} from 'clientele/kernel'
import { format } from 'date-fns'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const run = { seed: 20261025, numRuns: 400 }
const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
const date = fc.integer({ min: 0, max: 40_000 }).map((day) => addDays('1970-01-01', day))
const instant = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000))

/** tzOffset loses the sign of these: Africa/Monrovia before 1972. */
function isMisread(zoneName: string, at: Date): boolean {
  return !Number.isInteger(tzOffset(zoneName, at))
}

describe('the calendar and date-fns agree', () => {
  it('R4.6 on what a clock shows', () => {
    fc.assert(
      fc.property(zone, instant, (timeZone, at) => {
        fc.pre(!isMisread(timeZone, at))
        const shown = format(new TZDate(at, timeZone), 'yyyy-MM-dd HH:mm')
        expect(`${civilDateOf(at, timeZone)} ${wallTimeOf(at, timeZone)}`).toBe(shown)
      }),
      run,
    )
  })

  it('R4.6 on the beginning of a day that has a midnight', () => {
    fc.assert(
      fc.property(zone, date, (timeZone, day) => {
        const start = startOfDay(day, timeZone)
        fc.pre(
          !isMisread(timeZone, start) &&
            wallTimeOf(start, timeZone) === '00:00' &&
            civilDateOf(start, timeZone) === day,
        )
        const [year = 0, month = 0, dayOfMonth = 0] = day.split('-').map(Number)
        expect(start.getTime()).toBe(new TZDate(year, month - 1, dayOfMonth, timeZone).getTime())
      }),
      run,
    )
  })
})

describe('the calendar and the plain arithmetic of UTC agree', () => {
  const iso = (time: number) => new Date(time).toISOString().slice(0, 10)

  it('R4.6 on days, months, weeks, quarters and years', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -400, max: 400 }), (day, count) => {
        const [year = 0, month = 0, dayOfMonth = 0] = day.split('-').map(Number)
        const weekday = new Date(day).getUTCDay()
        expect(addDays(day, count)).toBe(iso(Date.UTC(year, month - 1, dayOfMonth + count)))
        const inMonth = Date.UTC(year, month - 1 + count, dayOfMonth)
        const endOfMonth = Date.UTC(year, month + count, 0)
        expect(addMonths(day, count)).toBe(iso(Math.min(inMonth, endOfMonth)))
        expect(dayOfWeek(day)).toBe(weekday)
        expect(differenceInDays(iso(inMonth), day)).toBe((inMonth - Date.parse(day)) / 86_400_000)
        expect(startOfPeriod(day, 'week')).toBe(iso(Date.UTC(year, month - 1, dayOfMonth - ((weekday + 6) % 7))))
        expect(startOfPeriod(day, 'month')).toBe(iso(Date.UTC(year, month - 1, 1)))
        expect(startOfPeriod(day, 'quarter')).toBe(iso(Date.UTC(year, month - 1 - ((month - 1) % 3), 1)))
        expect(startOfPeriod(day, 'year')).toBe(iso(Date.UTC(year, 0, 1)))
        const fiscal = startOfPeriod(day, 'fiscal-year', { fiscalYearStartsOn: 4 })
        expect(fiscal).toBe(iso(Date.UTC(month < 4 ? year - 1 : year, 3, 1)))
      }),
      run,
    )
  })
})
