import { z } from 'zod'
import { code, entity, entityOf, flag, id, instant, integer, json, text, type Model } from '../model'
import { anyOf, EVERYTHING, isEqual, QUERY_VERSION, type BoundCriteria, type Query } from '../query'
import { displaySchema, type Display } from './display'

const querySchema = z.object({
  version: z.literal(QUERY_VERSION),
  entity: z.string(),
  where: z.record(z.string(), z.unknown()),
})

/**
 * Criteria kept under a name, with how their result is shown. The criteria are kept as they were said: whatever is relative in them
 * (me, my groups, 30 days ago) is bound each time they are run.
 */
export const savedQuery = entity({
  module: 'lists',
  label: { fr: 'Requête', en: 'Saved query' },
  fields: z.object({
    id: id(),
    name: text({ label: { fr: 'Nom', en: 'Name' } })
      .min(1)
      .max(200),
    entity: code({ label: { fr: 'Porte sur', en: 'About' } }),
    criteria: json(querySchema, { label: { fr: 'Critères', en: 'Criteria' } }),
    display: json(displaySchema, { label: { fr: 'Affichage', en: 'Display' } }),
    /** Seen by everybody who has the lists; otherwise by its owner alone. */
    shared: flag({ label: { fr: 'Partagée', en: 'Shared' } }).default(false),
    /** Null where the system saved it. */
    ownerId: code({ label: { fr: 'Créée par', en: 'Created by' } }).nullable(),
    createdAt: instant({ label: { fr: 'Créée le', en: 'Created at' } }),
    version: integer({ label: { fr: 'Version', en: 'Version' } }).default(1),
  }),
  owner: 'ownerId',
  indexes: [['ownerId'], ['entity']],
})

/** A saved query as it is read. */
export interface SavedQuery {
  readonly id: string
  readonly name: string
  readonly entity: string
  readonly criteria: Query
  readonly display: Display
  readonly shared: boolean
  readonly ownerId: string | null
  readonly createdAt: Date
  readonly version: number
}

/** The queries that a user may see: their own and those that are shared. The system (null) sees all. */
export function visibleQueries(model: Model, user: string | null): BoundCriteria {
  if (user === null) return EVERYTHING
  const entity = entityOf(model, 'savedQuery')
  return anyOf(isEqual(entity, 'ownerId', user), isEqual(entity, 'shared', true))
}
