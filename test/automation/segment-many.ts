import type { Clock } from 'clientele/kernel'
import { query } from 'clientele/query'
import type { StoreAdapter } from 'clientele/storage'
import { expect } from 'vitest'
import { model } from './scene'
import { segmentScene, tagged, welcome } from './segment-scene'

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

/** Tags 5,000 contacts, each of whom is then written to by one of two workers. Answers how many statements each part took. */
export async function tagsMany(
  adapter: (clock: Clock) => StoreAdapter,
  statements: () => number,
  tenant = 'main',
): Promise<{ readonly tagging: number; readonly writing: number }> {
  const { crm, session, clock, mail, worker } = await segmentScene(adapter, tenant)
  await session.lists.addTag({ code: 'vip', label: { fr: 'VIP', en: 'VIP' } })
  const segment = await tagged(session)
  await session.automations.create(welcome(segment))
  const consentedAt = clock.now()
  await session.createMany(
    'contact',
    many(5_000, (n) => ({
      id: `n${n}`,
      name: `N ${n}`,
      email: `n${n}@x.test`,
      groupId: 'lille',
      phone: '1',
      consentedAt,
    })),
  )
  const where = query(model, 'contact', (c) => c.phone.eq('1'))
  const other = await worker('other')
  const start = statements()
  await session.lists.tagRecords({ entity: 'contact', where, add: ['vip'] })
  const tagging = statements() - start
  const [mine, theirs] = await Promise.all([crm.tick(), other.tick()])
  const writing = statements() - start - tagging
  expect(mine.done + theirs.done).toBe(5_000)
  expect([mail.calls.length, mail.left.size]).toEqual([5_000, 5_000])
  return { tagging, writing }
}
