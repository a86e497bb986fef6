import { isPlainObject, refuse } from '../kernel'
import { entityOf, type EntityDefinition, type EntityMap, type Model } from '../model'
import { prepareQuery } from './compile'
import { type MeasureNode, type Query, QUERY_VERSION, type RelatedNode } from './criteria'
import { MEASURE_OPERATORS, OPERATORS } from './operator'
import { problem } from './problem'
import type { RecordCriteria, WrittenCriteria } from './record-criteria'

/**
 * Writes a query with the types of the model: fields, operators and values are completed and checked as they are typed.
 *
 * @returns plain JSON data, deeply frozen: what is saved, sent and compiled.
 * @throws the refusals of `prepareQuery` for what types do not see, and `query.outer_scope` where a field of one level of the criteria is
 * used at another.
 * @example
 * const overdueClients = query(model, 'account', (a) =>
 *   and(
 *     a.status.eq('client'),
 *     or(a.origin.in(['BNI', 'web']), a.tags.has('vip')),
 *     a.invoices.count((i) => and(i.status.eq('overdue'), i.dueOn.within(last(90, 'days')))).gte(3),
 *   ),
 * )
 */
export function query<M extends EntityMap, E extends keyof M & string>(
  model: Model<M>,
  entity: E,
  where: WrittenCriteria<M, NoInfer<E>>,
): Query<E> {
  const level: Level = { entity: entityOf(model, entity) }
  const criteria = where(recordOf<M, E>(model, level))
  checkLevel(criteria, level, '/where')
  return checkedQuery(model, entity, criteria)
}

// The record is made from the model as it is at run time; that it has what its type says is the model's own promise.
function recordOf<M extends EntityMap, E extends keyof M & string>(model: Model<M>, level: Level): RecordCriteria<M, E>
function recordOf(model: Model, level: Level): object {
  return recordAt(model, level)
}

function checkedQuery<E extends string>(model: Model, entity: E, where: unknown): Query<E>
function checkedQuery(model: Model, entity: string, where: unknown): Query {
  return prepareQuery(model, entity, { version: QUERY_VERSION, entity, where }).query
}

type Write = (record: object) => unknown

/** One level of criteria: the record asked about, there or on the other side of a relation. */
interface Level {
  readonly entity: EntityDefinition
}

interface Origin {
  readonly level: Level
  /** The field or the relation. */
  readonly name: string
}

// What was made at which level, so that a leaf used at another is seen even where both are about the same entity.
const madeAt = new WeakMap<object, Origin>()
const handles = new WeakMap<object, Origin>()

const EVERY = Object.freeze({ type: 'and', criteria: Object.freeze([]) })

/** The criteria written for one level: not parsed yet, so that what callers without types hand over is refused with its path. */
function within(model: Model, entity: EntityDefinition, write: Write | undefined): unknown {
  if (write === undefined) return EVERY
  const level: Level = { entity }
  const criteria = write(recordAt(model, level))
  checkLevel(criteria, level, '')
  return criteria
}

function checkLevel(node: unknown, level: Level, path: string): void {
  if (!isPlainObject(node)) return
  const origin = madeAt.get(node)
  if (origin !== undefined) {
    if (origin.level !== level) refuseLevel(origin.level, origin.name, path)
    return
  }
  const { type, criteria } = node
  if (type === 'not') checkLevel(criteria, level, `${path}/criteria`)
  if ((type === 'and' || type === 'or') && Array.isArray(criteria))
    criteria.forEach((one: unknown, index) => checkLevel(one, level, `${path}/criteria/${index}`))
}

function refuseLevel({ entity }: Level, name: string, path = ''): never {
  return refuse(problem('query.outer_scope', { path, data: { name: `${entity.name}.${name}` } }))
}

function recordAt(model: Model, level: Level): object {
  const record: Record<string, unknown> = {}
  for (const field of level.entity.fields.values()) record[field.name] = fieldAt(level, field.name)
  for (const name of level.entity.relations.keys()) record[name] = relationAt(model, level, name)
  return Object.freeze(record)
}

function made(level: Level, name: string, node: object): object {
  madeAt.set(node, { level, name })
  return Object.freeze(node)
}

function fieldAt(level: Level, field: string): object {
  const kind = level.entity.fields.get(field)?.kind ?? 'json'
  const asked: Record<string, (...values: readonly unknown[]) => object> = {}
  for (const operator of OPERATORS[kind])
    asked[operator] = (...values) => {
      const value = plainValue(level, operator === 'between' ? values : values[0])
      return made(level, field, { type: 'test', field, operator, ...(value === undefined ? {} : { value }) })
    }
  const handle = Object.freeze(asked)
  handles.set(handle, { level, name: field })
  return handle
}

/** A value as JSON says it: a field by its name, a Date as ISO 8601. What is none is refused by the parser. */
function plainValue(level: Level, value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map((item: unknown) => plainValue(level, item)))
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (typeof value !== 'object' || value === null) return value
  const handle = handles.get(value)
  if (handle === undefined) return value
  if (handle.level !== level) refuseLevel(handle.level, handle.name)
  return Object.freeze({ ref: 'field', field: handle.name })
}

function relationAt(model: Model, level: Level, relation: string): object {
  const target = entityOf(model, level.entity.relations.get(relation)?.target ?? '')
  const inside = (write: Write | undefined) => within(model, target, write)
  const ask = (quantifier: RelatedNode['quantifier']) => (write?: Write) =>
    made(level, relation, { type: 'related', relation, quantifier, criteria: inside(write) })
  const figure = (measure: MeasureNode['measure'], field: string | undefined, write: Write | undefined) => {
    const criteria = inside(write)
    return Object.freeze(
      Object.fromEntries(
        MEASURE_OPERATORS.map((operator) => [
          operator,
          (from: number, to: number) =>
            made(level, relation, {
              type: 'measure',
              relation,
              measure,
              ...(field === undefined ? {} : { field }),
              criteria,
              operator,
              value: operator === 'between' ? [from, to] : from,
            }),
        ]),
      ),
    )
  }
  const over = (measure: MeasureNode['measure']) => (field: string, write?: Write) => figure(measure, field, write)
  if (level.entity.relations.get(relation)?.type === 'one') return Object.freeze({ is: ask('is') })
  return Object.freeze({
    some: ask('some'),
    none: ask('none'),
    every: ask('every'),
    count: (write?: Write) => figure('count', undefined, write),
    sum: over('sum'),
    min: over('min'),
    max: over('max'),
    avg: over('avg'),
  })
}
