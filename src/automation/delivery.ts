import type { Clock } from '../kernel'
import type { DecisionContext, Store } from '../storage'
import { NO_MAILER, type Mailer } from './mailer'
import type { Letter } from './perform-runs'
import { brokenBy, settleAttempts, type Attempted, type Settled } from './run-settlement'

/** As many messages leave at once. */
const AT_ONCE = 25

/** What a worker holds: the token of its claim, and until when by the store's clock. */
export interface Holding {
  readonly token: string
  readonly leaseEnds: Date
  /** The worker's own clock when it took the lease. Only lengths of time are measured by it. */
  readonly takenAt: Date
}

export interface Delivery {
  readonly store: Store
  readonly mailer: Mailer | null
  readonly clock: Clock
  readonly context: DecisionContext
  readonly leaseMilliseconds: number
  readonly mostAttempts: number
}

/** Keeps the lease of what is left to send where half of it is gone. Answers what is still held. */
async function renewed(
  letters: readonly Letter[],
  holding: Holding,
  { store, clock, leaseMilliseconds }: Delivery,
): Promise<{ readonly letters: readonly Letter[]; readonly holding: Holding }> {
  const now = clock.now()
  const elapsed = now.getTime() - holding.takenAt.getTime()
  if (elapsed < leaseMilliseconds / 2) return { letters, holding }
  const leaseEnds = new Date(holding.leaseEnds.getTime() + elapsed)
  const { token } = holding
  const held = new Set(
    await store.updateEach(
      'automationRun',
      letters.map(({ run }) => ({ id: run.id, set: { nextAt: leaseEnds }, expect: { token } })),
    ),
  )
  return { letters: letters.filter(({ run }) => held.has(run.id)), holding: { token, leaseEnds, takenAt: now } }
}

async function send({ run, message, result }: Letter, { store, mailer, context }: Delivery): Promise<Attempted> {
  try {
    if (mailer === null) throw new Error(NO_MAILER)
    await mailer.send({ tenant: store.tenant, ...message })
    return { run, attempt: { type: 'done', result } }
  } catch (error) {
    return { run, attempt: brokenBy(error, context.locale) }
  }
}

/**
 * Sends the messages of runs that are held, a few at a time, settling each few before the next. A crash between a message and its
 * settling sends it once more under the same key, after the lease.
 */
export async function deliver(letters: readonly Letter[], held: Holding, delivery: Delivery): Promise<Settled> {
  const total = { done: 0, failed: 0, retried: 0, lost: 0 }
  let left = letters
  let holding = held
  while (left.length > 0) {
    const before = left.length
    ;({ letters: left, holding } = await renewed(left, holding, delivery))
    total.lost += before - left.length
    const attempts = await Promise.all(left.slice(0, AT_ONCE).map((letter) => send(letter, delivery)))
    left = left.slice(AT_ONCE)
    const settled = await settleAttempts(delivery.store, attempts, holding.token, {
      now: delivery.clock.now(),
      mostAttempts: delivery.mostAttempts,
    })
    total.done += settled.done
    total.failed += settled.failed
    total.retried += settled.retried
    total.lost += settled.lost
  }
  return total
}
