import { entityOf } from '../model'
import { allOf, complement, isAmong, isEqual, isMissing } from '../query'
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

/** Whether somebody administers the whole, with one of these profiles: who is bounded by an organisation administers that alone. */
export const administersAll = (
  access: { readonly profile: string; readonly active: boolean; readonly organisationId: string | null },
  profiles: readonly string[],
): boolean => access.active && access.organisationId === null && profiles.includes(access.profile)

/** Whether the administrators of the whole, and there are some, all have this one profile. */
export function* administersAlone(profile: string, context: DecisionContext): Decision<boolean> {
  if (!(yield* administratorRemains([], [profile], context))) return false
  const others = (yield* administratorProfiles(context)).filter((code) => code !== profile)
  return !(yield* administratorRemains([], others, context))
}

/** Whether one of these users is there: somebody whose record was removed behind the kernel's back administers nothing. */
function* anyIsThere(users: readonly string[], context: DecisionContext): Decision<boolean> {
  const role = context.model.roles.user
  if (role === null || users.length === 0) return users.length > 0
  const entity = entityOf(context.model, role.entity)
  const rows = yield { entity: entity.name, where: isAmong(entity, 'id', users), limit: 1 }
  return rows.length > 0
}

/** Whether an administrator of the whole remains besides these users, with one of these profiles. */
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
      isMissing(access, 'organisationId'),
      complement(isAmong(access, 'id', without)),
    ),
    lock: 'update',
  }
  return yield* anyIsThere(
    rows.map((row) => String(row['id'])),
    context,
  )
}
