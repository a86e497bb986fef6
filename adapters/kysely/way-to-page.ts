import type { BoundCriteria } from '../../src/query'
import type { FindRequest } from '../../src/storage'
import { compileCriteria, conditionsOf } from './compile-criteria'
import { extentOf, type Extent } from './extent'
import { askedOf, groundedIn, leadsAnIndex, saysWhose, type Grounded } from './grounds'
import type { Key } from './keyset'
import type { Runner } from './runner'
import { aliasAt, scopeOf, type Reading } from './scope'
import { anyOf, type Sql } from './sql'
import { at, type TableLayout } from './table-layout'

/** How the rows of a page are come by. */
export interface Way {
  /** What every row meets. */
  readonly conditions: readonly Sql[]
  /** Where the rows are gathered: what finds them, each by an index of its own. Null where the list is read. */
  readonly grounds: readonly Sql[] | null
}

/**
 * The records of a table that somebody may see are come by in one of two ways. Where they are few, they are *gathered*: each ground
 * finds its own by an index, and the first of all are sorted out. Where they are many, the list is *read* along the index on its
 * order, and each row looked up among the groups, owners and ids, until the page is full. The wrong way sorts a table or walks through
 * all of it; databases do not know what a list of thousands of ids finds and, some of them, not that one page is all that is wanted.
 *
 * Whatever is not a page in the order of an index, of records told by whose they are, is left to the database.
 */
export function wayToPage(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  [first]: readonly Key[],
  request: FindRequest,
): Way | Promise<Way> {
  const { where, limit } = request
  const members = where.type === 'and' ? where.criteria : [where]
  const grounded = new Map<BoundCriteria, Grounded>()
  for (const member of members) {
    const found = groundedIn(layout, member)
    if (found !== null && saysWhose(layout, found)) grounded.set(member, found)
  }
  const namesRecords = members.some(
    (member) => namesFew(member, limit) || (!grounded.has(member) && askedOf(member).includes('id')),
  )
  const isByIndex = first !== undefined && isReadByIndex(layout, first)
  if (grounded.size === 0 || namesRecords || !isByIndex) return freeWay(reading, layout, where)
  return shorterWay(runner, reading, layout, grounded, request)
}

/** Whether no more records than a page holds are asked for by their ids: there is nothing to choose between. */
function namesFew(member: BoundCriteria, limit: number): boolean {
  if (member.type !== 'test' || member.negated || member.field.name !== 'id') return false
  return member.operator === 'eq' || (member.operator === 'in' && member.values.length <= limit)
}

/** Left to the database. */
const freeWay = (reading: Reading, layout: TableLayout, where: BoundCriteria): Way => ({
  conditions: conditionsOf(reading, where, layout),
  grounds: null,
})

async function shorterWay(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  grounded: ReadonlyMap<BoundCriteria, Grounded>,
  { where, limit, lock }: FindRequest,
): Promise<Way> {
  const members = where.type === 'and' ? where.criteria : [where]
  const extents = new Map<BoundCriteria, Extent>()
  for (const [member, one] of grounded) extents.set(member, await extentOf(runner, reading, layout, one))
  const least = [...extents.values()].reduce((one, other) => (other.found < one.found ? other : one))
  const isGathered = isFew(reading, least, limit)
  // Locks are for rows that still meet the conditions when they are had, and these must then stand beside them.
  if (isGathered && lock !== undefined) return freeWay(reading, layout, where)
  const conditions = [...scopeOf(reading, layout, aliasAt(0))]
  for (const member of members) {
    const extent = extents.get(member)
    if (extent === undefined) conditions.push(compileCriteria(reading, member, layout))
    else if (!isGathered) conditions.push(reading.dialect.lookedUp(anyOf(extent.grounds)))
    else if (extent !== least) conditions.push(anyOf(extent.grounds))
  }
  if (!isGathered) return { conditions, grounds: null }
  const isOneSort = reading.dialect.sortsUnions && least.found <= ONE_SORT * limit
  return { conditions, grounds: isOneSort ? [anyOf(least.grounds)] : least.grounds }
}

/** Up to so many times the page, to sort all that the grounds find costs less than a statement for each. */
const ONE_SORT = 30

/** Whether an index gives the order: of a host's table one on the column, which is not the column's order where it compares otherwise. */
function isReadByIndex(layout: TableLayout, { field, key }: Key): boolean {
  const column = layout.columns.get(field)
  if (column === undefined || !leadsAnIndex(layout, field)) return false
  return layout.own !== null || key.text === at(aliasAt(0), column.folded?.name ?? column.name).text
}

/**
 * Of `found` rows among `total`, gathering reads `found` and the list `limit · total / found`, so that they cost the same where the
 * square of `found` is `limit · total`. Where an index holds all that is looked up, each look costs as much as the row.
 */
function isFew({ dialect }: Reading, { found, total, grounds }: Extent, limit: number): boolean {
  return found * found <= limit * total * (dialect.carriesGrounds ? grounds.length : 1)
}
