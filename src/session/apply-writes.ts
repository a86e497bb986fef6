import { refuse, sameValue, type Change, type Row, type Write } from '../kernel'
import { entityOf, type EntityDefinition, type Model } from '../model'
import { allOf, anyOf, isAmong, isEqual, isMissing, type BoundValue } from '../query'
import { readAll, type RowUpdate, type Store } from '../storage'
import { problem } from './problem'

type Insert = Extract<Write, { type: 'insert' }>
type Update = Extract<Write, { type: 'update' }>
type Remove = Extract<Write, { type: 'remove' }>

/** Consecutive writes of one kind on one entity go to the store together, unless they touch a row twice. */
function batches(writes: readonly Write[]): Write[][] {
  const groups: Write[][] = []
  let touched = new Set<string>()
  for (const write of writes) {
    const last = groups.at(-1)?.[0]
    const repeats = write.type !== 'insert' && touched.has(write.id)
    const joins =
      last !== undefined &&
      !repeats &&
      last.type === write.type &&
      last.entity === write.entity &&
      write.type !== 'insert'
    if (joins) groups.at(-1)?.push(write)
    else {
      groups.push([write])
      touched = new Set()
    }
    if (write.type !== 'insert') touched.add(write.id)
  }
  return groups
}

const isValue = (value: unknown): value is BoundValue =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value instanceof Date

async function locked(store: Store, entity: EntityDefinition, ids: readonly string[]): Promise<Map<string, Row>> {
  const rows = await readAll(store, { entity: entity.name, where: isAmong(entity, 'id', ids), lock: 'update' })
  return new Map(rows.map((row) => [String(row['id']), row]))
}

/** The rows that an upsert will meet, found by its key. */
async function present(
  store: Store,
  entity: EntityDefinition,
  write: Insert,
  key: readonly string[],
): Promise<readonly Row[]> {
  const same = write.rows.map((row) =>
    allOf(...key.map((name) => (isValue(row[name]) ? isEqual(entity, name, row[name]) : isMissing(entity, name)))),
  )
  return readAll(store, { entity: entity.name, where: anyOf(...same), lock: 'update' })
}

async function insert(store: Store, entity: EntityDefinition, write: Insert): Promise<Change[]> {
  if (write.rows.length === 0) return []
  const onConflict = write.onConflict ?? 'fail'
  const created = (row: Row, id: string): Change => ({
    entity: entity.name,
    id,
    type: 'created',
    before: null,
    after: { ...row, id },
  })
  if (onConflict === 'fail') {
    const ids = await store.insert(entity.name, write.rows, { onConflict })
    return write.rows.map((row, index) => created(row, ids[index] ?? String(row['id'])))
  }
  const key = write.key ?? ['id']
  if (onConflict === 'skip') {
    const ids = new Set(await store.insert(entity.name, write.rows, { onConflict, key }))
    return write.rows.filter((row) => ids.has(String(row['id']))).map((row) => created(row, String(row['id'])))
  }
  const met = await present(store, entity, write, key)
  const twin = (row: Row): Row | undefined =>
    met.find((other) => key.every((name) => sameValue(row[name], other[name])))
  const fresh = write.rows.filter((row) => twin(row) === undefined)
  const updates = write.rows.flatMap((row): Update[] => {
    const other = twin(row)
    if (other === undefined) return []
    const { id: _, ...set } = row
    return [{ type: 'update', entity: entity.name, id: String(other['id']), set }]
  })
  return [
    ...(await insert(store, entity, { ...write, rows: fresh, onConflict: 'fail' })),
    ...(await update(store, entity, updates)),
  ]
}

function checkExpectation(entity: EntityDefinition, write: Update, before: Row): void {
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

async function update(store: Store, entity: EntityDefinition, writes: readonly Update[]): Promise<Change[]> {
  const rows = await locked(
    store,
    entity,
    writes.map((write) => write.id),
  )
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

/** A batch sets the same fields in every row. */
function sameFields(updates: readonly RowUpdate[]): RowUpdate[][] {
  const groups = new Map<string, RowUpdate[]>()
  for (const one of updates) {
    const key = Object.keys(one.set).sort().join()
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()]
}

async function remove(store: Store, entity: EntityDefinition, writes: readonly Remove[]): Promise<Change[]> {
  const ids = writes.map((write) => write.id)
  const rows = await locked(store, entity, ids)
  if (rows.size === 0) return []
  await store.remove(entity.name, isAmong(entity, 'id', [...rows.keys()]))
  return [...rows].map(([id, before]) => ({ entity: entity.name, id, type: 'removed', before, after: null }))
}

/**
 * Writes to the store and answers what changed, each record before and after. Rows are locked before they are changed; an
 * update that changes nothing is not a change. Refused with `session.gone`, `session.stale`, `storage.conflict`.
 */
export async function applyWrites(store: Store, model: Model, writes: readonly Write[]): Promise<readonly Change[]> {
  const changes: Change[] = []
  for (const batch of batches(writes)) {
    const [first] = batch
    if (first === undefined) continue
    const entity = entityOf(model, first.entity)
    if (first.type === 'insert') changes.push(...(await insert(store, entity, first)))
    else if (first.type === 'update')
      changes.push(
        ...(await update(
          store,
          entity,
          batch.filter((write): write is Update => write.type === 'update'),
        )),
      )
    else
      changes.push(
        ...(await remove(
          store,
          entity,
          batch.filter((write): write is Remove => write.type === 'remove'),
        )),
      )
  }
  return changes
}
