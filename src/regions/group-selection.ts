import { z } from 'zod'
import type { Row } from '../kernel'
import { code, entity, entityOf, flag, id, instant, integer, many, one, reference, text, type Model } from '../model'
import { EVERYTHING, isEqual, type BoundCriteria } from '../query'

/**
 * Regions and single groups chosen together and kept under a name, for whatever runs over groups. With "automatically add new groups"
 * it is what its regions are when it is used; without, the groups are those there were when it was saved.
 */
export const groupSelection = entity({
  module: 'regions',
  label: { fr: 'Sélection', en: 'Selection' },
  fields: z.object({
    id: id(),
    name: text({ label: { fr: 'Nom', en: 'Name' } })
      .trim()
      .min(1)
      .max(200),
    automaticallyAddNewGroups: flag({
      label: { fr: 'Ajouter automatiquement les nouveaux groupes', en: 'Automatically add new groups' },
    }).default(true),
    /** Since when the groups are kept as they were; null: they follow the regions. */
    frozenAt: instant({ label: { fr: 'Figée le', en: 'Frozen at' } })
      .nullable()
      .default(null),
    /** Null where the system saved it. */
    ownerId: code({ label: { fr: 'Créée par', en: 'Created by' } }).nullable(),
    createdAt: instant({ label: { fr: 'Créée le', en: 'Created at' } }),
    version: integer({ label: { fr: 'Version', en: 'Version' } }).default(1),
  }),
  owner: 'ownerId',
  relations: { parts: many('groupSelectionPart', 'selectionId') },
  indexes: [['ownerId']],
})

/** A region or a single group of a selection; where it is frozen, a group that it keeps, with the region that brought it. */
export const groupSelectionPart = entity({
  module: 'regions',
  label: { fr: 'Élément de sélection', en: 'Part of a selection' },
  fields: z.object({
    id: id(),
    selectionId: reference('groupSelection', { label: { fr: 'Sélection', en: 'Selection' } }),
    regionId: reference('region', { label: { fr: 'Région', en: 'Region' } })
      .nullable()
      .default(null),
    groupId: code({ label: { fr: 'Groupe', en: 'Group' } })
      .nullable()
      .default(null),
    frozen: flag({ label: { fr: 'Figé', en: 'Frozen' } }).default(false),
  }),
  relations: { selection: one('groupSelection', 'selectionId'), region: one('region', 'regionId') },
  indexes: [['selectionId'], ['regionId'], ['groupId']],
})

/** A selection as it is read. */
export interface SavedSelection {
  readonly id: string
  readonly name: string
  /** The regions and single groups that were chosen. */
  readonly regions: readonly string[]
  readonly groups: readonly string[]
  readonly automaticallyAddNewGroups: boolean
  /** Since when the groups are kept as they were; null: they follow the regions. */
  readonly frozenAt: Date | null
  readonly ownerId: string | null
  readonly createdAt: Date
  readonly version: number
}

const stored = z.object({
  id: z.string(),
  name: z.string(),
  automaticallyAddNewGroups: z.boolean(),
  frozenAt: z.date().nullable(),
  ownerId: z.string().nullable(),
  createdAt: z.date(),
  version: z.number(),
})

/** A selection from its row and its parts. */
export function selectionFrom(row: Row, parts: readonly Row[]): SavedSelection {
  const own = parts.filter((part) => part['selectionId'] === row['id'] && part['frozen'] === false)
  const named = (field: string) => own.flatMap((part) => (typeof part[field] === 'string' ? [part[field]] : []))
  return { ...stored.parse(row), regions: named('regionId'), groups: named('groupId') }
}

/** The selections of one's own; the system (null) sees all. */
export const ownSelections = (model: Model, user: string | null): BoundCriteria =>
  user === null ? EVERYTHING : isEqual(entityOf(model, 'groupSelection'), 'ownerId', user)

/** The parts of the selections of one's own. */
export function ownSelectionParts(model: Model, user: string): BoundCriteria {
  const relation = entityOf(model, 'groupSelectionPart').relations.get('selection')
  if (relation === undefined) throw new Error('A part of a selection has its selection')
  const target = entityOf(model, 'groupSelection')
  return { type: 'related', relation, target, negated: false, criteria: ownSelections(model, user) }
}
