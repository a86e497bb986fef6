import { isRefusal, type Row } from '../kernel'
import { entityOf, followPath, type EntityDefinition, type Model } from '../model'
import {
  allOf,
  anyOf,
  EVERYTHING,
  isAmong,
  isEqual,
  isEverything,
  isMissing,
  isNothing,
  NOTHING,
  predicate,
  type BoundCriteria,
  type RecordLookup,
} from '../query'
import { regionsAround } from '../regions'
import type { Decision, DecisionContext } from '../storage'
import { audienceOf, namedIn, partsIn, type AudienceReading } from './audience-reading'
import { userEntity } from './composition'
import { knownLists, type KnownLists } from './known-lists'
import { boundAt } from './members-criteria'
import { shownAt } from './showing'

/** A user as lists are asked about them: their record, and what regions and organisations their group puts them in. */
export interface AskedUser {
  readonly row: Row
  readonly group: string | null
  /** The organisations whose users they are among, those above their own with them. */
  readonly organisations: readonly string[]
}

/** The group of a record, along the path to it. */
function* groupOf(entity: EntityDefinition, row: Row, { model }: DecisionContext): Decision<string | null> {
  const end = entity.group === null ? null : followPath(entity, entity.group, model.entities)
  if (end === null) return null
  let at = entity
  let record = row
  for (const step of end.relations) {
    const relation = at.relations.get(step)
    const id = relation === undefined ? null : record[relation.field]
    if (relation === undefined || typeof id !== 'string') return null
    at = entityOf(model, relation.target)
    const [next] = yield { entity: at.name, where: isEqual(at, 'id', id) }
    if (next === undefined) return null
    record = next
  }
  const group = record[end.field.name]
  return typeof group === 'string' ? group : null
}

/** The organisations that a user is given or that their group is in, and all above them: the same users as `usersOf` tells of each. */
function* organisationsOver(user: string, group: string | null, { model }: DecisionContext): Decision<string[]> {
  const access = entityOf(model, 'userAccess')
  const member = entityOf(model, 'organisationGroup')
  const nesting = entityOf(model, 'organisationAncestor')
  const given = yield { entity: access.name, where: isEqual(access, 'id', user), fields: ['organisationId'] }
  const places =
    group === null
      ? []
      : yield { entity: member.name, where: isEqual(member, 'groupId', group), fields: ['organisationId'] }
  const own = [...given, ...places].flatMap(({ organisationId }) =>
    typeof organisationId === 'string' ? [organisationId] : [],
  )
  if (own.length === 0) return []
  const above = yield { entity: nesting.name, where: isAmong(nesting, 'organisationId', own), fields: ['ancestorId'] }
  return [...new Set(above.map(({ ancestorId }) => String(ancestorId)))]
}

/** A user to ask lists about; null where there is none. */
export function* askedUser(id: string, context: DecisionContext): Decision<AskedUser | null> {
  const entity = userEntity(context.model)
  const [row] = yield { entity: entity.name, where: isEqual(entity, 'id', id) }
  if (row === undefined) return null
  const group = yield* groupOf(entity, row, context)
  return { row, group, organisations: yield* organisationsOver(id, group, context) }
}

/** What lists say, read for one user: what is known of them by now is put in, and only what asks about other records stays open. */
export function* readingFor(
  { row, group, organisations }: AskedUser,
  ids: readonly string[],
  lists: KnownLists,
  context: DecisionContext,
): Decision<AudienceReading> {
  const { model } = context
  const parts = partsIn(ids, lists)
  const asked = yield* boundAt(parts, context)
  const namesRegions = parts.some(({ means }) => 'regions' in means && means.regions.length > 0)
  const around = group === null || !namesRegions ? new Set<string>() : yield* regionsAround(group, context)
  const member = entityOf(model, 'distributionListMember')
  const fixed = [...lists.values()].flatMap(({ id, kind }) => (kind === 'fixed' ? [id] : []))
  const there =
    fixed.length === 0
      ? []
      : yield {
          entity: member.name,
          where: allOf(isEqual(member, 'userId', String(row['id'])), isAmong(member, 'listId', fixed)),
        }
  const on = new Set(there.map(({ listId }) => listId))
  const holds = (isIt: boolean): BoundCriteria => (isIt ? EVERYTHING : NOTHING)
  return {
    placed: (part) =>
      holds(group !== null && (part.groups.includes(group) || part.regions.some((region) => around.has(region)))),
    chosen: (list) => holds(on.has(list)),
    asked: (query) => settledBy(row, asked(query)),
    within: (organisation) => holds(organisations.includes(organisation)),
  }
}

