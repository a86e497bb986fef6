import type { Commune, Region } from './geography'
import { chance, type Chance } from './random'

const FIRST = [
  'Chloé',
  'Zoë',
  'François',
  'Anaïs',
  'Jérôme',
  'Maëlle',
  'Loïc',
  'Inès',
  'Théo',
  'Éloïse',
  'Gaël',
  'Noémie',
  'Bérénice',
  'Cœlia',
]
const LAST = [
  'Lefèvre',
  "L'Huillier",
  'Garçon',
  'Nuñez',
  'Müller',
  'Bœuf',
  'Le Guen',
  'Saint-Martin',
  'Dupré',
  'Moreau',
  'Çelik',
  'Aït-Ali',
]
const TRADES = [
  'Boulangerie',
  'Garage',
  'Menuiserie',
  'Hôtel',
  'Imprimerie',
  'Pépinière',
  'Traiteur',
  'Œnothèque',
  'Château',
  'Librairie',
]
const STATUSES = ['client', 'client', 'prospect', 'prospect', 'prospect', 'suspect', 'supplier'] as const
const ORIGINS = ['BNI', 'web', 'salon', 'parrainage', null] as const
const EVENTS = ['Séminaire', 'Mariage', 'Gala', 'Salon professionnel', 'Inauguration', 'Assemblée générale'] as const
const DAY = 86_400_000

/** How much business the demonstration makes up. */
export const SIZES = {
  users: 200,
  accounts: 20_000,
  contacts: 20_000,
  events: 4_000,
  quotes: 6_000,
  invoices: 8_000,
  conversations: 5_000,
}

export interface Scene {
  readonly chance: Chance
  readonly towns: readonly Commune[]
  readonly now: Date
}

export function scene(regions: readonly Region[], now: Date, seed: number): Scene {
  const towns = regions.flatMap((region) => region.departements.flatMap((departement) => departement.communes))
  return { chance: chance(seed), towns, now }
}

const padded = (prefix: string, index: number): string => `${prefix}-${String(index).padStart(5, '0')}`
const person = (dice: Chance): string => `${dice.pick(FIRST)} ${dice.pick(LAST)}`
const daysFrom = (now: Date, days: number, hour: number): Date =>
  new Date(now.getTime() + days * DAY + hour * 3_600_000)
const civil = (moment: Date): string => moment.toISOString().slice(0, 10)

export const userId = (index: number): string => padded('user', index)
const accountId = (index: number): string => padded('account', index)
const contactId = (index: number): string => padded('contact', index)
const eventId = (index: number): string => padded('event', index)

export function users({ chance: dice, towns }: Scene) {
  return Array.from({ length: SIZES.users }, (_, index) => {
    const name = person(dice)
    return {
      id: userId(index),
      name,
      email: `user${index}@exemple.fr`,
      locale: dice.holds(0.8) ? ('fr' as const) : ('en' as const),
      timeZone: 'Europe/Paris',
      groupId: dice.pick(towns).id,
    }
  })
}

export function accounts({ chance: dice, towns, now }: Scene) {
  return Array.from({ length: SIZES.accounts }, (_, index) => {
    const town = dice.pick(towns)
    const individual = dice.holds(0.3)
    return {
      id: accountId(index),
      kind: individual ? ('individual' as const) : ('company' as const),
      name: individual ? person(dice) : `${dice.pick(TRADES)} ${dice.pick(LAST)}`,
      status: dice.pick(STATUSES),
      origin: dice.pick(ORIGINS),
      tags: ['vip', 'newsletter', 'à-relancer'].filter(() => dice.holds(0.15)),
      city: town.name,
      revenue: dice.holds(0.2) ? null : dice.below(5_000_000),
      groupId: town.id,
      ownerId: dice.holds(0.1) ? null : userId(dice.below(SIZES.users)),
      createdAt: daysFrom(now, -dice.below(900), dice.below(10)),
    }
  })
}

export type Account = ReturnType<typeof accounts>[number]

export function contacts({ chance: dice }: Scene, of: readonly Account[]) {
  return Array.from({ length: SIZES.contacts }, (_, index) => {
    const account = dice.pick(of)
    return {
      id: contactId(index),
      name: person(dice),
      email: `contact${index}@exemple.fr`,
      accountId: account.id,
      groupId: account.groupId,
      ownerId: account.ownerId,
    }
  })
}

export type Contact = ReturnType<typeof contacts>[number]

export function events({ chance: dice, now }: Scene, of: readonly Contact[]) {
  return Array.from({ length: SIZES.events }, (_, index) => {
    const contact = dice.pick(of)
    const startsAt = dice.holds(0.05) ? null : daysFrom(now, dice.below(400) - 200, 8 + dice.below(12))
    return {
      id: eventId(index),
      name: `${dice.pick(EVENTS)} ${index}`,
      status: dice.pick(['planned', 'confirmed', 'done']),
      startsAt,
      endsAt: startsAt === null ? null : new Date(startsAt.getTime() + (1 + dice.below(48)) * 3_600_000),
      timeZone: dice.holds(0.02) ? 'Indian/Reunion' : null,
      accountId: contact.accountId,
      contactId: contact.id,
      leadId: userId(dice.below(SIZES.users)),
      groupId: contact.groupId,
      ownerId: contact.ownerId,
    }
  })
}

const papers = (dice: Chance, of: readonly Account[]) => {
  const account = dice.pick(of)
  return {
    total: 5_000 + dice.below(2_000_000),
    accountId: account.id,
    groupId: account.groupId,
    ownerId: account.ownerId,
  }
}

export function quotes({ chance: dice, now }: Scene, of: readonly Account[]) {
  return Array.from({ length: SIZES.quotes }, (_, index) => ({
    id: padded('quote', index),
    number: padded('D', index),
    status: dice.pick(['draft', 'sent', 'accepted', 'refused']),
    pipeline: dice.pick(['entreprise', 'particulier', null]),
    issuedOn: civil(daysFrom(now, -dice.below(300), 0)),
    ...papers(dice, of),
  }))
}

export function invoices({ chance: dice, now }: Scene, of: readonly Account[]) {
  return Array.from({ length: SIZES.invoices }, (_, index) => {
    const issued = daysFrom(now, -dice.below(300), 0)
    const status = dice.pick(['sent', 'paid', 'paid', 'overdue'])
    return {
      id: padded('invoice', index),
      number: padded('F', index),
      status,
      issuedOn: civil(issued),
      dueOn: civil(new Date(issued.getTime() + 30 * DAY)),
      paidOn: status === 'paid' ? civil(new Date(issued.getTime() + dice.below(40) * DAY)) : null,
      ...papers(dice, of),
    }
  })
}

export function conversations({ chance: dice, now }: Scene, of: readonly Contact[]) {
  return Array.from({ length: SIZES.conversations }, (_, index) => {
    const contact = dice.pick(of)
    return {
      id: padded('conversation', index),
      channel: dice.pick(['sms', 'whatsapp', 'e-mail']),
      openedAt: daysFrom(now, -dice.below(40), dice.below(10)),
      contactId: contact.id,
      groupId: contact.groupId,
    }
  })
}
