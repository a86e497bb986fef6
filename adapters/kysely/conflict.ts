import { refuse } from '../../src/kernel'
import { storageProblem } from '../../src/storage'
import type { SqlDialect } from './dialect'
import type { TableLayout } from './table-layout'

/** The fields of the unique key that an error says is broken; null for any other error. */
export function brokenFields(dialect: SqlDialect, layout: TableLayout, error: unknown): readonly string[] | null {
  const broken = dialect.brokenKey(error)
  if (broken === null) return null
  const named = layout.unique.find(({ index }) => index !== null && index === broken.constraint)
  if (named !== undefined) return named.fields
  const fields = broken.columns.flatMap((column) => fieldOf(dialect, layout, column) ?? [])
  if (fields.length > 0) return [...new Set(fields)]
  if (broken.constraint === 'PRIMARY' || broken.constraint?.endsWith('_pkey') === true) return ['id']
  // A host's own index: its name says nothing, but there may be only one key it can be.
  const others = layout.unique.filter(({ fields: [first] }) => first !== 'id')
  const [only] = others
  return others.length === 1 && only !== undefined ? only.fields : [broken.constraint ?? layout.entity.name]
}

function fieldOf(dialect: SqlDialect, layout: TableLayout, column: string): string | undefined {
  // An index on an expression names it: `"left"(name_folded, 255)`.
  const isNamed = (name: string | undefined): boolean =>
    name !== undefined && (dialect.quote(column) === name || column.includes(`(${name.slice(1, -1)},`))
  for (const { field, name, folded } of layout.columns.values())
    if (isNamed(name) || isNamed(folded?.name)) return field.name
  return undefined
}

export const refuseTaken = (layout: TableLayout, fields: readonly string[]): never =>
  refuse(storageProblem('storage.conflict', { data: { entity: layout.entity.name, fields } }))

/** Runs a write; a broken unique key is refused with `storage.conflict`. */
export async function keepingKeys<T>(dialect: SqlDialect, layout: TableLayout, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    const fields = brokenFields(dialect, layout, error)
    if (fields === null) throw error
    return refuseTaken(layout, fields)
  }
}