const NOBODY_ELSE: RecordLookup = { one: () => undefined, many: () => [] }

/** What is left of criteria when the record is known and those related to it are not. */
function settledBy(row: Row, criteria: BoundCriteria): BoundCriteria {
  switch (criteria.type) {
    case 'and':
      return allOf(...criteria.criteria.map((one) => settledBy(row, one)))
    case 'or':
      return anyOf(...criteria.criteria.map((one) => settledBy(row, one)))
    case 'test':
      return predicate(criteria)(row, NOBODY_ELSE) ? EVERYTHING : NOTHING
    case 'related':
    case 'measure':
      return criteria
    default:
      return criteria satisfies never
  }
}

/** Whether a user meets criteria read for them; the store is asked only about what their own record leaves open. */
export function* meets({ row }: AskedUser, criteria: BoundCriteria, { model }: DecisionContext): Decision<boolean> {
  const left = settledBy(row, criteria)
  if (isEverything(left) || isNothing(left)) return isEverything(left)
  const user = userEntity(model)
  const found = yield {
    entity: user.name,
    where: allOf(isEqual(user, 'id', String(row['id'])), left),
    limit: 1,
    fields: ['id'],
  }
  return found.length > 0
}

/** The dynamic lists that something is said to at a moment. */
function spokenTo(model: Model, { now, timeZone }: DecisionContext): BoundCriteria {
  const said = namedIn(entityOf(model, 'announcement'), 'listId', shownAt(model, now, timeZone))
  return allOf(isEqual(entityOf(model, 'distributionList'), 'kind', 'dynamic'), said)
}

/** Lists that a user is on, and all lists that were read for it. */
export interface ListsOfUser {
  readonly on: readonly string[]
  readonly lists: KnownLists
}

const NO_LISTS: ListsOfUser = { on: [], lists: new Map() }

/**
 * The dynamic lists with a user, of those that something is said to at the moment of the context. One small question where there are
 * none; otherwise the user is read once, and each list costs a question only where it asks about records related to them. A list that
 * nobody can read any more has nobody on it.
 */
export function* dynamicListsOf(user: string, context: DecisionContext): Decision<ListsOfUser> {
  const { model } = context
  if (model.roles.user === null) return NO_LISTS
  const list = entityOf(model, 'distributionList')
  const spoken = spokenTo(model, context)
  if ((yield { entity: list.name, where: spoken, limit: 1, fields: ['id'] }).length === 0) return NO_LISTS
  const asked = yield* askedUser(user, context)
  if (asked === null) return NO_LISTS
  const theirs = anyOf(isMissing(list, 'organisationId'), isAmong(list, 'organisationId', asked.organisations))
  const rows = yield { entity: list.name, where: allOf(spoken, theirs) }
  const lists = yield* knownLists(rows, context)
  const ids = rows.map((row) => String(row['id']))
  const reading = yield* readingFor(asked, ids, lists, context)
  const on: string[] = []
  for (const id of ids) if (yield* isOn(asked, id, lists, reading, context)) on.push(id)
  return { on, lists }
}

function* isOn(
  user: AskedUser,
  id: string,
  lists: KnownLists,
  reading: AudienceReading,
  context: DecisionContext,
): Decision<boolean> {
  try {
    return yield* meets(user, audienceOf(context.model, id, lists, reading), context)
  } catch (error) {
    if (isRefusal(error)) return false
    throw error
  }
}
