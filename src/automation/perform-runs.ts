import type { Json, Write } from '../kernel'
import { entityOf } from '../model'
import { allOf, isAmong, isEqual } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { runOf, type AutomationRun } from './automation-entities'
import { gatherDesk } from './desk'
import type { MailMessage } from './mailer'
import { cancelRun } from './placing'
import type { RunReason } from './run-status'
import { verdictOn, type Verdict } from './verdict'

/** A message to send for a run that stays held until it has left. */
export interface Letter {
  readonly run: AutomationRun
  readonly message: Omit<MailMessage, 'tenant'>
  readonly result: Json
}

export interface Performed {
  readonly letters: readonly Letter[]
  readonly done: number
  readonly skipped: number
  readonly cancelled: number
  readonly moved: number
  readonly failed: number
}

function* heldRuns(
  ids: readonly string[],
  token: string,
  context: DecisionContext,
): Decision<readonly AutomationRun[]> {
  const entity = entityOf(context.model, 'automationRun')
  const where = allOf(isAmong(entity, 'id', ids), isEqual(entity, 'token', token), isEqual(entity, 'status', 'pending'))
  const orderBy = [{ field: 'dueAt', direction: 'asc' }] as const
  return (yield { entity: 'automationRun', where, orderBy, lock: 'update' }).map(runOf)
}

const settledAs = (
  run: AutomationRun,
  status: 'done' | 'skipped' | 'failed',
  now: Date,
  more: { reason?: RunReason; error?: string; result?: Json },
): Write => ({
  type: 'update',
  entity: 'automationRun',
  id: run.id,
  set: {
    status,
    reason: more.reason ?? null,
    error: more.error ?? null,
    result: more.result ?? null,
    nextAt: null,
    token: null,
    finishedAt: now,
  },
})

/** How a run is written down once it is decided; null while its message is still to leave. */
function settlementOf(run: AutomationRun, verdict: Verdict, now: Date): Write | null {
  switch (verdict.type) {
    case 'done':
      return settledAs(run, 'done', now, { result: verdict.result })
    case 'skip':
      return settledAs(run, 'skipped', now, { reason: verdict.reason })
    case 'fail':
      return settledAs(run, 'failed', now, { reason: 'refused', error: verdict.error })
    case 'cancel':
      return cancelRun(run, verdict.reason, now)
    case 'move':
      return verdict.write
    case 'send':
      return null
    default:
      return verdict satisfies never
  }
}

/**
 * Performs the runs among these that are still held with the token. What happens within the data is written and settled in the
 * same transaction; messages are handed back, their runs still held.
 */
export function* performRuns(
  ids: readonly string[],
  token: string,
  context: DecisionContext,
): Decision<Outcome<Performed>> {
  const runs = yield* heldRuns(ids, token, context)
  const desk = yield* gatherDesk(runs, context)
  const statuses = new Map<string, unknown>()
  const verdicts = runs.map((run) => ({ run, verdict: verdictOn(run, desk, statuses, context) }))
  const count = (type: Verdict['type']): number => verdicts.filter(({ verdict }) => verdict.type === type).length
  const letters = verdicts.flatMap(({ run, verdict }): Letter[] =>
    verdict.type === 'send' ? [{ run, message: verdict.message, result: verdict.result }] : [],
  )
  return {
    // What was done comes first, all of it, then what became of the runs: writes of one kind go to the store together.
    writes: [
      ...verdicts.flatMap(({ verdict }) => (verdict.type === 'done' ? verdict.writes : [])),
      ...verdicts.flatMap(({ run, verdict }) => settlementOf(run, verdict, context.now) ?? []),
    ],
    value: {
      letters,
      done: count('done'),
      skipped: count('skip'),
      cancelled: count('cancel'),
      moved: count('move'),
      failed: count('fail'),
    },
  }
}
