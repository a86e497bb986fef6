import { z } from 'zod'
import { entity } from '../entity'
import { code, date, id, instant, money, oneOf, reference, text } from '../field'
import { many, one } from '../relation'

const ownGroup = () => reference('group', { label: { fr: 'Groupe', en: 'Group' } })
const ownOwner = () =>
  reference('user', { label: { fr: 'Responsable', en: 'Owner' } })
    .nullable()
    .default(null)
const ofAccount = () =>
  reference('account', { label: { fr: 'Compte', en: 'Account' } })
    .nullable()
    .default(null)
const ofEvent = () =>
  reference('event', { label: { fr: 'Événement', en: 'Event' } })
    .nullable()
    .default(null)
const total = () => money('EUR', { label: { fr: 'Montant', en: 'Total' } }).default(0)
const openedAt = () =>
  instant({ label: { fr: 'Ouvert par le client le', en: 'Opened by the client at' } })
    .nullable()
    .default(null)
const pipeline = () =>
  code({ label: { fr: 'Pipeline', en: 'Pipeline' } })
    .nullable()
    .default(null)

export const event = entity({
  module: 'events',
  label: { fr: 'Événement', en: 'Event' },
  fields: z.object({
    id: id(),
    name: text({ label: { fr: 'Nom', en: 'Name' } }).min(1),
    status: code({ label: { fr: 'Statut', en: 'Status' } }).default('planned'),
    startsAt: instant({ label: { fr: 'Début', en: 'Start' } })
      .nullable()
      .default(null),
    endsAt: instant({ label: { fr: 'Fin', en: 'End' } })
      .nullable()
      .default(null),
    timeZone: code({ label: { fr: 'Fuseau horaire', en: 'Time zone' } })
      .nullable()
      .default(null),
    accountId: ofAccount(),
    contactId: reference('contact', { label: { fr: 'Contact principal', en: 'Main contact' } })
      .nullable()
      .default(null),
    leadId: reference('user', { label: { fr: 'Chef de projet', en: 'Project lead' } })
      .nullable()
      .default(null),
    groupId: ownGroup(),
    ownerId: ownOwner(),
  }),
  relations: {
    account: one('account', 'accountId'),
    contact: one('contact', 'contactId'),
    lead: one('user', 'leadId'),
    group: one('group', 'groupId'),
    owner: one('user', 'ownerId'),
    quotes: many('quote', 'eventId', { label: { fr: 'Devis', en: 'Quotes' } }),
    invoices: many('invoice', 'eventId', { label: { fr: 'Factures', en: 'Invoices' } }),
  },
  group: 'groupId',
  owner: 'ownerId',
  belongsTo: 'accountId',
  indexes: [['accountId'], ['groupId'], ['ownerId'], ['startsAt'], ['endsAt']],
})

/** What every document sent to a client has. */
const paper = () => ({
  number: code({ label: { fr: 'Numéro', en: 'Number' } }),
  status: code({ label: { fr: 'Statut', en: 'Status' } }).default('draft'),
  pipeline: pipeline(),
  total: total(),
  openedAt: openedAt(),
  accountId: ofAccount(),
  eventId: ofEvent(),
  groupId: ownGroup(),
  ownerId: ownOwner(),
})

const paperRelations = {
  account: one('account', 'accountId'),
  event: one('event', 'eventId'),
  group: one('group', 'groupId'),
  owner: one('user', 'ownerId'),
}

export const quote = entity({
  module: 'quotes',
  label: { fr: 'Devis', en: 'Quote' },
  fields: z.object({
    id: id(),
    ...paper(),
    issuedOn: date({ label: { fr: "Date d'émission", en: 'Issue date' } })
      .nullable()
      .default(null),
  }),
  relations: paperRelations,
  group: 'groupId',
  owner: 'ownerId',
  belongsTo: 'accountId',
  indexes: [['accountId'], ['eventId'], ['groupId'], ['ownerId']],
})

export const invoice = entity({
  module: 'invoices',
  label: { fr: 'Facture', en: 'Invoice' },
  fields: z.object({
    id: id(),
    ...paper(),
    issuedOn: date({ label: { fr: "Date d'émission", en: 'Issue date' } })
      .nullable()
      .default(null),
    dueOn: date({ label: { fr: 'Échéance', en: 'Due date' } })
      .nullable()
      .default(null),
    paidOn: date({ label: { fr: 'Payée le', en: 'Paid on' } })
      .nullable()
      .default(null),
  }),
  relations: paperRelations,
  group: 'groupId',
  owner: 'ownerId',
  belongsTo: 'accountId',
  indexes: [['accountId'], ['eventId'], ['groupId'], ['ownerId'], ['dueOn']],
})

export const task = entity({
  module: 'tasks',
  label: { fr: 'Tâche', en: 'Task' },
  fields: z.object({
    id: id(),
    title: text({ label: { fr: 'Titre', en: 'Title' } }).min(1),
    status: oneOf(
      { open: { fr: 'À faire', en: 'To do' }, done: { fr: 'Faite', en: 'Done' } },
      { label: { fr: 'État', en: 'State' } },
    ).default('open'),
    dueAt: instant({ label: { fr: 'Échéance', en: 'Due' } })
      .nullable()
      .default(null),
    eventId: ofEvent(),
    assigneeId: reference('user', { label: { fr: 'Assignée à', en: 'Assigned to' } }),
    groupId: ownGroup().nullable().default(null),
  }),
  relations: { event: one('event', 'eventId'), assignee: one('user', 'assigneeId'), group: one('group', 'groupId') },
  group: 'groupId',
  owner: 'assigneeId',
  indexes: [['assigneeId'], ['eventId'], ['groupId']],
})
