import type { Clock, Identifiers } from '../kernel'
import type { Model } from '../model'
import { decide, type DecisionContext, type Store } from '../storage'
import type { Committer } from './committer'
import type { Mailer } from './mailer'
import { pausedSince } from './decisions'
import { schedulerLoop, systemTimer, type Timer, type Wakeup } from './scheduler-loop'
import { NO_RUNS, serveTenant, sumOf, totalOf, type RunCounts, type Workplace } from './worker'

/** Work of another module that waits for its time, as runs do: served tenant by tenant after them, and not while everything is paused. */
export interface QueuedWork extends Wakeup {
  /** Does what is due; `more` where it left something for the next round. */
  serve(tenant: string): Promise<{ readonly more: boolean }>
}

export interface SchedulerOptions {
  readonly model: Model
  /** Of any tenant: the worker serves them all. */
  readonly store: Store
  readonly commit: Committer
  readonly clock: Clock
  readonly identifiers: Identifiers
  /** What decisions of a tenant know besides its data. */
  readonly context: (tenant: string) => DecisionContext
  /** Done at the start of each round: what else waits for time to pass. */
  readonly beforehand?: () => Promise<void>
  /** Entities, besides the runs, with an instant at which a round has something to do. */
  readonly wakeups?: readonly Wakeup[]
  readonly queues?: readonly QueuedWork[]
  /** Without one, e-mails are tried again, then fail. */
  readonly mailer?: Mailer
  readonly timer?: Timer
  /** How many runs are taken at once; 500 unless said. */
  readonly batch?: number
  /** How long runs are held before another worker may take them, renewed while messages leave; 60,000 unless said. */
  readonly leaseMilliseconds?: number
  /** After how many attempts a run has failed; 8 unless said. */
  readonly attempts?: number
  /** The longest time without looking what is due, in milliseconds; 10,000 unless said. */
  readonly idleMilliseconds?: number
}

export interface TickOptions {
  /** At most this many runs; 10,000 unless said. */
  readonly limit?: number
}

export interface TickReport extends RunCounts {
  /** Whether the limit was reached, so that more may be due. */
  readonly more: boolean
}

export interface RunScheduler {
  /**
   * One round: takes what is due, tenant by tenant, and sees each run to its end. An error in one tenant does not keep the others
   * waiting; it is thrown at the end, and what it left is taken again after the lease.
   *
   * @example
   * ```ts
   * const { done, failed } = await crm.tick()
   * ```
   */
  tick(options?: TickOptions): Promise<TickReport>
  /** Runs what is due as it comes. An error is told, and the loop goes on. Starting twice starts once. */
  start(options: { readonly onError: (error: unknown) => void }): void
  /** Ends the loop, once the round in hand is over. */
  stop(): Promise<void>
  /** Looks at once instead of at the next due time: after a commit that planned something. */
  wake(): void
}

const MOST_RUNS = 10_000
const MOST_TENANTS = 10_000

function thrown(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new AggregateError(errors, 'Several parts of a round could not be done')
}

/** The worker that runs automations when they are due. Any number of them may work on the same data. */
export function createScheduler(options: SchedulerOptions): RunScheduler {
  const { model, store, clock, timer = systemTimer, idleMilliseconds = 10_000, queues = [] } = options
  const place: Workplace = {
    store,
    commit: options.commit,
    clock,
    identifiers: options.identifiers,
    context: options.context,
    mailer: options.mailer ?? null,
    batch: options.batch ?? 500,
    leaseMilliseconds: options.leaseMilliseconds ?? 60_000,
    mostAttempts: options.attempts ?? 8,
  }
  /** Tenants served lately, and not paused: those whose next due time is worth asking for. */
  const awake = new Set([store.tenant])

  async function runs(limit: number, errors: unknown[]): Promise<TickReport> {
    const finished = new Set<string>()
    let counts = NO_RUNS
    for (;;) {
      const due = (await store.tenantsDue('automationRun', 'nextAt', MOST_TENANTS)).filter(
        (tenant) => !finished.has(tenant),
      )
      if (due.length === 0) return { ...counts, more: false }
      for (const tenant of due) {
        const room = limit - totalOf(counts)
        if (room <= 0) return { ...counts, more: true }
        try {
          const served = await serveTenant(tenant, place, room)
          if (served === null) awake.delete(tenant)
          else awake.add(tenant)
          if (served === null || totalOf(served) === 0) finished.add(tenant)
          else counts = sumOf(counts, served)
        } catch (error) {
          errors.push(error)
          finished.add(tenant)
        }
      }
    }
  }

  /** Serves the tenants for which a queue has something due. Whether it left something. */
  async function serve({ entity, at, serve: work }: QueuedWork, errors: unknown[]): Promise<boolean> {
    let more = false
    for (const tenant of await store.tenantsDue(entity, at, MOST_TENANTS))
      try {
        const isPaused = (await decide(store.forTenant(tenant), pausedSince(place.context(tenant)))) !== null
        if (isPaused) awake.delete(tenant)
        else awake.add(tenant)
        const left = isPaused ? { more: false } : await work(tenant)
        more ||= left.more
      } catch (error) {
        errors.push(error)
      }
    return more
  }

  async function tick({ limit = MOST_RUNS }: TickOptions = {}): Promise<TickReport> {
    const errors: unknown[] = []
    await options.beforehand?.().catch((error: unknown) => errors.push(error))
    const report = await runs(limit, errors)
    let more = report.more
    for (const queue of queues) if (await serve(queue, errors)) more = true
    thrown(errors)
    return { ...report, more }
  }

  const wakeups = [{ entity: 'automationRun', at: 'nextAt' }, ...queues, ...(options.wakeups ?? [])]
  const loop = schedulerLoop(tick, { model, store, clock, timer, idleMilliseconds, awake, wakeups })
  return { tick, ...loop }
}
