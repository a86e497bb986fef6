import { type Locale, localized } from '../../kernel'
import {
  entityOf,
  type EntityDefinition,
  type FieldDefinition,
  isNumeric,
  type Model,
  relationLabel,
} from '../../model'
import { DEFAULT_BUDGET } from '../budget'
import { QUERY_VERSION } from '../criteria'
import { MEASURE_OPERATORS, type Operator, OPERATORS } from '../operator'
import { isPattern } from '../literal'
import { fieldValue, setReferences } from './field-value'
import { anyOf, constant, DIALECT, type JsonSchema, listOf, object, oneOfWords, pairOf, reference } from './json-schema'
import { text, VALUE_DEFINITIONS } from './value-schema'

const { listLength, nodes } = DEFAULT_BUDGET

interface Writing {
  readonly model: Model
  readonly locale: Locale
}

/**
 * The JSON form of queries about one entity of a model: its fields with the operators and values of each, its relations and those beyond them,
 * all with their labels as titles, codes with theirs. What it lets through is what `prepareQuery` reads, but for what JSON Schema cannot
 * say: the budget as a whole, texts that fold to nothing, the calendar.
 *
 * @example modelQuerySchema(model, 'account', 'fr') // for an editor of JSON, a form, a language model
 */
export function modelQuerySchema(model: Model, entity: string, locale: Locale): JsonSchema {
  const root = entityOf(model, entity)
  const writing: Writing = { model, locale }
  const reached = [...reachable(model, root)]
  return {
    $schema: DIALECT,
    title: localized(root.label, locale),
    ...object({ version: constant(QUERY_VERSION), entity: constant(entity), where: criteriaOf(root) }),
    $defs: {
      ...Object.fromEntries(reached.map((one) => [one.name, criteriaSchema(writing, one)])),
      ...Object.fromEntries(reached.flatMap((one) => valuesOf(writing, one))),
      ...Object.fromEntries(Object.entries(VALUE_DEFINITIONS).map(([name, schema]) => [`value-${name}`, schema])),
    },
  }
}

/** Names of entities and fields hold no hyphen, which keeps the definitions apart. */
const criteriaOf = (entity: EntityDefinition): JsonSchema => reference(entity.name)

function reachable(model: Model, entity: EntityDefinition, found = new Set<EntityDefinition>()): Set<EntityDefinition> {
  if (found.has(entity)) return found
  found.add(entity)
  for (const { target } of entity.relations.values()) reachable(model, entityOf(model, target), found)
  return found
}

function criteriaSchema(writing: Writing, entity: EntityDefinition): JsonSchema {
  const criteria = criteriaOf(entity)
  return anyOf(
    object({ type: oneOfWords(['and', 'or']), criteria: listOf(criteria, nodes) }),
    object({ type: constant('not'), criteria }),
    ...[...entity.fields.values()].flatMap((field) => testsOf(writing, entity, field)),
    ...[...entity.relations.keys()].flatMap((name) => relationsOf(writing, entity, name)),
  )
}

const TAKES_NONE: readonly Operator[] = ['isEmpty', 'isNotEmpty']
const TAKES_LIST: readonly Operator[] = ['in', 'notIn', 'hasAny', 'hasAll', 'hasNone']

const valueName = (entity: EntityDefinition, field: FieldDefinition): string => `${entity.name}-${field.name}`

/** What can be asked of each field, once. */
function valuesOf({ model, locale }: Writing, entity: EntityDefinition): readonly (readonly [string, JsonSchema])[] {
  return [...entity.fields.values()]
    .filter(({ kind }) => OPERATORS[kind].length > 0)
    .map((field) => [valueName(entity, field), fieldValue(model, entity, field, locale, true)])
}

function testsOf({ model, locale }: Writing, entity: EntityDefinition, field: FieldDefinition): readonly JsonSchema[] {
  const title = localized(field.label, locale)
  const known: readonly Operator[] = OPERATORS[field.kind]
  const test = (operators: readonly Operator[], value: JsonSchema | null): readonly JsonSchema[] => {
    const asked = operators.filter((operator) => known.includes(operator))
    if (asked.length === 0) return []
    const members = { type: constant('test'), field: constant(field.name), operator: oneOfWords(asked) }
    return [{ title, ...object(value === null ? members : { ...members, value }) }]
  }
  const value = reference(valueName(entity, field))
  const sets = setReferences(model, entity, field)
  const patterns = known.filter(isPattern)
  const others = known.filter((one) => ![...TAKES_NONE, ...TAKES_LIST, ...patterns, 'between', 'within'].includes(one))
  return [
    ...test(TAKES_NONE, null),
    ...test(others, value),
    ...test(patterns, { ...text, minLength: 1 }),
    ...test(TAKES_LIST, anyOf(listOf(anyOf(value, ...sets), listLength), ...sets)),
    ...test(['between'], pairOf(value)),
    ...test(['within'], reference('value-range')),
  ]
}

function relationsOf({ model, locale }: Writing, entity: EntityDefinition, name: string): readonly JsonSchema[] {
  const relation = entity.relations.get(name)
  if (relation === undefined) return []
  const target = entityOf(model, relation.target)
  const title = localized(relationLabel(entity, name), locale)
  const criteria = criteriaOf(target)
  const related = (quantifiers: readonly string[]): JsonSchema => ({
    title,
    ...object({ type: constant('related'), relation: constant(name), quantifier: oneOfWords(quantifiers), criteria }),
  })
  if (relation.type === 'one') return [related(['is'])]
  const figure = (measures: readonly string[], field: JsonSchema | null, number: JsonSchema): readonly JsonSchema[] => {
    const members = {
      type: constant('measure'),
      relation: constant(name),
      measure: oneOfWords(measures),
      ...(field === null ? {} : { field }),
      criteria,
    }
    const single = MEASURE_OPERATORS.filter((operator) => operator !== 'between')
    return [
      { title, ...object({ ...members, operator: oneOfWords(single), value: number }) },
      { title, ...object({ ...members, operator: constant('between'), value: pairOf(number) }) },
    ]
  }
  const numeric = [...target.fields.values()].filter(({ kind }) => isNumeric(kind))
  return [
    related(['some', 'none', 'every']),
    ...figure(['count'], null, { type: 'integer' }),
    ...numeric.flatMap((field) => {
      const named: JsonSchema = { title: localized(field.label, locale), const: field.name }
      return [
        ...figure(['sum', 'min', 'max'], named, fieldValue(model, target, field, locale, false)),
        ...figure(['avg'], named, { type: 'number' }),
      ]
    }),
  ]
}
