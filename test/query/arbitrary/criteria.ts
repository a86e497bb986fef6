/** Random criteria about the entities of a model: all valid. */
import fc from 'fast-check'
import { type EntityDefinition, entityOf, type FieldDefinition, isNumeric, type Model } from '../../../src/model'
import { type CriteriaNode, MEASURE_OPERATORS, type Operator, OPERATORS } from '../../../src/query'
import { literalOf, operandOf, type Setting } from './operands'

function testOf(setting: Setting): fc.Arbitrary<CriteriaNode> {
  const fields = [...setting.entity.fields.values()].filter(({ kind }) => OPERATORS[kind].length > 0)
  return fc.constantFrom(...fields).chain((field) =>
    fc.constantFrom<Operator>(...OPERATORS[field.kind]).chain((operator): fc.Arbitrary<CriteriaNode> => {
      if (operator === 'isEmpty' || operator === 'isNotEmpty')
        return fc.constant({ type: 'test', field: field.name, operator })
      return operandOf(setting, field, operator).map((value) => ({ type: 'test', field: field.name, operator, value }))
    }),
  )
}

function figureOf(field: FieldDefinition | null): fc.Arbitrary<number> {
  if (field === null) return fc.integer({ min: -1, max: 3 })
  return literalOf(field, 'eq').map(Number)
}

function measureOf(
  target: EntityDefinition,
  relation: string,
  criteria: fc.Arbitrary<CriteriaNode>,
): fc.Arbitrary<CriteriaNode> {
  const numeric = [...target.fields.values()].filter(({ kind }) => isNumeric(kind))
  return fc.constantFrom(null, ...numeric).chain((field) =>
    fc
      .tuple(
        field === null
          ? fc.constant('count' as const)
          : fc.constantFrom('sum' as const, 'min' as const, 'max' as const, 'avg' as const),
        fc.constantFrom(...MEASURE_OPERATORS),
        figureOf(field),
        figureOf(field),
        criteria,
      )
      .map(([measure, operator, from, to, inner]): CriteriaNode => ({
        type: 'measure',
        relation,
        measure,
        ...(field === null ? {} : { field: field.name }),
        operator,
        value: operator === 'between' ? [from, to] : from,
        criteria: inner,
      })),
  )
}

function relatedTo(setting: Setting, depth: number): fc.Arbitrary<CriteriaNode> {
  const { model, entity } = setting
  return fc
    .constantFrom(...entity.relations)
    .chain(([relation, { type, target: name }]): fc.Arbitrary<CriteriaNode> => {
      const target = entityOf(model, name)
      const criteria = criteriaIn({ ...setting, entity: target }, depth - 1)
      if (type === 'one')
        return criteria.map((inner) => ({ type: 'related', relation, quantifier: 'is', criteria: inner }))
      const related = fc.record({
        type: fc.constant('related' as const),
        relation: fc.constant(relation),
        quantifier: fc.constantFrom('some' as const, 'none' as const, 'every' as const),
        criteria,
      })
      return fc.oneof(related, measureOf(target, relation, criteria))
    })
}

function criteriaIn(setting: Setting, depth: number): fc.Arbitrary<CriteriaNode> {
  const test = testOf(setting)
  if (depth <= 0) return test
  const inner = criteriaIn(setting, depth - 1)
  const combined = fc.record({
    type: fc.constantFrom('and' as const, 'or' as const),
    // Combinations of nothing now and then only: they settle whatever they stand in.
    criteria: fc.oneof(
      { weight: 9, arbitrary: fc.array(inner, { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constant([]) },
    ),
  })
  const negated = inner.map((criteria): CriteriaNode => ({ type: 'not', criteria }))
  const related = setting.entity.relations.size === 0 ? [] : [{ weight: 2, arbitrary: relatedTo(setting, depth) }]
  return fc.oneof(
    { weight: 3, arbitrary: test },
    { weight: 3, arbitrary: combined },
    { weight: 1, arbitrary: negated },
    ...related,
  )
}

/** Criteria about an entity, nested to a depth. `facts` are what is known of whoever asks. */
export const criteriaAbout = (
  model: Model,
  entity: EntityDefinition,
  depth: number,
  facts: readonly string[] = [],
): fc.Arbitrary<CriteriaNode> => criteriaIn({ model, entity, facts }, depth)
