import type { Row } from '../../../src/kernel'
import type { Binding, CriteriaNode } from '../../../src/query'

export type CaseEntity = 'item' | 'part' | 'owner' | 'team'

/** What the store holds when the cases of a table are asked; every row names every field of its entity. */
export type CaseRecords = { readonly [E in CaseEntity]?: readonly Row[] }

/** A question in JSON and the ids of the records that answer it, in the order in which the table lists its records. */
export interface CriteriaCase {
  readonly name: string
  /** Which records are asked about; `item` unless said otherwise. */
  readonly entity?: CaseEntity
  readonly where: CriteriaNode
  readonly matches: readonly string[]
}

/**
 * Records and the questions asked of them. An adapter loads the records once and answers each case; it must also answer the
 * complement: `{ type: 'not', criteria: where }` holds for exactly the other records.
 */
export interface CriteriaTable {
  readonly name: string
  /** The row of the requirements that the table shows. */
  readonly requirement?: string
  readonly records: CaseRecords
  /** What differs from `caseBinding`. */
  readonly binding?: Partial<Binding>
  readonly cases: readonly CriteriaCase[]
}

export interface OrderCase {
  readonly name: string
  readonly entity?: CaseEntity
  readonly orderBy: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[]
  /** All ids of the entity, in order. */
  readonly ids: readonly string[]
}

export interface OrderTable {
  readonly name: string
  readonly requirement?: string
  readonly records: CaseRecords
  readonly cases: readonly OrderCase[]
}
