import { z } from 'zod'
import type { Row } from '../kernel'
import { code, entity, id, instant, integer, json, many, one, oneOf, reference, text } from '../model'
import { keptComposition, readComposition, type Composition } from './composition'

/**
 * People to whom something is said. Only the members of a list of chosen people are kept: `everyone` is all users as they are at the
 * moment, and those of a dynamic list follow from its composition.
 */
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
        dynamic: { fr: 'Dynamique', en: 'Dynamic' },
      },
      { label: { fr: 'Genre', en: 'Kind' } },
    ).default('fixed'),
    /** Who is on a dynamic list, as it was said; null for the others. */
    composition: json(keptComposition, { label: { fr: 'Composition', en: 'Composition' } })
      .nullable()
      .default(null),
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
  indexes: [['organisationId'], ['kind']],
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

/** A distribution list as it is read. */
export interface DistributionList {
  readonly id: string
  readonly name: string
  readonly kind: 'everyone' | 'fixed' | 'dynamic'
  /** Who is on a dynamic list, as it was said; null for the others. */
  readonly composition: Composition | null
  readonly version: number
}

const kindOf = (word: unknown): DistributionList['kind'] => (word === 'everyone' || word === 'dynamic' ? word : 'fixed')

export function readList(row: Row): DistributionList {
  const kind = kindOf(row['kind'])
  return {
    id: String(row['id']),
    name: String(row['name']),
    kind,
    composition: kind === 'dynamic' ? readComposition(row['composition']) : null,
    version: Number(row['version']),
  }
}
