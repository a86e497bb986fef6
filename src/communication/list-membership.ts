import { refuse, type Row } from '../kernel'
import { entityOf } from '../model'
import { allOf, EVERYTHING, isEqual, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, ReadRequest } from '../storage'
import { userEntity } from './composition'
import { readList, type DistributionList } from './distribution-list'
import { knownLists, type KnownLists } from './known-lists'
import { membersCriteria } from './members-criteria'
import { problem } from './problem'

/** The row of a list. Refused with `communication.list_unknown` at `path`. */
export function* listRow(
  id: string,
  path: string,
  context: DecisionContext,
  lock?: ReadRequest['lock'],
): Decision<Row> {
  const [row] = yield {
    entity: 'distributionList',
    where: isEqual(entityOf(context.model, 'distributionList'), 'id', id),
    ...(lock === undefined ? {} : { lock }),
  }
  return row ?? refuse(problem('communication.list_unknown', { path, data: { list: id } }))
}

/** Refused with `communication.list_unknown` at `path`. */
export function* listNamed(
  id: string,
  path: string,
  context: DecisionContext,
  lock?: ReadRequest['lock'],
): Decision<DistributionList> {
  return readList(yield* listRow(id, path, context, lock))
}

/** A list with all that its composition names. Refused with `communication.list_unknown`. */
export function* listWithNamed(id: string, context: DecisionContext): Decision<KnownLists> {
  return yield* knownLists([yield* listRow(id, '', context)], context)
}

/**
 * The ids of the users on a list as they are now, of those that somebody may read. Only those who were put on a list are kept; all
 * others are read from the users themselves.
 */
export function* membersOf(
  listId: string,
  context: DecisionContext,
  readable: BoundCriteria = EVERYTHING,
): Decision<readonly string[]> {
  const { model } = context
  const lists = yield* listWithNamed(listId, context)
  if (model.roles.user !== null) {
    const where = allOf(yield* membersCriteria(listId, lists, context), readable)
    const users = yield { entity: userEntity(model).name, where, fields: ['id'] }
    return users.map((user) => String(user['id']))
  }
  const members = yield {
    entity: 'distributionListMember',
    where: isEqual(entityOf(model, 'distributionListMember'), 'listId', listId),
  }
  return members.map((member) => String(member['userId']))
}
