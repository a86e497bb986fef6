import { refuse } from '../kernel'
import { entityOf } from '../model'
import { isAmong } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { problem } from './problem'

/** Refused with `communication.user_unknown`, each at its index under `path`. Without users in the model any word may name one. */
export function* demandUsers(ids: readonly string[], path: string, context: DecisionContext): Decision<void> {
  const role = context.model.roles.user
  if (role === null || ids.length === 0) return
  const users = yield {
    entity: role.entity,
    where: isAmong(entityOf(context.model, role.entity), 'id', ids),
    fields: [],
  }
  const known = new Set(users.map((user) => user['id']))
  const problems = ids.flatMap((user, index) =>
    known.has(user) ? [] : [problem('communication.user_unknown', { path: `${path}/${index}`, data: { user } })],
  )
  if (problems.length > 0) refuse(problems.slice(0, 20))
}
