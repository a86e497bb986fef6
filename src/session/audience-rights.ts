import {
  communicationProblem,
  partsIn,
  userEntity,
  type Composition,
  type CompositionPart,
  type KnownLists,
} from '../communication'
import { refuse } from '../kernel'
import { followPath } from '../model'
import { allOf, isEqual, isEverything, prepareQuery, usedFields, type PreparedQuery } from '../query'
import { regionsNamed } from '../regions'
import type { SessionCore } from './core'
import { fieldProblem } from './field-access'
import { queryToRun } from './saved-query-actions'
import { underPathLater } from './under-path'

/** What a composition asks of users and of records related to them. */
interface Asked {
  readonly fields: readonly { readonly entity: string; readonly field: string }[]
  /** The entities of related records. */
  readonly related: readonly string[]
}

function askedBy(prepared: PreparedQuery): Asked {
  const { fields, relations } = usedFields(prepared)
  return {
    fields: [...fields, ...relations.map(({ keyOf, key }) => ({ entity: keyOf, field: key }))],
    related: relations.map(({ target }) => target),
  }
}

/** Regions and groups ask for the group of a user, wherever that is said. */
function askedByPlaces({ fields: { whole } }: SessionCore): Asked {
  const user = userEntity(whole)
  const end = user.group === null ? null : followPath(user, user.group, whole.entities)
  if (end === null) return { fields: [], related: [] }
  return {
    fields: [{ entity: end.entity.name, field: end.field.name }],
    related: end.relations.length > 0 ? [end.entity.name] : [],
  }
}

/** Why the actor may not know what is asked; null where they may. */
function whyNotTold(core: SessionCore, asked: readonly Asked[]): 'hidden' | 'beyond' | null {
  const { hidden } = core.fields
  if (asked.some(({ fields }) => fields.some(({ entity, field }) => hidden.get(entity)?.has(field) === true)))
    return 'hidden'
  return asked.some(({ related }) => related.some((entity) => !isEverything(core.scope(entity, 'read'))))
    ? 'beyond'
    : null
}

/** Refused with `session.hidden_field`, each field by itself, and with `communication.list_beyond_rights`. */
export function demandTold(core: SessionCore, asked: readonly Asked[], path: string): void {
  const hidden = asked.flatMap(({ fields }) =>
    fields.flatMap((one) => fieldProblem(core.fields, { ...one, path }, 'see') ?? []),
  )
  if (hidden.length > 0) refuse(hidden.slice(0, 20))
  if (whyNotTold(core, asked) !== null) refuse(communicationProblem('communication.list_beyond_rights', { path }))
}

/** What some lists ask, with those that they name. */
export const askedOf = (core: SessionCore, ids: Iterable<string>, lists: KnownLists): readonly Asked[] =>
  partsIn(ids, lists).flatMap(({ means }): readonly Asked[] => {
    if ('asks' in means) return [askedBy(means.asks)]
    return 'regions' in means ? [askedByPlaces(core)] : []
  })

/** Whether the actor may be told who is on a list: they see all that it asks. */
export const mayTellOf =
  (core: SessionCore) =>
  (list: string, lists: KnownLists): boolean =>
    whyNotTold(core, askedOf(core, [list], lists)) === null

/**
 * Who says whom a list means may ask all that it asks: members are found over all records, and tell of them. Refused as reading users,
 * regions and saved queries is, with `session.hidden_field` and `communication.list_beyond_rights`.
 */
export async function demandAsking(core: SessionCore, composition: Composition, path: string): Promise<void> {
  const demandPart = async (part: CompositionPart, at: string): Promise<void> => {
    if ('regions' in part) {
      if (part.regions.length > 0) core.demandLevel('regions', 'read')
      demandTold(core, [askedByPlaces(core)], at)
    }
    if ('criteria' in part) {
      core.demandLevel(userEntity(core.model).module, 'read')
      if (regionsNamed(part.criteria).length > 0) core.demandLevel('regions', 'read')
      demandTold(
        core,
        [askedBy(prepareQuery(core.fields.whole, part.criteria.entity, part.criteria))],
        `${at}/criteria`,
      )
    }
    if ('query' in part) {
      core.demandLevel(userEntity(core.model).module, 'read')
      const { query } = await underPathLater(`${at}/query`, () => queryToRun(core, part.query))
      demandTold(core, [askedBy(prepareQuery(core.fields.whole, query.entity, query))], `${at}/query`)
    }
  }
  for (const side of ['include', 'exclude'] as const)
    for (const [index, part] of composition[side].entries()) await demandPart(part, `${path}/${side}/${index}`)
}

/** Refused with `communication.user_unknown`: there is such a user, among those that the actor may read. */
export async function demandReadable(core: SessionCore, user: string): Promise<void> {
  const { whole } = core.fields
  if (whole.roles.user === null) return
  const entity = userEntity(whole)
  const where = allOf(isEqual(entity, 'id', user), core.scope(entity.name, 'read'))
  if ((await core.store.count(entity.name, where)) === 0)
    refuse(communicationProblem('communication.user_unknown', { path: '/user', data: { user } }))
}
