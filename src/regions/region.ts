import { z } from 'zod'
import type { Row } from '../kernel'
import { code, entity, id, instant, integer, many, one, reference, text } from '../model'
import { groupSelection, groupSelectionPart } from './group-selection'

/**
 * A part of the territory: groups put together under a name. Regions nest to any depth. A region that is removed keeps its
 * row with the moment it left, so that it can still be resolved as of before.
 */
export const region = entity({
  module: 'regions',
  label: { fr: 'Région', en: 'Region' },
  fields: z.object({
    id: id(),
    name: text({ label: { fr: 'Nom', en: 'Name' } })
      .trim()
      .min(1)
      .max(200),
    parentId: reference('region', { label: { fr: 'Dans la région', en: 'Inside' } })
      .nullable()
      .default(null),
    removedAt: instant({ label: { fr: 'Supprimée le', en: 'Removed at' } })
      .nullable()
      .default(null),
    version: integer({ label: { fr: 'Version', en: 'Version' } }).default(1),
  }),
  relations: {
    parent: one('region', 'parentId'),
    regions: many('region', 'parentId'),
    ancestors: many('regionAncestor', 'regionId'),
    memberships: many('regionMembership', 'regionId'),
  },
  indexes: [['parentId'], ['name']],
})

/**
 * A group's time in a region, half-open: from `from` until `to`, or until now where `to` is missing. `slot` is there while the
 * membership lasts and makes it unique: one for the group where groups stand in one region, one for each region otherwise.
 */
export const regionMembership = entity({
  module: 'regions',
  label: { fr: 'Groupe de région', en: 'Group of a region' },
  fields: z.object({
    id: id(),
    regionId: reference('region', { label: { fr: 'Région', en: 'Region' } }),
    // The host names the entity of its groups, so this is no reference to one entity.
    groupId: code({ label: { fr: 'Groupe', en: 'Group' } }),
    from: instant({ label: { fr: 'Depuis', en: 'From' } }),
    to: instant({ label: { fr: "Jusqu'à", en: 'To' } })
      .nullable()
      .default(null),
    slot: code({ label: { fr: 'Place', en: 'Slot' } })
      .nullable()
      .default(null),
  }),
  relations: { region: one('region', 'regionId') },
  unique: [['groupId', 'slot']],
  indexes: [['regionId'], ['groupId']],
})

/**
 * Which regions contain which, each containing itself: derived from the parents and written in the same transaction, so that
 * everything inside a region is found by one question, however deep. Dated like memberships.
 */
export const regionAncestor = entity({
  module: 'regions',
  label: { fr: 'Emboîtement de régions', en: 'Nesting of regions' },
  fields: z.object({
    id: id(),
    regionId: reference('region', { label: { fr: 'Région', en: 'Region' } }),
    ancestorId: reference('region', { label: { fr: 'Dans la région', en: 'Inside' } }),
    from: instant({ label: { fr: 'Depuis', en: 'From' } }),
    to: instant({ label: { fr: "Jusqu'à", en: 'To' } })
      .nullable()
      .default(null),
  }),
  relations: { region: one('region', 'regionId'), ancestor: one('region', 'ancestorId') },
  indexes: [['ancestorId'], ['regionId']],
})

/** The entities that regions and selections of groups are kept in. */
export const regionEntities = { region, regionMembership, regionAncestor, groupSelection, groupSelectionPart }

export interface Region {
  readonly id: string
  readonly name: string
  readonly parentId: string | null
  readonly version: number
}

/** How the regions of a product behave. */
export interface RegionOptions {
  /** A group stands in one region at a time (default); `false` lets it stand in several. */
  readonly exclusive?: boolean
}

const stored = z.object({ id: z.string(), name: z.string(), parentId: z.string().nullable(), version: z.number() })

export const regionFrom = (row: Row): Region => stored.parse(row)
