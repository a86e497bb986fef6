import {
  createClientele,
  crmEntities,
  defineModel,
  query,
  sequentialIdentifiers,
  testClock,
  type Clientele,
  type Clock,
  type MailMessage,
  type Profile,
  type RecurringExportDraft,
  type StoreAdapter,
  type SuppliedActor,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { post, type Post } from '../automation/scene'
import { boss } from '../session/kernel'

export const model = defineModel(crmEntities)
export type Crm = Clientele<typeof crmEntities>

export const seller: Profile = {
  code: 'seller',
  label: { fr: 'Commerciale', en: 'Seller' },
  modules: { accounts: 'manage', groups: 'read', users: 'read', lists: 'manage', regions: 'read', reports: 'manage' },
  rights: ['export'],
}

export interface OfficeOptions {
  /** In memory unless said. */
  readonly adapter?: (clock: Clock) => StoreAdapter
  readonly tenant?: string
  readonly largestAttachment?: number
  /** Lille, Arras, Amiens and Laon stand in the region Nord. */
  readonly mail?: Post
}

/** Eight towns of which ana sees all but Laon, each with an account of its name; Monday 16 March 2026, 09:00 in Paris. */
export async function office({
  adapter = (clock) => memoryAdapter({ clock }),
  tenant = 'main',
  mail = post(),
  ...options
}: OfficeOptions = {}) {
  const clock = testClock('2026-03-16T08:00:00Z')
  const towns = ['lille', 'arras', 'amiens', 'laon', 'brest', 'rouen', 'calais', 'lens']
  const actors = new Map<string, SuppliedActor>([
    ['boss', { profile: boss, reach: 'all' }],
    ['ana', { profile: seller, reach: 'structure', groups: towns.filter((town) => town !== 'laon') }],
    ['bob', { profile: seller, reach: 'structure', groups: ['lille'] }],
  ])
  const store = adapter(clock)
  const worker = (prefix: string, over: (adapter: StoreAdapter) => StoreAdapter = (same) => same): Promise<Crm> =>
    createClientele({
      model,
      store: over(store),
      migrate: true,
      tenant,
      timeZone: 'Europe/Paris',
      locale: 'en',
      clock,
      identifiers: sequentialIdentifiers(`${tenant}-${prefix}`),
      mailer: mail,
      actors: { actorOf: (id) => Promise.resolve(actors.get(id) ?? null) },
      ...options,
    })
  const crm = await worker('')
  const system = crm.system('test')
  await system.createMany(
    'group',
    towns.map((id) => ({ id, name: id })),
  )
  await system.createMany('user', [
    { id: 'boss', name: 'Chloé', email: 'boss@clientele.test' },
    { id: 'ana', name: 'Anaïs', email: 'ana@clientele.test', locale: 'fr' },
    { id: 'bob', name: 'Bob', email: 'bob@clientele.test' },
  ])
  await system.createMany(
    'account',
    towns.map((id) => ({ id: `a-${id}`, name: id, status: 'client', groupId: id })),
  )
  const chief = await crm.as('boss')
  const north = await chief.regions.create({ name: 'Nord', groups: ['lille', 'arras', 'amiens', 'laon'] })
  const ana = await crm.as('ana')
  const clients = await ana.lists.save({
    name: 'Clients',
    entity: 'account',
    criteria: query(model, 'account', (a) => a.status.eq('client')),
    display: { columns: ['name'], sort: [{ field: 'name' }] },
  })
  /** Every day at nine in Paris, over the region and Brest. */
  const daily = {
    name: 'Clients du Nord',
    content: { of: 'query', query: clients.id },
    schedule: { recurs: 'daily', at: '09:00', timeZone: 'Europe/Paris' },
    selection: { regions: [north.id], groups: ['brest'] },
  } as const satisfies RecurringExportDraft
  return { crm, system, chief, ana, north, clients, daily, clock, mail, actors, worker }
}

export type Office = Awaited<ReturnType<typeof office>>

/** The first column of the file that came with a message, without its heading. */
export function namesIn(message: MailMessage | undefined): readonly string[] {
  const [file] = message?.attachments ?? []
  if (file === undefined) throw new Error('A message with a file was expected')
  return new TextDecoder()
    .decode(file.content)
    .split('\r\n')
    .slice(1)
    .filter((line) => line !== '')
}

export const lastOf = ({ mail }: Pick<Office, 'mail'>): MailMessage | undefined => [...mail.left.values()].at(-1)

/** The runs of what ana sees, the latest first, as they became. */
export const became = async ({ ana }: Pick<Office, 'ana'>) =>
  (await ana.reports.recurring.runs()).rows.map(({ status, reason, problems, dueAt }) =>
    [
      dueAt.toISOString(),
      status,
      ...(reason === null ? [] : [reason]),
      ...(problems ?? []).map(({ code }) => code),
    ].join(' '),
  )

/** A query of everything that somebody sees, of their own. */
export const own = async (session: Office['ana']): Promise<string> =>
  (await session.lists.save({ name: 'À moi', entity: 'account', criteria: { type: 'and', criteria: [] } })).id
