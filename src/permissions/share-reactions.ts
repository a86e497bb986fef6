import type { Change, Write } from '../kernel'
import type { Model } from '../model'
import { allOf, anyOf, isAmong, isEqual, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, Reaction } from '../storage'
import { isShareable, shareEntity } from './share'

const shareable = (model: Model): readonly string[] =>
  [...model.entities.values()].filter((entity) => isShareable(model, entity)).map(({ name }) => name)

const userEntity = (model: Model): readonly string[] => (model.roles.user === null ? [] : [model.roles.user.entity])

const removed = (changes: readonly Change[]): readonly Change[] => changes.filter(({ type }) => type === 'removed')

function* removeShares(where: BoundCriteria, context: DecisionContext): Decision<readonly Write[]> {
  const { name } = shareEntity(context.model)
  const rows = yield { entity: name, where }
  return rows.map((row): Write => ({ type: 'remove', entity: name, id: String(row['id']) }))
}

/** What is shared leaves with the record: another under the same id must not be open to the same users. */
const recordsTakeTheirShares: Reaction = {
  name: 'permissions.records_take_their_shares',
  entities: shareable,
  *react({ changes }, context) {
    const gone = new Map<string, string[]>()
    for (const { entity, id } of removed(changes)) {
      const ids = gone.get(entity)
      if (ids === undefined) gone.set(entity, [id])
      else ids.push(id)
    }
    if (gone.size === 0) return []
    const share = shareEntity(context.model)
    const ofEach = [...gone].map(([entity, ids]) =>
      allOf(isEqual(share, 'entity', entity), isAmong(share, 'recordId', ids)),
    )
    return yield* removeShares(anyOf(...ofEach), context)
  },
}

/** What was shared with a user leaves with them; what they shared with others stays. */
const usersTakeTheirShares: Reaction = {
  name: 'permissions.users_take_their_shares',
  entities: userEntity,
  *react({ changes }, context) {
    const gone = removed(changes).map(({ id }) => id)
    if (gone.length === 0) return []
    return yield* removeShares(isAmong(shareEntity(context.model), 'userId', gone), context)
  },
}

/** What shares do by themselves, wherever the users are kept. */
export const shareReactions: readonly Reaction[] = [recordsTakeTheirShares, usersTakeTheirShares]
