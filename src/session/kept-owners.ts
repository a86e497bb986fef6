import { refuse, sameValue, type Change } from '../kernel'
import { entityOf, type EntityDefinition, type Model } from '../model'
import { isShareable, permissionProblem, scopeOf, type Actor } from '../permissions'
import { predicate } from '../query'
import { relatedRows, streamRows, type Store } from '../storage'
import type { PerformOptions } from './core'

/** The fields of a record that say whose it is: its group, its owner and what it belongs to, or what those are found by. */
function ownershipFields(entity: EntityDefinition): ReadonlySet<string> {
  const first = (path: string | null): readonly string[] => {
    const [step = ''] = path?.split('.') ?? []
    return path === null ? [] : [entity.relations.get(step)?.field ?? step]
  }
  return new Set([...first(entity.group), ...first(entity.owner), ...first(entity.belongsTo)])
}

const changedOwnership = (fields: ReadonlySet<string>, { type, before, after }: Change): string | undefined =>
  type === 'updated' ? [...fields].find((field) => !sameValue(before?.[field], after?.[field])) : undefined

/**
 * Who works on records by a share does not say whose they are, nor to what they belong: otherwise they would keep for good, or give
 * on, what was lent to them until a day. Refused with `share.owner_stays` at the field.
 */
async function demandKeptOwners(store: Store, model: Model, actor: Actor, changes: readonly Change[]): Promise<void> {
  const related = relatedRows((name, where) => streamRows(store, name, { where, orderBy: [], pageSize: 500 }))
  for (const change of changes) {
    const entity = entityOf(model, change.entity)
    const field = isShareable(model, entity) ? changedOwnership(ownershipFields(entity), change) : undefined
    if (field === undefined || change.before === null) continue
    const own = scopeOf(model, actor, entity.name, 'manage')
    await related.gather([change.before], own)
    if (!predicate(own)(change.before, related.lookup))
      refuse(
        permissionProblem('share.owner_stays', {
          path: `/${field}`,
          data: { entity: entity.label, field: entity.fields.get(field)?.label ?? field },
        }),
      )
  }
}

/** What is performed for an actor who works by shares, with a last look at whose the records are that it changed. */
export function keepingOwners<T>(
  model: Model,
  actor: Actor | null,
  options: PerformOptions<T> | undefined,
): PerformOptions<T> | undefined {
  if (actor === null || (actor.shares ?? []).every(({ use }) => use !== 'work')) return options
  const unshared = { ...actor, shares: [] }
  return {
    ...options,
    async verify(store, done) {
      await options?.verify?.(store, done)
      await demandKeptOwners(store, model, unshared, done.changes)
    },
  }
}
