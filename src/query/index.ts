export { allOf, anyOf, EVERYTHING, isEverything, isNothing, NOTHING, type BoundCriteria, type BoundMeasure, type BoundRelated, type BoundTest, type BoundValue } from './bound'
export { QUERY_VERSION, type AndNode, type Criteria, type CriteriaNode, type MeasureNode, type NotNode, type OrNode, type Query, type RelatedNode, type TestNode } from './criteria'
export type { GroupSelection, Literal, MomentUnit, Operand, Reference } from './operand'
export { MEASURE_OPERATORS, OPERATORS, type MeasureOperator, type Operator } from './operator'
