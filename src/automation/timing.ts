import { z } from 'zod'
import { isTimeZone, isWallTime } from '../kernel'
import { inWords } from '../model'

/** The time of day of runs that are a number of days away, unless the automation says another. */
export const DEFAULT_WALL_TIME = '09:00'

const MOST_DAYS = 3_660

const wallTime = z.string().refine(
  isWallTime,
  inWords({
    fr: 'une heure est attendue, HH:mm de 00:00 à 23:59',
    en: 'a time of day is expected, HH:mm from 00:00 to 23:59',
  }),
)
const timeZone = z.string().refine(
  isTimeZone,
  inWords({
    fr: 'un fuseau horaire IANA tel que Europe/Paris est attendu',
    en: 'an IANA time zone such as Europe/Paris is expected',
  }),
)

/**
 * When an automation acts, counted from what sets it off. A date is reached on its day: `immediately` means 0 days after it.
 * Days are days of the calendar in the event's zone, or in `timeZone`; `at` is the time of day there, 09:00 unless said.
 */
export const timingSchema = z.discriminatedUnion('when', [
  z.strictObject({ when: z.literal('immediately') }),
  z.strictObject({
    when: z.enum(['before', 'after']),
    days: z.number().int().min(0).max(MOST_DAYS),
    at: wallTime.optional(),
    timeZone: timeZone.optional(),
  }),
])

export type Timing = z.output<typeof timingSchema>

/** Negative before, positive after. */
export const offsetDaysOf = (timing: Timing): number => {
  if (timing.when === 'immediately') return 0
  return timing.when === 'before' && timing.days > 0 ? -timing.days : timing.days
}
