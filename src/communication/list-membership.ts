import { refuse, type Row } from '../kernel'
import { entityOf } from '../model'
import { EVERYTHING, isEqual } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { problem } from './problem'

/** A distribution list as it is read. */
export interface DistributionList {
  readonly id: string
  readonly name: string
  readonly kind: 'everyone' | 'fixed'
  readonly version: number
}

export function readList(row: Row): DistributionList {
  return {
    id: String(row['id']),
    name: String(row['name']),
    kind: row['kind'] === 'everyone' ? 'everyone' : 'fixed',
    version: Number(row['version']),
  }
}

/** Refused with `communication.list_unknown` at `path`. */
export function* listNamed(id: string, path: string, context: DecisionContext): Decision<DistributionList> {
  const [row] = yield {
    entity: 'distributionList',
    where: isEqual(entityOf(context.model, 'distributionList'), 'id', id),
  }
  return row === undefined ? refuse(problem('communication.list_unknown', { path, data: { list: id } })) : readList(row)
}

/** The users on a list as they are now; those of everyone are read from the users themselves. */
export function* membersOf(listId: string, context: DecisionContext): Decision<readonly string[]> {
  const list = yield* listNamed(listId, '', context)
  if (list.kind === 'everyone') {
    const role = context.model.roles.user
    const users = role === null ? [] : yield { entity: role.entity, where: EVERYTHING }
    return users.map((user) => String(user['id']))
  }
  const members = yield {
    entity: 'distributionListMember',
    where: isEqual(entityOf(context.model, 'distributionListMember'), 'listId', listId),
  }
  return members.map((member) => String(member['userId']))
}
