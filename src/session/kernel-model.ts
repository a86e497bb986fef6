import { z } from 'zod'
import { automationEntities } from '../automation'
import { communicationEntities } from '../communication'
import { listEntities } from '../lists'
import {
  entity,
  type EntityDefinition,
  extendModel,
  id,
  instant,
  integer,
  type CodeOption,
  type EntityMap,
  type Model,
} from '../model'
import { epochEntities, organisationEntities, permissionEntities } from '../permissions'
import { bulkEntities, regionEntities } from '../regions'
import { recurringEntities, reportEntities, reportEntitiesFor } from '../reports'
import { journalEntities } from './journal'

/** What each tenant's data was started with. */
const installationEntities = {
  installation: entity({
    module: 'journal',
    label: { fr: 'Installation', en: 'Installation' },
    fields: z.object({
      id: id(),
      seeds: integer({ label: { fr: 'Données de départ', en: 'Starting records' } }),
      startedAt: instant({ label: { fr: 'Démarré le', en: 'Started at' } }),
    }),
  }),
}

/** The entities that the kernel keeps beside the host's. */
export const kernelEntities = {
  ...regionEntities,
  ...bulkEntities,
  ...permissionEntities,
  ...epochEntities,
  ...listEntities,
  ...automationEntities,
  ...reportEntities,
  ...recurringEntities,
  ...communicationEntities,
  ...journalEntities,
  ...installationEntities,
}

export type KernelEntities = typeof kernelEntities

/**
 * A host's model with the kernel's entities: what an adapter keeps. Use it to print the migrations for your own tool.
 * Refused with `model.entity_reserved` where a host's entity has the name of one of the kernel's.
 */
export function kernelModel<E extends EntityMap>(
  model: Model<E>,
  options: { readonly assignmentSources?: readonly CodeOption[] } = {},
): Model<E & KernelEntities> {
  const reports = reportEntitiesFor(model, { sources: options.assignmentSources ?? [] })
  return extendModel(model, { ...kernelEntities, ...reports })
}

const instead = (entities: EntityMap, action: string): [string, string][] =>
  Object.keys(entities).map((name) => [name, action])

/** Which action of a session writes an entity of the kernel's. */
export const kernelActions: ReadonlyMap<string, string> = new Map([
  ...instead(regionEntities, 'session.regions'),
  ...instead(bulkEntities, 'session.bulk'),
  ...instead(permissionEntities, 'session.rights'),
  ...instead(organisationEntities, 'session.organisations'),
  ['share', 'session.shares'],
  ...instead(epochEntities, 'session.rights'),
  ...instead(listEntities, 'session.lists'),
  ...instead(automationEntities, 'session.automations'),
  ...instead(reportEntities, 'session.reports'),
  ...instead(recurringEntities, 'session.reports.recurring'),
  ...instead(communicationEntities, 'session.communication'),
  ...instead(journalEntities, 'the journal, which writes itself'),
  ...instead(installationEntities, 'createClientele'),
])

/** The entities of the host, in a model that has those of the kernel too. */
export const hostEntities = (model: Model): ReadonlyMap<string, EntityDefinition> =>
  new Map([...model.entities].filter(([name]) => !kernelActions.has(name)))
