import type { SqlDialect } from './dialect'
import type { Key, Segment } from './keyset'
import type { PagePlan } from './page-plan'
import { aliasAt, named, scopeOf, type Reading } from './scope'
import { allOf, join, raw, sql, type Sql } from './sql'
import { at, takesIdsAlike, type TableLayout } from './table-layout'
import type { Way } from './way-to-page'

const T0 = aliasAt(0)

/** The keys of an order written such that no index answers it: of the table, and of columns k0, k1 …. */
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
  { condition, orderedBy }: Segment,
  limit: number,
): Sql {
  const { sorted, united } = variantsOf(reading.dialect, keys)
  const sortedBy = orderedBy(sorted)
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
  const found = (column: string): Sql =>
    reading.dialect.cutList(
      sql`SELECT ${raw(column)} FROM (${join(firsts, ' UNION ')}) AS united ORDER BY ${orderedBy(united)}${cut}`,
    )
  const among = [sql`${id} IN ${found('id')}`]
  // A collation takes other ids for these: the index finds too much at most, and the last key, which is the exact id, decides.
  const last = keys.length - 1
  const exact = keys[last]?.key
  if (takesIdsAlike(layout) && exact !== undefined)
    among.push(reading.dialect.recheck(sql`${exact} IN ${found(`k${last}`)}`))
  return sql`${head} WHERE ${allOf([...scopeOf(reading, layout, T0), ...among])} ORDER BY ${sortedBy}`
}
