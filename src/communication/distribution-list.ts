import { z } from 'zod'
import { code, entity, id, instant, integer, many, one, oneOf, reference, text } from '../model'

/** People to whom something is said. `everyone` is all users as they are at the moment, and has no members kept. */
export const distributionList = entity({
  module: 'communication',
  label: { fr: 'Liste de diffusion', en: 'Distribution list' },
  fields: z.object({
    id: id(),
    name: text({ label: { fr: 'Nom', en: 'Name' } })
      .min(1)
      .max(200),
    kind: oneOf(
      {
        everyone: { fr: 'Tout le monde', en: 'Everyone' },
        fixed: { fr: 'Choisie', en: 'Chosen' },
      },
      { label: { fr: 'Composition', en: 'Composition' } },
    ).default('fixed'),
    /** A word for a list that exists from the start; null for the others. */
    builtIn: code({ label: { fr: 'D’origine', en: 'Built in' } })
      .nullable()
      .default(null),
    /** The organisation whose list it is; null: that of whom none bounds. */
    organisationId: code({ label: { fr: 'Organisation', en: 'Organisation' } })
      .nullable()
      .default(null),
    createdAt: instant({ label: { fr: 'Créée le', en: 'Created at' } }),
    version: integer({ label: { fr: 'Version', en: 'Version' } }).default(1),
  }),
  relations: { members: many('distributionListMember', 'listId') },
  unique: [['builtIn']],
  indexes: [['organisationId']],
})

/** A user on a list of chosen people. */
export const distributionListMember = entity({
  module: 'communication',
  label: { fr: 'Membre de liste', en: 'List member' },
  fields: z.object({
    id: id(),
    listId: reference('distributionList', { label: { fr: 'Liste', en: 'List' } }),
    userId: code({ label: { fr: 'Utilisateur', en: 'User' } }),
    addedAt: instant({ label: { fr: 'Ajouté le', en: 'Added at' } }),
  }),
  relations: { list: one('distributionList', 'listId') },
  unique: [['listId', 'userId']],
  indexes: [['userId']],
})
