import type { CriteriaNode, MeasureNode, MeasureOperator, Operand, Operator } from '../../../src/query'

/** The JSON of criteria, written short. */
export const where = (field: string, operator: Operator, value?: Operand): CriteriaNode =>
  value === undefined ? { type: 'test', field, operator } : { type: 'test', field, operator, value }

export const and = (...criteria: readonly CriteriaNode[]): CriteriaNode => ({ type: 'and', criteria })
export const or = (...criteria: readonly CriteriaNode[]): CriteriaNode => ({ type: 'or', criteria })
export const not = (criteria: CriteriaNode): CriteriaNode => ({ type: 'not', criteria })

const related =
  (quantifier: 'is' | 'some' | 'none' | 'every') =>
  (relation: string, criteria: CriteriaNode = and()): CriteriaNode => ({
    type: 'related',
    relation,
    quantifier,
    criteria,
  })

export const is = related('is')
export const some = related('some')
export const none = related('none')
export const every = related('every')

export const count = (
  relation: string,
  operator: MeasureOperator,
  value: number | readonly [number, number],
  criteria: CriteriaNode = and(),
): CriteriaNode => ({ type: 'measure', relation, measure: 'count', criteria, operator, value })

export const measure = (
  name: Exclude<MeasureNode['measure'], 'count'>,
  path: `${string}.${string}`,
  operator: MeasureOperator,
  value: number | readonly [number, number],
  criteria: CriteriaNode = and(),
): CriteriaNode => {
  const [relation = '', field = ''] = path.split('.')
  return { type: 'measure', relation, measure: name, field, criteria, operator, value }
}
