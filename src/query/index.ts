export { query } from './build'
export { and, not, or } from './combine'
export type { Binding, QueryActor } from './binding'
export {
  allOf,
  anyOf,
  AVERAGE_DECIMALS,
  EVERYTHING,
  isEverything,
  isNothing,
  NOTHING,
  type BoundCriteria,
  type BoundMeasure,
  type BoundRelated,
  type BoundTest,
  type BoundValue,
} from './bound'
export { DEFAULT_BUDGET, type Budget } from './budget'
export type { CheckedCriteria, CheckedMeasure, CheckedOperand, CheckedRelated, CheckedTest } from './checked'
export { compareRows, isOrderable, type OrderKey } from './compare'
export { bindQuery, compileQuery, prepareQuery, type PreparedQuery } from './compile'
export {
  QUERY_VERSION,
  type AndNode,
  type Criteria,
  type CriteriaNode,
  type MeasureNode,
  type NotNode,
  type OrNode,
  type Query,
  type RelatedNode,
  type TestNode,
} from './criteria'
export type {
  BooleanCriteria,
  CodeCriteria,
  DateCriteria,
  FieldCriteria,
  FieldHandle,
  InstantCriteria,
  KeyCriteria,
  NumberCriteria,
  OpaqueField,
  TagsCriteria,
  TextCriteria,
} from './field-criteria'
export { foldedForm } from './folded'
export { compares, fieldOf, isAmong, isEqual, isMissing, isPresent } from './leaf'
export { complement, normalise, type LooseCriteria } from './normalise'
export type { GroupSelection, Literal, Operand, Reference } from './operand'
export { MEASURE_OPERATORS, OPERATORS, type MeasureOperator, type Operator } from './operator'
export { predicate } from './predicate'
export type { RecordLookup, RowTest } from './row-test'
export { problem as queryProblem } from './problem'
export type {
  FigureCriteria,
  RecordCriteria,
  RelatedCriteria,
  ToManyCriteria,
  ToOneCriteria,
  WrittenCriteria,
} from './record-criteria'
export {
  actor,
  ago,
  daysBetween,
  followingPeriod,
  fromNow,
  groupsOf,
  last,
  me,
  myGroups,
  next,
  now,
  previousPeriod,
  since,
  thisPeriod,
  today,
  type ActorFact,
  type GroupSet,
  type Me,
  type Moment,
} from './reference'
export { describe, type Naming } from './describe'
export { changesWithTime, nextChange } from './next-change'
export {
  explain,
  type CombinedVerdict,
  type DeniedVerdict,
  type Explanation,
  type MeasureVerdict,
  type OtherVerdict,
  type Reason,
  type RelatedVerdict,
  type TestVerdict,
  type Verdict,
  type Wording,
} from './explain'
export {
  constantParts,
  criteriaKey,
  simplify,
  usedFields,
  type ConstantPart,
  type Usage,
  type UsedField,
  type UsedRelation,
} from './algebra'
export { matcher, type Matcher, type MatcherEntry } from './matcher'
export {
  fromRuleGroup,
  operatorLabel,
  ruleFields,
  toRuleGroup,
  type Rule,
  type RuleField,
  type RuleGroup,
  type RuleOption,
} from './rules'
export { modelQuerySchema, querySchema, type JsonSchema } from './schema'
