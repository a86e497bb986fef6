import { z } from 'zod'
import { refuse } from '../kernel'
import { code, entity, entityOf, id, instant, parseInput, parseRecord, type Model } from '../model'
import { EVERYTHING, isEqual } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { KERNEL_MODULES, staysOn } from './kernel-module'
import { problem } from './problem'

/** A module that is switched off for everybody; its id is the name of the module. */
export const moduleSwitch = entity({
  module: 'rights',
  label: { fr: 'Module désactivé', en: 'Module switched off' },
  fields: z.object({
    id: id(),
    offSince: instant({ label: { fr: 'Désactivé le', en: 'Switched off at' } }),
    offBy: code({ label: { fr: 'Désactivé par', en: 'Switched off by' } })
      .nullable()
      .default(null),
  }),
})

/** A module, and whether it is there for those whose profile gives it. */
export interface ModuleState {
  readonly module: string
  readonly off: boolean
  /** When it was switched off; null where it is on. */
  readonly offSince: Date | null
  /** Regions, rights and what else administration stands on cannot be switched off. */
  readonly staysOn: boolean
}

/** The modules of a model's entities, and those that the kernel guards its own actions with. */
const modulesOf = (model: Model): readonly string[] =>
  [...new Set([...[...model.entities.values()].map(({ module }) => module), ...Object.keys(KERNEL_MODULES)])].sort()

const byModule = (model: Model) =>
  ({
    entity: entityOf(model, 'moduleSwitch').name,
    where: EVERYTHING,
    orderBy: [{ field: 'id', direction: 'asc' }],
  }) as const

/** The modules that are switched off for everybody, by name. */
export function* modulesSwitchedOff(context: DecisionContext): Decision<readonly string[]> {
  const rows = yield byModule(context.model)
  return rows.map((row) => String(row['id']))
}

/** Every module with its state, by name. */
export function* moduleStates(context: DecisionContext): Decision<readonly ModuleState[]> {
  const rows = yield byModule(context.model)
  const since = new Map(rows.map((row) => [row['id'], row['offSince']]))
  return modulesOf(context.model).map((module) => {
    const offSince = since.get(module)
    return {
      module,
      off: since.has(module),
      offSince: offSince instanceof Date ? offSince : null,
      staysOn: staysOn(module),
    }
  })
}

const switching = z.strictObject({ off: z.boolean() })

/**
 * Switches a module off for everybody, or on again; what is so already stays. Take the lock {@link RIGHTS_LOCK}.
 *
 * @throws refusals `rights.module_unknown`, `rights.module_stays_on`, both at `/module`.
 */
export function* switchModule(module: string, wanted: unknown, context: DecisionContext): Decision<Outcome<void>> {
  const { off } = parseInput(switching, wanted)
  const known = modulesOf(context.model)
  if (!known.includes(module)) refuse(problem('rights.module_unknown', { path: '/module', data: { module, known } }))
  if (off && staysOn(module)) refuse(problem('rights.module_stays_on', { path: '/module', data: { module } }))
  const entity = entityOf(context.model, 'moduleSwitch')
  const [there] = yield { entity: entity.name, where: isEqual(entity, 'id', module), lock: 'update' }
  if (off === (there !== undefined)) return { writes: [], value: undefined }
  if (!off) return { writes: [{ type: 'remove', entity: entity.name, id: module }], value: undefined }
  const row = parseRecord(entity, { id: module, offSince: context.now, offBy: context.actor })
  return { writes: [{ type: 'insert', entity: entity.name, rows: [row] }], value: undefined }
}
