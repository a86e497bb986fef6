import { z } from 'zod'
import {
  addMembers,
  communicationProblem,
  createList,
  demandKeepable,
  demandUnusedList,
  describeComposition,
  describePart,
  explainMember,
  listRow,
  listWithNamed,
  membersCriteria,
  membersOf,
  parseComposition,
  partsIn,
  readList,
  recomposeList,
  removeList,
  removeMembers,
  renameList,
  userEntity,
  type Composition,
  type CompositionPart,
  type DistributionList,
  type KnownLists,
  type ListRecomposition,
  type ListRenaming,
  type NewComposition,
  type NewDistributionList,
  type PartVerdict,
} from '../communication'
import { refuse, type Row } from '../kernel'
import { followPath, parseInput, type EntityDefinition } from '../model'
import {
  allOf,
  EVERYTHING,
  isEqual,
  isEverything,
  prepareQuery,
  usedFields,
  type BoundCriteria,
  type PreparedQuery,
} from '../query'
import { regionsNamed } from '../regions'
import { decide, readAll, streamRows, type DecisionContext, type Store, type Visible } from '../storage'
import { organisationPrivacy } from './confinement'
import { inWhole, type SessionCore } from './core'
import { fieldProblem } from './field-access'
import { withNames, type WordingOptions } from './query-words'
import { recordId } from './record-id'
import { findPage, streamRecords } from './record-reads'
import { queryToRun, type CountedPage, type ResultOptions, type ResultStreamOptions } from './saved-query-actions'
import { underPathLater } from './under-path'

const MODULE = 'communication'

/** The rest is read with the page. */
const pageOptions = z.looseObject({ total: z.boolean().optional() })
const wording = z.strictObject({ locale: z.enum(['fr', 'en']).optional() })

/** Whose composition is read before anything else is looked at. */
const composing = z.looseObject({ composition: z.unknown().optional() })

/** One part of a composition as it is told: whether it means the user, and in words whom it means. */
export interface ToldPart extends PartVerdict {
  readonly text: string
}

/** Whether a user is on a list, and why. */
export interface MemberExplanation {
  readonly member: boolean
  /** The parts of the composition of a dynamic list, in their order; empty for other lists. */
  readonly parts: readonly ToldPart[]
  /** The list is that of an organisation whose users this one is not among. */
  readonly outside: boolean
}

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
function demandTold(core: SessionCore, asked: readonly Asked[], path: string): void {
  const hidden = asked.flatMap(({ fields }) =>
    fields.flatMap((one) => fieldProblem(core.fields, { ...one, path }, 'see') ?? []),
  )
  if (hidden.length > 0) refuse(hidden.slice(0, 20))
  if (whyNotTold(core, asked) !== null) refuse(communicationProblem('communication.list_beyond_rights', { path }))
}

