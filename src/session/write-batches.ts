import type { Row, Write } from '../kernel'

type InsertWrite = Extract<Write, { type: 'insert' }>
export type UpdateWrite = Extract<Write, { type: 'update' }>

/** Writes of one kind on one entity that go to the store together, no row twice but those to insert. */
export type Batch =
  | {
      readonly type: 'insert'
      readonly entity: string
      readonly onConflict: NonNullable<InsertWrite['onConflict']>
      readonly key: readonly string[]
      readonly rows: Row[]
    }
  | { readonly type: 'update'; readonly entity: string; readonly ids: Set<string>; readonly writes: UpdateWrite[] }
  | { readonly type: 'remove'; readonly entity: string; readonly ids: Set<string> }

function opened(write: Write): Batch {
  const { entity } = write
  switch (write.type) {
    case 'insert':
      return { type: 'insert', entity, onConflict: write.onConflict ?? 'fail', key: write.key ?? ['id'], rows: [] }
    case 'update':
      return { type: 'update', entity, ids: new Set(), writes: [] }
    case 'remove':
      return { type: 'remove', entity, ids: new Set() }
    default:
      return write satisfies never
  }
}

/** Adds a write to a batch where it fits. A row that is met again starts another batch: the order of its writes matters. */
function joins(batch: Batch, write: Write): boolean {
  if (batch.entity !== write.entity) return false
  if (write.type === 'insert') {
    const key = write.key ?? ['id']
    if (batch.type !== 'insert' || batch.onConflict !== (write.onConflict ?? 'fail')) return false
    if (batch.key.join() !== key.join()) return false
    for (const row of write.rows) batch.rows.push(row)
    return true
  }
  if (batch.type !== write.type || batch.ids.has(write.id)) return false
  batch.ids.add(write.id)
  if (batch.type === 'update' && write.type === 'update') batch.writes.push(write)
  return true
}

/** Consecutive writes that belong together go together, in the order given. */
export function batchesOf(writes: readonly Write[]): readonly Batch[] {
  const batches: Batch[] = []
  for (const write of writes) {
    const last = batches.at(-1)
    if (last !== undefined && joins(last, write)) continue
    const batch = opened(write)
    joins(batch, write)
    batches.push(batch)
  }
  return batches
}
