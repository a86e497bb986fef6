import { allOf, anyOf, EVERYTHING, type BoundCriteria } from '../query'
import type { HostConnection, Store, TransactionOptions } from './store'

/**
 * The store of an adapter whose database cannot decide all criteria: its pages then carry what it left out as their `residual`, and
 * are an ordered superset. `finishing` makes a whole store of it. Its counts, aggregates and writes are only asked for with
 * criteria of which it leaves nothing.
 */
export interface PartialStore extends Store {
  /**
   * What of these criteria is still to be tested on the rows of a page; null where the database decides them alone. It follows from
   * the criteria, never from the data.
   */
  residualOf(entity: string, where: BoundCriteria): BoundCriteria | null
  transaction<T>(work: (store: PartialStore) => Promise<T>, options?: TransactionOptions): Promise<T>
  forTenant(tenant: string): PartialStore
  within(connection: HostConnection): PartialStore
}

/** Criteria cut in two: what the database decides, and what is left of them; together they are the whole. */
export interface SplitCriteria {
  readonly pushed: BoundCriteria
  readonly residual: BoundCriteria | null
}

/**
 * Cuts criteria for a database that decides only some leaves. Of criteria that all hold, those it decides are pushed; of
 * alternatives, all or none, except that what each alternative can push narrows the whole.
 *
 * @example
 * ```ts
 * const { pushed, residual } = splitCriteria(where, (leaf) => leaf.type === 'test' && leaf.operator === 'eq' && !leaf.negated)
 * ```
 */
export function splitCriteria(where: BoundCriteria, decides: (leaf: BoundCriteria) => boolean): SplitCriteria {
  switch (where.type) {
    case 'and': {
      const parts = where.criteria.map((one) => splitCriteria(one, decides))
      const left = parts.flatMap(({ residual }) => (residual === null ? [] : [residual]))
      return {
        pushed: allOf(...parts.map(({ pushed }) => pushed)),
        residual: left.length === 0 ? null : allOf(...left),
      }
    }
    case 'or': {
      const parts = where.criteria.map((one) => splitCriteria(one, decides))
      const pushed = anyOf(...parts.map((part) => part.pushed))
      return { pushed, residual: parts.every(({ residual }) => residual === null) ? null : where }
    }
    case 'test':
    case 'related':
    case 'measure':
      return decides(where) ? { pushed: where, residual: null } : { pushed: EVERYTHING, residual: where }
    default:
      return where satisfies never
  }
}
