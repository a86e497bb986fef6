import type { Row } from '../kernel'
import { belongingOf, entityOf, type EntityDefinition, type Model } from '../model'
import { isEqual, type RecordLookup } from '../query'
import type { Decision } from '../storage'
import type { Actor } from './actor'
import type { Ground, RecordUse } from './scope'
import type { SharedRecord } from './share'

/** Whether an answer speaks of shares: of those that allow it, or of one that lets the record be read and not changed. */
export const speaksOfShares = ({ shares = [] }: Actor, use: RecordUse, held: readonly Ground[]): boolean =>
  shares.length > 0 && (held.some(({ by }) => by === 'share') || (held.length === 0 && use === 'manage'))

/** A record to be told, on the way from one to what it belongs to. */
interface Step {
  readonly entity: EntityDefinition
  readonly id: string
}

type Walk = Generator<Step, readonly SharedRecord[], Row | undefined>

/** Goes from a record to what it belongs to, on to the end, and meets the shares there. */
function* walk(model: Model, shares: readonly SharedRecord[], entity: EntityDefinition, row: Row): Walk {
  const at = (name: string, id: unknown) => shares.filter((share) => share.entity === name && share.id === id)
  const met = [...at(entity.name, row['id'])]
  const belonging = belongingOf(entity, model.entities)
  if (belonging === null) return met
  let end: Row | undefined = row
  let holds = entity
  for (const name of belonging.relations) {
    const relation = holds.relations.get(name)
    const id: unknown = relation === undefined ? null : end[relation.field]
    if (relation === undefined || typeof id !== 'string') return met
    holds = entityOf(model, relation.target)
    end = yield { entity: holds, id }
    if (end === undefined) return met
  }
  const id = end[belonging.field.name]
  if (typeof id !== 'string') return met
  const holder = yield { entity: belonging.holder, id }
  return [
    ...met,
    ...(holder === undefined ? at(belonging.holder.name, id) : yield* walk(model, shares, belonging.holder, holder)),
  ]
}

/** The shares that reach a record, the nearest first, each being of it or of something it belongs to. */
export function sharesReaching(
  model: Model,
  shares: readonly SharedRecord[],
  entity: string,
  row: Row,
  lookup: RecordLookup,
): readonly SharedRecord[] {
  if (shares.length === 0) return []
  const steps = walk(model, shares, entityOf(model, entity), row)
  let step = steps.next()
  while (step.done !== true) step = steps.next(lookup.one(step.value.entity.name, step.value.id))
  return step.value
}

/** As `sharesReaching`, reading what is on the way. */
export function* readSharesReaching(
  model: Model,
  shares: readonly SharedRecord[],
  entity: string,
  row: Row,
): Decision<readonly SharedRecord[]> {
  if (shares.length === 0) return []
  const steps = walk(model, shares, entityOf(model, entity), row)
  let step = steps.next()
  while (step.done !== true) {
    const { entity: next, id } = step.value
    const [found] = yield { entity: next.name, where: isEqual(next, 'id', id), limit: 1 }
    step = steps.next(found)
  }
  return step.value
}
