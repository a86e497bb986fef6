import { entityOf, type EntityDefinition } from '../model'
import {
  explainRights,
  readSharesReaching,
  speaksOfShares,
  standingOf,
  systemAllowed,
  type Actor,
  type Ground,
  type RecordUse,
  type RightsExplanation,
  type SharesTold,
} from '../permissions'
import { allOf, isAmong, isEqual } from '../query'
import { decide } from '../storage'
import type { SessionCore } from './core'
import { reasonsTold } from './field-reasons'

/** The names of those who shared, as far as the actor may read them: an explanation tells nothing that a list would not. */
async function namesOf(core: SessionCore, users: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const model = core.fields.whole
  const role = model.roles.user
  const name = role?.fields.name ?? 'id'
  if (role === null || users.length === 0 || core.fields.hidden.get(role.entity)?.has(name) === true) return new Map()
  const entity = entityOf(model, role.entity)
  const where = allOf(isAmong(entity, 'id', users), core.scope(entity.name, 'read'))
  const { rows } = await core.store.find(entity.name, { where, orderBy: [], limit: users.length })
  return new Map(rows.map((row) => [String(row['id']), String(row[name])]))
}

/** The shares that reach a record which the actor may read; none otherwise. */
async function sharesTold(core: SessionCore, actor: Actor, entity: EntityDefinition, id: string): Promise<SharesTold> {
  const { timeZone } = core.context()
  const where = allOf(isEqual(entity, 'id', id), core.scope(entity.name, 'read'))
  const { rows } = await core.store.find(entity.name, { where, orderBy: [], limit: 1 })
  const [row] = rows
  if (row === undefined) return { shares: [] }
  const shares = await decide(core.store, readSharesReaching(core.fields.whole, actor.shares ?? [], entity.name, row))
  const givers = shares.flatMap(({ sharedBy }) => (sharedBy === null ? [] : [sharedBy]))
  const names = await namesOf(core, [...new Set(givers)])
  return { shares, timeZone, nameOf: (user) => names.get(user) }
}

/** Whether the actor may use a record, and why, asking the store the very criteria that scope every list. */
export async function rightsOnRecord(
  core: SessionCore,
  use: RecordUse,
  entity: EntityDefinition,
  id: string,
): Promise<RightsExplanation> {
  const { actor } = core
  if (actor === null) return systemAllowed(use)
  const model = core.fields.whole
  const standing = standingOf(model, actor, entity.name, use)
  const held: Ground[] = []
  for (const ground of standing.grounds) {
    // Some records are private whatever the grounds: the scope says so as well.
    const where = allOf(isEqual(entity, 'id', id), ground.criteria, core.scope(entity.name, use))
    const { rows } = await core.store.find(entity.name, { where, orderBy: [], limit: 1, fields: ['id'] })
    if (rows.length > 0) held.push(ground)
  }
  const told = speaksOfShares(actor, use, held) ? await sharesTold(core, actor, entity, id) : { shares: [] }
  const { allowed, because } = explainRights(model, actor, entity.name, use, standing, held, told)
  return { allowed, because: allowed ? reasonsTold(core.fields, entity, use, because) : because }
}
