import type { MeasureOperator, Operator } from './operator'
import type { Operand } from './operand'

/** All of them hold; an empty list holds. */
export interface AndNode {
  readonly type: 'and'
  readonly criteria: readonly CriteriaNode[]
}

/** At least one holds; an empty list does not. */
export interface OrNode {
  readonly type: 'or'
  readonly criteria: readonly CriteriaNode[]
}

/** The exact complement. */
export interface NotNode {
  readonly type: 'not'
  readonly criteria: CriteriaNode
}

/** A question about one field. `isEmpty` and `isNotEmpty` take no value. */
export interface TestNode {
  readonly type: 'test'
  readonly field: string
  readonly operator: Operator
  readonly value?: Operand
}

/**
 * A question about records on the other side of a relation: `is` on a to-one relation; `some`, `none`, `every` on a to-many
 * one. `every` holds where there are none.
 */
export interface RelatedNode {
  readonly type: 'related'
  readonly relation: string
  readonly quantifier: 'is' | 'some' | 'none' | 'every'
  readonly criteria: CriteriaNode
}

/** A figure over the related records that match, compared with a number. `field` is absent for `count`. */
export interface MeasureNode {
  readonly type: 'measure'
  readonly relation: string
  readonly measure: 'count' | 'sum' | 'min' | 'max' | 'avg'
  readonly field?: string
  readonly criteria: CriteriaNode
  readonly operator: MeasureOperator
  readonly value: number | readonly [number, number]
}

/** Which records: a tree of plain JSON data. */
export type CriteriaNode = AndNode | OrNode | NotNode | TestNode | RelatedNode | MeasureNode

declare const criteriaOf: unique symbol

/** Criteria made by the builder for one entity; criteria of another entity do not fit. */
export type Criteria<Entity extends string = string> = CriteriaNode & { readonly [criteriaOf]?: Entity }

/** The version of the JSON form. */
export const QUERY_VERSION = 1

/** Criteria with the entity they are about: what is saved and sent. */
export interface Query<Entity extends string = string> {
  readonly version: typeof QUERY_VERSION
  readonly entity: Entity
  readonly where: Criteria<Entity>
}
