import type { Row } from 'clientele/kernel'
import {
  code,
  defineModel,
  entity,
  id,
  instant,
  integer,
  many,
  money,
  one,
  reference,
  tags,
  text,
} from 'clientele/model'
import { z } from 'zod'

const account = entity({
  module: 'accounts',
  fields: z.object({
    id: id(),
    kind: code(),
    name: text().nullable(),
    status: code(),
    origin: code().nullable(),
    tags: tags(),
    city: text().nullable(),
    revenue: money('EUR').nullable(),
    employees: integer().nullable(),
    groupId: reference('group'),
    ownerId: reference('user').nullable(),
    createdAt: instant().nullable(),
  }),
  relations: { group: one('group', 'groupId'), owner: one('user', 'ownerId'), invoices: many('invoice', 'accountId') },
  group: 'groupId',
  owner: 'ownerId',
  indexes: [['name']],
})

const group = entity({ module: 'groups', fields: z.object({ id: id(), name: text() }) })
const user = entity({ module: 'users', fields: z.object({ id: id(), name: text() }) })

const invoice = entity({
  module: 'invoices',
  fields: z.object({ id: id(), accountId: reference('account'), status: code(), amount: money('EUR') }),
  relations: { account: one('account', 'accountId') },
})

/** Accounts of twelve fields, whose name may be missing, and their invoices. */
export const model = defineModel({ account, invoice, group, user })

export interface Account extends Row {
  readonly id: string
  readonly kind: string
  readonly name: string | null
  readonly status: string
  readonly origin: string | null
  readonly tags: readonly string[]
  readonly city: string | null
  readonly revenue: number | null
  readonly employees: number | null
  readonly groupId: string
  readonly ownerId: string | null
  readonly createdAt: Date | null
}

const STATUSES = ['client', 'prospect', 'lead', 'lost']
const ORIGINS = ['BNI', 'web', 'fair', 'phone', 'partner', 'press']
const TAGS = ['vip', 'late', 'export', 'school', 'public']
const CITIES = ['Lille', 'Orléans', 'Nîmes', 'Saint-Étienne', 'Lyon', 'Béziers', 'Pau', 'Angoulême']
const WORDS = [
  'Atelier',
  'Béton',
  'Café',
  'Dépôt',
  'Étude',
  'Forge',
  'Garage',
  'Hôtel',
  'Île',
  'Jardin',
  'Œuvre',
  'Quai',
]
const DAY = 86_400_000
export const NOW = new Date('2026-03-29T10:00:00Z')

/** Among how many groups and owners accounts are spread. */
export interface Spread {
  readonly groups: number
  readonly owners: number
}

/** So many accounts, the same at every call; one value in five or so is missing. */
export function* accounts(
  count: number,
  { groups, owners }: Spread = { groups: 300, owners: 200 },
): Generator<Account> {
  const random = generator(20_260_329)
  const below = (most: number): number => Math.floor(random() * most)
  const pick = (words: readonly string[]): string => words[below(words.length)] ?? ''
  const maybe = <T>(value: T): T | null => (random() < 0.8 ? value : null)
  for (let index = 0; index < count; index++) {
    yield {
      id: `a${String(index).padStart(8, '0')}`,
      kind: random() < 0.8 ? 'company' : 'individual',
      name: maybe(`${pick(WORDS)} ${pick(WORDS)} ${below(count)}`),
      status: pick(STATUSES),
      origin: maybe(pick(ORIGINS)),
      tags: TAGS.filter(() => random() < 0.25),
      city: maybe(pick(CITIES)),
      revenue: maybe(below(10_000_000)),
      employees: maybe(below(500)),
      groupId: `g${below(groups)}`,
      ownerId: maybe(`u${below(owners)}`),
      createdAt: maybe(new Date(NOW.getTime() - below(2000 * 24) * (DAY / 24))),
    }
  }
}

const INVOICE_STATUSES = ['paid', 'sent', 'overdue', 'draft']

/** So many invoices of so many accounts, the same at every call: one account in five has any, and these have five each or so. */
export function* invoices(count: number, of: number): Generator<Row> {
  const random = generator(20_260_401)
  const below = (most: number): number => Math.floor(random() * most)
  for (let index = 0; index < count; index++) {
    yield {
      id: `i${String(index).padStart(8, '0')}`,
      accountId: `a${String(below(Math.ceil(of / 5)) * 5).padStart(8, '0')}`,
      status: INVOICE_STATUSES[below(4)] ?? '',
      amount: below(100_000),
    }
  }
}

/** mulberry32: small, fast and good enough to spread values. */
export function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
