import type { Row } from '../kernel'
import type { Model } from '../model'
import { isEverything, predicate, type BoundCriteria, type RecordLookup, type RowTest } from '../query'
import type { Actor } from './actor'
import { explainRights, type RightsExplanation } from './explanation'
import { perActor } from './per-actor'
import { scopeOf, standingOf, type RecordUse } from './scope'
import { sharesReaching, speaksOfShares } from './share-path'

const test = (criteria: BoundCriteria): RowTest => (isEverything(criteria) ? () => true : predicate(criteria))

const wholeTest = perActor((model, actor, entity, use) => test(scopeOf(model, actor, entity, use)))

const groundTests = perActor((model, actor, entity, use) => {
  const standing = standingOf(model, actor, entity, use)
  return { standing, tests: standing.grounds.map(({ criteria }) => test(criteria)) }
})

/**
 * Whether an actor may read or change one record: the very criteria that scope the lists, asked of the record. `lookup` finds the
 * records on the way to its group and owner.
 */
export function allows(
  model: Model,
  actor: Actor,
  use: RecordUse,
  entity: string,
  row: Row,
  lookup: RecordLookup,
): boolean {
  return wholeTest(model, actor, entity, use)(row, lookup)
}

/**
 * As `allows`, with the grants that allowed it, or the least that is missing.
 *
 * @example
 * ```ts
 * const { allowed, because } = can(model, actor, 'manage', 'account', account, lookup)
 * because.map(({ message }) => message.en) // ['The profile Manager gives the level manage …', …]
 * ```
 */
export function can(
  model: Model,
  actor: Actor,
  use: RecordUse,
  entity: string,
  row: Row,
  lookup: RecordLookup,
): RightsExplanation {
  const { standing, tests } = groundTests(model, actor, entity, use)
  const held = standing.grounds.filter((_, index) => tests[index]?.(row, lookup) === true)
  const asksShares = speaksOfShares(actor, use, held)
  const isSeen = asksShares && (held.length > 0 || allows(model, actor, 'read', entity, row, lookup))
  const shares = isSeen ? sharesReaching(model, actor.shares ?? [], entity, row, lookup) : []
  return explainRights(model, actor, entity, use, standing, held, { shares })
}
