import { refuse, type Row } from '../../src/kernel'
import { checkOrder, storageProblem, storedField, type FindRequest } from '../../src/storage'
import { orderSignature } from './cursor'
import type { SqlDialect } from './dialect'
import { keysOf, type Key } from './keyset'
import { aliasAt, named } from './scope'
import { selectionOf, wholeSelection, type Selection } from './selection'
import { join, NOTHING_SQL, raw, sql, type Sql } from './sql'
import type { TableLayout } from './table-layout'

const T0 = aliasAt(0)

/** How the place of a row is told: from its fields where they tell, from columns selected for it elsewhere. */
export interface PlaceReader {
  readonly select: Sql | null
  readonly as: string | null
  read(record: Row): unknown
}

/** What all pages share that ask for the same fields of an entity in the same order. */
export interface PagePlan {
  readonly signature: string
  readonly keys: readonly Key[]
  readonly selection: Selection
  readonly places: readonly PlaceReader[]
  /** `SELECT … FROM …` over a table called `t0`. */
  readonly head: Sql
}

/** A program asks for few kinds of pages; beyond this many, plans are made anew. */
const MOST_PLANS = 200

const plans = new WeakMap<TableLayout, Map<string, PagePlan>>()

/** The plan of a page, made once. Refused with `storage.cannot_order`. */
export function pagePlan(dialect: SqlDialect, layout: TableLayout, request: FindRequest): PagePlan {
  const known = plans.get(layout) ?? new Map<string, PagePlan>()
  plans.set(layout, known)
  const signature = orderSignature(layout.entity.name, request.orderBy)
  const key = request.fields === undefined ? signature : `${signature}\n${request.fields.join(' ')}`
  const found = known.get(key)
  if (found !== undefined) return found
  const made = planOf(dialect, layout, request, signature)
  if (known.size >= MOST_PLANS) known.clear()
  known.set(key, made)
  return made
}

function planOf(
  dialect: SqlDialect,
  layout: TableLayout,
  { orderBy, fields }: FindRequest,
  signature: string,
): PagePlan {
  const { entity } = layout
  for (const name of fields ?? []) storedField(entity, name)
  checkOrder(entity, orderBy)
  const keys = keysOf(layout, orderBy, T0)
  if ('unordered' in keys)
    return refuse(
      storageProblem('storage.cannot_order', {
        path: '/orderBy',
        data: { entity: entity.name, field: keys.unordered },
      }),
    )
  const selection = fields === undefined ? wholeSelection(dialect, layout) : selectionOf(dialect, layout, T0, fields)
  const places = placeReaders(dialect, keys, selection)
  const exact = join(
    places.map(({ select }) => select ?? NOTHING_SQL),
    '',
  )
  return {
    signature,
    keys,
    selection,
    places,
    head: sql`SELECT ${selection.columns}${exact} FROM ${named(layout, T0)}`,
  }
}

const placeReaders = (dialect: SqlDialect, keys: readonly Key[], selection: Selection): readonly PlaceReader[] =>
  keys.map(({ field, known, exact }, position) => {
    if (known !== null && selection.fields.has(field))
      return { select: null, as: null, read: (record) => known(record[field]) }
    // No field is called so: names of fields begin with a letter.
    const as = `_k${position}`
    return { select: sql`, ${exact} AS ${raw(dialect.quote(as))}`, as, read: (record) => record[as] }
  })
