import { z } from 'zod'
import {
  code,
  entity,
  entityOf,
  flag,
  id,
  instant,
  integer,
  json,
  many,
  one,
  oneOf,
  reference,
  text,
  type Model,
} from '../model'
import { isEqual, type BoundCriteria } from '../query'

/** What may become of an item. */
const BULK_STATES = {
  pending: { fr: 'À faire', en: 'Pending' },
  done: { fr: 'Fait', en: 'Done' },
  refused: { fr: 'Refusé', en: 'Refused' },
  failed: { fr: 'En échec', en: 'Failed' },
  cancelled: { fr: 'Annulé', en: 'Cancelled' },
} as const

export type BulkState = keyof typeof BULK_STATES

/** One action over many groups, or other records: what was asked, over how many, since when and until when. */
const bulkAction = entity({
  module: 'regions',
  label: { fr: 'Action groupée', en: 'Bulk action' },
  fields: z.object({
    id: id(),
    kind: code({ label: { fr: 'Action', en: 'Action' } }),
    /** Of which entity the items are. */
    entity: code({ label: { fr: 'Porte sur', en: 'About' } }),
    input: json(z.unknown(), { label: { fr: 'Contenu', en: 'Input' } }).nullable(),
    /** The selection, as it was asked; the items are what it came to. */
    selection: json(z.unknown(), { label: { fr: 'Sélection', en: 'Selection' } }).nullable(),
    total: integer({ label: { fr: 'Éléments', en: 'Items' } }),
    /** Whether the selection has groups that the one who started it may not see; how many would tell of them. */
    others: flag({ label: { fr: 'Hors de vue', en: 'Out of sight' } }),
    /** Null where the system did. */
    startedBy: code({ label: { fr: 'Lancée par', en: 'Started by' } }).nullable(),
    /** Why the system started it. */
    reason: text({ exact: true, label: { fr: 'Raison', en: 'Reason' } }).nullable(),
    startedAt: instant({ label: { fr: 'Lancée le', en: 'Started at' } }),
    finishedAt: instant({ label: { fr: 'Finie le', en: 'Finished at' } })
      .nullable()
      .default(null),
    cancelledAt: instant({ label: { fr: 'Annulée le', en: 'Cancelled at' } })
      .nullable()
      .default(null),
  }),
  owner: 'startedBy',
  relations: { items: many('bulkItem', 'actionId') },
  indexes: [['startedBy'], ['finishedAt']],
})

/** One group or record of a bulk action, and what became of it. */
const bulkItem = entity({
  module: 'regions',
  label: { fr: "Élément d'action groupée", en: 'Item of a bulk action' },
  fields: z.object({
    id: id(),
    actionId: reference('bulkAction', { label: { fr: 'Action groupée', en: 'Bulk action' } }),
    position: integer({ label: { fr: 'Rang', en: 'Position' } }),
    recordId: code({ label: { fr: 'Enregistrement', en: 'Record' } }),
    state: oneOf(BULK_STATES, { label: { fr: 'État', en: 'State' } }).default('pending'),
    /** Why it was refused or failed, in French and English. */
    problems: json(z.unknown(), { label: { fr: 'Problèmes', en: 'Problems' } })
      .nullable()
      .default(null),
    /** What the action answered. */
    result: json(z.unknown(), { label: { fr: 'Résultat', en: 'Result' } })
      .nullable()
      .default(null),
    settledAt: instant({ label: { fr: 'Réglé le', en: 'Settled at' } })
      .nullable()
      .default(null),
  }),
  relations: { action: one('bulkAction', 'actionId') },
  unique: [['actionId', 'position']],
  indexes: [['actionId', 'state', 'position']],
})

/** The entities that bulk actions are kept in. */
export const bulkEntities = { bulkAction, bulkItem }

/** The bulk actions of one's own. */
export const ownBulkActions = (model: Model, user: string): BoundCriteria =>
  isEqual(entityOf(model, 'bulkAction'), 'startedBy', user)

/** The items of the bulk actions of one's own. */
export function ownBulkItems(model: Model, user: string): BoundCriteria {
  const relation = entityOf(model, 'bulkItem').relations.get('action')
  if (relation === undefined) throw new Error('An item of a bulk action has its action')
  const target = entityOf(model, 'bulkAction')
  return { type: 'related', relation, target, negated: false, criteria: ownBulkActions(model, user) }
}
