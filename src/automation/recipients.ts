import type { Row } from '../kernel'
import type { Model, RoleBinding } from '../model'
import type { Recipient } from './action'
import { isAddress } from './address'
import type { Dossier } from './dossier'
import type { RowsById } from './reading'

export interface Reached {
  readonly addresses: readonly string[]
  /** Who could not be reached: there is nobody, or no e-mail address. */
  readonly missing: readonly string[]
}

const emailOf = (row: Row | null, field: string | null | undefined): string | null => {
  const value = row === null || field === null || field === undefined ? null : row[field]
  return isAddress(value) ? value : null
}

const memberBinding = (
  { role }: Dossier,
  roles: Model['roles'],
): RoleBinding<'contact'> | RoleBinding<'account'> | null =>
  role === 'contact' || role === 'account' ? roles[role] : null

/**
 * Whether the record itself may be written to at a moment: its consent is a boolean, or the instant since when it is given. Anything else
 * is none.
 */
export function consents(dossier: Dossier, { roles }: Model, now: Date): boolean {
  const field = memberBinding(dossier, roles)?.fields.consent ?? null
  const value = field === null ? null : dossier.subject[field]
  return value instanceof Date ? value.getTime() <= now.getTime() : value === true
}

function addressOf(recipient: Recipient, dossier: Dossier, users: RowsById, { roles }: Model): string | null {
  switch (recipient.who) {
    case 'address':
      return recipient.address
    case 'mainContact':
      return emailOf(dossier.contact, roles.contact?.fields.email)
    case 'member':
      return emailOf(dossier.subject, memberBinding(dossier, roles)?.fields.email)
    case 'lead':
    case 'owner':
      return emailOf(dossier[recipient.who], roles.user?.fields.email)
    case 'user':
      return emailOf(users.get(recipient.user) ?? null, roles.user?.fields.email)
    default:
      return recipient satisfies never
  }
}

const nameOf = (recipient: Recipient): string => (recipient.who === 'user' ? `user ${recipient.user}` : recipient.who)

/** The addresses of recipients, each once, those already written to left out. */
export function reach(
  recipients: readonly Recipient[],
  dossier: Dossier,
  users: RowsById,
  model: Model,
  already: readonly string[] = [],
): Reached {
  const addresses = new Map<string, string>()
  const missing: string[] = []
  const known = new Set(already.map((address) => address.toLowerCase()))
  for (const recipient of recipients) {
    const address = addressOf(recipient, dossier, users, model)
    if (address === null) missing.push(nameOf(recipient))
    else if (!known.has(address.toLowerCase())) addresses.set(address.toLowerCase(), address)
  }
  return { addresses: [...addresses.values()], missing }
}

/** The users behind recipients, each once. */
export function usersOf(recipients: readonly Recipient[], dossier: Dossier, users: RowsById): readonly string[] {
  const ids = recipients.map((recipient) => {
    if (recipient.who === 'user') return users.get(recipient.user)?.['id']
    return recipient.who === 'lead' || recipient.who === 'owner' ? dossier[recipient.who]?.['id'] : undefined
  })
  return [...new Set(ids.filter((id) => typeof id === 'string'))]
}
