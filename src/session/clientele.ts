import { automationReactions, createScheduler, type Committer, type Mailer, type RunScheduler } from '../automation'
import { communicationReactions } from '../communication'
import {
  isTimeZone,
  refuse,
  systemClock,
  timeOrderedIdentifiers,
  type Clock,
  type Happening,
  type Identifiers,
  type Locale,
  type Row,
} from '../kernel'
import { entityOf, parseRecord, type CodeOption, type EntityMap, type Model } from '../model'
import { permissionReactions, type ActorProvider } from '../permissions'
import { regionReactions } from '../regions'
import { reportReactions } from '../reports'
import type { DecisionContext, HostConnection, Reaction, Store, StoreAdapter } from '../storage'
import { settle } from './commit'
import { contextOf, lockNames, perform, type Engine } from './engine'
import { kernelActions, kernelModel, type KernelEntities } from './kernel-model'
import { problem } from './problem'
import { locksFor } from './record-actions'
import { seed } from './seed'
import { createSession, type Session } from './session'
import { sessionCore } from './session-core'

export interface ClienteleOptions<E extends EntityMap> {
  readonly model: Model<E>
  /** Where records live: `memoryAdapter()`, `kyselyAdapter({ db, dialect })`, or one of your own. */
  readonly store: StoreAdapter
  /** The zone of days, weeks and months where nothing nearer says otherwise. An IANA name. */
  readonly timeZone: string
  /** The language of what the kernel writes to nobody in particular; `en` unless said. */
  readonly locale?: Locale
  /** Brings the kernel's own tables up to date at start. Without it, tables that are behind are refused. */
  readonly migrate?: boolean
  readonly tenant?: string
  /** Your identity system. Without it the kernel keeps profiles and grants itself. */
  readonly actors?: ActorProvider
  /** Whether a group stands in one region at a time; so unless said. */
  readonly exclusiveRegions?: boolean
  /** Sources of assignments besides the library's own. */
  readonly assignmentSources?: readonly CodeOption[]
  /** How e-mails leave. */
  readonly mailer?: Mailer
  readonly clock?: Clock
  readonly identifiers?: Identifiers
  /** 0 (Sunday) to 6; Monday unless said. */
  readonly weekStartsOn?: DecisionContext['weekStartsOn']
  /** The month in which the fiscal year starts; January unless said. */
  readonly fiscalYearStartsOn?: number
}

/** Entities whose rows are bookkeeping: their own tables already tell what happened to them and when. */
const UNJOURNALLED: ReadonlySet<string> = new Set([
  'journalEntry',
  'installation',
  'automationRun',
  'regionAncestor',
  'assignment',
])

/** What the modules do by themselves. Where the host supplies its actors, the kernel keeps nobody's rights. */
const reactionsFor = (actors: ActorProvider | null): readonly Reaction[] => [
  ...regionReactions,
  ...(actors === null ? permissionReactions : []),
  ...automationReactions,
  ...reportReactions,
  ...communicationReactions,
]

/** A CRM kernel for one tenant. */
export interface Clientele<E extends EntityMap> {
  readonly model: Model<E & KernelEntities>
  readonly tenant: string
  /** What this user may do. Refused with `session.no_actor` for a user without a profile. */
  as(userId: string): Promise<Session<E & KernelEntities>>
  /** The only way round rights; the reason stands in the journal beside everything it writes. */
  system(reason: string): Session<E & KernelEntities>
  /** The same kernel for another tenant; the two never meet. */
  forTenant(tenant: string): Promise<Clientele<E>>
  /**
   * The kernel inside your own open transaction: what it writes is kept or undone with yours.
   *
   * @example
   * ```ts
   * await client.query('BEGIN')
   * const within = crm.within({ execute: (sql, parameters) => client.query(sql, [...parameters]) })
   * ```
   */
  within(connection: HostConnection): Clientele<E>
  /** Tells of a record that you wrote yourself: `before` is null when it is new, `after` when it is gone. */
  changed(entity: string, before: unknown, after: unknown): Promise<void>
  /** Tells of something that changed no record: a quote was opened. */
  happened(name: string, entity: string, id: string, data?: Row): Promise<void>
  /** One round of the scheduler, for every tenant: claims what is due and runs it. For hosts that are woken from outside. */
  tick: RunScheduler['tick']
  /** Runs what is due as it comes, until `stop`. */
  start: RunScheduler['start']
  stop: RunScheduler['stop']
}

function committer(engine: Engine): Committer {
  return (tenant, decide, options = {}) =>
    perform(
      { ...engine, store: engine.store.forTenant(tenant) },
      { actor: null, reason: options.cause ?? 'scheduler' },
      decide,
      { locks: options.locks ?? [] },
    )
}

