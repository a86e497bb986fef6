import type { Row } from '../kernel'
import type { Model } from '../model'
import type { BoundCriteria } from '../query'

export interface Ordering {
  readonly field: string
  readonly direction: 'asc' | 'desc'
}

/** An opaque place in an ordered list, made by the adapter that reads it again. */
export type Cursor = string

export interface FindRequest {
  readonly where: BoundCriteria
  /** Missing values come last both ways; the id follows in the direction of the last key, so that every order is total. */
  readonly orderBy: readonly Ordering[]
  readonly limit: number
  /** The rows that follow this place, in order. Not with `before`. */
  readonly after?: Cursor
  /** The rows just ahead of this place, still in order. Not with `after`. */
  readonly before?: Cursor
  /** The fields to return; `id` always comes. Absent: all. */
  readonly fields?: readonly string[]
  /**
   * Locks the rows until the end of the transaction. `update`: for this transaction alone. `share`: together with others that only
   * share; who wants to change them waits.
   */
  readonly lock?: 'update' | 'share'
}

export interface Page {
  readonly rows: readonly Row[]
  /** Where the first and the last row of this page stand; null for an empty page. */
  readonly start: Cursor | null
  readonly end: Cursor | null
  /** Whether rows follow `end` (or, for a page asked with `before`, precede `start`). */
  readonly more: boolean
  /**
   * From an adapter that cannot push everything down: what is still to be tested on these rows. They are then a superset, in
   * order, and `finishing` completes the work. An exact adapter never sets it.
   */
  readonly residual?: BoundCriteria
}

/** A column of an aggregate by which rows are put together. */
export type Dimension =
  | { readonly as: string; readonly field: string }
  /** Intervals between edges, half-open; the value is the index of the interval. Rows outside all of them do not count. */
  | {
      readonly as: string
      readonly field: string
      readonly edges: readonly Date[] | readonly string[] | readonly number[]
    }

export interface Measure {
  readonly as: string
  readonly measure: 'count' | 'countDistinct' | 'sum' | 'min' | 'max'
  /** Absent for `count`; there, with a field, rows where it is missing do not count. */
  readonly field?: string
}

export interface AggregateRequest {
  readonly where: BoundCriteria
  readonly groupBy: readonly Dimension[]
  readonly measures: readonly Measure[]
  /** At most this many groups are answered; more are refused with `storage.too_many_groups`. */
  readonly limit?: number
}

/** What to do with a row whose `key` (default: `id`) is there already. */
export type InsertOptions =
  | { readonly onConflict: 'fail' }
  /** The row that is there stays; its id is not among those returned. */
  | { readonly onConflict: 'skip'; readonly key?: readonly string[] }
  /** The row that is there takes the new values, all but its id. */
  | { readonly onConflict: 'update'; readonly key?: readonly string[] }

export interface Update {
  readonly set?: Row
  /** Added to what is there; a missing value counts as 0. */
  readonly increment?: Readonly<Record<string, number>>
}

/** One row of a batch, with values of its own. All rows of a batch set and expect the same fields. */
export interface RowUpdate {
  readonly id: string
  readonly set: Row
  /** The update holds only while the row has these values: a version, a fencing token. `null` expects a missing value. */
  readonly expect?: Row
}

export interface ClaimRequest {
  readonly where: BoundCriteria
  readonly limit: number
}

/** How a claim marks what it takes. Rows are due when `at` is not after the store's clock; earliest first. */
export interface Lease {
  /** The instant field that says when a row may be taken, and while it is held, when the lease ends. */
  readonly at: string
  /** The field that receives the fencing token. */
  readonly token: string
  readonly value: string
  readonly milliseconds: number
  /** A number field to add one to, such as the count of attempts. */
  readonly count?: string
}

export interface TransactionOptions {
  /** Named locks, held until the end; taken in sorted order, whatever the order given. */
  readonly locks?: readonly string[]
  /**
   * The work does not go on after a write that failed. A store may then end the transaction with that failure, whatever the work does, and
   * spare what it takes to go on: on PostgreSQL a savepoint around every write.
   */
  readonly endsAtFailure?: boolean
}

/** Rows to write for records that criteria find: one for each, with its id in a field and all else alike. */
export interface InsertFrom {
  /** Whose records are looked at. */
  readonly entity: string
  readonly where: BoundCriteria
  /** How many of them are looked at, by id, whether they meet the criteria or not. */
  readonly span: number
  /** The `end` of the span before. */
  readonly after?: string
  /** The field that takes the id of the record. */
  readonly field: string
  /** What the ids of the new rows begin with: no row has one that begins so. */
  readonly id: string
  /** The other fields, all of them. */
  readonly set: Row
}

