import type { Clock, Identifiers, Locale } from '../kernel'
import type { QueryUses } from '../lists'
import type { Model } from '../model'
import type { ActorProvider } from '../permissions'
import type { RegionReferences } from '../regions'
import type { Decision, DecisionContext, Outcome, Reaction, Store } from '../storage'
import type { ActorCache } from './actor-cache'
import { commit, type CommitOptions, type RightsWatch } from './commit'
import type { PerformOptions } from './core'
import type { BulkStarter, RegisteredBulk } from './bulk-registry'

/** Everything a session runs on. A session inside a transaction has the same engine over the transaction's store. */
export interface Engine {
  readonly model: Model
  readonly store: Store
  readonly clock: Clock
  readonly identifiers: Identifiers
  readonly timeZone: string
  readonly locale: Locale
  readonly weekStartsOn: DecisionContext['weekStartsOn']
  readonly fiscalYearStartsOn: number
  readonly actors: ActorProvider | null
  /** The actors whose rights were read already. Not for use within a transaction, which sees what nobody else does. */
  readonly knownActors: ActorCache
  readonly rights: RightsWatch
  readonly exclusiveRegions: boolean
  readonly queryUses: readonly QueryUses[]
  readonly regionReferences: readonly RegionReferences[]
  /** What the host does to many, besides what is ready made. */
  readonly bulkActions: ReadonlyMap<string, RegisteredBulk<BulkScene>>
  readonly reactions: readonly Reaction[]
  readonly unjournalled: ReadonlySet<string>
  /** Under which id the journal puts together what one transaction writes; null: each call is one. */
  readonly transaction: string | null
  /** Told after a transaction that planned or moved runs: the worker may have something to do sooner. */
  readonly runsChanged: () => void
}

/** Where one item of a bulk action is done: inside its transaction, for the one who started it. */
export interface BulkScene {
  readonly engine: Engine
  readonly who: BulkStarter
}

/** What waits for its time: where such a row is written, the worker may have something to do sooner. */
export const TIMED: ReadonlySet<string> = new Set(['automationRun', 'recurringExportRun'])

export function contextOf(engine: Engine, actor: string | null): DecisionContext {
  return {
    model: engine.model,
    now: engine.clock.now(),
    identifiers: engine.identifiers,
    timeZone: engine.timeZone,
    locale: engine.locale,
    weekStartsOn: engine.weekStartsOn,
    fiscalYearStartsOn: engine.fiscalYearStartsOn,
    actor,
    transaction: engine.transaction,
  }
}

/** The same for what writes: under the name of the transaction that it is part of, or one of its own. */
export const writingContextOf = (engine: Engine, actor: string | null): DecisionContext & { transaction: string } => ({
  ...contextOf(engine, actor),
  transaction: engine.transaction ?? engine.identifiers.next(),
})

/** Names of locks are one tenant's own. */
export const lockNames = (engine: Engine, names: readonly string[]): string[] =>
  names.map((name) => `${engine.store.tenant}:${name}`)

/** One decision with its reactions and journal, in one transaction. */
export async function perform<T>(
  engine: Engine,
  who: { readonly actor: string | null; readonly reason: string | null },
  decide: (context: DecisionContext) => Decision<Outcome<T>>,
  options: PerformOptions<T> = {},
): Promise<T> {
  let planned = false
  const value = await engine.store.transaction(
    async (store) => {
      const context = writingContextOf(engine, who.actor)
      const rules: CommitOptions = {
        reactions: engine.reactions,
        unjournalled: engine.unjournalled,
        reason: who.reason,
        transaction: context.transaction,
        rights: engine.rights,
      }
      const done = await commit(store, decide(context), context, rules)
      await options.verify?.(store, done)
      planned = done.changes.some(({ entity }) => TIMED.has(entity))
      return done.value
    },
    { locks: lockNames(engine, options.locks ?? []), endsAtFailure: true },
  )
  if (planned) engine.runsChanged()
  return value
}

/** Several calls in one transaction: put together in the journal, and told to the worker once they are kept. */
export async function together<T>(engine: Engine, work: (inner: Engine) => Promise<T>): Promise<T> {
  let planned = false
  const value = await engine.store.transaction(async (store) => {
    planned = false
    let rightsChanged = false
    const transaction = engine.transaction ?? engine.identifiers.next()
    const rights: RightsWatch = {
      entities: engine.rights.entities,
      changed: () => Promise.resolve(void (rightsChanged = true)),
    }
    const done = await work({ ...engine, store, transaction, rights, runsChanged: () => void (planned = true) })
    if (rightsChanged) await engine.rights.changed(store, transaction)
    return done
  })
  if (planned) engine.runsChanged()
  return value
}
