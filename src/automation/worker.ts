import type { Clock, Identifiers } from '../kernel'
import { EVERYTHING } from '../query'
import { decide, type DecisionContext, type Store } from '../storage'
import { runOf, type AutomationRun } from './automation-entities'
import type { Committer } from './committer'
import { pausedSince } from './decisions'
import { deliver, type Delivery, type Holding } from './delivery'
import type { Mailer } from './mailer'
import { performRuns } from './perform-runs'
import { brokenBy, settleAttempts } from './run-settlement'

/** How runs that were taken ended. */
export interface RunCounts {
  readonly done: number
  readonly skipped: number
  readonly cancelled: number
  readonly failed: number
  /** To be tried again. */
  readonly retried: number
  /** Their date had moved behind the kernel's back. */
  readonly moved: number
  /** Taken by another worker, moved or cancelled while they were in hand. */
  readonly lost: number
}

export const NO_RUNS: RunCounts = { done: 0, skipped: 0, cancelled: 0, failed: 0, retried: 0, moved: 0, lost: 0 }

export const sumOf = (a: RunCounts, b: Partial<RunCounts>): RunCounts => ({
  done: a.done + (b.done ?? 0),
  skipped: a.skipped + (b.skipped ?? 0),
  cancelled: a.cancelled + (b.cancelled ?? 0),
  failed: a.failed + (b.failed ?? 0),
  retried: a.retried + (b.retried ?? 0),
  moved: a.moved + (b.moved ?? 0),
  lost: a.lost + (b.lost ?? 0),
})

export const totalOf = (counts: RunCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

export interface Workplace {
  readonly store: Store
  readonly commit: Committer
  readonly clock: Clock
  readonly identifiers: Identifiers
  /** What decisions of a tenant know besides its data. */
  readonly context: (tenant: string) => DecisionContext
  readonly mailer: Mailer | null
  readonly batch: number
  readonly leaseMilliseconds: number
  readonly mostAttempts: number
}

type Taken = Holding & { readonly runs: readonly AutomationRun[] }

async function take(store: Store, place: Workplace, limit: number): Promise<Taken> {
  const token = place.identifiers.next()
  const takenAt = place.clock.now()
  const milliseconds = place.leaseMilliseconds
  const lease = { at: 'nextAt', token: 'token', value: token, milliseconds, count: 'attempts' }
  const runs = (await store.claim('automationRun', { where: EVERYTHING, limit }, lease)).map(runOf)
  return { token, takenAt, leaseEnds: runs[0]?.nextAt ?? takenAt, runs }
}

const settling = (place: Workplace) => ({ now: place.clock.now(), mostAttempts: place.mostAttempts })

/** Performs runs together; where they cannot be, each alone, so that one that breaks does not hold up the others. */
async function perform(
  runs: readonly AutomationRun[],
  taken: Taken,
  store: Store,
  place: Workplace,
): Promise<RunCounts> {
  if (runs.length === 0) return NO_RUNS
  const context = place.context(store.tenant)
  const ids = runs.map((run) => run.id)
  let counts = NO_RUNS
  let letters: Parameters<typeof deliver>[0]
  try {
    const performed = await place.commit(store.tenant, (inside) => performRuns(ids, taken.token, inside), {
      cause: 'automation',
    })
    letters = performed.letters
    const { done, skipped, cancelled, moved, failed } = performed
    counts = sumOf(counts, { done, skipped, cancelled, moved, failed })
    counts = sumOf(counts, { lost: runs.length - totalOf(counts) - letters.length })
  } catch (error) {
    const [only] = runs
    if (only !== undefined && runs.length === 1)
      return sumOf(
        NO_RUNS,
        await settleAttempts(
          store,
          [{ run: only, attempt: brokenBy(error, context.locale) }],
          taken.token,
          settling(place),
        ),
      )
    for (const run of runs) counts = sumOf(counts, await perform([run], taken, store, place))
    return counts
  }
  const delivery: Delivery = { ...place, store, context }
  return sumOf(counts, await deliver(letters, taken, delivery))
}

/** Serves one tenant once: takes what is due, at most `limit`, and sees each to its end. Null where everything is paused. */
export async function serveTenant(tenant: string, place: Workplace, limit: number): Promise<RunCounts | null> {
  const store = place.store.forTenant(tenant)
  if ((await decide(store, pausedSince(place.context(tenant)))) !== null) return null
  const taken = await take(store, place, Math.min(limit, place.batch))
  // Taken more often than it may fail: it brings workers down before they can say so.
  const deadly = taken.runs.filter((run) => run.attempts > place.mostAttempts)
  const error = { type: 'broke', error: 'Every attempt ended without a word' } as const
  const given = await settleAttempts(
    store,
    deadly.map((run) => ({ run, attempt: error })),
    taken.token,
    settling(place),
  )
  const runs = taken.runs.filter((run) => run.attempts <= place.mostAttempts)
  return sumOf(await perform(runs, taken, store, place), given)
}