function checkOptions(options: { readonly timeZone: string }): void {
  if (!isTimeZone(options.timeZone))
    refuse(problem('session.unknown_zone', { path: '/timeZone', data: { zone: options.timeZone } }))
}

function clientele<E extends EntityMap>(
  model: Model<E & KernelEntities>,
  engine: Engine,
  scheduler: RunScheduler,
): Clientele<E> {
  const over = (store: Store): Clientele<E> => clientele(model, { ...engine, store }, scheduler)
  const react = async (
    seen: Parameters<Reaction['react']>[0],
    reason: string,
    locks: readonly string[],
  ): Promise<void> => {
    const rules = { reactions: engine.reactions, unjournalled: engine.unjournalled, reason }
    const changes = await engine.store.transaction((store) => settle(store, seen, contextOf(engine, null), rules), {
      locks: lockNames(engine, locks),
    })
    if (changes.some((change) => change.entity === 'automationRun')) engine.runsChanged()
  }
  return {
    model,
    tenant: engine.store.tenant,
    async as(userId) {
      await sessionCore(engine, { user: userId }).refresh()
      return createSession<E & KernelEntities>(engine, { user: userId }, kernelActions)
    },
    system(reason) {
      if (reason.trim() === '') refuse(problem('session.bad_reason'))
      return createSession<E & KernelEntities>(engine, { reason }, kernelActions)
    },
    async forTenant(tenant) {
      const other = { ...engine, store: engine.store.forTenant(tenant) }
      await seed(other)
      return clientele(model, other, scheduler)
    },
    within: (connection) => over(engine.store.within(connection)),
    async changed(name, before, after) {
      const entity = entityOf(model, name)
      const rows = {
        before: before === null ? null : parseRecord(entity, before),
        after: after === null ? null : parseRecord(entity, after),
      }
      const id = (rows.after ?? rows.before)?.['id']
      if (typeof id !== 'string') refuse(problem('session.nothing_changed', { data: { entity: entity.label } }))
      const type = rows.before === null ? 'created' : rows.after === null ? 'removed' : 'updated'
      await react({ changes: [{ entity: name, id, type, ...rows }], happenings: [] }, 'changed', locksFor(model, name))
    },
    async happened(name, entity, id, data = {}) {
      const happening: Happening = { name, entity: entityOf(model, entity).name, id, at: engine.clock.now(), data }
      await react({ changes: [], happenings: [happening] }, 'happened', [])
    },
    tick: scheduler.tick,
    start: scheduler.start,
    stop: scheduler.stop,
  }
}

/**
 * Opens the kernel over a store. The first time it meets a tenant it makes the records that exist from the start: account
 * statuses, the list "everyone".
 *
 * @throws `storage.schema_newer`, `storage.schema_behind`, `session.unknown_zone`, `model.entity_reserved`.
 * @example
 * ```ts
 * const crm = await createClientele({ model: defineModel(crmEntities), store: memoryAdapter(), timeZone: 'Europe/Paris' })
 * ```
 */
export async function createClientele<E extends EntityMap>(options: ClienteleOptions<E>): Promise<Clientele<E>> {
  checkOptions(options)
  const model = kernelModel(options.model, { assignmentSources: options.assignmentSources ?? [] })
  if (options.migrate === true) await options.store.migrate(model)
  const clock = options.clock ?? systemClock
  const identifiers = options.identifiers ?? timeOrderedIdentifiers(clock)
  const store = await options.store.open(model)
  let scheduler: RunScheduler | null = null
  const engine: Engine = {
    model,
    store: store.forTenant(options.tenant ?? 'main'),
    clock,
    identifiers,
    timeZone: options.timeZone,
    locale: options.locale ?? 'en',
    weekStartsOn: options.weekStartsOn ?? 1,
    fiscalYearStartsOn: options.fiscalYearStartsOn ?? 1,
    actors: options.actors ?? null,
    exclusiveRegions: options.exclusiveRegions ?? true,
    reactions: reactionsFor(options.actors ?? null),
    unjournalled: UNJOURNALLED,
    runsChanged: () => scheduler?.wake(),
  }
  await seed(engine)
  scheduler = createScheduler({
    model,
    store: engine.store,
    commit: committer(engine),
    clock,
    identifiers,
    context: (tenant) => contextOf({ ...engine, store: engine.store.forTenant(tenant) }, null),
    ...(options.mailer === undefined ? {} : { mailer: options.mailer }),
  })
  return clientele(model, engine, scheduler)
}
