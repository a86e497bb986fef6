import { dynamicListsOf } from '../communication'
import { isRefusal, refuse, type Row } from '../kernel'
import { entityOf } from '../model'
import {
  actorFromRecords,
  actorFromSupplied,
  atLeast,
  epochOf,
  fieldRuleProblems,
  hasRight,
  LEVEL_WORDS,
  levelFor,
  organisationProblem,
  parseSupplied,
  RIGHT_WORDS,
  rightsToRead,
  scopeOf,
  userRecord,
  type Actor,
  type ActorProvider,
  type GenericRight,
  type Level,
  type SuppliedActor,
} from '../permissions'
import {
  allOf,
  bindQuery,
  EVERYTHING,
  NOTHING,
  prepareQuery,
  type Binding,
  type BoundCriteria,
  type GroupSelection,
  type PreparedQuery,
} from '../query'
import { groupsOfSelection } from '../regions'
import { decide, type DecisionContext, type Store } from '../storage'
import type { SessionCore } from './core'
import { confinementOf, organisationPrivacy } from './confinement'
import { contextOf, perform, type Engine } from './engine'
import { fieldAccess, shownRow } from './field-access'
import { recordsTold } from './field-copies'
import { withoutHiddenFields } from './field-writes'
import { groupSelections } from './group-selections'
import { demandRegionsNamed } from './lent-queries'
import { keepingOwners } from './kept-owners'
import { fillingStore, isAmongFound } from './late-values'
import { hostEntities, kernelActions } from './kernel-model'
import { privacyOf } from './private-records'
import { problem } from './problem'
import { scopeRelations } from './scope-relations'

/** Who a session stands for: a user by id, or the system with its reason. */
export type Who = { readonly user: string } | { readonly reason: string }

/** The core of one session, and what brings it up to date. */
export interface LiveCore extends SessionCore {
  /** Reads the actor's rights again, so that a change of rights holds on the very next call. */
  refresh(): Promise<void>
  /** What somebody else is and has; null for who has no right at all. */
  actorOf(user: string): Promise<Actor | null>
}

const noActor = (user: string): never => refuse(problem('session.no_actor', { data: { user } }))

/**
 * Who a user is now. What is told from outside is asked each time, at once with the epoch; the rights themselves are read again only
 * where either has changed. A transaction reads them itself: it sees its own changes, and others must not see those.
 */
async function readActor(engine: Engine, user: string): Promise<Actor> {
  const { store, model, transaction, knownActors } = engine
  const [epoch, told] = await Promise.all([
    transaction === null ? epochOf(store, model) : null,
    engine.actors === null ? recordOf(engine, user) : suppliedBy(engine.actors, engine, user),
  ])
  const read = async (): Promise<Actor> => {
    const context = contextOf(engine, user)
    return 'supplied' in told
      ? decide(store, actorFromSupplied(user, told.supplied, context))
      : ((await decide(store, actorFromRecords(user, context, told.record))) ?? noActor(user))
  }
  if (epoch === null) return read()
  return knownActors.actor({ tenant: store.tenant, user }, { epoch, told }, engine.clock.now(), read)
}

async function recordOf(engine: Engine, user: string): Promise<{ readonly record: Row }> {
  const record = await decide(engine.store, userRecord(user, contextOf(engine, user)))
  return record === null ? noActor(user) : { record }
}

async function suppliedBy(
  actors: ActorProvider,
  engine: Engine,
  user: string,
): Promise<{ readonly supplied: SuppliedActor }> {
  const answer: unknown = await actors.actorOf(user, engine.store.tenant)
  if (answer === null || answer === undefined) noActor(user)
  return { supplied: readSupplied(engine, user, answer) }
}

/** What the host's identity system answers is input like any other. Refused with `session.bad_actor`. */
function readSupplied({ model }: Engine, user: string, answer: unknown): SuppliedActor {
  try {
    const supplied = parseSupplied(answer)
    const { fields = {} } = typeof supplied.profile === 'string' ? {} : supplied.profile
    // A rule whose field is misspelt would hide nothing.
    const misruled = [...fieldRuleProblems(fields, hostEntities(model), ['profile', 'fields'])]
    return misruled.length > 0 ? refuse(misruled) : supplied
  } catch (error) {
    if (!isRefusal(error)) throw error
    return refuse(
      error.problems.map(({ path, message }) =>
        problem('session.bad_actor', { path, data: { user, reason: message } }),
      ),
    )
  }
}

/** Who is outside the organisation that bounds the one who asks is nobody to them. */
export const isWithin = (asking: Actor | null, other: Actor): boolean => {
  const bound = asking?.bound ?? null
  const organisation = other.bound?.organisation
  if (bound === null || asking?.id === other.id) return true
  return organisation !== undefined && bound.organisations.includes(organisation)
}

function demands(actorNow: () => Actor | null): Pick<SessionCore, 'demand' | 'demandLevel' | 'demandUnbounded'> {
  return {
    demand(right: GenericRight) {
      const actor = actorNow()
      if (actor === null || actor.profile.rights.includes(right)) return
      refuse(problem('session.missing_right', { data: { right: RIGHT_WORDS[right], profile: actor.profile.label } }))
    },
    demandLevel(module: string, needed: Level) {
      const actor = actorNow()
      if (actor === null) return
      const held = levelFor(actor, module)
      if (held === null) refuse(problem('session.module_unknown', { data: { module } }))
      if (!atLeast(held, needed))
        refuse(
          problem('session.missing_level', { data: { module, needed: LEVEL_WORDS[needed], held: LEVEL_WORDS[held] } }),
        )
      const rights = needed === 'access' ? null : rightsToRead(module)
      if (rights !== null && !rights.some((right) => hasRight(actor, right)))
        refuse(
          problem('session.missing_right', {
            data: { right: rights.map((right) => RIGHT_WORDS[right])[0], profile: actor.profile.label },
          }),
        )
    },
    demandUnbounded() {
      if ((actorNow()?.bound ?? null) !== null) refuse(organisationProblem('organisation.beyond'))
    },
  }
}

