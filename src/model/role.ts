import type { FieldKind } from './field-kind'

interface Slot {
  readonly kinds: readonly FieldKind[]
  readonly required: boolean
}

const needs = (...kinds: FieldKind[]): Slot => ({ kinds, required: true })
const may = (...kinds: FieldKind[]): Slot => ({ kinds, required: false })

/**
 * What the modules need to know of a host's entities: which one is the event, and which of its fields is the start. A role
 * left unsaid is played by the entity, and a slot by the field, of the same name. `consent` is whether somebody agreed to be written to:
 * a boolean, or the instant since when they do; what is missing is no consent.
 */
export const ROLES = {
  user: { name: needs('text'), email: may('text', 'code'), timeZone: may('code'), locale: may('code', 'enum') },
  group: { name: needs('text') },
  account: {
    name: needs('text'),
    status: needs('code', 'enum'),
    tags: may('tags'),
    email: may('text', 'code'),
    consent: may('instant', 'boolean'),
  },
  contact: {
    name: needs('text'),
    email: may('text', 'code'),
    account: may('reference'),
    consent: may('instant', 'boolean'),
  },
  event: {
    name: needs('text'),
    start: needs('instant', 'date'),
    end: may('instant', 'date'),
    status: needs('code', 'enum'),
    timeZone: may('code'),
    account: may('reference'),
    contact: may('reference'),
    lead: may('reference'),
  },
  quote: {
    status: needs('code', 'enum'),
    pipeline: may('code', 'enum'),
    event: may('reference'),
    account: may('reference'),
    openedAt: may('instant'),
  },
  invoice: {
    status: needs('code', 'enum'),
    pipeline: may('code', 'enum'),
    event: may('reference'),
    account: may('reference'),
    openedAt: may('instant'),
  },
  conversation: { contact: needs('reference'), assignee: needs('reference'), channel: may('code', 'enum') },
  message: { conversation: needs('reference'), sentAt: needs('instant') },
  task: { title: needs('text'), assignee: needs('reference'), due: may('instant', 'date'), event: may('reference') },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Slot>>>>

export type RoleName = keyof typeof ROLES
export type RoleSlot<R extends RoleName> = keyof (typeof ROLES)[R] & string

/** Who plays a role: the entity and, for each slot, its field. `null` where the entity has no such field. */
export type RoleBinding<R extends RoleName> = {
  readonly entity: string
  readonly fields: { readonly [S in RoleSlot<R>]: string | null }
}

/** What a host says about roles in `defineModel`. */
export type RoleSpec = {
  readonly [R in RoleName]?: { readonly entity?: string } & { readonly [S in RoleSlot<R>]?: string }
}

/** The usual field names of slots, tried when a host says nothing. */
export const USUAL_FIELDS: Readonly<Record<string, readonly string[]>> = {
  start: ['startsAt', 'startsOn', 'start'],
  end: ['endsAt', 'endsOn', 'end'],
  account: ['accountId', 'account'],
  contact: ['contactId', 'contact'],
  lead: ['leadId', 'ownerId'],
  event: ['eventId', 'event'],
  assignee: ['assigneeId', 'assignee'],
  conversation: ['conversationId', 'conversation'],
  due: ['dueAt', 'dueOn', 'due'],
  consent: ['consentedAt', 'consent'],
}
