import type { Change } from '../kernel'
import { entityOf } from '../model'
import { EVERYTHING, isAmong } from '../query'
import type { Decision, DecisionContext } from '../storage'

/** The values of a field before and after changes. */
const valuesOf = (changes: readonly Change[], field: string): readonly string[] => [
  ...new Set(
    changes
      .flatMap(({ before, after }) => [before?.[field], after?.[field]])
      .filter((value) => typeof value === 'string'),
  ),
]

/** Users and everybody above them: what somebody holds is held by those they report to, in their way. */
function* withManagers(users: readonly string[], context: DecisionContext): Decision<ReadonlySet<string>> {
  const access = entityOf(context.model, 'userAccess')
  const all = new Set(users)
  let below: readonly string[] = users
  while (below.length > 0) {
    const rows = yield { entity: access.name, where: isAmong(access, 'id', below) }
    below = rows.map((row) => row['managerId']).filter((id): id is string => typeof id === 'string' && !all.has(id))
    for (const id of below) all.add(id)
  }
  return all
}

/**
 * The users whose rights such changes may move, as they stand after them; null: anybody's, as where a module is switched off or
 * a region, an organisation changes.
 */
export function* usersAffected(
  changes: readonly Change[],
  context: DecisionContext,
): Decision<ReadonlySet<string> | null> {
  const of = (...entities: readonly string[]) => changes.filter(({ entity }) => entities.includes(entity))
  const named = new Set(['userAccess', 'userGrant', 'share', 'profile', 'journalEntry', 'rightsEpoch'])
  if (changes.some(({ entity }) => !named.has(entity))) return null
  const users = new Set<string>(valuesOf(of('userGrant', 'share'), 'userId'))
  const accesses = of('userAccess')
  for (const { id } of accesses) users.add(id)
  for (const id of yield* withManagers(valuesOf(accesses, 'managerId'), context)) users.add(id)
  const codes = valuesOf(of('profile'), 'code')
  if (codes.length > 0) {
    const access = entityOf(context.model, 'userAccess')
    const rows = yield { entity: access.name, where: isAmong(access, 'profile', codes), fields: ['id'] }
    for (const row of rows) users.add(String(row['id']))
  }
  return users
}

/** Everybody who may have rights: those that the kernel keeps an access of, or all users where the host says what they have. */
export function* everyUser(areSupplied: boolean, context: DecisionContext): Decision<readonly string[]> {
  const entity = areSupplied ? (context.model.roles.user?.entity ?? null) : 'userAccess'
  if (entity === null) return []
  const rows = yield { entity, where: EVERYTHING, fields: ['id'] }
  return rows.map((row) => String(row['id']))
}
