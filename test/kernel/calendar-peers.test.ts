import { TZDate, tzOffset } from '@date-fns/tz'
import { addDays, addMonths, civilDateOf, dayOfWeek, startOfDay, startOfPeriod, wallTimeOf } from 'clientele/kernel'
import * as dateFns from 'date-fns'
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
        const shown = dateFns.format(new TZDate(at, timeZone), 'yyyy-MM-dd HH:mm')
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

  it('R4.6 on months, weeks and quarters', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -60, max: 60 }), (day, count) => {
        const utc = new TZDate(`${day}T00:00:00Z`, 'UTC')
        const text = (value: Date) => dateFns.format(value, 'yyyy-MM-dd')
        expect(addMonths(day, count)).toBe(text(dateFns.addMonths(utc, count)))
        expect(dayOfWeek(day)).toBe(dateFns.getDay(utc))
        expect(startOfPeriod(day, 'week')).toBe(text(dateFns.startOfWeek(utc, { weekStartsOn: 1 })))
        expect(startOfPeriod(day, 'quarter')).toBe(text(dateFns.startOfQuarter(utc)))
        expect(startOfPeriod(day, 'year')).toBe(text(dateFns.startOfYear(utc)))
      }),
      run,
    )
  })
})
