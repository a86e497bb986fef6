import { sameValue } from '../kernel'
import type { EntityDefinition, Model } from '../model'
import { allOf, complement, isNothing, NOTHING, type BoundCriteria } from '../query'
import type { Actor } from './actor'
import { fieldsUnder, type FieldRule } from './field-rules'
import { GENERIC_RIGHTS, type GenericRight, type Level, type Reach } from './level'
import { hasRight, levelFor, reachOf } from './reach-and-level'
import { scopeOf, type RecordUse } from './scope'

/** What somebody has of a module; null where it does not exist for them. */
export interface ModuleStanding {
  readonly level: Level
  readonly reach: Reach
}

/** The records of an entity that come into, and leave, what somebody may read or change. */
export interface ScopeDifference {
  readonly entity: string
  readonly use: RecordUse
  readonly gained: BoundCriteria
  readonly lost: BoundCriteria
}

export interface FieldDifference {
  readonly entity: string
  readonly field: string
  readonly before: FieldRule | null
  readonly after: FieldRule | null
}

/** What a change makes of somebody's rights. */
export interface RightsDifference {
  readonly rights: { readonly gained: readonly GenericRight[]; readonly lost: readonly GenericRight[] }
  readonly modules: readonly {
    readonly module: string
    readonly before: ModuleStanding | null
    readonly after: ModuleStanding | null
  }[]
  readonly fields: readonly FieldDifference[]
  readonly scopes: readonly ScopeDifference[]
}

const standingIn = (actor: Actor | null, module: string): ModuleStanding | null => {
  const level = actor === null ? null : levelFor(actor, module)
  return actor === null || level === null ? null : { level, reach: reachOf(actor, module) }
}

const scopeIn = (model: Model, actor: Actor | null, entity: string, use: RecordUse): BoundCriteria =>
  actor === null ? NOTHING : scopeOf(model, actor, entity, use)

/** The facts of a user are no rights, and nor is when rights were read. */
const rightsOf = (actor: Actor | null): Partial<Actor> | null =>
  actor === null ? null : { ...actor, fields: {}, validUntil: null }

function ruleOf(actor: Actor | null, entity: string, field: string): FieldRule | null {
  const rules = actor?.profile.fields ?? {}
  for (const rule of ['hidden', 'readOnly'] as const)
    if (fieldsUnder(rules, rule).get(entity)?.has(field) === true) return rule
  return null
}

function fieldDifferences(before: Actor | null, after: Actor | null): readonly FieldDifference[] {
  if (before === null || after === null) return []
  const named = [before, after].flatMap(({ profile: { fields = {} } }) =>
    Object.entries(fields).flatMap(([entity, rules]) =>
      Object.keys(rules).map((field) => JSON.stringify([entity, field])),
    ),
  )
  return [...new Set(named)].flatMap((name) => {
    const [entity = '', field = ''] = namesIn(name)
    const [was, is] = [ruleOf(before, entity, field), ruleOf(after, entity, field)]
    return was === is ? [] : [{ entity, field, before: was, after: is }]
  })
}

const namesIn = (name: string): readonly string[] => {
  const names: unknown = JSON.parse(name)
  return Array.isArray(names) ? names.map(String) : []
}

/** What differs between the rights of somebody before and after a change, over these entities; null where nothing does. */
export function rightsDifference(
  model: Model,
  entities: Iterable<EntityDefinition>,
  before: Actor | null,
  after: Actor | null,
): RightsDifference | null {
  if (sameValue(rightsOf(before), rightsOf(after))) return null
  const all = [...entities]
  const holds = (actor: Actor | null, right: GenericRight): boolean => actor !== null && hasRight(actor, right)
  const modules = [...new Set(all.map(({ module }) => module))].sort().map((module) => ({
    module,
    before: standingIn(before, module),
    after: standingIn(after, module),
  }))
  const scopes = all.flatMap(({ name }) =>
    (['read', 'manage'] as const).flatMap((use) => {
      const [was, is] = [scopeIn(model, before, name, use), scopeIn(model, after, name, use)]
      const gained = allOf(is, complement(was))
      const lost = allOf(was, complement(is))
      return was === is || (isNothing(gained) && isNothing(lost)) ? [] : [{ entity: name, use, gained, lost }]
    }),
  )
  return {
    rights: {
      gained: GENERIC_RIGHTS.filter((right) => holds(after, right) && !holds(before, right)),
      lost: GENERIC_RIGHTS.filter((right) => holds(before, right) && !holds(after, right)),
    },
    modules: modules.filter((one) => !sameValue(one.before, one.after)),
    fields: fieldDifferences(before, after),
    scopes,
  }
}