/** What some lists ask, with those that they name. */
const askedOf = (core: SessionCore, ids: Iterable<string>, lists: KnownLists): readonly Asked[] =>
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
async function demandAsking(core: SessionCore, composition: Composition, path: string): Promise<void> {
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

/** The distribution lists of a session, among the actions of `session.communication`. */
export function audienceActions(core: SessionCore) {
  const bound = () => core.actor?.bound ?? null
  /** Who is on a list does not depend on who asks: it is found over all records. */
  const whole = (): DecisionContext => inWhole(core, core.context())
  const users = (): EntityDefinition => userEntity(core.fields.whole)
  const readable = (): BoundCriteria =>
    core.fields.whole.roles.user === null ? EVERYTHING : core.scope(users().name, 'read')

  /** A composition that is given along with something else may be said by the actor. */
  async function demandSayable(input: unknown): Promise<void> {
    const { composition } = parseInput(composing, input)
    const path = '/composition'
    if (composition !== undefined) await demandAsking(core, parseComposition(core.model, composition, path), path)
  }

  const keepable = async (store: Store, { value }: { readonly value: DistributionList }): Promise<void> => {
    if (value.kind === 'dynamic') await decide(store, demandKeepable(value.id, whole(), bound()))
  }

  /** A list that the actor manages, with all that it names. Refused with `communication.list_unknown`. */
  async function listSeen(id: string): Promise<KnownLists> {
    core.demandLevel(MODULE, 'manage')
    await decide(core.store, listRow(recordId(id), '', core.context()))
    return decide(core.unconfined, listWithNamed(id, whole()))
  }

  /** Who is on a list, for who may be told. Refused besides as {@link demandTold}. */
  async function membersTold(id: string): Promise<BoundCriteria> {
    const lists = await listSeen(id)
    demandTold(core, askedOf(core, [id], lists), '')
    return decide(core.unconfined, membersCriteria(id, lists, whole()))
  }

  async function countMembers(listId: string): Promise<number> {
    const members = await membersTold(listId)
    core.demandLevel(users().module, 'read')
    return core.store.count(users().name, allOf(members, readable()))
  }

  return {
    /**
     * A list: of chosen users, or with a `composition` a dynamic one. Who is on a dynamic list is never kept: whoever a part of `include`
     * means and none of `exclude`, as regions, queries, other lists and the users themselves are when it is asked. A part is `users` by
     * their ids, `criteria` over users, a saved `query`, `regions` and `groups` (users whose own group is there) or another `list`.
     *
     * @throws refusals `session.missing_level`, `input.invalid`, `communication.user_unknown`, and of a composition
     * `communication.composition_empty`, `communication.part_unknown`, `communication.composition_reference`, `communication.query_not_users`,
     * `communication.list_unknown`, `communication.no_users`, `communication.no_user_groups`, `communication.composition_too_large`,
     * `communication.list_two_kinds`, `lists.query_unknown`, `region.unknown`, `region.group_unknown`, those of `prepareQuery`, and
     * `session.hidden_field` or `communication.list_beyond_rights` where it asks what the actor does not see.
     * @example
     * ```ts
     * await session.communication.createList({ name: 'Bureau', members: ['ana', 'bob'] })
     * await session.communication.createList({
     *   name: 'Le Nord, sans le bureau',
     *   composition: { include: [{ regions: [north.id] }, { query: sellers.id }], exclude: [{ list: office.id }] },
     * })
     * ```
     */
    async createList(list: NewDistributionList): Promise<DistributionList> {
      core.demandLevel(MODULE, 'manage')
      await demandSayable(list)
      return core.perform((context) => createList(list, context, bound()), { verify: keepable })
    },

    /**
     * Says anew who is on a dynamic list, in the place of all that was said; with `version`, only while nobody else changed it since.
     *
     * @throws refusals `communication.list_unknown`, `communication.list_not_dynamic`, `communication.list_circle` with the line that closes
     * it, `session.stale`, and those of `createList`.
     */
    async recomposeList(id: string, recomposition: ListRecomposition): Promise<DistributionList> {
      core.demandLevel(MODULE, 'manage')
      await demandSayable(recomposition)
      return core.perform((context) => recomposeList(recordId(id), recomposition, context), { verify: keepable })
    },

    /** Refused with `session.missing_level`, `communication.list_unknown`, `session.stale`. */
    async renameList(id: string, renaming: ListRenaming): Promise<DistributionList> {
      core.demandLevel(MODULE, 'manage')
      return core.perform((context) => renameList(recordId(id), renaming, context))
    },

    /**
     * Removes a list to which nothing is said any more: announcements that are over do not hold it.
     *
     * @throws refusals `session.missing_level`, `communication.list_unknown`, `communication.list_stays` for that of everyone, and
     * `communication.list_in_use` with the announcements and lists that the actor may see, and whether there are others.
     */
    async removeList(id: string): Promise<void> {
      core.demandLevel(MODULE, 'manage')
      // Who manages communication may look through anybody's eyes: announcements are told to them as far as their organisation goes.
      const visible: Visible = (entity) =>
        entity === 'announcement' && core.actor !== null
          ? organisationPrivacy(core.fields.whole, core.actor, entity)
          : core.scope(entity, 'read')
      await core.perform((context) => removeList(recordId(id), context), {
        verify: async (store, { value }) => decide(store, demandUnusedList(value, visible, whole())),
      })
    },

    /**
     * Refused with `session.missing_level`, `communication.list_unknown`, `communication.list_everyone`, `communication.list_dynamic`,
     * `communication.user_unknown`.
     */
    async addMembers(listId: string, userIds: readonly string[]): Promise<void> {
      core.demandLevel(MODULE, 'manage')
      return core.perform((context) => addMembers(recordId(listId), userIds, context))
    },

    /** Refused with `session.missing_level`, `communication.list_unknown`, `communication.list_everyone`, `communication.list_dynamic`. */
    async removeMembers(listId: string, userIds: readonly string[]): Promise<void> {
      core.demandLevel(MODULE, 'manage')
      return core.perform((context) => removeMembers(recordId(listId), userIds, context))
    },

    /** The distribution lists, by name; the first of them, everyone, exists from the start. */
    async lists(): Promise<readonly DistributionList[]> {
      core.demandLevel(MODULE, 'manage')
      const rows = await readAll(core.store, {
        entity: 'distributionList',
        where: EVERYTHING,
        orderBy: [{ field: 'name', direction: 'asc' }],
      })
      return rows.map(readList)
    },

    /**
     * The ids of the users on a list as they are now, of those that the actor may read. `findMembers` gives them page by page.
     *
     * @throws refusals `session.missing_level`, `communication.list_unknown`, and `session.hidden_field` or
     * `communication.list_beyond_rights` where the list asks what the actor does not see.
     */
    async members(listId: string): Promise<readonly string[]> {
      const lists = await listSeen(listId)
      if (core.fields.whole.roles.user === null) return decide(core.store, membersOf(listId, whole()))
      demandTold(core, askedOf(core, [listId], lists), '')
      const members = await decide(core.unconfined, membersCriteria(listId, lists, whole()))
      const ids: string[] = []
      const where = allOf(members, readable())
      for await (const row of streamRows(core.store, users().name, { where, fields: ['id'], pageSize: 1_000 }))
        ids.push(String(row['id']))
      return ids
    },

    /**
     * A page of the users on a list at this moment, of those that the actor may read; with `total`, how many there are.
     *
     * @throws refusals as `members`, the missing level on the module of users, `communication.no_users`, `session.bad_limit`,
     * `session.two_cursors`.
     * @example
     * ```ts
     * const page = await session.communication.findMembers(list.id, { orderBy: ['name'], limit: 20, total: true })
     * ```
     */
    async findMembers(listId: string, options: ResultOptions = {}): Promise<CountedPage> {
      const { total = false, ...page } = parseInput(pageOptions, options)
      const members = await membersTold(listId)
      const found = await findPage(core, users().name, page, members)
      return { ...found, total: total ? await core.store.count(users().name, allOf(members, readable())) : null }
    },

    /** Every user on a list, page after page (`limit` at a time): each once, as of its page. Refused as `findMembers`. */
    async streamMembers(listId: string, options: ResultStreamOptions = {}): Promise<AsyncIterable<Row>> {
      const members = await membersTold(listId)
      return streamRecords(core, users().name, options, members)
    },

    /** How many users are on a list at this moment, of those that the actor may read. Refused as `findMembers`. */
    countMembers,

    /**
     * A composition as a sentence, or that of a list by its id, with the names that the actor may read.
     *
     * @throws refusals as `members`, `communication.list_not_dynamic`, and of a composition those of `createList`.
     * @example
     * ```ts
     * await session.communication.describe({ include: [{ regions: [north.id] }], exclude: [{ users: ['bob'] }] }, { locale: 'fr' })
     * // les utilisateurs de la région Nord ; sans Bob
     * ```
     */
    async describe(listOrComposition: string | NewComposition, options: WordingOptions = {}): Promise<string> {
      const { locale = core.context().locale } = parseInput(wording, options)
      const composition = await compositionTold(listOrComposition)
      return withNames(core, (naming) => describeComposition(composition, { model: core.model, locale, naming }))
    },

    /**
     * Whether a user is on a list and why: each part of its composition, in words, and whether it means them. It agrees with `members`
     * and with what the user is shown.
     *
     * @throws refusals as `members`, and `communication.user_unknown` where there is no such user that the actor may read.
     * @example
     * ```ts
     * const { member, parts } = await session.communication.explainMember(list.id, 'bob', { locale: 'fr' })
     * parts.filter(({ holds }) => holds).map(({ side, text }) => [side, text]) // [['include', 'les utilisateurs de la région Nord']]
     * ```
     */
    async explainMember(listId: string, user: string, options: WordingOptions = {}): Promise<MemberExplanation> {
      const { locale = core.context().locale } = parseInput(wording, options)
      const lists = await listSeen(listId)
      demandTold(core, askedOf(core, [listId], lists), '')
      await demandReadable(core, recordId(user, '/user'))
      const { member, parts, outside } = await decide(core.unconfined, explainMember(listId, user, lists, whole()))
      const composition = lists.get(listId)?.composition ?? null
      const told = await withNames(core, (naming) =>
        parts.map((verdict) => ({
          ...verdict,
          text: textOf(composition, verdict, { model: core.model, locale, naming }),
        })),
      )
      return { member, parts: told, outside }
    },
  }

  async function compositionTold(given: string | NewComposition): Promise<Composition> {
    if (typeof given !== 'string') {
      core.demandLevel(MODULE, 'manage')
      const composition = parseComposition(core.model, given, '')
      await demandAsking(core, composition, '')
      return composition
    }
    const lists = await listSeen(given)
    const list = lists.get(given)
    if (list === undefined || list.composition === null)
      return refuse(communicationProblem('communication.list_not_dynamic', { data: { list: list?.name ?? given } }))
    demandTold(core, askedOf(core, [given], lists), '')
    return list.composition
  }
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

function textOf(
  composition: Composition | null,
  { side, path }: PartVerdict,
  telling: Parameters<typeof describePart>[1],
): string {
  const part = composition?.[side][Number(path.split('/').at(-1))]
  return part === undefined ? '' : describePart(part, telling)
}
