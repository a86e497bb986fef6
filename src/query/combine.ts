import type { Criteria } from './criteria'

/** All of them hold; without any, everything matches. */
export function and<E extends string>(...criteria: readonly Criteria<E>[]): Criteria<E> {
  return Object.freeze({ type: 'and', criteria: Object.freeze(criteria) })
}

/** At least one holds; without any, nothing matches. */
export function or<E extends string>(...criteria: readonly Criteria<E>[]): Criteria<E> {
  return Object.freeze({ type: 'or', criteria: Object.freeze(criteria) })
}

/** The exact complement: `not(a.revenue.gte(1000))` holds where the revenue is missing. */
export function not<E extends string>(criteria: Criteria<E>): Criteria<E> {
  return Object.freeze({ type: 'not', criteria })
}
