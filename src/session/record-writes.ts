import { isPlainObject, isRefusal, refuse, sameValue, type Problem, type Row, type Write } from '../kernel'
import { entityOf, type EntityDefinition, type Model } from '../model'
import { allOf, isAmong, isEqual, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import type { FieldAccess } from './field-access'
import { changedFields, newRecord } from './field-writes'
import { identityProblems, makesOwnId } from './identity'
import { readExpectation } from './expectation'
import { problem } from './problem'

/** References to records that are not there (or that the actor may not see) are refused, not stored. */
export function* checkReferences(
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

/** What the one who writes sees of fields, and which records they may name. */
export interface RecordRights {
  readonly fields: FieldAccess
  readonly visible: (target: string) => BoundCriteria
}

const MOST_PROBLEMS = 20

/** Every record is read before any is refused; of several, a problem says in which it stands. */
function parseRecords(inputs: readonly unknown[], parse: (input: unknown) => Row): readonly Row[] {
  const rows: Row[] = []
  const problems: Problem[] = []
  for (const [index, input] of inputs.entries()) {
    if (problems.length >= MOST_PROBLEMS) break
    try {
      rows.push(parse(input))
    } catch (error) {
      if (!isRefusal(error)) throw error
      const prefix = inputs.length === 1 ? '' : `/${index}`
      problems.push(...error.problems.map((found) => ({ ...found, path: prefix + found.path })))
    }
  }
  return problems.length > 0 ? refuse(problems.slice(0, MOST_PROBLEMS)) : rows
}

export function* createRecords(
  name: string,
  inputs: readonly unknown[],
  { fields, visible }: RecordRights,
  context: DecisionContext,
): Decision<Outcome<readonly Row[]>> {
  const entity = entityOf(context.model, name)
  const rows = parseRecords(inputs, (input) => newRecord(fields, name, input)).map((row) =>
    row['id'] === undefined && !makesOwnId(entity) ? { ...row, id: context.identifiers.next() } : row,
  )
  const misfits = [...identityProblems(entity, rows, (index) => (rows.length === 1 ? '/id' : `/${index}/id`))]
  if (misfits.length > 0) refuse(misfits.slice(0, MOST_PROBLEMS))
  yield* checkReferences(context.model, entity, rows, visible)
  return { writes: [{ type: 'insert', entity: name, rows }], value: rows }
}

export function* updateRecord(
  name: string,
  id: string,
  input: unknown,
  expect: unknown,
  { manage, visible, fields }: RecordRights & { readonly manage: BoundCriteria },
  context: DecisionContext,
): Decision<Outcome<void>> {
  const entity = entityOf(context.model, name)
  if (isPlainObject(input) && input['id'] !== undefined)
    refuse(problem('session.id_is_fixed', { path: '/id', data: { entity: entity.label } }))
  const expected = readExpectation(entity, expect)
  const [before] = yield { entity: name, where: allOf(isEqual(entity, 'id', id), manage), lock: 'update' }
  if (before === undefined) refuse(problem('session.gone', { data: { entity: entity.label, id } }))
  const set = changedFields(fields, name, input, before)
  // A reference that stays as it was is nobody's doing: its record may be gone, or out of sight.
  const changed = Object.fromEntries(Object.entries(set).filter(([field, value]) => !sameValue(before[field], value)))
  yield* checkReferences(context.model, entity, [changed], visible)
  const write: Write = {
    type: 'update',
    entity: name,
    id,
    set,
    ...(expected === undefined ? {} : { expect: expected }),
  }
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
