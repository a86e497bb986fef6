import { entityOf, type EntityDefinition, type FieldDefinition, isNumeric, type Model } from '../model'
import { AVERAGE_DECIMALS } from './bound'
import { checkTest, fieldOf } from './check-test'
import type { CheckedCriteria, CheckedMeasure, CheckedRelated } from './checked'
import type { CriteriaNode, MeasureNode, RelatedNode } from './criteria'
import type { Findings } from './findings'
import { fitsDecimals } from './literal'
import { problem } from './problem'

/** What stands in for a part that was refused: nobody sees it, since the refusal is thrown in the end. */
const REFUSED: CheckedCriteria = { type: 'and', criteria: [] }

/** Criteria against the model: every name is there, every operator belongs to its field, every value fits. */
export function checkCriteria(
  model: Model,
  entity: EntityDefinition,
  node: CriteriaNode,
  path: string,
  found: Findings,
): CheckedCriteria {
  switch (node.type) {
    case 'and':
    case 'or':
      return {
        type: node.type,
        criteria: node.criteria.map((one, index) =>
          checkCriteria(model, entity, one, `${path}/criteria/${index}`, found),
        ),
      }
    case 'not':
      return { type: 'not', criteria: checkCriteria(model, entity, node.criteria, `${path}/criteria`, found) }
    case 'test':
      return checkTest(model, entity, node, path, found) ?? REFUSED
    case 'related':
      return checkRelated(model, entity, node, path, found) ?? REFUSED
    case 'measure':
      return checkMeasure(model, entity, node, path, found) ?? REFUSED
    default:
      return node satisfies never
  }
}

function relationOf(model: Model, entity: EntityDefinition, name: string, path: string, found: Findings) {
  const relation = entity.relations.get(name)
  if (relation !== undefined) return { relation, target: entityOf(model, relation.target) }
  const known = [...entity.relations.keys()].join(', ')
  found.add(
    problem('query.unknown_relation', {
      path: `${path}/relation`,
      data: { entity: entity.name, relation: name, known },
    }),
  )
  return null
}

const TO_ONE = ['is'] as const
const TO_MANY = ['some', 'none', 'every'] as const

function checkRelated(
  model: Model,
  entity: EntityDefinition,
  node: RelatedNode,
  path: string,
  found: Findings,
): CheckedRelated | null {
  const known = relationOf(model, entity, node.relation, path, found)
  if (known === null) return null
  const quantifiers: readonly string[] = known.relation.type === 'one' ? TO_ONE : TO_MANY
  if (!quantifiers.includes(node.quantifier))
    found.add(
      problem('query.quantifier_misfit', {
        path: `${path}/quantifier`,
        data: { relation: node.relation, quantifier: node.quantifier, known: quantifiers.join(', ') },
      }),
    )
  const criteria = checkCriteria(model, known.target, node.criteria, `${path}/criteria`, found)
  return { type: 'related', ...known, quantifier: node.quantifier, criteria }
}

function checkMeasure(
  model: Model,
  entity: EntityDefinition,
  node: MeasureNode,
  path: string,
  found: Findings,
): CheckedMeasure | null {
  const known = relationOf(model, entity, node.relation, path, found)
  if (known === null) return null
  if (known.relation.type === 'one')
    found.add(
      problem('query.quantifier_misfit', {
        path: `${path}/measure`,
        data: { relation: node.relation, quantifier: node.measure, known: TO_ONE.join(', ') },
      }),
    )
  const field = measuredField(known.target, node, path, found)
  const values = typeof node.value === 'number' ? [node.value] : node.value
  for (const value of values) checkFigure(node, field, value, `${path}/value`, found)
  const criteria = checkCriteria(model, known.target, node.criteria, `${path}/criteria`, found)
  return { type: 'measure', ...known, measure: node.measure, field, criteria, operator: node.operator, values }
}

function measuredField(
  target: EntityDefinition,
  node: MeasureNode,
  path: string,
  found: Findings,
): FieldDefinition | null {
  if (node.measure === 'count' && node.field === undefined) return null
  const field = node.field === undefined ? null : fieldOf(target, node.field, `${path}/field`, found)
  if (node.field !== undefined && field === null) return null
  if (node.measure === 'count' || field === null || !isNumeric(field.kind)) {
    const known = [...target.fields.values()]
      .filter(({ kind }) => isNumeric(kind))
      .map(({ name }) => name)
      .join(', ')
    found.add(
      problem('query.measure_field', {
        path: `${path}/field`,
        data: { measure: node.measure, entity: target.name, known },
      }),
    )
  }
  return field
}

const WHOLE = { fr: 'un nombre entier est attendu', en: 'a whole number is expected' }
const FINE = {
  fr: 'un nombre fini, sans plus de décimales que le champ, est attendu',
  en: 'a finite number with no more decimals than the field is expected',
}

function checkFigure(
  node: MeasureNode,
  field: FieldDefinition | null,
  value: number,
  path: string,
  found: Findings,
): void {
  const fits =
    field === null
      ? Number.isSafeInteger(value)
      : Number.isFinite(value) && fitsDecimals(value, decimalsOf(field), node.measure === 'avg' ? AVERAGE_DECIMALS : 0)
  if (fits) return
  const what = node.field === undefined ? node.measure : `${node.measure} ${node.field}`
  found.add(
    problem('query.value_type', { path, data: { value, field: what, expected: field === null ? WHOLE : FINE } }),
  )
}

const decimalsOf = (field: FieldDefinition): number | undefined => (field.kind === 'money' ? 0 : field.decimals)
