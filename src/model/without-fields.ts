import { z } from 'zod'
import type { EntityDefinition } from './entity'
import type { Model } from './model'
import type { EntityMap } from './record-type'
import type { Relation } from './relation'
import type { RoleBinding, RoleName } from './role'

/** Fields by the entity that has them. */
export type FieldSets = ReadonlyMap<string, ReadonlySet<string>>

type Erased = { readonly entity: string; readonly fields: Readonly<Record<string, string | null>> }

/** Slots are known by name only here; each role's binding keeps those of its own. */
function roleWithout<R extends RoleName>(binding: RoleBinding<R> | null, out: FieldSets): RoleBinding<R> | null
function roleWithout(binding: Erased | null, out: FieldSets): Erased | null {
  const gone = binding === null ? undefined : out.get(binding.entity)
  if (binding === null || gone === undefined) return binding
  const fields = Object.entries(binding.fields).map(([slot, field]) => [
    slot,
    field === null || gone.has(field) ? null : field,
  ])
  return { entity: binding.entity, fields: Object.fromEntries(fields) }
}

function entityWithout(entity: EntityDefinition, out: FieldSets): EntityDefinition {
  const gone = out.get(entity.name) ?? new Set()
  const stays = (name: string): boolean => !gone.has(name)
  const isOpen = ({ type, target, field }: Relation): boolean =>
    type === 'one' ? stays(field) : out.get(target)?.has(field) !== true
  const relations = new Map([...entity.relations].filter(([, relation]) => isOpen(relation)))
  if (gone.size === 0) return relations.size === entity.relations.size ? entity : { ...entity, relations }
  const shape = Object.fromEntries(Object.entries(entity.schema.shape).filter(([name]) => stays(name)))
  return {
    ...entity,
    // The rules of the whole object may speak of a field that is not there: they are for who has all of it.
    schema: z.object(shape),
    fields: new Map([...entity.fields].filter(([name]) => stays(name))),
    relations,
    unique: entity.unique.filter((key) => key.every(stays)),
    indexes: entity.indexes.filter((key) => key.every(stays)),
  }
}

/**
 * A model as if some fields were not in it: they take with them the relations that go by them, either way, the keys they are part of, and
 * the slots of roles that they fill. The paths to the group and the owner of a record stay as they are: what scopes records is asked of
 * the whole model.
 */
export function withoutFields<E extends EntityMap>(model: Model<E>, out: FieldSets): Model<E> {
  const { specs, roles } = model
  const entities = new Map([...model.entities].map(([name, entity]) => [name, entityWithout(entity, out)]))
  return {
    entities,
    specs,
    roles: {
      user: roleWithout(roles.user, out),
      group: roleWithout(roles.group, out),
      account: roleWithout(roles.account, out),
      contact: roleWithout(roles.contact, out),
      event: roleWithout(roles.event, out),
      quote: roleWithout(roles.quote, out),
      invoice: roleWithout(roles.invoice, out),
      conversation: roleWithout(roles.conversation, out),
      message: roleWithout(roles.message, out),
      task: roleWithout(roles.task, out),
    },
  }
}
