import { z } from 'zod'
import { automationReactions, createScheduler, type Committer, type RunScheduler } from '../automation'
import { communicationReactions } from '../communication'
import { isWellFormedText, refuse, systemClock, timeOrderedIdentifiers, type Row } from '../kernel'
import { entityOf, parseInput, type EntityMap, type Model, type RecordOf } from '../model'
import { listReactions, segmentReactions } from '../lists'
import {
  organisationReactions,
  permissionReactions,
  shareReactions,
  raiseEpoch,
  rightsEntities,
  type ActorProvider,
} from '../permissions'
import { regionReactions } from '../regions'
import { reportReactions } from '../reports'
import type { DecisionContext, HostConnection, Reaction, Store } from '../storage'
import { actorCache } from './actor-cache'
import { registerBulkActions } from './bulk-registry'
import { checkOptions, type ClienteleOptions } from './clientele-options'
import { settle, type Seen } from './commit'
import { contextOf, lockNames, perform, TIMED, writingContextOf, type BulkScene, type Engine } from './engine'
import { givenFunction } from './given-function'
import { UNJOURNALLED } from './journal'
import { kernelActions, kernelModel, type KernelEntities } from './kernel-model'
import { problem } from './problem'
import { demandHostEntity, locksFor } from './record-actions'
import { tenantName, userId } from './record-id'
import { LARGEST_ATTACHMENT, serveExports } from './recurring-export-worker'
import { seed } from './seed'
import { keepSegments } from './segment-upkeep'
import { createSession, type Session } from './session'
import { sessionCore } from './session-core'
import { toldChange, toldHappening } from './told'

/** What the modules do by themselves. Where the host supplies its actors, the kernel keeps nobody's rights. */
const reactionsFor = (actors: ActorProvider | null): readonly Reaction[] => [
  ...regionReactions,
  ...organisationReactions,
  ...(actors === null ? permissionReactions : []),
  ...shareReactions,
  ...listReactions,
  ...segmentReactions(new Set(kernelActions.keys())),
  ...automationReactions,
  ...reportReactions,
  ...communicationReactions,
]

/** A record as a host tells of it: what is left out has its default, or is missing. */
export type Told<E extends EntityMap, N extends keyof E> = Partial<RecordOf<E, N>> & { readonly id: string }

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
  /**
   * Tells of a record that you wrote yourself: `before` is null when it is new, `after` when it is gone. What reacts to it is
   * written, and it stands in the journal; two images that are alike are no change.
   *
   * @throws refusals `record.invalid`, `record.unknown_field`, `session.nothing_changed`, `session.two_records`,
   * `session.kernel_entity`.
   */
  changed<N extends keyof E & string>(entity: N, before: Told<E, N> | null, after: Told<E, N> | null): Promise<void>
  /**
   * Tells of something that changed no record of yours. `crm.happened('opened', 'quote', id)` is the client's opening of a quote or an
   * invoice: the first is kept in its `openedAt`. Refused with `session.gone` where there is no such record.
   */
  happened(name: string, entity: keyof E & string, id: string, data?: Row): Promise<void>
  /**
   * One round of the scheduler, for every tenant: claims what is due and runs it, mails the recurring exports that are due, and moves the
   * members of segments that time alone moves. For hosts that are woken from outside.
   */
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

const tickOptions = z.strictObject({ limit: z.number().int().min(1).optional() })
const startOptions = z.object({ onError: givenFunction() })

/** Why the system acts, in words. Refused with `session.bad_reason`. */
function reasonOf(reason: unknown): string {
  const isReason = typeof reason === 'string' && reason.trim() !== '' && isWellFormedText(reason)
  return isReason ? reason : refuse(problem('session.bad_reason'))
}

