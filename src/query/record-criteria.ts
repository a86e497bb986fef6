import type { EntityMap, FieldName, KindOf, ManyRelation, OneRelation, RelationsOf, ShapeOf } from '../model'
import type { Criteria } from './criteria'
import type { FieldCriteria } from './field-criteria'

/** A figure over related records, compared with a number. */
export interface FigureCriteria<E extends string> {
  eq(value: number): Criteria<E>
  ne(value: number): Criteria<E>
  lt(value: number): Criteria<E>
  lte(value: number): Criteria<E>
  gt(value: number): Criteria<E>
  gte(value: number): Criteria<E>
  /** Both ends included. */
  between(from: number, to: number): Criteria<E>
}

/** Criteria on a related record, written with the parameter of the function: `(c) => c.email.isNotEmpty()`. */
export type RelatedCriteria<M extends EntityMap, T extends string> = T extends keyof M & string
  ? (record: RecordCriteria<M, T>) => Criteria<T>
  : never

type NumericField<M extends EntityMap, T extends string> = T extends keyof M
  ? { [F in FieldName<M, T>]: KindOf<ShapeOf<M[T]>[F]> extends 'number' | 'money' ? F : never }[FieldName<M, T>]
  : never

/** A relation to at most one record. */
export interface ToOneCriteria<M extends EntityMap, E extends string, T extends string> {
  /** There is such a record and it meets the criteria; without criteria, there is one. */
  is(criteria?: RelatedCriteria<M, T>): Criteria<E>
}

/** A relation to any number of records. */
export interface ToManyCriteria<M extends EntityMap, E extends string, T extends string> {
  /** At least one meets the criteria; without criteria, there is one. */
  some(criteria?: RelatedCriteria<M, T>): Criteria<E>
  /** The complement of `some`. */
  none(criteria?: RelatedCriteria<M, T>): Criteria<E>
  /** All meet the criteria; holds where there are none. */
  every(criteria: RelatedCriteria<M, T>): Criteria<E>
  /** How many meet the criteria. */
  count(criteria?: RelatedCriteria<M, T>): FigureCriteria<E>
  /** The sum of a field over those that meet the criteria; over none, 0. Money in minor units. */
  sum(field: NumericField<M, T>, criteria?: RelatedCriteria<M, T>): FigureCriteria<E>
  /** The least value; over none it is missing, and every comparison but `ne` is false. */
  min(field: NumericField<M, T>, criteria?: RelatedCriteria<M, T>): FigureCriteria<E>
  /** The greatest value; over none it is missing, and every comparison but `ne` is false. */
  max(field: NumericField<M, T>, criteria?: RelatedCriteria<M, T>): FigureCriteria<E>
  /** The average of the values that are there, compared exactly; over none it is missing. */
  avg(field: NumericField<M, T>, criteria?: RelatedCriteria<M, T>): FigureCriteria<E>
}

type RelationCriteria<M extends EntityMap, E extends string, R> =
  R extends ManyRelation<infer T>
    ? ToManyCriteria<M, E, T>
    : R extends OneRelation<infer T>
      ? ToOneCriteria<M, E, T>
      : never

/** The record a query asks about: its fields and relations, each with what it may be asked. */
export type RecordCriteria<M extends EntityMap, E extends keyof M & string> = {
  readonly [F in FieldName<M, E>]: FieldCriteria<E, ShapeOf<M[E]>[F]>
} & {
  readonly [R in keyof RelationsOf<M[E]>]: RelationCriteria<M, E, RelationsOf<M[E]>[R]>
}

/** Criteria as a function of the record they are about. */
export type WrittenCriteria<M extends EntityMap, E extends keyof M & string> = (
  record: RecordCriteria<M, E>,
) => Criteria<E>
