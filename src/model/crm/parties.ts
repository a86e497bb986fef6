import { z } from 'zod'
import { entity } from '../entity'
import { code, id, instant, money, oneOf, reference, tags, text } from '../field'
import { many, one } from '../relation'

/** A company or an individual that one does business with. Its status is a code of the account statuses. */
export const account = entity({
  module: 'accounts',
  label: { fr: 'Compte', en: 'Account' },
  fields: z.object({
    id: id(),
    kind: oneOf(
      { company: { fr: 'Entreprise', en: 'Company' }, individual: { fr: 'Particulier', en: 'Individual' } },
      { label: { fr: 'Type', en: 'Type' } },
    ).default('company'),
    name: text({ label: { fr: 'Nom', en: 'Name' } }).min(1),
    status: code({ label: { fr: 'Statut', en: 'Status' } }).default('prospect'),
    origin: code({ label: { fr: 'Origine', en: 'Origin' } })
      .nullable()
      .default(null),
    tags: tags({ label: { fr: 'Étiquettes', en: 'Tags' } }).default([]),
    city: text({ label: { fr: 'Ville', en: 'City' } })
      .nullable()
      .default(null),
    revenue: money('EUR', { label: { fr: "Chiffre d'affaires", en: 'Revenue' } })
      .nullable()
      .default(null),
    groupId: reference('group', { label: { fr: 'Groupe', en: 'Group' } }),
    ownerId: reference('user', { label: { fr: 'Responsable', en: 'Owner' } })
      .nullable()
      .default(null),
    createdAt: instant({ label: { fr: 'Date de création', en: 'Creation date' } })
      .nullable()
      .default(null),
  }),
  relations: {
    group: one('group', 'groupId'),
    owner: one('user', 'ownerId'),
    contacts: many('contact', 'accountId', { label: { fr: 'Contacts', en: 'Contacts' } }),
    events: many('event', 'accountId', { label: { fr: 'Événements', en: 'Events' } }),
    quotes: many('quote', 'accountId', { label: { fr: 'Devis', en: 'Quotes' } }),
    invoices: many('invoice', 'accountId', { label: { fr: 'Factures', en: 'Invoices' } }),
  },
  group: 'groupId',
  owner: 'ownerId',
  indexes: [['groupId'], ['ownerId'], ['status', 'origin'], ['name']],
})

export const contact = entity({
  module: 'contacts',
  label: { fr: 'Contact', en: 'Contact' },
  fields: z.object({
    id: id(),
    name: text({ label: { fr: 'Nom', en: 'Name' } }).min(1),
    email: code({ label: { fr: 'Adresse e-mail', en: 'E-mail address' } })
      .nullable()
      .default(null),
    phone: code({ label: { fr: 'Téléphone', en: 'Phone' } })
      .nullable()
      .default(null),
    /** Since when they agree to be sent what they did not ask for: without it, nothing of the kind is sent. */
    consentedAt: instant({ label: { fr: 'Consentement donné le', en: 'Consent given at' } })
      .nullable()
      .default(null),
    tags: tags({ label: { fr: 'Étiquettes', en: 'Tags' } }).default([]),
    accountId: reference('account', { label: { fr: 'Compte', en: 'Account' } })
      .nullable()
      .default(null),
    groupId: reference('group', { label: { fr: 'Groupe', en: 'Group' } }),
    ownerId: reference('user', { label: { fr: 'Responsable', en: 'Owner' } })
      .nullable()
      .default(null),
  }),
  relations: {
    account: one('account', 'accountId'),
    group: one('group', 'groupId'),
    owner: one('user', 'ownerId'),
    conversations: many('conversation', 'contactId', { label: { fr: 'Conversations', en: 'Conversations' } }),
  },
  group: 'groupId',
  owner: 'ownerId',
  belongsTo: 'accountId',
  indexes: [['accountId'], ['groupId'], ['ownerId'], ['name']],
})
