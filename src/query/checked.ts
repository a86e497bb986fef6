import type { CivilDate, RelativeRange } from '../kernel'
import type { EntityDefinition, FieldDefinition, Relation } from '../model'
import type { BoundValue } from './bound'
import type { Reference } from './operand'
import type { MeasureOperator, Operator } from './operator'

/** One value of a test once the model has been asked: ready, or still to be bound. */
export type CheckedOperand =
  | { readonly type: 'value'; readonly value: BoundValue }
  /** A civil day given for an instant: all of that day, in the zone that asks. */
  | { readonly type: 'day'; readonly date: CivilDate }
  | { readonly type: 'field'; readonly other: FieldDefinition }
  | {
      readonly type: 'reference'
      readonly reference: Exclude<Reference, { readonly ref: 'field' }>
      readonly path: string
    }

export type CheckedValue = readonly CheckedOperand[] | RelativeRange

export interface CheckedTest {
  readonly type: 'test'
  readonly field: FieldDefinition
  readonly operator: Operator
  /** None for isEmpty, two for between, a range for within. */
  readonly operands: CheckedValue
  /** Where the value stands in what was given: a JSON pointer. */
  readonly path: string
}

export interface CheckedRelated {
  readonly type: 'related'
  readonly relation: Relation
  readonly target: EntityDefinition
  readonly quantifier: 'is' | 'some' | 'none' | 'every'
  readonly criteria: CheckedCriteria
}

export interface CheckedMeasure {
  readonly type: 'measure'
  readonly relation: Relation
  readonly target: EntityDefinition
  readonly measure: 'count' | 'sum' | 'min' | 'max' | 'avg'
  readonly field: FieldDefinition | null
  readonly criteria: CheckedCriteria
  readonly operator: MeasureOperator
  readonly values: readonly number[]
}

/** Criteria in which every name is known to the model and every value fits; only references are still open. */
export type CheckedCriteria =
  | { readonly type: 'and' | 'or'; readonly criteria: readonly CheckedCriteria[] }
  | { readonly type: 'not'; readonly criteria: CheckedCriteria }
  | CheckedTest
  | CheckedRelated
  | CheckedMeasure
