import type { EntityDefinition, FieldDefinition, Relation } from '../model'

/** A value ready for comparison: text is folded already (unless its field is exact), an instant is a Date. */
export type BoundValue = string | number | boolean | Date

/**
 * One question about one field, negation included. With a missing value the positive question is false, so the negated one
 * is true: `negated` is the exact complement.
 */
export type BoundTest = { readonly type: 'test'; readonly field: FieldDefinition; readonly negated: boolean } & (
  | { readonly operator: 'empty' }
  | { readonly operator: 'eq' | 'lt' | 'lte' | 'gt' | 'gte'; readonly value: BoundValue }
  /** Never empty, without repetition. */
  | { readonly operator: 'in'; readonly values: readonly BoundValue[] }
  | { readonly operator: 'contains' | 'startsWith' | 'endsWith'; readonly value: string }
  /** The set shares a code with these; never empty. */
  | { readonly operator: 'hasAny'; readonly values: readonly string[] }
  /** Against another field of the same record, of the same kind; false where either is missing. */
  | { readonly operator: 'eqField' | 'ltField' | 'lteField' | 'gtField' | 'gteField'; readonly other: FieldDefinition }
)

/** Some record on the other side of the relation meets the criteria (negated: none does). */
export interface BoundRelated {
  readonly type: 'related'
  readonly relation: Relation
  readonly target: EntityDefinition
  readonly negated: boolean
  readonly criteria: BoundCriteria
}

/** An average of an exact field is compared with a value of at most this many decimals more than the field has. */
export const AVERAGE_DECIMALS = 6

/**
 * A figure over the related records that meet the criteria. Over none: count and sum are 0; min, max and avg are missing and
 * every comparison with them is false. `avg` compares as sum against value times count, exactly.
 */
export interface BoundMeasure {
  readonly type: 'measure'
  readonly relation: Relation
  readonly target: EntityDefinition
  readonly measure: 'count' | 'sum' | 'min' | 'max' | 'avg'
  readonly field: FieldDefinition | null
  readonly negated: boolean
  readonly operator: 'eq' | 'lt' | 'lte' | 'gt' | 'gte'
  readonly value: number
  readonly criteria: BoundCriteria
}

/**
 * Criteria with nothing left to ask: no reference, no negation but at the leaves, no nesting that says nothing. TRUE is an
 * empty `and`, FALSE an empty `or`. Every reading, in memory or in SQL, starts from this form.
 */
export type BoundCriteria =
  | { readonly type: 'and'; readonly criteria: readonly BoundCriteria[] }
  | { readonly type: 'or'; readonly criteria: readonly BoundCriteria[] }
  | BoundTest
  | BoundRelated
  | BoundMeasure

export const EVERYTHING: BoundCriteria = { type: 'and', criteria: [] }
export const NOTHING: BoundCriteria = { type: 'or', criteria: [] }

export const isEverything = (criteria: BoundCriteria): boolean =>
  criteria.type === 'and' && criteria.criteria.length === 0
export const isNothing = (criteria: BoundCriteria): boolean => criteria.type === 'or' && criteria.criteria.length === 0

/** All of these hold; flattened, with TRUE dropped and FALSE decisive. */
export function allOf(...criteria: readonly BoundCriteria[]): BoundCriteria {
  const kept: BoundCriteria[] = []
  for (const one of criteria) {
    if (isNothing(one)) return NOTHING
    if (one.type === 'and') kept.push(...one.criteria)
    else kept.push(one)
  }
  const [only] = kept
  return kept.length === 1 && only !== undefined ? only : { type: 'and', criteria: kept }
}

/** At least one of these holds; flattened, with FALSE dropped and TRUE decisive. */
export function anyOf(...criteria: readonly BoundCriteria[]): BoundCriteria {
  const kept: BoundCriteria[] = []
  for (const one of criteria) {
    if (isEverything(one)) return EVERYTHING
    if (one.type === 'or') kept.push(...one.criteria)
    else kept.push(one)
  }
  const [only] = kept
  return kept.length === 1 && only !== undefined ? only : { type: 'or', criteria: kept }
}
