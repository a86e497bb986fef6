import { isWellFormedText, refuse } from '../kernel'
import { problem } from './problem'

const LONGEST = 191

const isId = (id: unknown): id is string =>
  typeof id === 'string' && id.length > 0 && id.length <= LONGEST && isWellFormedText(id)

/**
 * An identifier from outside: whatever else it is, no store is asked for what none can hold. Refused with `session.bad_id` at the
 * path.
 */
export function recordId(id: unknown, path = '/id'): string {
  return isId(id) ? id : refuse(problem('session.bad_id', { path, data: { id, most: LONGEST } }))
}

/** A user who asks to be let in. What is no identifier is nobody: refused with `session.no_actor`. */
export function userId(user: unknown): string {
  return isId(user) ? user : refuse(problem('session.no_actor', { data: { user } }))
}

/** Tenants are told apart by a column of every table. Refused with `session.bad_tenant`. */
export function tenantName(tenant: unknown): string {
  return isId(tenant)
    ? tenant
    : refuse(problem('session.bad_tenant', { path: '/tenant', data: { tenant, most: LONGEST } }))
}
