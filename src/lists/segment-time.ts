import type { Write } from '../kernel'
import { entityOf, type EntityDefinition } from '../model'
import { allOf, compares, EVERYTHING, isAmong, isEqual, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { segmentCatalogue } from './segment-catalogue'
import { settled, type Question } from './segment-standing'

/** The rows whose answer time has changed by now, of one segment or of all. */
export function dueRows({ model, now }: DecisionContext, segmentId: string | null): BoundCriteria {
  const member = entityOf(model, 'segmentMember')
  return allOf(
    compares(member, 'changesAt', 'lte', now),
    segmentId === null ? EVERYTHING : isEqual(member, 'segmentId', segmentId),
  )
}

/**
 * Looks again at some rows whose time has come, each as of the moment it had come at: who comes late still tells every entry and exit,
 * in their order, as long as nothing but time changed the answer.
 */
export function* passTime(ids: readonly string[], context: DecisionContext): Decision<Outcome<void>> {
  const { model } = context
  const member = entityOf(model, 'segmentMember')
  const catalogue = yield* segmentCatalogue(context)
  const wanted = allOf(isAmong(member, 'id', ids), dueRows(context, null))
  const seen = yield { entity: member.name, where: wanted }
  // The records are locked before what is kept about them, as by whoever changes one; only then is it certain that a row is still due.
  const byEntity = new Map<EntityDefinition, string[]>()
  for (const row of seen) {
    const entity = catalogue.byId.get(String(row['segmentId']))?.entity
    if (entity === undefined) continue
    const records = byEntity.get(entity)
    if (records === undefined) byEntity.set(entity, [String(row['recordId'])])
    else records.push(String(row['recordId']))
  }
  for (const [entity, records] of byEntity)
    yield { entity: entity.name, where: isAmong(entity, 'id', records), fields: ['id'], lock: 'update' }
  const due = yield { entity: member.name, where: wanted, lock: 'update' }
  const questions = new Map<EntityDefinition, Question[]>()
  const writes: Write[] = []
  for (const row of due) {
    const followed = catalogue.byId.get(String(row['segmentId']))
    const at = row['changesAt']
    // The model does not understand its query: a build looks at it again when it does.
    if (followed === undefined || !(at instanceof Date)) {
      writes.push({ type: 'update', entity: member.name, id: String(row['id']), set: { changesAt: null } })
      continue
    }
    const question = { recordId: String(row['recordId']), followed, at }
    const alike = questions.get(followed.entity)
    if (alike === undefined) questions.set(followed.entity, [question])
    else alike.push(question)
  }
  for (const [entity, asked] of questions) writes.push(...(yield* settled(entity, asked, context, { by: 'time' })))
  return { writes, value: undefined }
}
