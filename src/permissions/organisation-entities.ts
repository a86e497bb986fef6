import { z } from 'zod'
import { code, entity, id, integer, json, many, one, reference, text } from '../model'
import { coloursSchema } from './brand-parts'

/**
 * A franchise or a subsidiary: a part of the company whose users see its own records and those of the organisations below it, and
 * which speaks under a name, a logo and colours of its own. What it does not set of these comes from the one above.
 */
const organisation = entity({
  module: 'organisations',
  label: { fr: 'Organisation', en: 'Organisation' },
  fields: z.object({
    id: id(),
    name: text({ label: { fr: 'Nom', en: 'Name' } })
      .trim()
      .min(1)
      .max(200),
    parentId: reference('organisation', { label: { fr: 'Au-dessous de', en: 'Below' } })
      .nullable()
      .default(null),
    displayName: text({ exact: true, label: { fr: 'Nom affiché', en: 'Name shown' } })
      .nullable()
      .default(null),
    logo: text({ exact: true, label: { fr: 'Logo', en: 'Logo' } })
      .nullable()
      .default(null),
    colours: json(coloursSchema, { label: { fr: 'Couleurs', en: 'Colours' } })
      .nullable()
      .default(null),
    version: integer({ label: { fr: 'Version', en: 'Version' } }).default(1),
  }),
  relations: {
    parent: one('organisation', 'parentId'),
    organisations: many('organisation', 'parentId'),
    groups: many('organisationGroup', 'organisationId'),
  },
  indexes: [['parentId'], ['name']],
})

/** The groups of an organisation; a group belongs to one at most. */
const organisationGroup = entity({
  module: 'organisations',
  label: { fr: "Groupe d'une organisation", en: 'Group of an organisation' },
  fields: z.object({
    id: id(),
    // The host names the entity of its groups, so this is no reference to one entity.
    groupId: code({ label: { fr: 'Groupe', en: 'Group' } }),
    organisationId: reference('organisation', { label: { fr: 'Organisation', en: 'Organisation' } }),
  }),
  relations: { organisation: one('organisation', 'organisationId') },
  unique: [['groupId']],
  indexes: [['organisationId']],
})

/**
 * Which organisations are below which, each below itself too: derived from the parents and written in the same transaction, so that
 * everything below one is found by one question.
 */
const organisationAncestor = entity({
  module: 'organisations',
  label: { fr: "Rattachement d'organisations", en: 'Nesting of organisations' },
  fields: z.object({
    id: id(),
    organisationId: reference('organisation', { label: { fr: 'Organisation', en: 'Organisation' } }),
    ancestorId: reference('organisation', { label: { fr: 'Au-dessous de', en: 'Below' } }),
  }),
  relations: {
    organisation: one('organisation', 'organisationId'),
    ancestor: one('organisation', 'ancestorId'),
  },
  unique: [['organisationId', 'ancestorId']],
  indexes: [['ancestorId'], ['organisationId']],
})

/** The entities that organisations are kept in. */
export const organisationEntities = { organisation, organisationGroup, organisationAncestor }
