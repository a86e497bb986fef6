/** Random records of the entities of a model. */
import fc from 'fast-check'
import type { Row } from '../../../src/kernel'
import type { EntityDefinition, Model } from '../../../src/model'
import { IDS, valueOf } from './values'

export type Records = Readonly<Record<string, readonly Row[]>>

/** One record; `isWhole` leaves no value out. */
export function rowOf(entity: EntityDefinition, id: string, isWhole = false): fc.Arbitrary<Row> {
  const fields = [...entity.fields.values()].map((field): [string, fc.Arbitrary<unknown>] => {
    if (field.name === 'id') return ['id', fc.constant(id)]
    return [field.name, field.nullable && !isWhole ? fc.option(valueOf(field), { freq: 3 }) : valueOf(field)]
  })
  return fc.record(Object.fromEntries(fields))
}

function rowsOf(entity: EntityDefinition, usual: number, most: number): fc.Arbitrary<readonly Row[]> {
  const some = (minLength: number) =>
    fc
      .uniqueArray(fc.constantFrom(...IDS), { minLength, maxLength: most })
      .chain((ids) => fc.tuple(...ids.map((id) => rowOf(entity, id))))
  return fc.oneof({ weight: 7, arbitrary: some(usual) }, { weight: 1, arbitrary: some(0) })
}

/** Records of every entity; some references lead nowhere. Few of users and groups, and of nobody else. */
export function recordsOf(model: Model): fc.Arbitrary<Records> {
  const few = [model.roles.user?.entity, model.roles.group?.entity]
  const rows = [...model.entities.values()].map((entity): [string, fc.Arbitrary<readonly Row[]>] => [
    entity.name,
    few.includes(entity.name) ? rowsOf(entity, 2, 4) : rowsOf(entity, 4, 7),
  ])
  return fc.record(Object.fromEntries(rows))
}
