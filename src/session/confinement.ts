import { announcementsWithin } from '../communication'
import { refuse, type Change, type Row } from '../kernel'
import { segmentsOf } from '../lists'
import { entityOf, type Model } from '../model'
import { organisationProblem, withinOrganisation, type Actor, type OrganisationBound } from '../permissions'
import {
  allOf,
  anyOf,
  complement,
  EVERYTHING,
  isAmong,
  isEqual,
  isMissing,
  NOTHING,
  type BoundCriteria,
} from '../query'
import type { Decision, ReadRequest, SideBySide, Store } from '../storage'
import type { PerformOptions } from './core'

/** Says of each entity what is within the organisation of the one who acts. */
type Inside = (entity: string) => BoundCriteria

/** The users on lists that are the organisation's: lists of those who are not bounded are theirs, but for that of everyone. */
function listsWithin(model: Model, { organisations }: OrganisationBound): BoundCriteria {
  const list = entityOf(model, 'distributionList')
  return anyOf(isEqual(list, 'kind', 'everyone'), isAmong(list, 'organisationId', organisations))
}

/**
 * What holds of the kernel's records for whom an organisation bounds, besides the scope: announcements, lists and segments are those of
 * the organisation; automations may name people and places of any.
 */
export function organisationPrivacy(model: Model, actor: Actor, name: string): BoundCriteria {
  const bound = actor.bound ?? null
  if (bound === null) return EVERYTHING
  switch (name) {
    case 'automation':
      return NOTHING
    case 'segment':
      return segmentsOf(model, withinOrganisation(model, actor, 'savedQuery', 'read'))
    case 'announcement':
      return announcementsWithin(model, bound)
    case 'distributionList':
      return listsWithin(model, bound)
    case 'distributionListMember': {
      const { user } = model.roles
      const one = (target: string, field: string, criteria: BoundCriteria): BoundCriteria => ({
        type: 'related',
        relation: { type: 'one', target, field },
        target: entityOf(model, target),
        negated: false,
        criteria,
      })
      const onList = one('distributionList', 'listId', listsWithin(model, bound))
      return user === null
        ? onList
        : allOf(onList, one(user.entity, 'userId', withinOrganisation(model, actor, user.entity, 'read')))
    }
    default:
      return EVERYTHING
  }
}

/** Everything that keeps the records of an entity within the organisation of an actor, but for their rights. */
function insideOrganisation(model: Model, actor: Actor, name: string): BoundCriteria {
  const within = withinOrganisation(model, actor, name, 'read')
  // Runs tell the names of automations whose definitions stay out of sight.
  return name === 'automation' ? within : allOf(within, organisationPrivacy(model, actor, name))
}

/** Reads of some entities see what is inside only; everything else goes through as it is. */
function confinedStore(store: Store, inside: Inside): Store {
  const within = <R extends { readonly where: BoundCriteria }>(entity: string, request: R): R => ({
    ...request,
    where: allOf(request.where, inside(entity)),
  })
  return {
    features: store.features,
    tenant: store.tenant,
    find: (entity, request) => store.find(entity, within(entity, request)),
    count: (entity, where) => store.count(entity, allOf(where, inside(entity))),
    aggregate: (entity, request) => store.aggregate(entity, within(entity, request)),
    insert: (entity, rows, options) => store.insert(entity, rows, options),
    update: (entity, where, change) => store.update(entity, allOf(where, inside(entity)), change),
    updateEach: (entity, updates) => store.updateEach(entity, updates),
    remove: (entity, where) => store.remove(entity, allOf(where, inside(entity))),
    claim: (entity, request, lease) => store.claim(entity, within(entity, request), lease),
    transaction: (work, options) => store.transaction((inner) => work(confinedStore(inner, inside)), options),
    forTenant: (tenant) => confinedStore(store.forTenant(tenant), inside),
    tenantsDue: (entity, at, limit) => store.tenantsDue(entity, at, limit),
    within: (connection) => confinedStore(store.within(connection), inside),
  }
}

function confinedQuestion(question: ReadRequest | SideBySide, inside: Inside): ReadRequest | SideBySide {
  if ('atOnce' in question) return { atOnce: question.atOnce.map((one) => confinedDecision(one, inside)) }
  return { ...question, where: allOf(question.where, inside(question.entity)) }
}

/** A decision whose questions see what is inside only. */
function* confinedDecision<T>(decision: Decision<T>, inside: Inside): Decision<T> {
  let step = decision.next()
  while (step.done !== true) {
    let rows: readonly Row[]
    try {
      rows = yield confinedQuestion(step.value, inside)
    } catch (error) {
      step = decision.throw(error)
      continue
    }
    step = decision.next(rows)
  }
  return step.value
}

