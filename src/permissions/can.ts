import type { Row } from '../kernel'
import type { Model } from '../model'
import { isEverything, predicate, type BoundCriteria, type RecordLookup, type RowTest } from '../query'
import type { Actor } from './actor'
import { explainRights, type RightsExplanation } from './explanation'
import { standingOf, type RecordUse, type Standing } from './scope'

interface Compiled {
  readonly standing: Standing
  readonly tests: readonly RowTest[]
}

/** An actor's rights do not change while it lives, so what they come to is worked out once for each entity and use. */
const compiled = new WeakMap<Actor, WeakMap<Model, Map<string, Compiled>>>()

const test = (criteria: BoundCriteria): RowTest => (isEverything(criteria) ? () => true : predicate(criteria))

function compiledFor(model: Model, actor: Actor, use: RecordUse, entity: string): Compiled {
  const models = compiled.get(actor) ?? new WeakMap<Model, Map<string, Compiled>>()
  compiled.set(actor, models)
  const known = models.get(model) ?? new Map<string, Compiled>()
  models.set(model, known)
  const key = `${use} ${entity}`
  const found = known.get(key)
  if (found !== undefined) return found
  const standing = standingOf(model, actor, entity, use)
  const made = { standing, tests: standing.grounds.map(({ criteria }) => test(criteria)) }
  known.set(key, made)
  return made
}

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
  return compiledFor(model, actor, use, entity).tests.some((holds) => holds(row, lookup))
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
  const { standing, tests } = compiledFor(model, actor, use, entity)
  const held = standing.grounds.filter((_, index) => tests[index]?.(row, lookup) === true)
  return explainRights(model, actor, entity, standing, held)
}
