import { refuse, sameValue, type Change, type Row, type Write } from '../kernel'
import { entityOf, type EntityDefinition, type Model } from '../model'
import { allOf, anyOf, fieldOf, isAmong, isEqual, type BoundValue } from '../query'
import { readAll, rowKey, type RowUpdate, type Store } from '../storage'
import type { LockedRows } from './locked-rows'
import { problem } from './problem'
import { batchesOf, type Batch, type UpdateWrite } from './write-batches'

type InsertBatch = Extract<Batch, { type: 'insert' }>

const isValue = (value: unknown): value is BoundValue =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value instanceof Date

const created = (entity: EntityDefinition, row: Row, id: string): Change => ({
  entity: entity.name,
  id,
  type: 'created',
  before: null,
  after: { ...row, id },
})

/** Where a transaction writes, and what it has locked there. */
interface Ground {
  readonly store: Store
  readonly locked: LockedRows
}

async function insert(ground: Ground, entity: EntityDefinition, batch: InsertBatch): Promise<Change[]> {
  const { store } = ground
  const { rows, onConflict, key } = batch
  if (rows.length === 0) return []
  if (onConflict === 'fail') {
    const ids = await store.insert(entity.name, rows, { onConflict })
    return rows.map((row, index) => created(entity, row, ids[index] ?? String(row['id'])))
  }
  if (onConflict === 'update') return upsert(ground, entity, batch)
  const ids = new Set(await store.insert(entity.name, rows, { onConflict, key }))
  return rows.flatMap((row) => {
    const id = String(row['id'])
    return ids.has(id) ? [created(entity, row, id)] : []
  })
}

/** Rows that meet one with the same key become updates of it, so that what was there before is known. */
async function upsert(ground: Ground, entity: EntityDefinition, { rows, key }: InsertBatch): Promise<Change[]> {
  const fields = key.map((name) => fieldOf(entity, name))
  // A row with a missing value in the key is like no other.
  const keyOf = (row: Row): string | null => rowKey(fields, ({ name }) => row[name])
  const alike = rows.flatMap((row) =>
    keyOf(row) === null
      ? []
      : allOf(...key.map((name) => (isValue(row[name]) ? isEqual(entity, name, row[name]) : anyOf()))),
  )
  const there = await readAll(ground.locked, { entity: entity.name, where: anyOf(...alike), lock: 'update' })
  const idAt = new Map(there.map((row) => [keyOf(row), String(row['id'])]))
  const fresh: Row[] = []
  const updates: UpdateWrite[] = []
  for (const row of rows) {
    const at = keyOf(row)
    const id = at === null ? undefined : idAt.get(at)
    const { id: _, ...set } = row
    if (id === undefined) fresh.push(row)
    else updates.push({ type: 'update', entity: entity.name, id, set })
  }
  return [
    ...(await insert(ground, entity, {
      type: 'insert',
      entity: entity.name,
      onConflict: 'fail',
      key: ['id'],
      rows: fresh,
    })),
    ...(await update(ground, entity, updates)),
  ]
}

function checkExpectation(entity: EntityDefinition, write: UpdateWrite, before: Row): void {
  const fields = Object.entries(write.expect ?? {}).filter(
    ([name, value]) => !sameValue(before[name] ?? null, value ?? null),
  )
  if (fields.length > 0)
    refuse(
      problem('session.stale', {
        data: {
          entity: entity.label,
          id: write.id,
          fields: fields.map(([name]) => entity.fields.get(name)?.label ?? name),
        },
      }),
    )
}

async function update(
  { store, locked }: Ground,
  entity: EntityDefinition,
  writes: readonly UpdateWrite[],
): Promise<Change[]> {
  if (writes.length === 0) return []
  const ids = writes.map((write) => write.id)
  const rows = await locked.of(entity, ids)
  locked.forget(entity, ids)
  const changes: Change[] = []
  const updates: RowUpdate[] = []
  const versioned = entity.fields.has('version')
  for (const write of writes) {
    const before = rows.get(write.id)
    if (before === undefined) refuse(problem('session.gone', { data: { entity: entity.label, id: write.id } }))
    checkExpectation(entity, write, before)
    const changed = Object.entries(write.set).filter(([name, value]) => !sameValue(before[name] ?? null, value ?? null))
    if (changed.length === 0) continue
    const set: Record<string, unknown> = Object.fromEntries(changed)
    if (versioned && !('version' in set)) set['version'] = Number(before['version'] ?? 0) + 1
    updates.push({ id: write.id, set })
    changes.push({ entity: entity.name, id: write.id, type: 'updated', before, after: { ...before, ...set } })
  }
  for (const alike of sameFields(updates)) await store.updateEach(entity.name, alike)
  return changes
}

/** A batch of the store sets the same fields in every row. */
function sameFields(updates: readonly RowUpdate[]): readonly (readonly RowUpdate[])[] {
  const groups = new Map<string, RowUpdate[]>()
  for (const one of updates) {
    const key = Object.keys(one.set).sort().join()
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return [...groups.values()]
}

async function remove(
  { store, locked }: Ground,
  entity: EntityDefinition,
  ids: ReadonlySet<string>,
): Promise<Change[]> {
  const rows = await locked.of(entity, ids)
  locked.forget(entity, ids)
  if (rows.size === 0) return []
  await store.remove(entity.name, isAmong(entity, 'id', rows.keys()))
  return [...rows].map(([id, before]) => ({ entity: entity.name, id, type: 'removed', before, after: null }))
}

function apply(ground: Ground, entity: EntityDefinition, batch: Batch): Promise<Change[]> {
  switch (batch.type) {
    case 'insert':
      return insert(ground, entity, batch)
    case 'update':
      return update(ground, entity, batch.writes)
    case 'remove':
      return remove(ground, entity, batch.ids)
    default:
      return batch satisfies never
  }
}

/**
 * Writes to the store and answers what changed, each record before and after. Rows are locked before they are changed; an
 * update that changes nothing is not a change. Refused with `session.gone`, `session.stale`, `storage.conflict`.
 */
export async function applyWrites(
  store: Store,
  locked: LockedRows,
  model: Model,
  writes: readonly Write[],
): Promise<readonly Change[]> {
  const changes: Change[] = []
  for (const batch of batchesOf(writes))
    for (const change of await apply({ store, locked }, entityOf(model, batch.entity), batch)) changes.push(change)
  return changes
}
