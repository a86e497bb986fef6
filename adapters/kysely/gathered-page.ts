import type { SqlDialect } from './dialect'
import { segmentsOf, type Key, type Segment } from './keyset'
import type { PagePlan } from './page-plan'
import { aliasAt, named, scopeOf, type Reading } from './scope'
import { allOf, join, raw, sql, type Parameter, type Sql } from './sql'
import { at, type TableLayout } from './table-layout'
import type { Way } from './way-to-page'

const T0 = aliasAt(0)

/** A part of a list, and the same order said in ways that an index does not answer: of the table, and of columns k0, k1 …. */
export interface GatheredSegment extends Segment {
  readonly sortedBy: Sql
  readonly unitedBy: Sql
}

/** The parts of a list whose rows are gathered. */
export function gatheredSegments(
  dialect: SqlDialect,
  keys: readonly Key[],
  place: readonly Parameter[] | null,
  reversed: boolean,
): readonly GatheredSegment[] {
  const { sorted, united } = variantsOf(dialect, keys)
  const [bySorting, byColumns] = [
    segmentsOf(dialect, sorted, place, reversed),
    segmentsOf(dialect, united, place, reversed),
  ]
  return segmentsOf(dialect, keys, place, reversed).map((segment, position) => ({
    ...segment,
    sortedBy: bySorting[position]?.orderBy ?? segment.orderBy,
    unitedBy: byColumns[position]?.orderBy ?? segment.orderBy,
  }))
}

interface Variants {
  readonly sorted: readonly Key[]
  readonly united: readonly Key[]
}

const variants = new WeakMap<readonly Key[], Variants>()

function variantsOf(dialect: SqlDialect, keys: readonly Key[]): Variants {
  const known = variants.get(keys)
  if (known !== undefined) return known
  const made = {
    sorted: keys.map((key) => ({ ...key, key: dialect.unindexed(key.key) })),
    united: keys.map((key, position) => ({ ...key, key: raw(`k${position}`) })),
  }
  variants.set(keys, made)
  return made
}

/** The first rows that one ground finds; or the first of each of several, of all these the first, and then their records. */
export function gatheredPage(
  reading: Reading,
  layout: TableLayout,
  { head, keys }: PagePlan,
  { conditions, grounds }: { readonly conditions: Way['conditions']; readonly grounds: readonly Sql[] },
  { condition, sortedBy, unitedBy }: GatheredSegment,
  limit: number,
): Sql {
  const part = condition === null ? conditions : [...conditions, condition]
  const cut = raw(` LIMIT ${limit}`)
  const [first, second] = grounds
  if (first !== undefined && second === undefined)
    return sql`${head} WHERE ${allOf([...part, first])} ORDER BY ${sortedBy}${cut}`
  const id = at(T0, layout.id.name)
  const columns = join([sql`${id} AS id`, ...keys.map(({ key }, position) => sql`${key} AS ${raw(`k${position}`)}`)])
  const from = sql`SELECT ${columns} FROM ${named(layout, T0)} WHERE ${allOf(part)} AND `
  const end = sql` ORDER BY ${sortedBy}${cut}`
  const firsts = grounds.map((ground, place) => sql`SELECT * FROM (${from}${ground}${end}) AS ${raw(`g${place}`)}`)
  const found = sql`SELECT id FROM (${join(firsts, ' UNION ')}) AS united ORDER BY ${unitedBy}${cut}`
  return sql`${head} WHERE ${allOf([...scopeOf(reading, layout, T0), sql`${id} IN ${reading.dialect.cutList(found)}`])} ORDER BY ${sortedBy}`
}
