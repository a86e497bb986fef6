import { isPlainObject, isRefusal, type Write } from '../kernel'
import { entityOf, type Model } from '../model'
import { EVERYTHING, prepareQuery, type CriteriaNode, type Operand, type Query, type TestNode } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { mapTests } from './map-tests'
import type { CodeHolder } from './term'

/** A code that is moved into another. */
interface Codes {
  readonly from: string
  readonly to: string
}

type List = Extract<Operand, readonly unknown[]>

const isList = (value: Operand | undefined): value is List => Array.isArray(value)

const names = ({ value }: TestNode, code: string): boolean => value === code || (isList(value) && value.includes(code))

const once = (items: List): List => items.filter((item, index) => items.indexOf(item) === index)

/** The operators that ask of one code what others ask of several. */
const OF_ONE = { in: 'eq', notIn: 'ne', hasAny: 'has' } as const
const OF_SEVERAL = { eq: 'in', ne: 'notIn', has: 'hasAny' } as const

/** The question asked of the other code in the place of the one. */
function recoded(test: TestNode, { from, to }: Codes): TestNode {
  const { operator, value } = test
  if (!isList(value)) return { ...test, value: to }
  const items = once(value.map((item) => (item === from ? to : item)))
  const isOne = items.length === 1 && (operator === 'in' || operator === 'notIn' || operator === 'hasAny')
  return isOne ? { ...test, operator: OF_ONE[operator], value: to } : { ...test, value: items }
}

/** The question asked so that it makes no difference which of the two codes a record holds. */
function openToBoth(test: TestNode, { from, to }: Codes): CriteriaNode {
  const { operator, value } = test
  if (operator === 'eq' || operator === 'ne' || operator === 'has')
    return { ...test, operator: OF_SEVERAL[operator], value: [from, to] }
  if (!isList(value)) return test
  if (operator !== 'hasAll')
    return { ...test, value: once(value.flatMap((item) => (item === from ? [from, to] : [item]))) }
  const others = value.filter((item) => item !== from && item !== to)
  const either: TestNode = { ...test, operator: 'hasAny', value: [from, to] }
  return others.length === 0 ? either : { type: 'and', criteria: [either, { ...test, value: others }] }
}

function rewritten(
  model: Model,
  query: Query,
  holders: readonly CodeHolder[],
  from: string,
  change: (test: TestNode) => CriteriaNode,
): Query {
  const where = mapTests(model, entityOf(model, query.entity), query.where, (test, entity) => {
    const isHeld = holders.some((holder) => holder.entity.name === entity.name && holder.field === test.field)
    return isHeld && names(test, from) ? change(test) : test
  })
  return { ...query, where }
}

/** A query that asks for one code in the place of another, wherever a field that holds such codes is asked about. */
export const recodedQuery = (model: Model, query: Query, holders: readonly CodeHolder[], codes: Codes): Query =>
  rewritten(model, query, holders, codes.from, (test) => recoded(test, codes))

/** A query to which it makes no difference which of the two codes a record holds. */
export const openedQuery = (model: Model, query: Query, holders: readonly CodeHolder[], codes: Codes): Query =>
  rewritten(model, query, holders, codes.from, (test) => openToBoth(test, codes))

/** Criteria as a module kept them, put in another way; null where that changes nothing, and where the model does not take them. */
export type CriteriaRewrite = (kept: unknown) => Query | null

/** Criteria that a module keeps with its own records: what to write where codes in them are told otherwise. */
export type KeptCriteria = (rewritten: CriteriaRewrite, context: DecisionContext) => Decision<readonly Write[]>

/** Nothing of what the model no longer understands; nor does it take lists that another code makes too long. */
function rewriting(model: Model, change: (query: Query) => Query): CriteriaRewrite {
  return (kept) => {
    const entity = isPlainObject(kept) ? kept['entity'] : undefined
    if (typeof entity !== 'string') return null
    try {
      const { query } = prepareQuery(model, entity, kept)
      const changed = change(query)
      if (JSON.stringify(changed) === JSON.stringify(query)) return null
      return prepareQuery(model, entity, changed).query
    } catch (error) {
      if (isRefusal(error)) return null
      throw error
    }
  }
}

const savedQueries: KeptCriteria = function* (rewritten) {
  const rows = yield { entity: 'savedQuery', where: EVERYTHING, lock: 'update' }
  return rows.flatMap((row): Write[] => {
    const criteria = rewritten(row['criteria'])
    if (criteria === null) return []
    const set = { criteria, version: Number(row['version']) + 1 }
    return [{ type: 'update', entity: 'savedQuery', id: String(row['id']), set }]
  })
}

function* changed(
  change: (query: Query) => Query,
  kept: readonly KeptCriteria[],
  context: DecisionContext,
): Decision<readonly Write[]> {
  const rewritten = rewriting(context.model, change)
  const writes: Write[] = []
  for (const one of [savedQueries, ...kept]) writes.push(...(yield* one(rewritten, context)))
  return writes
}

/** Which fields hold the codes, and what besides saved queries asks for them. */
export interface Asking {
  readonly holders: readonly CodeHolder[]
  readonly kept: readonly KeptCriteria[]
}

/**
 * Saved queries, and whatever else keeps criteria, ask for either code while records are moved from the one to the other: what follows
 * them sees nobody leave who is only moved. Those that the model no longer understands stay as they are.
 */
export const openCriteria = ({ holders, kept }: Asking, codes: Codes, context: DecisionContext) =>
  changed((query) => openedQuery(context.model, query, holders, codes), kept, context)

/**
 * They follow a code that was moved into another: whoever keeps them, they go on selecting the same records. Those that the model no
 * longer understands stay as they are.
 */
export const recodeCriteria = ({ holders, kept }: Asking, codes: Codes, context: DecisionContext) =>
  changed((query) => recodedQuery(context.model, query, holders, codes), kept, context)
