import { refuse } from '../kernel'
import { entityOf, type EntityDefinition, type Model } from '../model'
import {
  allOf,
  anyOf,
  complement,
  EVERYTHING,
  isAmong,
  type BoundCriteria,
  type BoundRelated,
  type PreparedQuery,
} from '../query'
import { userEntity, type PlacesPart } from './composition'
import type { KnownList, KnownLists, KnownPart } from './known-lists'
import { problem } from './problem'

/**
 * How what a list says becomes criteria over users: either for all of them, or for one who is looked at, of whom much is known
 * already. The rest (which parts count, and how they are put together) is said once, for both.
 */
export interface AudienceReading {
  readonly placed: (part: PlacesPart) => BoundCriteria
  /** Those who were put on a list of chosen users. */
  readonly chosen: (list: string) => BoundCriteria
  readonly asked: (query: PreparedQuery) => BoundCriteria
  /** Those of an organisation. */
  readonly within: (organisation: string) => BoundCriteria
}

/** The users with a row of the kernel's that names them and meets the criteria. */
export const namedIn = (target: EntityDefinition, field: string, criteria: BoundCriteria): BoundRelated => ({
  type: 'related',
  relation: { type: 'many', target: target.name, field },
  target,
  negated: false,
  criteria,
})

/** Whom one part of a composition means. */
export function partMeans(
  model: Model,
  { means }: KnownPart,
  lists: KnownLists,
  reading: AudienceReading,
  around: readonly string[],
): BoundCriteria {
  if ('users' in means) return isAmong(userEntity(model), 'id', means.users)
  if ('asks' in means) return reading.asked(means.asks)
  if ('list' in means) return audienceOf(model, means.list, lists, reading, around)
  return reading.placed(means)
}

/** The members of a list whatever its organisation, as criteria over users. */
function said(
  model: Model,
  list: KnownList,
  lists: KnownLists,
  reading: AudienceReading,
  around: readonly string[],
): BoundCriteria {
  if (list.kind === 'everyone') return EVERYTHING
  if (list.kind === 'fixed') return reading.chosen(list.id)
  const of = (side: KnownPart['side']): BoundCriteria =>
    anyOf(
      ...list.parts
        .filter((part) => part.side === side)
        .map((part) => partMeans(model, part, lists, reading, [...around, list.id])),
    )
  return allOf(of('include'), complement(of('exclude')))
}

/**
 * The members of a list as criteria over users. A dynamic list of an organisation has no members but its users, wherever it is named.
 *
 * @throws what is wrong with a list that is broken, or with one that it names; `communication.list_circle`, which no list that was saved has.
 */
export function audienceOf(
  model: Model,
  id: string,
  lists: KnownLists,
  reading: AudienceReading,
  around: readonly string[] = [],
): BoundCriteria {
  const list = lists.get(id)
  if (list === undefined) return refuse(problem('communication.list_unknown', { data: { list: id } }))
  if (list.broken !== null) return refuse(list.broken.problems)
  if (around.includes(id)) return refuse(problem('communication.list_circle', { data: { line: list.name } }))
  const members = said(model, list, lists, reading, around)
  return list.kind === 'dynamic' && list.organisationId !== null
    ? allOf(members, reading.within(list.organisationId))
    : members
}

/** The parts of a list and of all that it names that fit. */
export function partsIn(ids: Iterable<string>, lists: KnownLists): readonly KnownPart[] {
  const met = new Set<string>()
  const found: KnownPart[] = []
  const waiting = [...ids]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (met.has(id)) continue
    met.add(id)
    for (const part of lists.get(id)?.parts ?? []) {
      found.push(part)
      if ('list' in part.means) waiting.push(part.means.list)
    }
  }
  return found
}

/** The users who were put on a list, by the rows that say so. */
export const membersKept = (model: Model, list: BoundCriteria): BoundRelated =>
  namedIn(entityOf(model, 'distributionListMember'), 'userId', list)
