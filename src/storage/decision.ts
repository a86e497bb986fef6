import type { Change, Happening, Identifiers, Locale, Row, Write } from '../kernel'
import type { Model } from '../model'
import type { BoundCriteria } from '../query'
import type { Ordering, Store } from './store'

/** A question that a decision asks of the data. Without a limit every row that matches is wanted. */
export interface ReadRequest {
  readonly entity: string
  readonly where: BoundCriteria
  readonly orderBy?: readonly Ordering[]
  readonly limit?: number
  /** The fields to answer; the id always comes. All unless said. */
  readonly fields?: readonly string[]
  /** Locks what is read until the transaction ends: what the decision is about to change, or (`share`) what must stay as it is. */
  readonly lock?: 'update' | 'share'
}

/**
 * A decision is pure: it says what it must read, is handed the rows, and says what to write. It never touches a store, so the
 * same code runs in a transaction, in a simulation and over plain arrays in a test.
 *
 * @example
 * ```ts
 * function* renameRegion(id: string, name: string, context: DecisionContext): Decision<Outcome<void>> {
 *   const [region] = yield { entity: 'region', where: isEqual(entityOf(context.model, 'region'), 'id', id), lock: 'update' }
 *   if (region === undefined) refuse(problem('region.unknown', { data: { region: id } }))
 *   return { writes: [{ type: 'update', entity: 'region', id, set: { name } }], value: undefined }
 * }
 * ```
 */
export type Decision<T> = Generator<ReadRequest, T, readonly Row[]>

/** What a decision leads to. */
export interface Outcome<T> {
  readonly writes: readonly Write[]
  readonly happenings?: readonly Happening[]
  readonly value: T
}

/** Everything a decision may know that is not data: time, identifiers, place and language are inputs. */
export interface DecisionContext {
  readonly model: Model
  readonly now: Date
  readonly identifiers: Identifiers
  readonly timeZone: string
  readonly locale: Locale
  /** 0 (Sunday) to 6; Monday is 1. */
  readonly weekStartsOn: 0 | 1 | 2 | 3 | 4 | 5 | 6
  /** The month in which the fiscal year starts, 1 to 12. */
  readonly fiscalYearStartsOn: number
  /** The id of the user who acts; null for the system. */
  readonly actor: string | null
  /** Names what is kept together or not at all, in however many calls; null where nothing is written. */
  readonly transaction: string | null
}

/** What a module does by itself when records change: run after each round of writes, in the same transaction. */
export interface Reaction {
  readonly name: string
  /** The entities whose changes and happenings it wants; null for all. */
  readonly entities: (model: Model) => readonly string[] | null
  readonly react: (
    seen: { readonly changes: readonly Change[]; readonly happenings: readonly Happening[] },
    context: DecisionContext,
  ) => Decision<readonly Write[]>
}

/** Few round trips, bounded memory for each. */
const PAGE = 10_000

/** Every row a request asks for, read page by page. */
export async function readAll(store: Store, request: ReadRequest): Promise<readonly Row[]> {
  const rows: Row[] = []
  const orderBy = request.orderBy ?? []
  const wanted = request.limit ?? Number.POSITIVE_INFINITY
  let after: string | null = null
  for (;;) {
    const page = await store.find(request.entity, {
      where: request.where,
      orderBy,
      limit: Math.min(PAGE, wanted - rows.length),
      ...(after === null ? {} : { after }),
      ...(request.fields === undefined ? {} : { fields: request.fields }),
      ...(request.lock === undefined ? {} : { lock: request.lock }),
    })
    rows.push(...page.rows)
    if (!page.more || page.end === null || rows.length >= wanted) return rows
    after = page.end
  }
}

/** Runs a decision over a store. */
export async function decide<T>(store: Store, decision: Decision<T>): Promise<T> {
  let step = decision.next()
  while (step.done !== true) {
    let rows: readonly Row[]
    try {
      rows = await readAll(store, step.value)
    } catch (error) {
      step = decision.throw(error)
      continue
    }
    step = decision.next(rows)
  }
  return step.value
}

/** Runs a decision over whatever answers its questions: arrays in a test, a snapshot in a simulation. */
export function decideOver<T>(answer: (request: ReadRequest) => readonly Row[], decision: Decision<T>): T {
  let step = decision.next()
  while (step.done !== true) step = decision.next(answer(step.value))
  return step.value
}
