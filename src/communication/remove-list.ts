import { civilDateOf, refuse, type Write } from '../kernel'
import { entityOf } from '../model'
import { allOf, anyOf, compares, isEqual, isMissing } from '../query'
import {
  usesSeen,
  usesTold,
  type Decision,
  type DecisionContext,
  type Outcome,
  type ReferringRecord,
  type Visible,
} from '../storage'
import { partsOf } from './composition'
import { composedLists } from './composed-lists'
import { listLabel } from './composition-uses'
import { readList, type DistributionList } from './distribution-list'
import { listRow } from './list-membership'
import { problem } from './problem'

/**
 * Removes a list, with who was put on it. Whether something still uses it is asked by {@link demandUnusedList}.
 *
 * @throws refusals `communication.list_unknown`, `communication.list_stays`.
 */
export function* removeList(id: string, context: DecisionContext): Decision<Outcome<DistributionList>> {
  const row = yield* listRow(id, '', context, 'update')
  const list = readList(row)
  if (row['builtIn'] !== null) refuse(problem('communication.list_stays', { data: { list: list.name } }))
  const member = entityOf(context.model, 'distributionListMember')
  const members = yield { entity: member.name, where: isEqual(member, 'listId', id), fields: ['id'] }
  const writes: Write[] = [
    ...members.map((one): Write => ({ type: 'remove', entity: member.name, id: String(one['id']) })),
    { type: 'remove', entity: 'distributionList', id },
  ]
  return { writes, value: list }
}

/** The announcements of a list that are not over. */
function* announcementsOn(list: string, context: DecisionContext): Decision<readonly ReferringRecord[]> {
  const entity = entityOf(context.model, 'announcement')
  const today = civilDateOf(context.now, context.timeZone)
  const rows = yield {
    entity: entity.name,
    where: allOf(
      isEqual(entity, 'listId', list),
      anyOf(isMissing(entity, 'endsOn'), compares(entity, 'endsOn', 'gte', today)),
    ),
    fields: ['titleFr', 'titleEn'],
  }
  return rows.map((row) => ({
    entity: entity.name,
    id: String(row['id']),
    label: { fr: `l’annonce ${String(row['titleFr'])}`, en: `the announcement ${String(row['titleEn'])}` },
  }))
}

/** The lists whose composition names a list. */
function* listsNaming(list: string, context: DecisionContext): Decision<readonly ReferringRecord[]> {
  return (yield* composedLists(context))
    .filter(({ composition }) => partsOf(composition).some(({ part }) => 'list' in part && part.list === list))
    .map(({ row }) => ({ entity: 'distributionList', id: String(row['id']), label: listLabel(row) }))
}

/**
 * Nothing that is not over is said to a list, and no other names it: a last look at the data as it is, whatever the one who removes it
 * sees of that. Refused with `communication.list_in_use` with the uses that they see, and whether there are others.
 */
export function* demandUnusedList(
  { id, name }: DistributionList,
  visible: Visible,
  context: DecisionContext,
): Decision<void> {
  const all = [...(yield* announcementsOn(id, context)), ...(yield* listsNaming(id, context))]
  if (all.length === 0) return
  const seen = yield* usesSeen(all, visible, context.model)
  refuse(problem('communication.list_in_use', { data: { list: name, ...usesTold(seen) } }))
}
