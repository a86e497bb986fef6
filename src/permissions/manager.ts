import { refuse, type Row, type Write } from '../kernel'
import { entityOf } from '../model'
import { allOf, complement, isAmong, isEqual } from '../query'
import type { Decision, DecisionContext } from '../storage'
import type { Actor } from './actor'
import { hasRight } from './reach-and-level'
import { problem } from './problem'
import { userRecord } from './resolve-actor'

const managerOf = (row: Row | undefined): string | null => {
  const manager = row?.['managerId']
  return typeof manager === 'string' ? manager : null
}

/** Whether a user would come to stand above themselves. */
function* standsAbove(user: string, manager: string, context: DecisionContext): Decision<boolean> {
  const access = entityOf(context.model, 'userAccess')
  const met = new Set<string>()
  for (let at: string | null = manager; at !== null && !met.has(at);) {
    if (at === user) return true
    met.add(at)
    const [row]: readonly Row[] = yield { entity: access.name, where: isEqual(access, 'id', at) }
    at = managerOf(row)
  }
  return false
}

/**
 * A manager is somebody who is there and does not report to the user. What a manager gains is the records of the user and of the
 * team below, so whoever gives or takes that must hold it.
 *
 * @throws refusals `rights.user_unknown`, `rights.manager_cycle`, both at `/manager`, `rights.not_held`.
 */
export function* demandManager(
  change: {
    readonly user: string
    readonly team: readonly string[]
    readonly from: string | null
    readonly to: string | null
  },
  giver: Actor | null,
  context: DecisionContext,
): Decision<void> {
  const { user, team, from, to } = change
  if (from === to) return
  if (to !== null) {
    if ((yield* userRecord(to, context)) === null)
      refuse(problem('rights.user_unknown', { path: '/manager', data: { user: to } }))
    if (yield* standsAbove(user, to, context))
      refuse(problem('rights.manager_cycle', { path: '/manager', data: { user, manager: to } }))
  }
  if (giver === null || hasRight(giver, 'administrator') || giver.reach === 'all') return
  const held = new Set([giver.id, ...giver.team])
  const missing = [user, ...team].filter((id) => !held.has(id))
  if (missing.length > 0) refuse(problem('rights.not_held', { path: '/manager', data: { missing } }))
}

/** Those who reported to somebody who leaves report to the first above who stays. */
export function* reportFurtherUp(
  leaving: readonly Row[],
  users: readonly string[],
  context: DecisionContext,
): Decision<readonly Write[]> {
  const access = entityOf(context.model, 'userAccess')
  const where = allOf(isAmong(access, 'managerId', users), complement(isAmong(access, 'id', users)))
  const reports = yield { entity: access.name, where, lock: 'update' }
  const above = new Map(leaving.map((row) => [String(row['id']), managerOf(row)]))
  const gone = new Set(users)
  return reports.map((row): Write => {
    let manager = managerOf(row)
    for (let steps = 0; manager !== null && gone.has(manager) && steps <= users.length; steps += 1)
      manager = above.get(manager) ?? null
    return { type: 'update', entity: access.name, id: String(row['id']), set: { managerId: manager } }
  })
}
