import { z } from 'zod'
import { code, entity, flag, id, integer, json, oneOf, one, reference } from '../model'
import { fieldRulesSchema } from './field-rules'
import { GENERIC_RIGHTS } from './level'
import { moduleSwitch } from './module-switch'
import { organisationEntities } from './organisation-entities'
import { share } from './share'

const LEVELS = ['access', 'read', 'manage'] as const
const REACHES = ['own', 'structure', 'all'] as const

/** What a defined profile holds beside its code, as it is given and stored. */
export const profileParts = {
  label: z.strictObject({ fr: z.string().min(1).max(200), en: z.string().min(1).max(200) }),
  modules: z.record(z.string().min(1).max(100), z.enum(LEVELS)),
  rights: z.array(z.enum(GENERIC_RIGHTS)),
  reach: z.record(z.string().min(1).max(100), z.enum(REACHES)),
  fields: fieldRulesSchema,
}

/** A profile that administrators defined, beside the built-in ones. */
const profile = entity({
  module: 'rights',
  label: { fr: 'Profil', en: 'Profile' },
  fields: z.object({
    id: id(),
    code: code({ label: { fr: 'Code', en: 'Code' } }).min(1),
    label: json(profileParts.label, { label: { fr: 'Libellé', en: 'Label' } }),
    modules: json(profileParts.modules, { label: { fr: 'Droits par module', en: 'Rights per module' } }),
    rights: json(profileParts.rights, { label: { fr: 'Droits généraux', en: 'Generic rights' } }),
    reach: json(profileParts.reach, { label: { fr: 'Portée par module', en: 'Reach per module' } }),
    fields: json(profileParts.fields, {
      label: { fr: 'Champs cachés ou en lecture seule', en: 'Hidden and read-only fields' },
    }).default({}),
    version: integer({ label: { fr: 'Version', en: 'Version' } }).default(1),
  }),
  unique: [['code']],
})

/** What a user has: a profile and how far it reaches. The id is that of the user. */
const userAccess = entity({
  module: 'rights',
  label: { fr: 'Accès', en: 'Access' },
  fields: z.object({
    id: id(),
    profile: code({ label: { fr: 'Profil', en: 'Profile' } }).min(1),
    reach: oneOf(
      {
        own: { fr: 'Ses enregistrements', en: 'Own records' },
        structure: { fr: 'Sa structure', en: 'Own structure' },
        all: { fr: 'Tout', en: 'Everything' },
      },
      { label: { fr: 'Portée', en: 'Reach' } },
    ).default('own'),
    active: flag({ label: { fr: 'Actif', en: 'Active' } }).default(true),
    /** To whom the user reports; null at the top. */
    managerId: code({ label: { fr: 'Responsable hiérarchique', en: 'Manager' } })
      .nullable()
      .default(null),
    /** What bounds the user; null: nothing does. */
    organisationId: reference('organisation', { label: { fr: 'Organisation', en: 'Organisation' } })
      .nullable()
      .default(null),
    version: integer({ label: { fr: 'Version', en: 'Version' } }).default(1),
  }),
  indexes: [['profile'], ['managerId'], ['organisationId']],
})

/** A region, or a single group, that a user is given: one of the two is there. */
const userGrant = entity({
  module: 'rights',
  label: { fr: 'Attribution', en: 'Grant' },
  fields: z.object({
    id: id(),
    // The host names the entities of its users and groups, so these are no references to one entity.
    userId: code({ label: { fr: 'Utilisateur', en: 'User' } }).min(1),
    regionId: reference('region', { label: { fr: 'Région', en: 'Region' } })
      .nullable()
      .default(null),
    groupId: code({ label: { fr: 'Groupe', en: 'Group' } })
      .nullable()
      .default(null),
  }),
  relations: { region: one('region', 'regionId') },
  unique: [
    ['userId', 'regionId'],
    ['userId', 'groupId'],
  ],
  indexes: [['userId'], ['regionId'], ['groupId']],
})

/** The entities that rights are kept in. */
export const permissionEntities = { profile, userAccess, userGrant, share, moduleSwitch, ...organisationEntities }
