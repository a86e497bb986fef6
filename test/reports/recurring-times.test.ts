import fc from 'fast-check'
import { nextOccurrence, type RecurringSchedule } from 'clientele/kernel'
import { beginningOf, type MissedRuns } from 'clientele/reports'
import { expect, test } from 'vitest'

const seed = Number(process.env['CLIENTELE_SEED'] ?? 20_260_317)

const common = {
  at: fc.constantFrom('00:00', '02:30', '09:00', '23:59'),
  timeZone: fc.constantFrom('Europe/Paris', 'UTC', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Pacific/Apia'),
  gap: fc.constantFrom('shift', 'next-valid', 'previous-valid', 'skip'),
  overlap: fc.constantFrom('first', 'second', 'both'),
} as const

const schedules: fc.Arbitrary<RecurringSchedule> = fc.oneof(
  fc.record({ recurs: fc.constant('daily' as const), ...common }),
  fc.record({
    recurs: fc.constant('weekly' as const),
    on: fc.subarray([0, 1, 2, 3, 4, 5, 6] as const, { minLength: 1 }),
    ...common,
  }),
  fc.record({ recurs: fc.constant('monthly' as const), on: fc.integer({ min: 1, max: 31 }), ...common }),
)
const instants = fc.date({ min: new Date('2011-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
const policies = fc.constantFrom<MissedRuns[]>('latest', 'all', 'skip')

/** Runs a schedule from a time on until nothing is due any more: what was done, what was counted as missed, and what waits. */
function caughtUp(schedule: RecurringSchedule, missed: MissedRuns, dueAt: Date, now: Date) {
  const done: Date[] = []
  let counted = 0
  let waits: Date | null = dueAt
  while (waits !== null && waits <= now) {
    const begun = beginningOf({ schedule, missed }, waits, now)
    expect(begun.next === null || begun.next > waits).toBe(true)
    if (begun.acts) done.push(waits)
    else counted += 1
    counted += begun.missed
    waits = begun.next
  }
  return { done, counted, waits }
}

test('R5.12 every time that passed is done, or counted as missed, once; what waits is ahead', () => {
  fc.assert(
    fc.property(schedules, policies, instants, fc.integer({ min: 0, max: 120 }), (schedule, missed, from, days) => {
      const dueAt = nextOccurrence(schedule, from)
      fc.pre(dueAt !== null)
      const now = new Date(dueAt.getTime() + days * 86_400_000)
      let passed = 0
      for (let at: Date | null = dueAt; at !== null && at <= now; at = nextOccurrence(schedule, at)) passed += 1
      const { done, counted, waits } = caughtUp(schedule, missed, dueAt, now)
      expect(done.length + counted).toBe(passed)
      expect(waits !== null && waits > now).toBe(true)
      expect(done.length).toBeLessThanOrEqual(missed === 'all' ? 31 : 1)
      if (missed === 'latest') expect(done).toEqual([dueAt])
      if (missed === 'all') expect(done.length).toBe(Math.min(31, passed))
    }),
    { seed, numRuns: 300 },
  )
})

test('R5.9 begun by a clock that stands before its time, the next one is still after it', () => {
  fc.assert(
    fc.property(schedules, policies, instants, fc.integer({ min: 1, max: 400 }), (schedule, missed, dueAt, days) => {
      const {
        acts,
        next,
        missed: passed,
      } = beginningOf({ schedule, missed }, dueAt, new Date(dueAt.getTime() - days * 86_400_000))
      expect([acts, passed, next !== null && next > dueAt]).toEqual([true, 0, true])
    }),
    { seed, numRuns: 100 },
  )
})
