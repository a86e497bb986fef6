import { entityOf } from '../model'
import { allOf, complement, isAmong, isEqual } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { allProfiles } from './find-profile'

/**
 * The named lock under which rights change, and users come and go: whatever asks whether an administrator remains, or who is the
 * first user, must be alone in asking.
 */
export const RIGHTS_LOCK = 'rights'

/** The codes of the profiles that make an administrator. */
export function* administratorProfiles(context: DecisionContext): Decision<readonly string[]> {
  return (yield* allProfiles(context)).filter(({ rights }) => rights.includes('administrator')).map(({ code }) => code)
}

/** Whether an active administrator remains besides these users, with one of these profiles. */
export function* administratorRemains(
  without: readonly string[],
  profiles: readonly string[],
  context: DecisionContext,
): Decision<boolean> {
  const access = entityOf(context.model, 'userAccess')
  const rows = yield {
    entity: access.name,
    where: allOf(
      isAmong(access, 'profile', profiles),
      isEqual(access, 'active', true),
      complement(isAmong(access, 'id', without)),
    ),
    limit: 1,
    lock: 'update',
  }
  return rows.length > 0
}
