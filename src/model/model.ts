import { refuse, type Problem, Refusal } from '../kernel'
import type { EntityDefinition, EntitySpec } from './entity'
import { columnOf } from './mapping'
import { checkBelonging } from './belonging'
import { checkEntity } from './check-entity'
import { problem } from './problem'
import { readField, wordsOf } from './read-field'
import type { EntityMap } from './record-type'
import { bindRoles } from './bind-roles'
import type { RoleBinding, RoleName, RoleSpec } from './role'

declare const entitiesOf: unique symbol

/** The entities of a host, resolved and checked. Its type carries theirs, so that criteria and results are typed from it. */
export interface Model<E extends EntityMap = EntityMap> {
  readonly [entitiesOf]?: E
  readonly entities: ReadonlyMap<string, EntityDefinition>
  readonly specs: EntityMap
  readonly roles: { readonly [R in RoleName]: RoleBinding<R> | null }
}

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,59}$/
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

export const isName = (name: string): boolean => NAME.test(name) && !FORBIDDEN.has(name)

function resolveEntity(name: string, spec: EntitySpec): EntityDefinition {
  const names = [name, ...Object.keys(spec.fields.shape), ...Object.keys(spec.relations ?? {})]
  const bad = names.find((candidate) => !isName(candidate))
  if (bad !== undefined) refuse(problem('model.bad_name', { path: `/${name}`, data: { name: bad } }))
  const mapping = spec.table ?? null
  const fields = Object.entries(spec.fields.shape).map(([field, schema]) =>
    readField(name, field, schema, mapping === null ? null : columnOf(mapping, field)),
  )
  return {
    name,
    module: spec.module,
    label: spec.label ?? wordsOf(name),
    schema: spec.fields,
    fields: new Map(fields.map((field) => [field.name, field])),
    relations: new Map(Object.entries(spec.relations ?? {})),
    group: spec.group ?? null,
    owner: spec.owner ?? null,
    belongsTo: spec.belongsTo ?? null,
    unique: spec.unique ?? [],
    indexes: spec.indexes ?? [],
    table: mapping,
  }
}

/**
 * Checks entities against each other and binds the roles. Everything wrong is refused at once, with its path.
 *
 * @example
 * ```ts
 * const model = defineModel({ ...crmEntities, account }, { roles: { event: { start: 'startsAt' } } })
 * ```
 */
export function defineModel<const E extends EntityMap>(
  entities: E,
  options: { readonly roles?: RoleSpec } = {},
): Model<E> {
  const resolved = new Map<string, EntityDefinition>()
  const problems: Problem[] = []
  for (const [name, spec] of Object.entries(entities)) {
    try {
      resolved.set(name, resolveEntity(name, spec))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems.push(...error.problems)
    }
  }
  if (problems.length === 0)
    for (const definition of resolved.values())
      problems.push(...checkEntity(definition, resolved), ...checkBelonging(definition, resolved))
  if (problems.length > 0) refuse(problems)
  return { entities: resolved, specs: entities, roles: bindRoles(resolved, options.roles ?? {}) }
}

/** A model with the kernel's own entities beside the host's. Refused with `model.entity_reserved` where a name is taken. */
export function extendModel<E extends EntityMap, K extends EntityMap>(model: Model<E>, own: K): Model<E & K> {
  const taken = Object.keys(own).find((name) => model.entities.has(name))
  if (taken !== undefined) refuse(problem('model.entity_reserved', { path: `/${taken}`, data: { entity: taken } }))
  const whole = defineModel({ ...model.specs, ...own })
  return { entities: whole.entities, specs: whole.specs, roles: model.roles }
}

/** Refused with `model.entity_unknown`. */
export function entityOf(model: Model, name: string): EntityDefinition {
  const definition = model.entities.get(name)
  if (definition === undefined)
    refuse(problem('model.entity_unknown', { data: { entity: name, known: [...model.entities.keys()].join(', ') } }))
  return definition
}
