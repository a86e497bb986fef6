import { z } from 'zod'
import { jsonPointer, type Localized, type Problem } from '../kernel'
import { withoutFields, type EntityDefinition, type EntityMap, type FieldSets, type Model } from '../model'
import { problem } from './problem'

/** Hidden: the field does not exist for the user. Read-only: it is shown and asked about, and nobody of the profile changes it. */
export type FieldRule = 'hidden' | 'readOnly'

/**
 * What a profile says of single fields, by entity and field. A field that is not named follows the level on its module.
 *
 * @example
 * ```ts
 * const fields: FieldRules = { account: { revenue: 'hidden', origin: 'readOnly' } }
 * ```
 */
export type FieldRules = Readonly<Record<string, Readonly<Record<string, FieldRule>>>>

const word = z.string().min(1).max(191)

/** As rules are given and stored. */
export const fieldRulesSchema = z.record(word, z.record(word, z.enum(['hidden', 'readOnly'])))

type Entities = ReadonlyMap<string, EntityDefinition>

/**
 * What is wrong with the rules of a profile: they name an entity or a field that is not there, or the identity of a record, which
 * whoever sees the record needs.
 */
export function* fieldRuleProblems(
  rules: FieldRules,
  entities: Entities,
  at: readonly string[] = ['fields'],
): Generator<Problem> {
  for (const [name, fields] of Object.entries(rules)) {
    const entity = entities.get(name)
    if (entity === undefined) {
      const path = jsonPointer([...at, name])
      yield problem('rights.field_entity', { path, data: { entity: name, known: [...entities.keys()] } })
      continue
    }
    for (const field of Object.keys(fields)) {
      const path = jsonPointer([...at, name, field])
      const data = { entity: entity.label, field, known: [...entity.fields.keys()].filter((one) => one !== 'id') }
      if (!entity.fields.has(field)) yield problem('rights.field_unknown', { path, data })
      else if (field === 'id') yield problem('rights.field_identity', { path, data })
    }
  }
}

/** The fields under one of these rules, of the entities that have any. */
export function fieldsUnder(rules: FieldRules, ...wanted: readonly FieldRule[]): FieldSets {
  const found = Object.entries(rules).map(([entity, fields]): [string, ReadonlySet<string>] => [
    entity,
    new Set(Object.keys(fields).filter((field) => wanted.some((rule) => rule === fields[field]))),
  ])
  return new Map(found.filter(([, fields]) => fields.size > 0))
}

/** The rules of two together: of one field, the stricter. */
export function bothRules(a: FieldRules, b: FieldRules): FieldRules {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries(
    [...names].map((name) => {
      const [left, right] = [a[name] ?? {}, b[name] ?? {}]
      const hidden = [left, right].flatMap((fields) => Object.entries(fields).filter(([, rule]) => rule === 'hidden'))
      return [name, { ...left, ...right, ...Object.fromEntries(hidden) }]
    }),
  )
}

/** A field from which a rule would be taken: the module that guards it, where the model knows it, and the words for it. */
export interface LiftedField {
  readonly module: string | null
  readonly label: Localized
}

/**
 * The fields of which the second rules leave more than the first: what whoever is under the first may not give. One that the model
 * does not know counts as well.
 */
export function* liftedFields(from: FieldRules, to: FieldRules, entities: Entities): Generator<LiftedField> {
  const hidden = fieldsUnder(to, 'hidden')
  const ruled = fieldsUnder(to, 'hidden', 'readOnly')
  for (const [name, fields] of Object.entries(from)) {
    const entity = entities.get(name)
    for (const [fieldName, rule] of Object.entries(fields)) {
      if ((rule === 'hidden' ? hidden : ruled).get(name)?.has(fieldName) === true) continue
      yield { module: entity?.module ?? null, label: fieldWords(entity, fieldName) }
    }
  }
}

function fieldWords(entity: EntityDefinition | undefined, name: string): Localized {
  const label = entity?.fields.get(name)?.label ?? { fr: name, en: name }
  return entity === undefined
    ? label
    : { fr: `${label.fr} (${entity.label.fr})`, en: `${label.en} (${entity.label.en})` }
}

const MOST_KEPT = 200

const seen = new WeakMap<object, Map<string, Model>>()

function remembered<M extends Model>(model: M, key: string, make: () => M): M
function remembered(model: Model, key: string, make: () => Model): Model {
  const known = seen.get(model) ?? new Map<string, Model>()
  seen.set(model, known)
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  const [oldest] = known.keys()
  if (known.size >= MOST_KEPT && oldest !== undefined) known.delete(oldest)
  known.set(key, made)
  return made
}

/**
 * A model as users of a profile see it: without the fields hidden from them. What is read against it (criteria, forms, rules of a
 * query builder) knows of no other. The same model and rules give the same object.
 *
 * @example
 * ```ts
 * const rights = await session.rights.me()
 * const fields = ruleFields(visibleModel(crm.model, rights?.fields ?? {}), 'account', 'fr')
 * ```
 */
export function visibleModel<E extends EntityMap>(model: Model<E>, rules: FieldRules): Model<E> {
  const hidden = fieldsUnder(rules, 'hidden')
  if (hidden.size === 0) return model
  const key = JSON.stringify([...hidden].map(([entity, fields]) => [entity, [...fields].sort()]).sort())
  return remembered(model, key, () => withoutFields(model, hidden))
}
