import type { Row } from '../kernel'
import type { Cursor, FindRequest, Page } from './store'
import type { SupersetReader, TestedPage } from './superset'

const LEAST = 100
const MOST = 2_000

/**
 * A page of exactly the rows that meet the criteria, put together from pages of a superset. Where a page of the superset holds more
 * than are wanted, it is read again up to the last one wanted: only the adapter makes cursors.
 */
export async function finishedPage(reader: SupersetReader, entity: string, request: FindRequest): Promise<Page> {
  const { after, before, limit, fields, ...rest } = request
  const way = before === undefined ? 'after' : 'before'
  const kept: Row[] = []
  let near: Cursor | null = null
  let far: Cursor | null = null
  let place = after ?? before
  let size = Math.max(limit + 1, LEAST)
  let cut = false

  const answer = (more: boolean): Page => {
    const rows = (way === 'after' ? kept : kept.toReversed()).map((row) => projected(row, fields))
    const [start, end] = way === 'after' ? [near, far] : [far, near]
    return { rows, start, end, more }
  }
  for (;;) {
    const page = await reader.read(
      entity,
      { ...rest, limit: size, ...(place === undefined ? {} : { [way]: place }) },
      cut ? 'again' : undefined,
    )
    const met = metInOrder(page, way)
    const wanted = limit - kept.length
    const last = met[wanted - 1]
    if (met.length > wanted) {
      if (last === undefined) return answer(true)
      size = last.position + 1
      cut = true
      continue
    }
    if (met.length > 0) {
      kept.push(...met.map(({ row }) => row))
      near ??= way === 'after' ? page.start : page.end
      far = way === 'after' ? page.end : page.start
    }
    if (cut && kept.length === limit) return answer(true)
    const next = way === 'after' ? page.end : page.start
    if (!page.more || next === null) return answer(false)
    place = next
    cut = false
    size = Math.min(2 * size + LEAST, MOST)
  }
}

/** The rows that meet the criteria, each with its place among those read, counted from where the reading began. */
function metInOrder(
  { rows, met }: TestedPage,
  way: 'after' | 'before',
): readonly { readonly row: Row; readonly position: number }[] {
  const found = rows.flatMap((row, index) =>
    met[index] === true ? [{ row, position: way === 'after' ? index : rows.length - 1 - index }] : [],
  )
  return way === 'after' ? found : found.toReversed()
}

function projected(row: Row, fields: readonly string[] | undefined): Row {
  if (fields === undefined) return row
  return Object.fromEntries(['id', ...fields].map((name) => [name, row[name]]))
}
