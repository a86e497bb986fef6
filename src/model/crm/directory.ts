import { z } from 'zod'
import { entity } from '../entity'
import { code, id, oneOf, reference, text } from '../field'
import { one } from '../relation'

/** A place or team that records and users belong to: a branch, a shop. */
export const group = entity({
  module: 'groups',
  label: { fr: 'Groupe', en: 'Group' },
  fields: z.object({
    id: id(),
    name: text({ label: { fr: 'Nom', en: 'Name' } }).min(1),
  }),
  group: 'id',
  indexes: [['name']],
})

/** Somebody who works with the CRM. What they may do is kept apart, by the rights. */
export const user = entity({
  module: 'users',
  label: { fr: 'Utilisateur', en: 'User' },
  fields: z.object({
    id: id(),
    name: text({ label: { fr: 'Nom', en: 'Name' } }).min(1),
    email: code({ label: { fr: 'Adresse e-mail', en: 'E-mail address' } })
      .nullable()
      .default(null),
    timeZone: code({ label: { fr: 'Fuseau horaire', en: 'Time zone' } })
      .nullable()
      .default(null),
    locale: oneOf(
      { fr: { fr: 'Français', en: 'French' }, en: { fr: 'Anglais', en: 'English' } },
      { label: { fr: 'Langue', en: 'Language' } },
    )
      .nullable()
      .default(null),
    groupId: reference('group', { label: { fr: 'Groupe', en: 'Group' } })
      .nullable()
      .default(null),
  }),
  relations: { group: one('group', 'groupId') },
  group: 'groupId',
  owner: 'id',
  indexes: [['groupId'], ['name']],
})
