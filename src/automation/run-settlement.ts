import { isRefusal, type Json, type Locale, type Row } from '../kernel'
import type { RowUpdate, Store } from '../storage'
import type { AutomationRun } from './automation-entities'

/** How an attempt outside the database ended. */
export type Attempt =
  | { readonly type: 'done'; readonly result: Json }
  /** It will never be: the reason is the refusal's. */
  | { readonly type: 'refused'; readonly error: string }
  /** It may yet be. */
  | { readonly type: 'broke'; readonly error: string }

export interface Attempted {
  readonly run: AutomationRun
  readonly attempt: Attempt
}

export interface Settled {
  readonly done: number
  readonly failed: number
  readonly retried: number
  /** Somebody else holds these now, or they were moved or cancelled meanwhile. */
  readonly lost: number
}

const MINUTE = 60_000
const LONGEST_WAIT = 6 * 60 * MINUTE
const MOST_ERROR = 1_000

/** One minute after the first attempt, then twice as long each time, six hours at most. */
export const backoff = (attempts: number): number => Math.min(LONGEST_WAIT, MINUTE * 2 ** Math.max(0, attempts - 1))

export function brokenBy(error: unknown, locale: Locale): Attempt {
  if (isRefusal(error)) return { type: 'refused', error: error.messageIn(locale) }
  return { type: 'broke', error: error instanceof Error ? error.message : String(error) }
}

const outcomeOf = ({ run, attempt }: Attempted, mostAttempts: number): keyof Omit<Settled, 'lost'> => {
  if (attempt.type === 'done') return 'done'
  return attempt.type === 'refused' || run.attempts >= mostAttempts ? 'failed' : 'retried'
}

/** Every row names the same fields, so that a whole batch is one statement. */
function fieldsOf(attempted: Attempted, mostAttempts: number, now: Date): Row {
  const { run, attempt } = attempted
  const settled = { reason: null, error: null, result: null, nextAt: null, token: null, finishedAt: now }
  if (attempt.type === 'done') return { ...settled, status: 'done', result: attempt.result }
  const error = attempt.error.slice(0, MOST_ERROR).replaceAll('\0', '')
  if (outcomeOf(attempted, mostAttempts) === 'retried')
    return {
      ...settled,
      status: 'pending',
      error,
      nextAt: new Date(now.getTime() + backoff(run.attempts)),
      finishedAt: null,
    }
  return { ...settled, status: 'failed', reason: attempt.type === 'refused' ? 'refused' : 'gaveUp', error }
}

/** Writes down how attempts ended, for the runs still held with the token: one that another worker took since is left to it. */
export async function settleAttempts(
  store: Store,
  attempts: readonly Attempted[],
  token: string,
  { now, mostAttempts }: { readonly now: Date; readonly mostAttempts: number },
): Promise<Settled> {
  if (attempts.length === 0) return { done: 0, failed: 0, retried: 0, lost: 0 }
  const updates = attempts.map((one): RowUpdate => ({
    id: one.run.id,
    set: fieldsOf(one, mostAttempts, now),
    expect: { token },
  }))
  const held = new Set(await store.updateEach('automationRun', updates))
  const count = (outcome: string): number =>
    attempts.filter((one) => held.has(one.run.id) && outcomeOf(one, mostAttempts) === outcome).length
  return { done: count('done'), failed: count('failed'), retried: count('retried'), lost: attempts.length - held.size }
}
