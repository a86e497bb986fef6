import { z } from 'zod'
import {
  communicationProblem,
  describeComposition,
  describePart,
  explainMember,
  listRow,
  listWithNamed,
  membersCriteria,
  membersOf,
  parseComposition,
  userEntity,
  type Composition,
  type KnownLists,
  type NewComposition,
  type PartVerdict,
} from '../communication'
import { refuse, type Row } from '../kernel'
import { parseInput, type EntityDefinition } from '../model'
import { allOf, EVERYTHING, type BoundCriteria } from '../query'
import { decide, streamRows, type DecisionContext } from '../storage'
import { askedOf, demandAsking, demandReadable, demandTold } from './audience-rights'
import { inWhole, type SessionCore } from './core'
import { withNames, type WordingOptions } from './query-words'
import { recordId } from './record-id'
import { findPage, streamRecords } from './record-reads'
import type { CountedPage, ResultOptions, ResultStreamOptions } from './saved-query-actions'

const MODULE = 'communication'

/** The rest is read with the page. */
const pageOptions = z.looseObject({ total: z.boolean().optional() })
const wording = z.strictObject({ locale: z.enum(['fr', 'en']).optional() })

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

/** Who is on distribution lists and why, among the actions of `session.communication`. */
export function memberActions(core: SessionCore) {
  /** Who is on a list does not depend on who asks: it is found over all records. */
  const whole = (): DecisionContext => inWhole(core, core.context())
  const users = (): EntityDefinition => userEntity(core.fields.whole)
  const readable = (): BoundCriteria =>
    core.fields.whole.roles.user === null ? EVERYTHING : core.scope(users().name, 'read')

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

function textOf(
  composition: Composition | null,
  { side, path }: PartVerdict,
  telling: Parameters<typeof describePart>[1],
): string {
  const part = composition?.[side][Number(path.split('/').at(-1))]
  return part === undefined ? '' : describePart(part, telling)
}
