import { z } from 'zod'
import { entity } from '../entity'
import { code, id, instant, oneOf, reference, text } from '../field'
import { many, one } from '../relation'

/** A thread of messages with one contact. It stands in its assignee's inbox. */
export const conversation = entity({
  module: 'conversations',
  label: { fr: 'Conversation', en: 'Conversation' },
  fields: z.object({
    id: id(),
    channel: code({ label: { fr: 'Canal', en: 'Channel' } })
      .nullable()
      .default(null),
    status: oneOf(
      { open: { fr: 'Ouverte', en: 'Open' }, closed: { fr: 'Fermée', en: 'Closed' } },
      { label: { fr: 'État', en: 'State' } },
    ).default('open'),
    openedAt: instant({ label: { fr: 'Ouverte le', en: 'Opened at' } })
      .nullable()
      .default(null),
    closedAt: instant({ label: { fr: 'Fermée le', en: 'Closed at' } })
      .nullable()
      .default(null),
    contactId: reference('contact', { label: { fr: 'Contact', en: 'Contact' } }),
    assigneeId: reference('user', { label: { fr: 'Cessionnaire', en: 'Assignee' } })
      .nullable()
      .default(null),
    groupId: reference('group', { label: { fr: 'Groupe', en: 'Group' } }),
  }),
  relations: {
    contact: one('contact', 'contactId'),
    assignee: one('user', 'assigneeId'),
    group: one('group', 'groupId'),
    messages: many('message', 'conversationId', { label: { fr: 'Messages', en: 'Messages' } }),
  },
  group: 'groupId',
  owner: 'assigneeId',
  belongsTo: 'contactId',
  indexes: [['contactId'], ['assigneeId'], ['groupId'], ['openedAt']],
})

export const message = entity({
  module: 'conversations',
  label: { fr: 'Message', en: 'Message' },
  fields: z.object({
    id: id(),
    conversationId: reference('conversation', { label: { fr: 'Conversation', en: 'Conversation' } }),
    direction: oneOf(
      { in: { fr: 'Reçu', en: 'Received' }, out: { fr: 'Envoyé', en: 'Sent' } },
      { label: { fr: 'Sens', en: 'Direction' } },
    ),
    channel: code({ label: { fr: 'Canal', en: 'Channel' } })
      .nullable()
      .default(null),
    sentAt: instant({ label: { fr: 'Envoyé le', en: 'Sent at' } }),
    authorId: reference('user', { label: { fr: 'Auteur', en: 'Author' } })
      .nullable()
      .default(null),
    body: text({ label: { fr: 'Texte', en: 'Text' } }).default(''),
  }),
  relations: { conversation: one('conversation', 'conversationId'), author: one('user', 'authorId') },
  group: 'conversation.groupId',
  owner: 'conversation.assigneeId',
  belongsTo: 'conversationId',
  indexes: [['conversationId'], ['sentAt']],
})
