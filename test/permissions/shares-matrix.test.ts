import { query, type SuppliedActor } from 'clientele'
import { atLeast, type Level, type Reach } from 'clientele/permissions'
import { beforeAll, expect, test } from 'vitest'
import { kernel } from '../session/kernel'
import { refusal } from '../session/refusal'

const LEVELS: readonly (Level | null)[] = [null, 'access', 'read', 'manage']
const REACHES: readonly Reach[] = ['own', 'structure', 'all']
const SHARES = ['none', 'read', 'work', 'expired'] as const

const users = LEVELS.flatMap((level) =>
  REACHES.flatMap((reach) => SHARES.map((share) => ({ id: `${level}-${reach}-${share}`, level, reach, share }))),
)

/** Each of Amiens, with a level on accounts and contacts; what is shared is an account of Lille, which belongs to somebody else. */
const actorOf = ({ level, reach }: (typeof users)[number]): SuppliedActor => ({
  profile: {
    code: 'test',
    label: { fr: 'Essai', en: 'Trial' },
    modules: { reports: 'read', ...(level === null ? {} : { accounts: level, contacts: level }) },
    rights: [],
  },
  reach,
  groups: ['amiens'],
})

let at: Awaited<ReturnType<typeof kernel>>

beforeAll(async () => {
  at = await kernel(Object.fromEntries(users.map((user) => [user.id, actorOf(user)])))
  await at.system.create('account', { id: 'garage', name: 'Garage', groupId: 'lille', ownerId: 'boss' })
  await at.system.create('contact', { id: 'zoe', name: 'Zoë', accountId: 'garage', groupId: 'lille', ownerId: 'boss' })
  const give = (share: string, terms: { use: 'read' | 'work'; expiresAt?: Date }) =>
    at.system.shares.give({
      entity: 'account',
      id: 'garage',
      users: users.filter((user) => user.share === share).map(({ id }) => id),
      ...terms,
    })
  await give('read', { use: 'read' })
  await give('work', { use: 'work' })
  await give('expired', { use: 'work', expiresAt: new Date('2026-03-16T09:00:00Z') })
  at.clock.set('2026-03-16T09:00:00Z')
})

const GARAGE = { account: 'garage', contact: 'zoe' } as const

test.each(users)(
  'R2.10 R2.11 R2.12 level $level, reach $reach, share $share: every way to read and to change',
  async ({ id, level, reach, share }) => {
    const { crm } = at
    const reads = atLeast(level, 'read') && (reach === 'all' || share === 'read' || share === 'work')
    const changes = level === 'manage' && (reach === 'all' || share === 'work')
    const session = await crm.as(id)
    const ask = async <T>(call: () => Promise<T>): Promise<T | null> => {
      let answer: T | null = null
      await refusal(async () => {
        answer = await call()
      })
      return answer
    }
    for (const entity of ['account', 'contact'] as const) {
      const record = GARAGE[entity]
      const withContact = query(crm.model, 'account', (a) => a.contacts.some((c) => c.name.eq('Zoë')))
      const readings = [
        (await ask(() => session.find(entity)))?.rows.some((row) => row.id === record) ?? false,
        ((await ask(() => session.get(entity, record)))?.id ?? null) === record,
        (await ask(() => session.count(entity))) === 1,
        ((await ask(() => session.reports.report({ entity, measures: [{ as: 'n', measure: 'count' }] })))?.totals[
          'n'
        ] ?? 0) === 1,
        (await ask(async () => (await session.stream(entity)[Symbol.asyncIterator]().next()).done)) === false,
        (await ask(() => session.count('account', withContact))) === 1,
        (await session.rights.can('read', entity, record)).allowed,
      ]
      expect(readings).toEqual(readings.map(() => reads))
      const writes = [
        await refusal(() => session.update(entity, record, { name: 'Zoë' })),
        await refusal(() => session.create('contact', { name: 'x', accountId: 'garage', groupId: 'lille' })),
        // Undone, so that the next one meets the same record.
        await refusal(() =>
          session.transaction(async (inside) => {
            await inside.remove(entity, record)
            throw new Error('undone')
          }),
        ).catch((error: Error) => (error.message === 'undone' ? 'no refusal' : error.message)),
      ]
      expect(writes.map((outcome) => outcome === 'no refusal')).toEqual(writes.map(() => changes))
      expect((await session.rights.can('manage', entity, record)).allowed).toBe(changes)
      await at.system.transaction(async (inside) => {
        await inside.update('account', 'garage', { name: 'Garage' })
        const made = await inside.find('contact', { where: query(crm.model, 'contact', (c) => c.name.eq('x')) })
        for (const contact of made.rows) await inside.remove('contact', contact.id)
      })
    }
  },
)
