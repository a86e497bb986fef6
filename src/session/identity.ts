import type { Problem, Row } from '../kernel'
import { columnOf, isJoined, type EntityDefinition } from '../model'
import { problem } from './problem'

const INTEGER = /^-?(?:0|[1-9]\d{0,17})$/
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

const idColumn = (entity: EntityDefinition) => {
  const column = entity.table === null ? null : columnOf(entity.table, 'id')
  return column === null || isJoined(column) ? null : column
}

/** The host's database makes the id of a mapped entity where its mapping says so. */
export const makesOwnId = (entity: EntityDefinition): boolean => idColumn(entity)?.generated === true

function fits(entity: EntityDefinition, id: string): boolean {
  switch (idColumn(entity)?.codec?.type) {
    case 'integer-id':
      return INTEGER.test(id)
    case 'uuid':
      return UUID.test(id)
    default:
      return true
  }
}

/** What is wrong with the ids of new records: they are none of ours to give where the database makes them, and fit their column. */
export function* identityProblems(
  entity: EntityDefinition,
  rows: readonly Row[],
  pathOf: (index: number) => string,
): Generator<Problem> {
  for (const [index, { id }] of rows.entries()) {
    if (typeof id !== 'string') continue
    const path = pathOf(index)
    if (makesOwnId(entity)) yield problem('session.id_is_made', { path, data: { entity: entity.label } })
    else if (!fits(entity, id)) yield problem('session.id_misfit', { path, data: { entity: entity.label, id } })
  }
}