export interface InsertedFrom {
  /** Rows written; one whose key is there already is not. */
  readonly written: number
  /** Where the next span begins; null where no record is left. */
  readonly end: string | null
}

/** A host's open transaction, whatever made it: anything that can run a parameterised statement. */
export interface HostConnection {
  /**
   * Runs one statement. Placeholders are those of the database (`$1` on PostgreSQL, `?` elsewhere). `affected` is the number of
   * rows changed, where the driver tells.
   */
  execute(
    sql: string,
    parameters: readonly unknown[],
  ): Promise<{ readonly rows: readonly Row[]; readonly affected?: number }>
}

/** What an adapter says of itself; conformance asserts each as it is declared. */
export interface StoreFeatures {
  /** Reads push every criteria down; otherwise pages carry a residual. */
  readonly exactReads: boolean
  /** A transaction that fails leaves nothing. */
  readonly transactions: boolean
  /** `within` joins a host's open transaction. */
  readonly hostTransactions: boolean
  /** Several processes may use the same data. */
  readonly shared: boolean
}

/**
 * Where records live: nine operations, all on one tenant. Criteria arrive bound and normalised; entities are named as in the
 * model; rows carry the model's own values (an instant is a Date, money a whole number, a missing value null).
 *
 * - An unknown entity or field is a bug of the caller and throws a plain Error.
 * - A broken unique key is refused with `storage.conflict`, whose data are the entity and the `fields` of the key; nothing of the call is
 *   then written. What the database's own rules do not take is refused alike: `storage.reference_missing`, `storage.still_referenced`,
 *   `storage.value_missing`, `storage.value_too_long`, `storage.value_out_of_range`, `storage.value_rejected`.
 * - The outer store used inside its own `transaction` is refused with `storage.outside_transaction`, never hung.
 */
export interface Store {
  readonly features: StoreFeatures
  readonly tenant: string

  find(entity: string, request: FindRequest): Promise<Page>
  count(entity: string, where: BoundCriteria): Promise<number>
  /** One row a group: dimensions and measures under their `as`. Groups come in no particular order. */
  aggregate(entity: string, request: AggregateRequest): Promise<readonly Row[]>
  /** The ids of the rows written, in the order given. */
  insert(entity: string, rows: readonly Row[], options?: InsertOptions): Promise<readonly string[]>
  /** How many rows changed. */
  update(entity: string, where: BoundCriteria, change: Update): Promise<number>
  /** The ids of the rows whose expectations held. */
  updateEach(entity: string, updates: readonly RowUpdate[]): Promise<readonly string[]>
  /** How many rows left. */
  remove(entity: string, where: BoundCriteria): Promise<number>
  /** Takes due rows and marks them in one step, passing over what others hold. The rows as they are after it. */
  claim(entity: string, request: ClaimRequest, lease: Lease): Promise<readonly Row[]>
  /** Runs the work so that all of it is kept or nothing; inside a transaction, a savepoint. Deadlocks are retried. */
  transaction<T>(work: (store: Store) => Promise<T>, options?: TransactionOptions): Promise<T>

  /**
   * Where one transaction writes at a time, and only there, a store may write rows for what it finds without handing them out and taking
   * them back: a tenth operation that no store has to have, and which the nine do as well. Refused with `storage.not_pushed` where one of
   * the entities is in a table of the host's.
   */
  insertFrom?(entity: string, from: InsertFrom): Promise<InsertedFrom>

  /** The same data for another tenant. */
  forTenant(tenant: string): Store
  /** The tenants that have a row of this entity which is due at `at` (see `Lease`), at most `limit`: how one worker serves all. */
  tenantsDue(entity: string, at: string, limit: number): Promise<readonly string[]>
  /** Joins a host's open transaction. Refused with `storage.no_host_transactions` where the adapter cannot. */
  within(connection: HostConnection): Store
}

/** A kind of storage, before it knows the model. */
export interface StoreAdapter {
  /** Refused with `storage.schema_newer` where the tables were made by a newer version. */
  open(model: Model): Promise<Store>
  /** Makes or brings up to date the kernel's own tables; never touches a host's. Safe to call twice and from two processes. */
  migrate(model: Model): Promise<void>
  close(): Promise<void>
}
