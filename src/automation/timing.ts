import { z } from 'zod'
import { isTimeZone, isWallTime } from '../kernel'

/** The time of day of runs that are a number of days away, unless the automation says another. */
export const DEFAULT_WALL_TIME = '09:00'

const MOST_DAYS = 3_660

/**
 * When an automation acts, counted from what sets it off. A date is reached on its day: `immediately` means 0 days after it.
 * Days are days of the calendar in the event's zone, or in `timeZone`; `at` is the time of day there, 09:00 unless said.
 */
export const timingSchema = z.discriminatedUnion('when', [
  z.strictObject({ when: z.literal('immediately') }),
  z.strictObject({
    when: z.enum(['before', 'after']),
    days: z.number().int().min(0).max(MOST_DAYS),
    at: z.string().refine(isWallTime, { error: 'HH:mm' }).optional(),
    timeZone: z.string().max(191).refine(isTimeZone, { error: 'IANA, Europe/Paris' }).optional(),
  }),
])

export type Timing = z.output<typeof timingSchema>

/** Negative before, positive after. */
export const offsetDaysOf = (timing: Timing): number => {
  if (timing.when === 'immediately') return 0
  return timing.when === 'before' && timing.days > 0 ? -timing.days : timing.days
}
