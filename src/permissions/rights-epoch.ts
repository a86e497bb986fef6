import { z } from 'zod'
import type { Write } from '../kernel'
import { code, entity, entityOf, id, integer, type Model } from '../model'
import { EVERYTHING, isEqual } from '../query'
import { bulkEntities } from '../regions'
import type { DecisionContext, Store } from '../storage'
import { rightsToChange } from './kernel-module'

/**
 * One of several counters that together tell how often rights have changed. Each change of rights raises one of them in its own
 * transaction, so that two changes seldom wait for the same row; the stamp tells apart two histories of the same length, as after a
 * backup is put back.
 */
const rightsEpoch = entity({
  module: 'rights',
  label: { fr: 'Époque des droits', en: 'Epoch of rights' },
  fields: z.object({
    id: id(),
    changes: integer({ label: { fr: 'Changements', en: 'Changes' } }).default(0),
    stamp: code({ label: { fr: 'Empreinte', en: 'Stamp' } }),
  }),
})

/** The entity that the epoch of rights is kept in. */
export const epochEntities = { rightsEpoch }

const COUNTERS = 8

/** What it takes a right to change, but no right is made of: work over regions, and choices of them that are kept under a name. */
const NO_RIGHTS = ['rightsEpoch', 'groupSelection', 'groupSelectionPart', ...Object.keys(bulkEntities)]

/**
 * The entities whose records rights are made of: those that it takes a right to change, whatever the level, and the users. What a
 * module adds under one of those kernel modules is among them by itself, but for bulk actions and selections of groups.
 */
export function rightsEntities(model: Model): ReadonlySet<string> {
  const guarded = [...model.entities.values()].filter(({ module }) => (rightsToChange(module) ?? []).length > 0)
  const users = model.roles.user === null ? [] : [model.roles.user.entity]
  const all = new Set([...guarded.map(({ name }) => name), ...users])
  for (const name of NO_RIGHTS) all.delete(name)
  return all
}

/** The counters, as a tenant starts with them. */
export function seedEpoch({ now }: DecisionContext): readonly Write[] {
  const rows = Array.from({ length: COUNTERS }, (_, counter) => ({
    id: String(counter),
    changes: 0,
    stamp: now.toISOString(),
  }))
  return [{ type: 'insert', entity: 'rightsEpoch', rows, onConflict: 'skip', key: ['id'] }]
}

/** FNV-1a, to spread transactions over the counters. */
function counterOf(transaction: string): string {
  let hash = 0x81_1c_9d_c5
  for (let at = 0; at < transaction.length; at += 1)
    hash = Math.imul(hash ^ transaction.charCodeAt(at), 0x01_00_01_93) >>> 0
  return String(hash % COUNTERS)
}

/** Says within a transaction that it changed rights: whatever was read of them before it is kept is out of date after it. */
export async function raiseEpoch(store: Store, model: Model, transaction: string): Promise<void> {
  const { name } = entityOf(model, 'rightsEpoch')
  const counter = counterOf(transaction)
  const where = isEqual(entityOf(model, name), 'id', counter)
  const raise = () => store.update(name, where, { set: { stamp: transaction }, increment: { changes: 1 } })
  if ((await raise()) > 0) return
  await store.insert(name, [{ id: counter, changes: 0, stamp: transaction }], { onConflict: 'skip', key: ['id'] })
  await raise()
}

/**
 * Which rights are in force, in a word that is never used again: as long as it stays the same, no change of rights was kept. One
 * question, of a few rows. What is read after it is at least as new.
 */
export async function epochOf(store: Store, model: Model): Promise<string> {
  const { name } = entityOf(model, 'rightsEpoch')
  const { rows } = await store.find(name, {
    where: EVERYTHING,
    orderBy: [],
    limit: COUNTERS,
    fields: ['changes', 'stamp'],
  })
  return JSON.stringify(rows.map((row) => [row['id'], row['changes'], row['stamp']]))
}
