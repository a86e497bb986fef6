import type { Write } from '../kernel'
import { entityOf, type Model } from '../model'
import { EVERYTHING, type Operand, type Query, type TestNode } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { mapTests } from './map-tests'
import { readableQuery } from './read-saved-query'
import type { CodeHolder } from './term'

function recodedValue(value: Operand, from: string, to: string): Operand {
  if (value === from) return to
  if (!Array.isArray(value)) return value
  const items: Extract<Operand, readonly unknown[]> = value
  const changed = items.map((item) => (item === from ? to : item))
  return changed.filter((item, index) => item !== to || changed.indexOf(to) === index)
}

/** A query that asks for one code in the place of another, wherever a field that holds such codes is asked about. */
export function recodedQuery(
  model: Model,
  query: Query,
  holders: readonly CodeHolder[],
  { from, to }: { readonly from: string; readonly to: string },
): Query {
  const where = mapTests(model, entityOf(model, query.entity), query.where, (test, entity): TestNode => {
    const isHeld = holders.some((holder) => holder.entity.name === entity.name && holder.field === test.field)
    return isHeld && test.value !== undefined ? { ...test, value: recodedValue(test.value, from, to) } : test
  })
  return { ...query, where }
}

/**
 * The saved queries follow a code that was moved into another: whoever saved them, they go on selecting the same records. Those that
 * the model no longer understands stay as they are.
 */
export function* recodeQueries(
  holders: readonly CodeHolder[],
  codes: { readonly from: string; readonly to: string },
  context: DecisionContext,
): Decision<readonly Write[]> {
  const rows = yield { entity: 'savedQuery', where: EVERYTHING, lock: 'update' }
  return rows.flatMap((row): Write[] => {
    const query = readableQuery(context.model, row)?.criteria
    if (query === undefined) return []
    const criteria = recodedQuery(context.model, query, holders, codes)
    if (JSON.stringify(criteria) === JSON.stringify(query)) return []
    const set = { criteria, version: Number(row['version']) + 1 }
    return [{ type: 'update', entity: 'savedQuery', id: String(row['id']), set }]
  })
}
