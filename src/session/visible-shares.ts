import { entityOf, type Model } from '../model'
import { isShareable, managesRights, type Actor } from '../permissions'
import { allOf, anyOf, EVERYTHING, isAmong, isEqual, isEverything, isNothing, type BoundCriteria } from '../query'
import { hostEntities } from './kernel-model'

/**
 * The shares that somebody may read: their own, and for those who manage rights those of records that they may read, so that a share
 * tells of no record that a list would not show.
 */
export function visibleShares(model: Model, actor: Actor, readable: (entity: string) => BoundCriteria): BoundCriteria {
  const share = entityOf(model, 'share')
  const own = isEqual(share, 'userId', actor.id)
  if (!managesRights(actor)) return own
  const shareable = [...hostEntities(model).values()].filter((entity) => isShareable(model, entity))
  const whole: string[] = []
  const partly: BoundCriteria[] = []
  for (const target of shareable) {
    const criteria = readable(target.name)
    if (isNothing(criteria)) continue
    if (isEverything(criteria)) whole.push(target.name)
    else {
      const relation = { type: 'one', target: target.name, field: 'recordId' } as const
      const isThere: BoundCriteria = { type: 'related', relation, target, negated: false, criteria }
      partly.push(allOf(isEqual(share, 'entity', target.name), isThere))
    }
  }
  return whole.length === shareable.length ? EVERYTHING : anyOf(own, isAmong(share, 'entity', whole), ...partly)
}
