import { z } from 'zod'
import { refuse, type Row } from '../kernel'
import { entityOf, parseInput, type Model } from '../model'
import { entitiesUnderRightsLock, RIGHTS_LOCK } from '../permissions'
import { allOf, EVERYTHING, isAmong, type BoundCriteria } from '../query'
import { readAll, type Store } from '../storage'
import type { SessionCore } from './core'
import { shownRow } from './field-access'
import { problem } from './problem'
import { recordId } from './record-id'
import { createRecords, removeRecord, updateRecord } from './record-writes'

/** Entities that the kernel keeps are written by its own actions only; here is which. */
export type KernelActions = ReadonlyMap<string, string>

export function demandHostEntity(kernel: KernelActions, name: string): void {
  const instead = kernel.get(name)
  if (instead !== undefined) refuse(problem('session.kernel_entity', { data: { entity: name, instead } }))
}

/** The named locks under which records of an entity come and go. */
export const locksFor = (model: Model, name: string): string[] =>
  entitiesUnderRightsLock(model).includes(name) ? [RIGHTS_LOCK] : []

/** Users and groups may be named by anybody who may write; other references must be visible. */
export const visibleTo =
  (core: SessionCore) =>
  (target: string): BoundCriteria => {
    const open = target === core.model.roles.user?.entity || target === core.model.roles.group?.entity
    return open ? EVERYTHING : core.scope(target, 'read')
  }

/** What was written must still be within what the actor may manage: nobody creates or gives away beyond their rights. */
export function withinScope(core: SessionCore, name: string) {
  const entity = entityOf(core.model, name)
  return async (store: Store, ids: readonly string[]): Promise<void> => {
    const manage = core.scope(name, 'manage')
    if (core.actor === null || ids.length === 0) return
    const held = await store.count(name, allOf(isAmong(entity, 'id', ids), manage))
    if (held !== new Set(ids).size) refuse(problem('session.outside_scope', { data: { entity: entity.label } }))
  }
}

/** Records as they are written and the actor sees them, in the order of their ids. Reads what the transaction itself sees. */
async function written(
  { model, fields }: SessionCore,
  store: Store,
  name: string,
  ids: readonly string[],
): Promise<readonly Row[]> {
  const rows = await readAll(store, { entity: name, where: isAmong(entityOf(model, name), 'id', ids) })
  const byId = new Map(rows.map((row) => [row['id'], row]))
  return ids.map((id) => {
    const row = byId.get(id)
    if (row === undefined) throw new Error(`The ${name} just written cannot be read again`)
    return shownRow(fields, name, row)
  })
}

export async function createMany(
  core: SessionCore,
  kernel: KernelActions,
  name: string,
  given: unknown,
): Promise<readonly Row[]> {
  const entity = entityOf(core.model, name)
  demandHostEntity(kernel, name)
  core.demandLevel(entity.module, 'manage')
  const inputs: readonly unknown[] = Array.isArray(given) ? [...given] : parseInput(z.array(z.unknown()), given)
  const verify = withinScope(core, name)
  let rows: readonly Row[] = []
  await core.perform(
    (context) => createRecords(name, inputs, { fields: core.fields, visible: visibleTo(core) }, context),
    {
      locks: locksFor(core.model, name),
      verify: async (store, { changes }) => {
        // What was asked for comes first; what reactions created of the same entity follows.
        const created = changes.filter((change) => change.entity === name && change.type === 'created')
        const ids = created.slice(0, inputs.length).map((change) => change.id)
        await verify(store, ids)
        rows = await written(core, store, name, ids)
      },
    },
  )
  return rows
}

export async function updateOne(
  core: SessionCore,
  kernel: KernelActions,
  name: string,
  given: unknown,
  patch: unknown,
  expect?: unknown,
): Promise<Row> {
  const entity = entityOf(core.model, name)
  demandHostEntity(kernel, name)
  core.demandLevel(entity.module, 'manage')
  const id = recordId(given)
  const verify = withinScope(core, name)
  const rights = { manage: core.scope(name, 'manage'), visible: visibleTo(core), fields: core.fields }
  let row: Row | undefined
  await core.perform((context) => updateRecord(name, id, patch, expect, rights, context), {
    verify: async (store) => {
      await verify(store, [id])
      row = (await written(core, store, name, [id]))[0]
    },
  })
  return row ?? refuse(problem('session.gone', { data: { entity: entity.label, id } }))
}

export async function removeOne(core: SessionCore, kernel: KernelActions, name: string, given: unknown): Promise<void> {
  const entity = entityOf(core.model, name)
  demandHostEntity(kernel, name)
  core.demandLevel(entity.module, 'manage')
  const id = recordId(given)
  await core.perform((context) => removeRecord(name, id, core.scope(name, 'manage'), context), {
    locks: locksFor(core.model, name),
  })
}
