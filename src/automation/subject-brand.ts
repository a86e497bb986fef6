import type { Row } from '../kernel'
import { entityOf, followPath, type EntityDefinition, type Model } from '../model'
import { brandsOfGroups, type Brand } from '../permissions'
import type { Decision } from '../storage'
import { rowsById, type RowsById } from './reading'

const valueOf = (row: Row | null, field: string): unknown => (row === null ? null : row[field])

/** What stands at the end of a path of to-one relations, for each of some records; null where the path is interrupted. */
export function* atPathEnd(
  entity: EntityDefinition,
  pathTo: string | null,
  rows: readonly Row[],
  model: Model,
): Decision<readonly unknown[]> {
  const path = pathTo === null ? null : followPath(entity, pathTo, model.entities)
  if (path === null) return rows.map(() => null)
  let holders: readonly (Row | null)[] = rows
  let holding = entity
  for (const step of path.relations) {
    const relation = holding.relations.get(step)
    if (relation === undefined) return rows.map(() => null)
    const ids = holders.map((row) => valueOf(row, relation.field))
    const next: RowsById = yield* rowsById(model, relation.target, ids)
    holders = ids.map((id) => (typeof id === 'string' ? (next.get(id) ?? null) : null))
    holding = entityOf(model, relation.target)
  }
  return holders.map((row) => valueOf(row, path.field.name))
}

/** The brands under which some records of one entity speak: those of the organisations of their groups, by the id of the record. */
export function* brandsOfSubjects(
  entity: EntityDefinition,
  subjects: RowsById,
  model: Model,
): Decision<ReadonlyMap<string, Brand>> {
  const rows = [...subjects.values()]
  const groups = yield* atPathEnd(entity, entity.group, rows, model)
  const brands = yield* brandsOfGroups(
    groups.filter((group) => typeof group === 'string'),
    model,
  )
  return new Map(
    rows.flatMap((row, index) => {
      const brand = brands.get(String(groups[index]))
      return brand === undefined ? [] : [[String(row['id']), brand]]
    }),
  )
}
