import type { Row, Write } from '../kernel'
import { entityOf, type Model } from '../model'
import { isEqual, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, ReadRequest } from '../storage'
import { readComposition, type Composition, type CompositionPart } from './composition'

const LIST = 'distributionList'

const isDynamic = (model: Model): BoundCriteria => isEqual(entityOf(model, LIST), 'kind', 'dynamic')

/** A dynamic list with its composition. */
export interface ComposedList {
  readonly row: Row
  readonly composition: Composition
}

/** All dynamic lists: there are few, and what they name is looked up in what they say. */
export function* composedLists(
  { model }: DecisionContext,
  lock?: ReadRequest['lock'],
): Decision<readonly ComposedList[]> {
  const rows = yield { entity: LIST, where: isDynamic(model), ...(lock === undefined ? {} : { lock }) }
  return rows.map((row) => ({ row, composition: readComposition(row['composition']) }))
}

/** A list with another composition, as whoever read it before is to see. */
export const recomposed = (row: Row, composition: unknown): Write => ({
  type: 'update',
  entity: LIST,
  id: String(row['id']),
  set: { composition, version: Number(row['version']) + 1 },
})

/** A composition with other parts in the place of its own. */
export const withParts = (
  { version, include, exclude }: Composition,
  change: (part: CompositionPart) => unknown,
): unknown => ({ version, include: include.map(change), exclude: exclude.map(change) })