const keyOf = ({ regions = [], groups = [] }: GroupSelection): string => JSON.stringify([regions, groups])

/** The dynamic lists that a user is on at this moment, whichever store is asked. */
function listsFinder(engine: Engine, user: string): (store: Store) => Promise<readonly string[]> {
  const context = contextOf(engine, user)
  return async (store) => (await decide(store, dynamicListsOf(user, context))).on
}

/** A session's core over an engine. For a user, call `refresh` before each use. */
export function sessionCore(given: Engine, who: Who): LiveCore {
  const engine: Engine = 'user' in who ? { ...given, store: fillingStore(given.store) } : given
  let actor: Actor | null = null
  let asked = 0
  let answered = 0
  const user = 'user' in who ? who.user : null
  const isSystem = 'reason' in who
  /** Null is the system; a user whose rights were never read must not be taken for it. */
  const acts = (): Actor | null => {
    if (!isSystem && actor === null) throw new Error('The rights of this session were not read yet')
    return actor
  }
  const acting = { actor: user, reason: 'reason' in who ? who.reason : null }
  let fields = fieldAccess(engine.model)
  /** The model is the one that the actor sees. */
  const context = (): DecisionContext => ({ ...contextOf(engine, user), model: fields.visible })
  let meant: BoundCriteria | null = null
  /** The announcements of the dynamic lists that the actor is on, found when a store is first asked for some. */
  const dynamicallyMeant = (): BoundCriteria => {
    meant ??= isAmongFound(entityOf(engine.model, 'announcement'), 'listId', listsFinder(engine, user ?? ''))
    return meant
  }
  // A user whose rights were never read has none.
  const scope = (name: string, use: 'read' | 'manage'): BoundCriteria => {
    if (isSystem) return EVERYTHING
    if (actor === null) return NOTHING
    const readable = (other: string) => scope(other, 'read')
    return allOf(
      scopeOf(engine.model, actor, name, use),
      privacyOf(engine.model, name, { ...context(), actor, dynamicallyMeant }, readable),
      organisationPrivacy(engine.model, actor, name),
      recordsTold(engine.model, fields.hidden, name),
    )
  }
  const demanding = demands(acts)
  const confined = () => confinementOf(engine.model, actor, (name) => kernelActions.has(name))
  /** What criteria may say of the actor: nothing that is hidden from them. */
  const factsOf = (one: Actor): Row => shownRow(fields, engine.model.roles.user?.entity ?? '', one.fields)
  const binding = async ({ query }: PreparedQuery): Promise<Binding> => {
    const { now, timeZone, weekStartsOn, fiscalYearStartsOn } = context()
    const resolved = new Map<string, readonly string[]>()
    for (const selection of groupSelections(query.where)) {
      const groups = await decide(confined().store(engine.store), groupsOfSelection(selection, null, context()))
      resolved.set(keyOf(selection), groups)
    }
    return {
      now,
      timeZone,
      weekStartsOn,
      fiscalYearStartsOn,
      actor: actor === null ? null : { id: actor.id, fields: factsOf(actor), groups: actor.groups },
      groupsOf: (selection) => resolved.get(keyOf(selection)) ?? [],
    }
  }
  const compile = async (name: string, where: unknown): Promise<BoundCriteria> => {
    const entity = entityOf(engine.model, name)
    if (where === undefined) return scope(name, 'read')
    const prepared = prepareQuery(fields.visible, name, where)
    demandRegionsNamed(demanding, where, prepared.query.where)
    return allOf(
      scopeRelations(bindQuery(prepared, await binding(prepared)), (target) => scope(target, 'read')),
      scope(entity.name, 'read'),
    )
  }
  return {
    get model() {
      acts()
      return fields.visible
    },
    get fields() {
      acts()
      return fields
    },
    unconfined: engine.store,
    get store() {
      return confined().store(engine.store)
    },
    get actor() {
      return acts()
    },
    context,
    ...demanding,
    scope,
    binding,
    compile,
    async actorOf(other) {
      try {
        const read = await readActor(engine, other)
        return isWithin(acts(), read) ? read : null
      } catch (error) {
        if (isRefusal(error, 'session.no_actor')) return null
        throw error
      }
    },
    async perform(decision, options) {
      const { visible } = fields
      try {
        const { decision: bounded, options: checked } = confined()
        return await perform(
          engine,
          acting,
          (whole) => bounded(decision({ ...whole, model: visible })),
          checked(keepingOwners(engine.model, actor, options)),
        )
      } catch (error) {
        throw withoutHiddenFields(fields, error)
      }
    },
    async refresh() {
      if (user === null) return
      const turn = ++asked
      const read = await readActor(engine, user)
      // Of two readings at once, the one that began later is the truth.
      if (turn < answered) return
      answered = turn
      if (actor?.profile !== read.profile) fields = fieldAccess(engine.model, read.profile.fields)
      actor = read
      meant = null
    },
  }
}
