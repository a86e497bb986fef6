import { refuse } from '../kernel'
import type { Decision, DecisionContext } from '../storage'
import { audienceOf, partMeans } from './audience-reading'
import type { PlacedPart } from './composition'
import type { KnownLists } from './known-lists'
import { askedUser, meets, readingFor } from './lists-of-user'
import { problem } from './problem'

/** One part of a composition, and whether it means the user. */
export interface PartVerdict extends Pick<PlacedPart, 'side' | 'path'> {
  readonly holds: boolean
}

/** Whether a user is on a list, and what settles it. */
export interface MemberVerdict {
  readonly member: boolean
  /** Each part of the composition; none where the list is not dynamic. */
  readonly parts: readonly PartVerdict[]
  /** The list is an organisation's, of which the user is not. */
  readonly outside: boolean
}

/**
 * Whether a user is on a list and, part by part, why: read as announcements read it.
 *
 * @throws refusals `communication.user_unknown`, `communication.no_users`, and those of a list that cannot be read any more.
 */
export function* explainMember(
  id: string,
  user: string,
  lists: KnownLists,
  context: DecisionContext,
): Decision<MemberVerdict> {
  const { model } = context
  const asked = yield* askedUser(user, context)
  if (asked === null) return refuse(problem('communication.user_unknown', { path: '/user', data: { user } }))
  const reading = yield* readingFor(asked, [...lists.keys()], lists, context)
  const member = yield* meets(asked, audienceOf(model, id, lists, reading), context)
  const parts: PartVerdict[] = []
  const list = lists.get(id)
  for (const part of list?.parts ?? []) {
    const holds = yield* meets(asked, partMeans(model, part, lists, reading, [id]), context)
    parts.push({ side: part.side, path: part.path, holds })
  }
  const organisation = list?.kind === 'dynamic' ? list.organisationId : null
  return { member, parts, outside: organisation !== null && !asked.organisations.includes(organisation) }
}
