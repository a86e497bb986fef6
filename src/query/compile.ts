import { isPlainObject, refuse } from '../kernel'
import { entityOf, type EntityDefinition, type Model } from '../model'
import { bindCriteria } from './bind'
import type { Binding } from './binding'
import type { BoundCriteria } from './bound'
import { type Budget, DEFAULT_BUDGET, plainCopy } from './budget'
import { checkCriteria } from './check'
import type { CheckedCriteria } from './checked'
import type { Query } from './criteria'
import { findings } from './findings'
import { normalise } from './normalise'
import { parseQuery } from './parse'
import { problem } from './problem'

/** Criteria read and checked once, to be bound as often as they are used. */
export interface PreparedQuery<E extends string = string> {
  readonly entity: EntityDefinition
  /** The same in JSON, plain and frozen: what may be kept. */
  readonly query: Query<E>
  readonly checked: CheckedCriteria
}

/**
 * Reads criteria that come from anywhere: a `Query`, or bare criteria about the entity. Checks them against the model.
 *
 * @throws one refusal with at most 20 problems, each with the JSON pointer of its place: the budget's (`query.too_deep`,
 * `query.too_large`, `query.list_too_long`, `query.text_too_long`, `query.not_plain`), then those of the shape (`query.unknown_member`,
 * `query.not_criteria`, `query.unknown_operator`, `query.value_missing`, `query.wrong_entity` …) and of the model (`query.unknown_field`,
 * `query.unknown_relation`, `query.operator_misfit`, `query.value_type` …).
 * @example
 * const { query } = prepareQuery(model, 'account', JSON.parse(body))
 * const page = await session.find('account', { where: query })
 */
export function prepareQuery<E extends string>(
  model: Model,
  entity: E,
  input: unknown,
  budget?: Budget,
): PreparedQuery<E>
export function prepareQuery(
  model: Model,
  entity: string,
  input: unknown,
  budget: Budget = DEFAULT_BUDGET,
): PreparedQuery {
  const definition = entityOf(model, entity)
  const found = findings()
  const { query, root } = parseQuery(plainCopy(input, budget), entity, found)
  found.settle()
  const checked = checkCriteria(model, definition, query.where, root, found)
  found.settle()
  return { entity: definition, query, checked }
}

const AN_ENTITY = { fr: "le nom d'une entité", en: 'the name of an entity' }

/** A query that says itself what it is about, read as strictly as {@link prepareQuery} reads it. */
export function prepareWhole(model: Model, input: unknown): PreparedQuery {
  const copied = plainCopy(input)
  const entity = isPlainObject(copied) ? copied['entity'] : undefined
  if (typeof entity !== 'string')
    return refuse(problem('query.member_missing', { path: '/entity', data: { member: 'entity', expected: AN_ENTITY } }))
  const found = findings()
  found.attempt('/entity', () => entityOf(model, entity))
  found.settle()
  return prepareQuery(model, entity, copied)
}

/**
 * Binds prepared criteria for one use. Refused with `query.unresolved` where a reference has no value, and with `calendar.…`
 * where a date leaves the calendar.
 */
export function bindQuery(prepared: PreparedQuery, binding: Binding): BoundCriteria {
  const found = findings()
  const bound = bindCriteria(prepared.checked, binding, found)
  found.settle()
  return normalise(bound)
}

/** Criteria from anywhere, ready for any reading: {@link prepareQuery}, then {@link bindQuery}. */
export function compileQuery(model: Model, entity: string, input: unknown, binding: Binding): BoundCriteria {
  return bindQuery(prepareQuery(model, entity, input), binding)
}
