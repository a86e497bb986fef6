import { refuse, type Change, type Happening, type Identifiers, type Locale, type Row, type Write } from '../kernel'
import type { Model } from '../model'
import { isNothing, type BoundCriteria } from '../query'
import { problem } from './problem'
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

/** Decisions that do not wait for each other: their questions are asked at the same time. Made by {@link atOnce}. */
export interface SideBySide {
  readonly atOnce: readonly Decision<void>[]
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
export type Decision<T> = Generator<ReadRequest | SideBySide, T, readonly Row[]>

/** A question alone, to be asked beside others. */
export function* ask(request: ReadRequest): Decision<readonly Row[]> {
  return yield request
}

/**
 * What decisions come to that need nothing of each other: a database far away is waited for once, and not once for each. For
 * questions that lock nothing, since they are asked in no particular order.
 *
 * @example
 * ```ts
 * const [groups, team] = yield* atOnce(groupsWithin(regions, null, context), teamOf(user, context))
 * ```
 */
export function atOnce<T extends readonly unknown[]>(
  ...decisions: { readonly [K in keyof T]: Decision<T[K]> }
): Decision<T>
export function* atOnce(...decisions: readonly Decision<unknown>[]): Decision<readonly unknown[]> {
  const results: unknown[] = decisions.map(() => null)
  yield {
    atOnce: decisions.map(function* (decision, place): Decision<void> {
      results[place] = yield* decision
    }),
  }
  return results
}

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

/** The part of a store that decisions read by. */
export type Finder = Pick<Store, 'find'>

/** Every row a request asks for, read page by page. Refused with `storage.bad_limit` where the limit is no whole number from 1 on. */
export async function readAll(store: Finder, request: ReadRequest): Promise<readonly Row[]> {
  // Nothing is found without asking: what is named may turn out to be nobody.
  if (isNothing(request.where)) return []
  const rows: Row[] = []
  const { orderBy = [], limit } = request
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1))
    refuse(problem('storage.bad_limit', { path: '/limit', data: { limit } }))
  const wanted = limit ?? Number.POSITIVE_INFINITY
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

async function answer(store: Finder, question: ReadRequest | SideBySide): Promise<readonly Row[]> {
  if (!('atOnce' in question)) return readAll(store, question)
  // Of several that fail, the first as they were given: whichever answer came first.
  for (const outcome of await Promise.allSettled(question.atOnce.map((decision) => decide(store, decision))))
    if (outcome.status === 'rejected') throw outcome.reason
  return []
}

/** Runs a decision over a store. */
export async function decide<T>(store: Finder, decision: Decision<T>): Promise<T> {
  let step = decision.next()
  while (step.done !== true) {
    let rows: readonly Row[]
    try {
      rows = await answer(store, step.value)
    } catch (error) {
      step = decision.throw(error)
      continue
    }
    step = decision.next(rows)
  }
  return step.value
}

/** Runs a decision over whatever answers its questions: arrays in a test, a snapshot in a simulation. */
export function decideOver<T>(answered: (request: ReadRequest) => readonly Row[], decision: Decision<T>): T {
  let step = decision.next()
  while (step.done !== true) {
    if ('atOnce' in step.value) {
      for (const one of step.value.atOnce) decideOver(answered, one)
      step = decision.next([])
    } else step = decision.next(answered(step.value))
  }
  return step.value
}
