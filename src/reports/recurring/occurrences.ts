import { nextOccurrence, type RecurringSchedule } from '../../kernel'
import type { MissedRuns } from './recurring-export'

/** What a run that is begun stands for, and when the one after it is due. */
export interface Beginning {
  /** Whether it is done at all: with `skip`, what is late is not. */
  readonly acts: boolean
  /** How many times after its own have passed and get no run of their own. */
  readonly missed: number
  /** Always after the run's own time; null where the schedule has no other. */
  readonly next: Date | null
}

/** Later than this, a run counts as missed. */
export const GRACE = 60 * 60_000

/** So many missed runs are made up for one by one; earlier ones are told by their number. */
export const MOST_MADE_UP = 30

/** The times of a schedule after one moment, up to another and with it, then the first that follows. */
function occurrencesUntil(
  schedule: RecurringSchedule,
  after: Date,
  until: Date,
): { readonly passed: readonly Date[]; readonly next: Date | null } {
  const passed: Date[] = []
  let next = nextOccurrence(schedule, after)
  while (next !== null && next <= until) {
    passed.push(next)
    next = nextOccurrence(schedule, next)
  }
  return { passed, next }
}

/** How a run that was due at a time begins now, by the policy for what was missed. A clock that went back makes nothing due again. */
export function beginningOf(
  { schedule, missed: policy }: { readonly schedule: RecurringSchedule; readonly missed: MissedRuns },
  dueAt: Date,
  now: Date,
): Beginning {
  const { passed, next } = occurrencesUntil(schedule, dueAt, now)
  switch (policy) {
    case 'latest':
      return { acts: true, missed: passed.length, next }
    case 'skip': {
      const latest = passed.at(-1) ?? dueAt
      return { acts: now.getTime() - latest.getTime() <= GRACE, missed: passed.length, next }
    }
    case 'all': {
      const madeUp = passed.slice(-MOST_MADE_UP)
      return { acts: true, missed: passed.length - madeUp.length, next: madeUp[0] ?? next }
    }
    default:
      return policy satisfies never
  }
}
