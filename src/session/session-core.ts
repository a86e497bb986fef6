import { refuse } from '../kernel'
import { entityOf } from '../model'
import {
  actorFromRecords,
  actorFromSupplied,
  atLeast,
  LEVEL_WORDS,
  levelOf,
  RIGHT_WORDS,
  scopeOf,
  type Actor,
  type GenericRight,
  type Level,
} from '../permissions'
import { allOf, bindQuery, EVERYTHING, NOTHING, prepareQuery, type BoundCriteria, type GroupSelection } from '../query'
import { groupsOfSelection } from '../regions'
import { decide } from '../storage'
import type { SessionCore } from './core'
import { contextOf, perform, type Engine } from './engine'
import { groupSelections } from './group-selections'
import { privacyOf } from './private-records'
import { problem } from './problem'
import { scopeRelations } from './scope-relations'

/** Who a session stands for: a user by id, or the system with its reason. */
export type Who = { readonly user: string } | { readonly reason: string }

/** The core of one session, and what brings it up to date. */
export interface LiveCore extends SessionCore {
  /** Reads the actor's rights again, so that a change of rights holds on the very next call. */
  refresh(): Promise<void>
}

async function readActor(engine: Engine, user: string): Promise<Actor> {
  const context = contextOf(engine, user)
  if (engine.actors === null) {
    const actor = await decide(engine.store, actorFromRecords(user, context))
    return actor ?? refuse(problem('session.no_actor', { data: { user } }))
  }
  const supplied = await engine.actors.actorOf(user)
  if (supplied === null) refuse(problem('session.no_actor', { data: { user } }))
  return decide(engine.store, actorFromSupplied(user, supplied, context))
}

function demands(actorNow: () => Actor | null): Pick<SessionCore, 'demand' | 'demandLevel'> {
  return {
    demand(right: GenericRight) {
      const actor = actorNow()
      if (actor === null || actor.profile.rights.includes(right)) return
      refuse(problem('session.missing_right', { data: { right: RIGHT_WORDS[right], profile: actor.profile.label } }))
    },
    demandLevel(module: string, needed: Level) {
      const actor = actorNow()
      if (actor === null) return
      const held = levelOf(actor.profile, module)
      if (held === null) refuse(problem('session.module_unknown', { data: { module } }))
      if (!atLeast(held, needed))
        refuse(
          problem('session.missing_level', { data: { module, needed: LEVEL_WORDS[needed], held: LEVEL_WORDS[held] } }),
        )
    },
  }
}

const keyOf = ({ regions = [], groups = [] }: GroupSelection): string => JSON.stringify([regions, groups])

/** A session's core over an engine. For a user, call `refresh` before each use. */
export function sessionCore(engine: Engine, who: Who): LiveCore {
  let actor: Actor | null = null
  const user = 'user' in who ? who.user : null
  const acting = { actor: user, reason: 'reason' in who ? who.reason : null }
  const context = () => contextOf(engine, user)
  // A user whose rights were never read has none.
  const scope = (name: string, use: 'read' | 'manage'): BoundCriteria => {
    if (user === null) return EVERYTHING
    if (actor === null) return NOTHING
    const readable = (other: string) => scope(other, 'read')
    return allOf(
      scopeOf(engine.model, actor, name, use),
      privacyOf(engine.model, name, { user, ...context() }, readable),
    )
  }
  const compile = async (name: string, where: unknown): Promise<BoundCriteria> => {
    const entity = entityOf(engine.model, name)
    if (where === undefined) return scope(name, 'read')
    const prepared = prepareQuery(engine.model, name, where)
    const { now, timeZone, weekStartsOn, fiscalYearStartsOn } = context()
    const resolved = new Map<string, readonly string[]>()
    for (const selection of groupSelections(prepared.query.where))
      resolved.set(keyOf(selection), await decide(engine.store, groupsOfSelection(selection, null, context())))
    const bound = bindQuery(prepared, {
      now,
      timeZone,
      weekStartsOn,
      fiscalYearStartsOn,
      actor: actor === null ? null : { id: actor.id, fields: actor.fields, groups: actor.groups },
      groupsOf: (selection) => resolved.get(keyOf(selection)) ?? [],
    })
    return allOf(
      scopeRelations(bound, (target) => scope(target, 'read')),
      scope(entity.name, 'read'),
    )
  }
  return {
    model: engine.model,
    store: engine.store,
    get actor() {
      return actor
    },
    context,
    ...demands(() => actor),
    scope,
    compile,
    perform: (decision, options) => perform(engine, acting, decision, options),
    async refresh() {
      if (user !== null) actor = await readActor(engine, user)
    },
  }
}
