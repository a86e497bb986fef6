import { z } from 'zod'
import { refuse, type Localized, type Row } from '../kernel'
import { entityOf, followPath, parseInput, parsePatch } from '../model'
import { pathAmong } from '../permissions'
import { allOf, isEqual } from '../query'
import { assignGroups, bulkProblem, demandRegions, groupEntity, type RegionOptions } from '../regions'
import { decide } from '../storage'
import { updateMany } from './bulk-update'
import { READY_MADE, type BulkStarter } from './bulk-registry'
import type { SessionCore } from './core'
import type { Engine } from './engine'
import { lookingAgain } from './looking-again'
import { problem } from './problem'
import { demandHostEntity, updateOne, type KernelActions } from './record-actions'
import { underPath, underPathLater } from './under-path'

/** The inside of the transaction of one item. */
export interface ItemScene {
  readonly engine: Engine
  /** Of the one who started the action, their rights being those of now. */
  readonly core: SessionCore
  readonly who: BulkStarter
}

/** What is done to each item. What it answers is kept as its result, as JSON. */
export type ItemWork = (id: string, scene: ItemScene) => Promise<unknown>

/** Over what an action runs, and what it may do there. */
export interface BulkPlace {
  /** The entity of the items. */
  readonly entity: string
  readonly kernel: KernelActions
  readonly regions: RegionOptions
  readonly registered: Engine['bulkActions']
}

/** What to do to each item: one of the kinds that are ready made, or one that the host registered. */
export type BulkOrder =
  /** Changes fields of records: of every record of the group, of the entity named, that meets the criteria; or of the record itself. */
  | { readonly do: 'update'; readonly entity?: string; readonly where?: object; readonly set: Row }
  /** Puts each group into a region. */
  | { readonly do: 'assign'; readonly region: string }
  | { readonly do: string; readonly input?: unknown }

const orderSchema = z.looseObject({ do: z.string().min(1).max(191) })
const ownUpdateSchema = z.strictObject({
  do: z.literal('update'),
  entity: z.string().optional(),
  set: z.record(z.string(), z.unknown()),
})
const updateSchema = ownUpdateSchema.extend({ where: z.unknown().optional() })
const assignSchema = z.strictObject({ do: z.literal('assign'), region: z.string().min(1).max(191) })
const otherSchema = z.strictObject({ do: z.string(), input: z.unknown().optional() })

/** The words for a kind of action; the kind itself for one that is not registered any more. */
export const labelOfKind = (kind: string, registered: Engine['bulkActions']): Localized =>
  READY_MADE[kind] ?? registered.get(kind)?.label ?? { fr: kind, en: kind }

const groupOf = (core: SessionCore): string => groupEntity(core.fields.whole).name

function demandItems(core: SessionCore, kind: string, given: string, wanted: string): void {
  if (given === wanted) return
  const label = (name: string) => core.fields.whole.entities.get(name)?.label ?? { fr: name, en: name }
  refuse(bulkProblem('bulk.misfit', { path: '/do', data: { kind, wanted: label(wanted), given: label(given) } }))
}

/** The path to whose group a record is. Refused with `bulk.no_group`, also where the actor does not see a field that it goes by. */
function groupPath(core: SessionCore, name: string): string {
  const { label, group } = entityOf(core.fields.whole, name)
  const isSeen = group !== null && followPath(entityOf(core.model, name), group, core.model.entities) !== null
  return isSeen ? group : refuse(bulkProblem('bulk.no_group', { path: '/entity', data: { entity: label } }))
}

/** Changes the records of a group: those that the criteria mean and the actor may see, as far as they may manage them. */
async function updateOver(core: SessionCore, order: unknown, place: BulkPlace): Promise<ItemWork> {
  const given = parseInput(updateSchema, order)
  const name = given.entity ?? place.entity
  const ofItems = name === place.entity
  if (place.entity !== groupOf(core)) demandItems(core, 'update', place.entity, name)
  // Of the items themselves, which ones was said already.
  const { where, set } = ofItems ? { where: undefined, ...parseInput(ownUpdateSchema, order) } : given
  const entity = underPath('/entity', () => entityOf(core.model, name))
  demandHostEntity(place.kernel, name)
  core.demandLevel(entity.module, 'manage')
  if (set['id'] !== undefined)
    refuse(problem('session.id_is_fixed', { path: '/set/id', data: { entity: entity.label } }))
  underPath('/set', () => parsePatch(entity, set))
  if (ofItems) {
    return async (id, { core: acting }) => {
      await updateOne(acting, place.kernel, name, id, set)
      return { changed: 1 }
    }
  }
  groupPath(core, name)
  await underPathLater('/where', () => core.compile(name, where))
  return async (id, { core: acting }) => {
    acting.demandLevel(entity.module, 'manage')
    const ofGroup = pathAmong(acting.model, entityOf(acting.model, name), groupPath(acting, name), [id])
    return updateMany(acting, name, allOf(await acting.compile(name, where), ofGroup), set)
  }
}

async function assignOver(core: SessionCore, order: unknown, place: BulkPlace): Promise<ItemWork> {
  const { region } = parseInput(assignSchema, order)
  core.demand('administrator')
  demandItems(core, 'assign', place.entity, groupOf(core))
  await decide(core.store, demandRegions([region], null, '/region', core.context()))
  return async (id, { core: acting }) => {
    acting.demand('administrator')
    const entry = { region, groups: [id] }
    return lookingAgain(() => acting.perform((context) => assignGroups(entry, place.regions, context)))
  }
}

/**
 * Reads what to do from outside, or from where it was kept: what it takes, whom it is for, who may. Refused with `bulk.kind_unknown`,
 * `bulk.misfit`, `bulk.no_group`, `input.invalid`, and as the calls that it stands for.
 */
export async function itemWork(core: SessionCore, order: unknown, place: BulkPlace): Promise<ItemWork> {
  const { do: kind } = parseInput(orderSchema, order)
  if (kind === 'update') return updateOver(core, order, place)
  if (kind === 'assign') return assignOver(core, order, place)
  const registered = place.registered.get(kind)
  if (registered === undefined) {
    const known = [...Object.keys(READY_MADE), ...place.registered.keys()]
    return refuse(bulkProblem('bulk.kind_unknown', { path: '/do', data: { kind, known } }))
  }
  demandItems(core, kind, place.entity, registered.entity ?? groupOf(core))
  const { input } = parseInput(otherSchema, order)
  underPath('/input', () => registered.check(input))
  return (id, { engine, who }) => registered.run(id, input, { engine, who })
}

/** Whether an item is there, for the one who acts. */
export async function isInSight(core: SessionCore, entity: string, id: string): Promise<boolean> {
  const definition = entityOf(core.fields.whole, entity)
  return (await core.store.count(entity, allOf(isEqual(definition, 'id', id), core.scope(entity, 'read')))) > 0
}
