import { refuse, type Problem } from '../kernel'
import type { EntityDefinition } from './entity'
import { problem } from './problem'
import { ROLES, USUAL_FIELDS, type RoleBinding, type RoleName, type RoleSpec } from './role'

type Slots = Readonly<Record<string, { readonly kinds: readonly string[]; readonly required: boolean }>>
type Erased = { readonly entity: string; readonly fields: Readonly<Record<string, string | null>> }

/** Slots are known by name only here; each role's binding has those of its own. */
function bindRole<R extends RoleName>(
  role: R,
  entity: EntityDefinition,
  said: Readonly<Record<string, string | undefined>>,
  problems: Problem[],
): RoleBinding<R>
function bindRole(
  role: RoleName,
  entity: EntityDefinition,
  said: Readonly<Record<string, string | undefined>>,
  problems: Problem[],
): Erased {
  const fields: Record<string, string | null> = {}
  const slots: Slots = ROLES[role]
  for (const [slot, { kinds, required }] of Object.entries(slots)) {
    const wanted = said[slot]
    const candidates = wanted === undefined ? [slot, ...(USUAL_FIELDS[slot] ?? [])] : [wanted]
    const found = candidates.find((name) => kinds.includes(entity.fields.get(name)?.kind ?? ''))
    if (found === undefined && (required || wanted !== undefined))
      problems.push(
        problem('model.role_misfit', {
          path: `/roles/${role}/${slot}`,
          data: { role, slot, kinds: kinds.join(', '), entity: entity.name, field: wanted ?? slot },
        }),
      )
    fields[slot] = found ?? null
  }
  return { entity: entity.name, fields }
}

/**
 * Binds what the host says, and refuses what does not fit it. Of a role it says nothing of, the entity of that name is tried: where it lacks
 * what the role needs, or is not there, nobody plays the role, and what wants it refuses when it is asked.
 */
export function bindRoles(
  entities: ReadonlyMap<string, EntityDefinition>,
  spec: RoleSpec,
): { readonly [R in RoleName]: RoleBinding<R> | null } {
  const problems: Problem[] = []
  const bind = <R extends RoleName>(role: R): RoleBinding<R> | null => {
    const said: Readonly<Record<string, string | undefined>> | undefined = spec[role]
    const entity = entities.get(said?.['entity'] ?? role)
    if (entity === undefined) {
      if (said !== undefined)
        problems.push(
          problem('model.entity_unknown', {
            path: `/roles/${role}/entity`,
            data: { entity: said['entity'] ?? role, known: [...entities.keys()].join(', ') },
          }),
        )
      return null
    }
    const misfits: Problem[] = []
    const binding = bindRole(role, entity, said ?? {}, misfits)
    if (said !== undefined) problems.push(...misfits)
    return misfits.length > 0 ? null : binding
  }
  const bound = {
    user: bind('user'),
    group: bind('group'),
    account: bind('account'),
    contact: bind('contact'),
    event: bind('event'),
    quote: bind('quote'),
    invoice: bind('invoice'),
    conversation: bind('conversation'),
    message: bind('message'),
    task: bind('task'),
  }
  if (problems.length > 0) refuse(problems)
  return bound
}
