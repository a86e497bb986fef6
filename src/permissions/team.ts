import { entityOf } from '../model'
import { isAmong } from '../query'
import type { Decision, DecisionContext } from '../storage'

/** Everybody below a user: those who report to them, those who report to these, and so on. One question a step down. */
export function* teamOf(user: string, context: DecisionContext): Decision<readonly string[]> {
  const access = entityOf(context.model, 'userAccess')
  const team = new Set<string>()
  let above: readonly string[] = [user]
  while (above.length > 0) {
    const rows = yield { entity: access.name, where: isAmong(access, 'managerId', above) }
    const below = rows.map((row) => String(row['id'])).filter((id) => id !== user && !team.has(id))
    for (const id of below) team.add(id)
    above = below
  }
  return [...team]
}
