import type { RelativeRange } from '../kernel'
import type { FieldKind, KindOf } from '../model'
import type { Criteria } from './criteria'
import type { ActorFact, GroupSet, Me, Moment } from './reference'

declare const handleOf: unique symbol

/** A field of the record asked about, given as a value: `i.paidOn.gt(i.dueOn)`. */
export interface FieldHandle<E extends string, K extends FieldKind> {
  readonly [handleOf]: { readonly entity: E; readonly kind: K }
}

interface Emptiness<E extends string> {
  /** Null, absent, the empty text, the empty set. */
  isEmpty(): Criteria<E>
  isNotEmpty(): Criteria<E>
}

interface Equality<E extends string, V> extends Emptiness<E> {
  eq(value: V): Criteria<E>
  /** The complement of `eq`: holds for a missing value. */
  ne(value: V): Criteria<E>
}

interface Membership<E extends string, V, Values = never> extends Equality<E, V> {
  /** One of these; none of an empty list. */
  in(values: readonly (V | Values)[] | Values): Criteria<E>
  /** The complement of `in`: holds for a missing value. */
  notIn(values: readonly (V | Values)[] | Values): Criteria<E>
}

interface Comparison<E extends string, V> {
  lt(value: V): Criteria<E>
  lte(value: V): Criteria<E>
  gt(value: V): Criteria<E>
  gte(value: V): Criteria<E>
  /** Both ends included. */
  between(from: V, to: V): Criteria<E>
}

/** An id or a reference: compares byte for byte. */
export interface KeyCriteria<E extends string>
  extends
    FieldHandle<E, 'id' | 'reference'>,
    Membership<E, string | Me | ActorFact | FieldHandle<E, 'id' | 'reference'>, GroupSet> {}

/** A code or a closed list of codes: compares byte for byte. */
export interface CodeCriteria<E extends string, V extends string>
  extends
    FieldHandle<E, 'code' | 'enum'>,
    Membership<E, V | Me | ActorFact | FieldHandle<E, 'code' | 'enum'>, GroupSet> {}

/** Words of people: compares folded, without case, accents, hyphens or typographic variants. */
export interface TextCriteria<E extends string>
  extends FieldHandle<E, 'text'>, Membership<E, string | ActorFact | FieldHandle<E, 'text'>> {
  contains(text: string | ActorFact): Criteria<E>
  notContains(text: string | ActorFact): Criteria<E>
  startsWith(text: string | ActorFact): Criteria<E>
  notStartsWith(text: string | ActorFact): Criteria<E>
  endsWith(text: string | ActorFact): Criteria<E>
  notEndsWith(text: string | ActorFact): Criteria<E>
}

/** A number, or an amount in minor units. */
export interface NumberCriteria<E extends string, K extends 'number' | 'money'>
  extends
    FieldHandle<E, K>,
    Membership<E, number | ActorFact | FieldHandle<E, K>>,
    Comparison<E, number | ActorFact | FieldHandle<E, K>> {}

export interface BooleanCriteria<E extends string>
  extends FieldHandle<E, 'boolean'>, Equality<E, boolean | ActorFact | FieldHandle<E, 'boolean'>> {}

/** A civil date `YYYY-MM-DD`; a moment stands for the day it falls on. */
export interface DateCriteria<E extends string>
  extends
    FieldHandle<E, 'date'>,
    Equality<E, string | Moment | ActorFact | FieldHandle<E, 'date'>>,
    Comparison<E, string | Moment | ActorFact | FieldHandle<E, 'date'>> {
  within(range: RelativeRange): Criteria<E>
}

/**
 * An instant, as a Date or ISO 8601 with an offset. A day (`2026-03-29`, `today()`) stands for all of that day where the query is asked: `eq`
 * holds throughout it, `lt` before it, `gt` after it.
 */
export interface InstantCriteria<E extends string>
  extends
    FieldHandle<E, 'instant'>,
    Equality<E, Date | string | Moment | ActorFact | FieldHandle<E, 'instant'>>,
    Comparison<E, Date | string | Moment | ActorFact | FieldHandle<E, 'instant'>> {
  within(range: RelativeRange): Criteria<E>
}

/** A set of codes. */
export interface TagsCriteria<E extends string> extends Emptiness<E> {
  has(tag: string): Criteria<E>
  hasAny(tags: readonly string[]): Criteria<E>
  hasAll(tags: readonly string[]): Criteria<E>
  hasNone(tags: readonly string[]): Criteria<E>
}

/** Opaque data takes no part in criteria. */
export type OpaqueField = Readonly<Record<never, never>>

interface CriteriaByKind<E extends string, S> {
  readonly id: KeyCriteria<E>
  readonly reference: KeyCriteria<E>
  readonly code: CodeCriteria<E, string>
  readonly enum: CodeCriteria<E, CodesOf<S>>
  readonly text: TextCriteria<E>
  readonly number: NumberCriteria<E, 'number'>
  readonly money: NumberCriteria<E, 'money'>
  readonly boolean: BooleanCriteria<E>
  readonly date: DateCriteria<E>
  readonly instant: InstantCriteria<E>
  readonly tags: TagsCriteria<E>
  readonly json: OpaqueField
}

/** The codes of an enum, through the wrappers of zod. */
type CodesOf<S> = S extends { readonly _zod: { readonly output: infer V } } ? Extract<V, string> : string

/** What a field of an entity may be asked, from its zod schema. */
export type FieldCriteria<E extends string, S> = CriteriaByKind<E, S>[KindOf<S>]
