import { isRefusal, type Locale, localized } from '../../kernel'
import type { EntityDefinition, FieldDefinition, Model } from '../../model'
import { prepareQuery } from '../compile'
import type { Operand } from '../operand'
import type { Operator } from '../operator'
import { anyOf, constant, type JsonSchema, object, reference } from './json-schema'
import { civilDate, text } from './value-schema'

/** One value of a field in criteria: a literal and, where they are allowed, what may stand for one. */
export function fieldValue(
  model: Model,
  entity: EntityDefinition,
  field: FieldDefinition,
  locale: Locale,
  withReferences: boolean,
): JsonSchema {
  const literal = literalOf(field, locale)
  return withReferences ? anyOf(literal, ...singleReferences(model, entity, field, locale)) : literal
}

function literalOf(field: FieldDefinition, locale: Locale): JsonSchema {
  switch (field.kind) {
    case 'enum':
      return { oneOf: field.options.map(({ code, label }) => ({ const: code, title: localized(label, locale) })) }
    case 'code':
      // Other codes than those listed may be asked for: records may still have them.
      return field.options.length === 0 ? text : { ...text, examples: field.options.map(({ code }) => code) }
    case 'id':
    case 'reference':
    case 'text':
      return text
    case 'tags':
      return { ...text, minLength: 1 }
    case 'boolean':
      return { type: 'boolean' }
    case 'money':
      return { type: 'integer' }
    case 'number':
      return { type: field.decimals === 0 ? 'integer' : 'number' }
    case 'date':
      return civilDate
    case 'instant':
      return anyOf({ type: 'string', format: 'date-time' }, civilDate)
    case 'json':
      return { not: {} }
    default:
      return field.kind satisfies never
  }
}

/** Whether a value may be asked of a field: the reader of criteria itself is asked. */
function isRead(model: Model, entity: EntityDefinition, field: FieldDefinition, operator: Operator, value: Operand) {
  try {
    prepareQuery(model, entity.name, { type: 'test', field: field.name, operator, value })
    return true
  } catch (error) {
    if (isRefusal(error)) return false
    throw error
  }
}

function singleReferences(
  model: Model,
  entity: EntityDefinition,
  field: FieldDefinition,
  locale: Locale,
): readonly JsonSchema[] {
  const isSaid = (value: Operand): boolean => isRead(model, entity, field, 'eq', value)
  const named = (ref: 'field' | 'actor', fields: Iterable<FieldDefinition>): readonly JsonSchema[] => {
    const fitting = [...fields].filter(({ name }) => isSaid({ ref, field: name }))
    if (fitting.length === 0) return []
    const names = fitting.map(({ name, label }) => ({ const: name, title: localized(label, locale) }))
    return [object({ ref: constant(ref), field: { oneOf: names } })]
  }
  const users = model.entities.get(model.roles.user?.entity ?? '')
  const facts =
    users === undefined
      ? isSaid({ ref: 'actor', field: 'id' })
        ? [reference('value-actor')]
        : []
      : named('actor', users.fields.values())
  return [
    ...(isSaid({ ref: 'now' }) ? [reference('value-moment')] : []),
    ...(isSaid({ ref: 'me' }) ? [reference('value-me')] : []),
    ...facts,
    ...named('field', entity.fields.values()),
  ]
}

/** What may stand for many values of a field in a list. */
export function setReferences(model: Model, entity: EntityDefinition, field: FieldDefinition): readonly JsonSchema[] {
  return isRead(model, entity, field, 'in', [{ ref: 'myGroups' }]) ? [reference('value-groups')] : []
}
