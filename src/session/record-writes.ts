import { isPlainObject, refuse, type Row, type Write } from '../kernel'
import { columnOf, entityOf, isJoined, parsePatch, parseRecord, type EntityDefinition, type Model } from '../model'
import { allOf, isAmong, isEqual, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { problem } from './problem'

/** The host's database makes the id of a mapped entity where its mapping says so. */
export function makesOwnId(entity: EntityDefinition): boolean {
  if (entity.table === null) return false
  const column = columnOf(entity.table, 'id')
  return !isJoined(column) && column.generated === true
}

/** References to records that are not there (or that the actor may not see) are refused, not stored. */
function* checkReferences(
  model: Model,
  entity: EntityDefinition,
  rows: readonly Row[],
  scope: (target: string) => BoundCriteria,
): Decision<void> {
  for (const field of entity.fields.values()) {
    if (field.kind !== 'reference' || field.target === undefined) continue
    const target = entityOf(model, field.target)
    const wanted = new Set(rows.map((row) => row[field.name]).filter((value) => typeof value === 'string'))
    if (wanted.size === 0) continue
    const found = yield { entity: target.name, where: allOf(isAmong(target, 'id', wanted), scope(target.name)) }
    for (const row of found) wanted.delete(String(row['id']))
    for (const [index, row] of rows.entries())
      if (typeof row[field.name] === 'string' && wanted.has(String(row[field.name])))
        refuse(
          problem('session.unknown_reference', {
            path: rows.length === 1 ? `/${field.name}` : `/${index}/${field.name}`,
            data: { field: field.label, entity: target.label, id: row[field.name] },
          }),
        )
  }
}

export function* createRecords(
  name: string,
  inputs: readonly unknown[],
  visible: (target: string) => BoundCriteria,
  context: DecisionContext,
): Decision<Outcome<readonly Row[]>> {
  const entity = entityOf(context.model, name)
  const rows = inputs.map((input) => {
    const row = parseRecord(entity, input)
    return row['id'] === undefined && !makesOwnId(entity) ? { ...row, id: context.identifiers.next() } : row
  })
  yield* checkReferences(context.model, entity, rows, visible)
  return { writes: [{ type: 'insert', entity: name, rows }], value: rows }
}

export function* updateRecord(
  name: string,
  id: string,
  input: unknown,
  expect: Row | undefined,
  scopes: { readonly manage: BoundCriteria; readonly visible: (target: string) => BoundCriteria },
  context: DecisionContext,
): Decision<Outcome<void>> {
  const entity = entityOf(context.model, name)
  if (isPlainObject(input) && 'id' in input)
    refuse(problem('session.id_is_fixed', { path: '/id', data: { entity: entity.label } }))
  const [before] = yield { entity: name, where: allOf(isEqual(entity, 'id', id), scopes.manage), lock: 'update' }
  if (before === undefined) refuse(problem('session.gone', { data: { entity: entity.label, id } }))
  const set = parsePatch(entity, input, before)
  yield* checkReferences(context.model, entity, [set], scopes.visible)
  const write: Write = { type: 'update', entity: name, id, set, ...(expect === undefined ? {} : { expect }) }
  return { writes: [write], value: undefined }
}

export function* removeRecord(
  name: string,
  id: string,
  manage: BoundCriteria,
  context: DecisionContext,
): Decision<Outcome<void>> {
  const entity = entityOf(context.model, name)
  const [before] = yield { entity: name, where: allOf(isEqual(entity, 'id', id), manage), lock: 'update' }
  if (before === undefined) refuse(problem('session.gone', { data: { entity: entity.label, id } }))
  return { writes: [{ type: 'remove', entity: name, id }], value: undefined }
}
