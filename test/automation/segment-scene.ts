import type { Clock } from 'clientele/kernel'
import { sequentialIdentifiers, testClock, type TestClock } from 'clientele/kernel'
import { query } from 'clientele/query'
import { createClientele } from 'clientele/session'
import type { StoreAdapter } from 'clientele/storage'
import { model, post, type Crm, type CrmSession, type Post } from './scene'

export interface SegmentScene {
  readonly crm: Crm
  readonly session: CrmSession
  readonly clock: TestClock
  readonly mail: Post
  readonly adapter: StoreAdapter
  /** Another process on the same data. */
  worker(prefix: string, over?: (adapter: StoreAdapter) => StoreAdapter): Promise<Crm>
}

let scenes = 0

/** A group, a user, an account of theirs with two contacts; Monday 16 March 2026, 09:00 in Paris. */
export async function segmentScene(adapter: (clock: Clock) => StoreAdapter, tenant = 'main'): Promise<SegmentScene> {
  const clock = testClock('2026-03-16T08:00:00Z')
  const mail = post()
  const store = adapter(clock)
  const identity = `${tenant}${(scenes += 1)}`
  const worker: SegmentScene['worker'] = (prefix, over = (same) => same) =>
    createClientele({
      model,
      store: over(store),
      migrate: true,
      tenant,
      timeZone: 'Europe/Paris',
      locale: 'fr',
      clock,
      identifiers: sequentialIdentifiers(`${identity}-${prefix}-`),
      mailer: mail,
    })
  const crm = await worker('main')
  const session = crm.system('test')
  await session.create('group', { id: 'lille', name: 'Lille' })
  await session.create('user', { id: 'anna', name: 'Anna', email: 'anna@clientele.test', groupId: 'lille' })
  await session.create('account', { id: 'dupont', name: 'Dupont & Fils', groupId: 'lille', ownerId: 'anna' })
  const contact = { accountId: 'dupont', groupId: 'lille', ownerId: 'anna' }
  const consentedAt = new Date('2026-01-05T10:00:00Z')
  await session.create('contact', { ...contact, id: 'chloe', name: 'Chloé', email: 'chloe@dupont.test', consentedAt })
  await session.create('contact', { ...contact, id: 'hugo', name: 'Hugo', email: 'hugo@dupont.test' })
  return { crm, session, clock, mail, adapter: store, worker }
}

/** A segment of the contacts with a tag. */
export async function tagged(session: CrmSession, tag = 'vip'): Promise<string> {
  const criteria = query(model, 'contact', (c) => c.tags.has(tag))
  const saved = await session.lists.save({ name: `Contacts ${tag}`, entity: 'contact', criteria })
  return (await session.lists.segments.create({ query: saved.id })).id
}

/** An e-mail to who enters. */
export const welcome = (segment: string) =>
  ({
    name: 'Bienvenue',
    trigger: { on: 'segment.entered', segment },
    action: {
      do: 'email',
      to: [{ who: 'member' }],
      subject: { fr: 'Bienvenue {{contact.name}}' },
      text: { fr: '{{contact.name}}, de {{account.name}}, suivi par {{owner.name}}' },
    },
  }) as const

/** The runs as they stand, by due time, then by subject. */
export async function standings(session: CrmSession) {
  const { rows } = await session.automations.runs({ limit: 1_000 })
  return rows.map(({ subjectId, status, reason }) => `${subjectId} ${status}${reason === null ? '' : ` ${reason}`}`)
}