/** Settings of the whole: they have no group, no owner and no organisation, and serve everybody. */
const WHOLE: ReadonlySet<string> = new Set(['automation', 'automationPause', 'profile', 'moduleSwitch'])

const beyond = (): never => refuse(organisationProblem('organisation.beyond'))

/** The regions that some changes are about. */
function regionsOf(changes: readonly Change[]): ReadonlySet<string> {
  const regions = new Set<string>()
  for (const { entity, id, before, after } of changes) {
    if (entity === 'region') regions.add(id)
    if (entity !== 'regionMembership' && entity !== 'regionAncestor') continue
    for (const row of [before, after])
      for (const field of ['regionId', 'ancestorId']) {
        const region = row?.[field]
        if (typeof region === 'string') regions.add(region)
      }
  }
  return regions
}

/** A region that holds a group of another organisation, itself or inside it, is for those whom none bounds. */
async function demandOwnRegions(
  store: Store,
  model: Model,
  { groups }: OrganisationBound,
  changes: readonly Change[],
): Promise<void> {
  const removed = new Set(
    changes.flatMap(({ entity, id, type }) => (entity === model.roles.group?.entity && type === 'removed' ? [id] : [])),
  )
  const about = changes.filter(({ before, after }) => !removed.has(String((after ?? before)?.['groupId'])))
  const own = new Set(groups)
  const membership = entityOf(model, 'regionMembership')
  const nesting = entityOf(model, 'regionAncestor')
  for (const { entity, before, after } of about)
    if (entity === membership.name && !own.has(String((after ?? before)?.['groupId']))) beyond()
  const regions = regionsOf(about)
  if (regions.size === 0) return
  const strange = allOf(isMissing(membership, 'to'), complement(isAmong(membership, 'groupId', groups)))
  const region = entityOf(model, 'region')
  const holds: BoundCriteria = {
    type: 'related',
    relation: { type: 'one', target: region.name, field: 'regionId' },
    target: region,
    negated: false,
    criteria: {
      type: 'related',
      relation: { type: 'many', target: membership.name, field: 'regionId' },
      target: membership,
      negated: false,
      criteria: strange,
    },
  }
  const where = allOf(isAmong(nesting, 'ancestorId', regions), isMissing(nesting, 'to'), holds)
  if ((await store.count(nesting.name, where)) > 0) beyond()
}

/**
 * The last look at what somebody changed whom an organisation bounds, whatever call it was: nothing that serves all organisations, no
 * list but those of their own, no region that reaches beyond. Refused with `organisation.beyond`.
 */
async function demandInside(
  store: Store,
  model: Model,
  bound: OrganisationBound,
  changes: readonly Change[],
): Promise<void> {
  for (const { entity, before, after } of changes) {
    if (WHOLE.has(entity)) beyond()
    if (entity !== 'distributionList') continue
    for (const row of [before, after])
      if (row !== null && !bound.organisations.includes(String(row['organisationId']))) beyond()
  }
  await demandOwnRegions(store, model, bound, changes)
}

/** What decisions may name: whoever is bounded by an organisation meets nobody and nothing else. */
const NAMED: ReadonlySet<string> = new Set(['region', 'savedQuery', 'distributionList', 'distributionListMember'])

/** How the organisation of an actor bounds what a session reads and writes for them. */
export interface Confinement {
  /** The store, where what the kernel keeps, people and places are those of the organisation. */
  store(store: Store): Store
  /** A decision that meets nobody and nothing else. */
  decision<T>(decision: Decision<T>): Decision<T>
  /** With a last look at what was changed. */
  options<T>(options: PerformOptions<T> | undefined): PerformOptions<T> | undefined
}

const UNCONFINED: Confinement = {
  store: (store) => store,
  decision: (decision) => decision,
  options: (options) => options,
}

/** For the system, and for whom no organisation bounds, nothing changes. `isKernel` says which entities the kernel keeps. */
export function confinementOf(model: Model, actor: Actor | null, isKernel: (entity: string) => boolean): Confinement {
  const bound = actor?.bound ?? null
  if (actor === null || bound === null) return UNCONFINED
  const { user, group } = model.roles
  const inside = (name: string): BoundCriteria => insideOrganisation(model, actor, name)
  const isPlace = (name: string): boolean => name === user?.entity || name === group?.entity
  return {
    store: (store) => confinedStore(store, (name) => (isPlace(name) || isKernel(name) ? inside(name) : EVERYTHING)),
    decision: (decision) =>
      confinedDecision(decision, (name) => (isPlace(name) || NAMED.has(name) ? inside(name) : EVERYTHING)),
    options: (options) => ({
      ...options,
      async verify(store, done) {
        await options?.verify?.(store, done)
        await demandInside(store, model, bound, done.changes)
      },
    }),
  }
}
