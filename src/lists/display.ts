import { z } from 'zod'
import { refuse, type Problem } from '../kernel'
import type { EntityDefinition } from '../model'
import { isOrderable } from '../query'
import { problem } from './problem'

/** How a list or a query is shown: which columns, from first to last, and sorted how. */
export interface Display {
  readonly columns: readonly string[]
  readonly sort: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[]
}

/** No column named: the product shows what it usually shows of the entity. */
export const USUAL_DISPLAY: Display = { columns: [], sort: [] }

export const displaySchema = z.strictObject({
  columns: z.array(z.string()).max(200).default([]),
  sort: z
    .array(z.strictObject({ field: z.string(), direction: z.enum(['asc', 'desc']).default('asc') }))
    .max(10)
    .default([]),
})

const SHOW = { fr: 'afficher', en: 'show' }
const SORT = { fr: 'trier', en: 'sort by' }

function* misfits(entity: EntityDefinition, display: Display, path: string): Generator<Problem> {
  const lists = [
    { use: SHOW, fields: display.columns, at: (index: number) => `${path}/columns/${index}` },
    { use: SORT, fields: display.sort.map((key) => key.field), at: (index: number) => `${path}/sort/${index}/field` },
  ]
  for (const { use, fields, at } of lists) {
    const fits = (name: string): boolean => {
      const field = entity.fields.get(name)
      return field !== undefined && (use === SHOW || isOrderable(field))
    }
    for (const [index, field] of fields.entries()) {
      if (!fits(field)) {
        const known = [...entity.fields.keys()].filter(fits)
        yield problem('lists.display_field', { path: at(index), data: { entity: entity.label, field, use, known } })
      } else if (fields.indexOf(field) < index)
        yield problem('lists.display_twice', { path: at(index), data: { field } })
    }
  }
}

/**
 * Holds a display to the entity whose records it shows.
 *
 * @throws refusals `lists.display_field`, `lists.display_twice`.
 */
export function checkDisplay(entity: EntityDefinition, display: Display, path: string): void {
  const problems = [...misfits(entity, display, path)]
  if (problems.length > 0) refuse(problems)
}
