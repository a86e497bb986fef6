import { isRefusal, refuse, sameValue, type Row, type Write } from '../kernel'
import { entityOf } from '../model'
import { allOf, isAmong, type BoundCriteria } from '../query'
import { bulkProblem } from '../regions'
import { readAll, type Decision, type DecisionContext, type Outcome } from '../storage'
import type { SessionCore } from './core'
import { changedFields } from './field-writes'
import { visibleTo, withinScope } from './record-actions'
import { checkReferences, type RecordRights } from './record-writes'

/** One decision changes at most this many records. */
const BATCH = 500

/** What became of the records that a change was meant for. */
export interface RecordsChanged {
  readonly changed: number
  /** Those that were so already. */
  readonly unchanged: number
  /** Those that the actor sees and may not change. */
  readonly beyond: number
}

/** A problem of one record among many says of which. */
function ofRecord<T>(id: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!isRefusal(error)) throw error
    return refuse(error.problems.map((one) => ({ ...one, data: { ...one.data, record: id } })))
  }
}

/** The same change to several records that the actor may manage: to each as `updateRecord` makes it. */
function* updateRecords(
  name: string,
  { where, set }: { readonly where: BoundCriteria; readonly set: Row },
  { fields, visible }: RecordRights,
  context: DecisionContext,
): Decision<Outcome<{ readonly changed: readonly string[]; readonly unchanged: number }>> {
  const entity = entityOf(context.model, name)
  const rows = yield { entity: name, where, lock: 'update' }
  const named: Record<string, unknown> = {}
  const writes: Write[] = []
  for (const before of rows) {
    const id = String(before['id'])
    const patch = ofRecord(id, () => changedFields(fields, name, set, before))
    const changes = Object.entries(patch).filter(([field, value]) => !sameValue(before[field] ?? null, value ?? null))
    if (changes.length === 0) continue
    // Every record is given the same: what it refers to is looked for once.
    Object.assign(named, Object.fromEntries(changes))
    writes.push({ type: 'update', entity: name, id, set: patch })
  }
  yield* checkReferences(context.model, entity, [named], visible)
  const changed = writes.flatMap((write) => (write.type === 'update' ? [write.id] : []))
  return { writes, value: { changed, unchanged: rows.length - changed.length } }
}

/**
 * Changes every record that is meant and that the actor may manage, as if each were updated by itself: rights, fields, references,
 * reactions and the journal hold alike. Refused with `bulk.beyond` where they may manage none of those they see.
 */
export async function updateMany(
  core: SessionCore,
  name: string,
  meant: BoundCriteria,
  set: Row,
): Promise<RecordsChanged> {
  const entity = entityOf(core.fields.whole, name)
  const manage = core.scope(name, 'manage')
  const rows = await readAll(core.store, { entity: name, where: meant, fields: ['id'] })
  const ids = rows.map((row) => String(row['id']))
  const mine = await readAll(core.store, { entity: name, where: allOf(meant, manage), fields: ['id'] })
  const beyond = ids.length - mine.length
  if (mine.length === 0 && beyond > 0) refuse(bulkProblem('bulk.beyond', { data: { count: beyond } }))
  const rights = { fields: core.fields, visible: visibleTo(core) }
  const verify = withinScope(core, name)
  const told = { changed: 0, unchanged: 0 }
  for (let start = 0; start < mine.length; start += BATCH) {
    const batch = mine.slice(start, start + BATCH).map((row) => String(row['id']))
    const where = allOf(isAmong(entity, 'id', batch), meant, manage)
    const { changed, unchanged } = await core.perform(
      (context) => updateRecords(name, { where, set }, rights, context),
      {
        verify: (store, { value }) => verify(store, value.changed),
      },
    )
    told.changed += changed.length
    told.unchanged += unchanged
  }
  return { ...told, beyond }
}
