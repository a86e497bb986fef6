import type { Mailer, MailMessage } from 'clientele/automation'
import { isRefusal, sequentialIdentifiers, testClock, type Refusal, type TestClock } from 'clientele/kernel'
import { memoryAdapter } from 'clientele/memory'
import { crmEntities, defineModel } from 'clientele/model'
import { createClientele, type Clientele, type Session } from 'clientele/session'
import type { StoreAdapter } from 'clientele/storage'

export const model = defineModel(crmEntities)
export type Crm = Clientele<typeof crmEntities>
export type CrmSession = ReturnType<Crm['system']> extends Session<infer E> ? Session<E> : never

/** A provider that keeps what left by its key, as real ones do: the same key twice is one message. */
export interface Post extends Mailer {
  /** One message a key. */
  readonly left: Map<string, MailMessage>
  /** Every call, repetitions included. */
  readonly calls: MailMessage[]
  /** Called before a message leaves; what it throws is the provider's error. */
  before: (message: MailMessage) => void | Promise<void>
}

export function post(): Post {
  const left = new Map<string, MailMessage>()
  const calls: MailMessage[] = []
  const mailer: Post = {
    left,
    calls,
    before: () => undefined,
    async send(message) {
      await mailer.before(message)
      calls.push(message)
      if (!left.has(message.idempotencyKey)) left.set(message.idempotencyKey, message)
    },
  }
  return mailer
}

export interface Scene {
  readonly crm: Crm
  readonly session: CrmSession
  readonly clock: TestClock
  readonly mail: Post
  readonly adapter: StoreAdapter
  /** Another process on the same data, with its own way to the store. */
  worker(prefix: string, over?: (adapter: StoreAdapter) => StoreAdapter): Promise<Crm>
}

/** A group, two users, an account with its main contact; Sunday 1 March 2026, 09:00 in Paris. */
export async function scene(start = '2026-03-01T08:00:00Z'): Promise<Scene> {
  const clock = testClock(start)
  const mail = post()
  const adapter = memoryAdapter({ clock })
  const worker: Scene['worker'] = (prefix, over = (same) => same) =>
    createClientele({
      model,
      store: over(adapter),
      timeZone: 'Europe/Paris',
      locale: 'fr',
      clock,
      identifiers: sequentialIdentifiers(prefix),
      mailer: mail,
      migrate: true,
    })
  const crm = await worker('id-')
  const session = crm.system('test')
  await session.create('group', { id: 'lille', name: 'Lille' })
  await session.create('user', { id: 'anna', name: 'Anna', email: 'anna@clientele.test', groupId: 'lille' })
  await session.create('user', { id: 'bruno', name: 'Bruno', email: 'bruno@clientele.test', groupId: 'lille' })
  await session.create('account', { id: 'dupont', name: 'Dupont & Fils', groupId: 'lille', ownerId: 'anna' })
  await session.create('contact', {
    id: 'chloe',
    name: 'Chloé Dupont',
    email: 'chloe@dupont.test',
    accountId: 'dupont',
    groupId: 'lille',
  })
  return { crm, session, clock, mail, adapter, worker }
}

/** An event of the account, led by Anna. */
export const eventOf = (id: string, startsAt: string | null, more: Readonly<Record<string, unknown>> = {}) => ({
  id,
  name: `Salon ${id}`,
  startsAt: startsAt === null ? null : new Date(startsAt),
  accountId: 'dupont',
  contactId: 'chloe',
  leadId: 'anna',
  ownerId: 'bruno',
  groupId: 'lille',
  ...more,
})

/** E-mail 7 days before the event starts. */
export const reminder = {
  name: 'Rappel J-7',
  trigger: { on: 'event.start' },
  timing: { when: 'before', days: 7 },
  action: {
    do: 'email',
    to: [{ who: 'mainContact' }],
    subject: { fr: '{{event.name}} approche', en: '{{event.name}} is near' },
    text: { fr: 'Bonjour {{contact.name}}, {{event.name}} commence le {{event.start}}.' },
  },
} as const

export async function refusalOf(work: () => unknown): Promise<Refusal> {
  try {
    await work()
  } catch (error) {
    if (isRefusal(error)) return error
    throw error
  }
  throw new Error('Nothing was refused')
}

/** The runs as they stand, by due time. */
export async function runsOf(session: CrmSession, request: Parameters<CrmSession['automations']['runs']>[0] = {}) {
  return (await session.automations.runs({ limit: 1_000, ...request })).rows
}

/** A round in which nothing was due. */
export const none = { done: 0, skipped: 0, cancelled: 0, failed: 0, retried: 0, moved: 0, lost: 0, more: false }

export async function onlyRunOf(session: CrmSession) {
  const [run, ...others] = await runsOf(session)
  if (run === undefined || others.length > 0) throw new Error('One run was expected')
  return run
}
