import { z } from 'zod'
import { changedFields, refuse, type Change, type Happening, type Row } from '../kernel'
import { entityOf, parseInput, parseRecord, type EntityDefinition, type Model } from '../model'
import { isEqual } from '../query'
import type { DecisionContext, Store } from '../storage'
import { problem } from './problem'
import { recordId } from './record-id'

/** What a host wrote into its own tables and tells the kernel of. */

function idOf(entity: EntityDefinition, row: Row): string {
  if (row['id'] === undefined) refuse(problem('session.nothing_changed', { data: { entity: entity.label } }))
  return recordId(row['id'])
}

/**
 * A change that the host made itself; null where the two images are alike. Refused with `session.nothing_changed`,
 * `session.two_records`, `record.invalid`, `record.unknown_field`.
 */
export function toldChange(entity: EntityDefinition, outside: { before: unknown; after: unknown }): Change | null {
  const read = (image: unknown): Row | null =>
    image === null || image === undefined ? null : parseRecord(entity, image)
  const [before, after] = [read(outside.before), read(outside.after)]
  const either = after ?? before
  if (either === null) refuse(problem('session.nothing_changed', { data: { entity: entity.label } }))
  const id = idOf(entity, either)
  const told = { entity: entity.name, id, before, after }
  if (before === null) return { ...told, type: 'created' }
  if (after === null) return { ...told, type: 'removed' }
  const beforeId = idOf(entity, before)
  if (beforeId !== id)
    refuse(problem('session.two_records', { data: { entity: entity.label, before: beforeId, after: id } }))
  const change: Change = { ...told, type: 'updated' }
  return changedFields(change).length === 0 ? null : change
}

const happened = z.object({ name: z.string().min(1).max(191), data: z.record(z.string(), z.unknown()).default({}) })

/** Something that happened to a record that is there. Refused with `input.invalid`, `session.bad_id`, `session.gone`. */
export async function toldHappening(
  store: Store,
  model: Model,
  outside: { name: unknown; entity: string; id: unknown; data: unknown },
  context: DecisionContext,
): Promise<Happening> {
  const entity = entityOf(model, outside.entity)
  const { name, data } = parseInput(happened, { name: outside.name, data: outside.data })
  const id = recordId(outside.id)
  if ((await store.count(entity.name, isEqual(entity, 'id', id))) === 0)
    refuse(problem('session.gone', { data: { entity: entity.label, id } }))
  return { name, entity: entity.name, id, at: context.now, data }
}