function clientele<E extends EntityMap>(
  model: Model<E & KernelEntities>,
  engine: Engine,
  scheduler: RunScheduler,
): Clientele<E> {
  /** What reacts to something the host tells, as if a session had written it. */
  async function react(
    seen: (store: Store, context: DecisionContext) => Seen | Promise<Seen>,
    reason: string,
    locks: readonly string[],
  ): Promise<void> {
    const { reactions, unjournalled, rights } = engine
    const changes = await engine.store.transaction(
      async (store) => {
        const context = writingContextOf(engine, null)
        return settle(store, await seen(store, context), context, {
          reactions,
          unjournalled,
          reason,
          transaction: context.transaction,
          rights,
        })
      },
      { locks: lockNames(engine, locks), endsAtFailure: true },
    )
    if (changes.some(({ entity }) => TIMED.has(entity))) engine.runsChanged()
  }
  return {
    model,
    tenant: engine.store.tenant,
    async as(user) {
      const who = { user: userId(user) }
      await sessionCore(engine, who).refresh()
      return createSession<E & KernelEntities>(engine, who, kernelActions)
    },
    system: (reason) => createSession<E & KernelEntities>(engine, { reason: reasonOf(reason) }, kernelActions),
    async forTenant(tenant) {
      const other = { ...engine, store: engine.store.forTenant(tenantName(tenant)) }
      await seed(other)
      return clientele(model, other, scheduler)
    },
    within: (connection) => {
      const store = engine.store.within(connection)
      return clientele(model, { ...engine, store, transaction: engine.identifiers.next() }, scheduler)
    },
    async changed(name, before, after) {
      const entity = entityOf(model, name)
      demandHostEntity(kernelActions, entity.name)
      const change = toldChange(entity, { before, after })
      if (change !== null) await react(() => ({ changes: [change], happenings: [] }), 'changed', locksFor(model, name))
    },
    async happened(name, entity, id, data) {
      demandHostEntity(kernelActions, entity)
      const told = { name, entity, id, data }
      await react(
        async (store, context) => ({ changes: [], happenings: [await toldHappening(store, model, told, context)] }),
        'happened',
        [],
      )
    },
    tick: async (given = {}) => {
      const { limit } = parseInput(tickOptions, given)
      return scheduler.tick(limit === undefined ? {} : { limit })
    },
    start: (given) => {
      parseInput(startOptions, given)
      scheduler.start(given)
    },
    stop: scheduler.stop,
  }
}

/**
 * Opens the kernel over a store. The first time it meets a tenant it makes the records that exist from the start: account
 * statuses, the list "everyone".
 *
 * @throws refusals `storage.schema_newer`, `storage.schema_behind`, `session.unknown_zone`, `session.bad_tenant`, `input.invalid`,
 * `model.entity_reserved`, `bulk.kind_reserved`.
 * @example
 * ```ts
 * const crm = await createClientele({ model: defineModel(crmEntities), store: memoryAdapter(), timeZone: 'Europe/Paris' })
 * ```
 */
export async function createClientele<E extends EntityMap, Inputs = unknown>(
  options: ClienteleOptions<E, Inputs>,
): Promise<Clientele<E>> {
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
    knownActors: actorCache(),
    rights: {
      entities: rightsEntities(model),
      changed: (inner, transaction) => raiseEpoch(inner, model, transaction),
    },
    exclusiveRegions: options.exclusiveRegions ?? true,
    queryUses: options.queryUses ?? [],
    regionReferences: options.regionReferences ?? [],
    bulkActions:
      options.bulkActions === undefined
        ? new Map()
        : registerBulkActions(options.bulkActions, ({ engine: inner, who }: BulkScene) =>
            createSession<E & KernelEntities>(inner, who, kernelActions),
          ),
    reactions: reactionsFor(options.actors ?? null),
    unjournalled: UNJOURNALLED,
    transaction: null,
    runsChanged: () => scheduler?.wake(),
  }
  await seed(engine)
  scheduler = createScheduler({
    model,
    store: engine.store,
    commit: committer(engine),
    beforehand: () => keepSegments(engine),
    wakeups: [{ entity: 'segmentMember', at: 'changesAt' }],
    queues: [
      {
        entity: 'recurringExportRun',
        at: 'nextAt',
        serve: (tenant) =>
          serveExports({
            engine: { ...engine, store: engine.store.forTenant(tenant) },
            mailer: options.mailer ?? null,
            largestAttachment: options.largestAttachment ?? LARGEST_ATTACHMENT,
          }),
      },
    ],
    clock,
    identifiers,
    context: (tenant) => contextOf({ ...engine, store: engine.store.forTenant(tenant) }, null),
    ...(options.mailer === undefined ? {} : { mailer: options.mailer }),
  })
  return clientele(model, engine, scheduler)
}
