import { z } from 'zod'
import { code, entity, entityOf, id, instant, integer, oneOf, type EntityDefinition, type Model } from '../model'

/** What a share is for: to see the record, or to work on it as the levels of the one who has it allow. */
export type ShareUse = 'read' | 'work'

/** A record that is opened to one user beyond their reach, with what belongs to it. */
export const share = entity({
  module: 'rights',
  label: { fr: 'Partage', en: 'Share' },
  fields: z.object({
    id: id(),
    entity: code({ label: { fr: 'Porte sur', en: 'About' } }).min(1),
    recordId: code({ label: { fr: 'Enregistrement', en: 'Record' } }).min(1),
    // The host names the entity of its users, so this is no reference to one entity.
    userId: code({ label: { fr: 'Utilisateur', en: 'User' } }).min(1),
    use: oneOf(
      { read: { fr: 'Pour lire', en: 'To read' }, work: { fr: 'Pour travailler', en: 'To work on' } },
      { label: { fr: 'Usage', en: 'Use' } },
    ),
    /** Null: until it is taken back. */
    expiresAt: instant({ label: { fr: 'Expire le', en: 'Expires at' } })
      .nullable()
      .default(null),
    /** Null where the system gave it. */
    sharedBy: code({ label: { fr: 'Partagé par', en: 'Shared by' } })
      .nullable()
      .default(null),
    sharedAt: instant({ label: { fr: 'Partagé le', en: 'Shared at' } }),
    version: integer({ label: { fr: 'Version', en: 'Version' } }).default(1),
  }),
  unique: [['entity', 'recordId', 'userId']],
  indexes: [['userId', 'expiresAt']],
})

/** A record that an actor has by a share. */
export interface SharedRecord {
  readonly entity: string
  readonly id: string
  readonly use: ShareUse
  /** From this moment on the share gives nothing; null: until it is taken back. */
  readonly expiresAt: Date | null
  /** Who gave it; null for the system. */
  readonly sharedBy: string | null
}

/** A share of a record with one user, as it stands. */
export interface Share {
  readonly user: string
  readonly use: ShareUse
  readonly expiresAt: Date | null
  readonly sharedBy: string | null
  readonly sharedAt: Date
  /** For the next change of it. */
  readonly version: number
}

/**
 * Whether records of an entity may be shared one by one: those that a group or a person holds. What a module alone guards is seen by
 * all who have the module, and people and places are no records to share.
 */
export function isShareable(model: Model, entity: EntityDefinition): boolean {
  const { user, group } = model.roles
  if (entity.name === user?.entity || entity.name === group?.entity) return false
  return entity.group !== null || entity.owner !== null
}

/** The entity of shares. */
export const shareEntity = (model: Model): EntityDefinition => entityOf(model, 'share')
