import { createScheduler, type QueuedWork } from 'clientele/automation'
import { isEqual } from 'clientele/query'
import { entityOf } from 'clientele/model'
import { sequentialIdentifiers } from 'clientele/kernel'
import { expect, test } from 'vitest'
import { scene } from './scene'

const ENTITY = 'recurringExportRun'

/** A scheduler with a queue beside its runs; a row is due in two tenants at 09:00. */
async function queued(serve: (tenant: string) => void = () => undefined) {
  const at = await scene('2026-03-01T08:00:00Z')
  const { model } = at.crm
  const store = await at.adapter.open(model)
  const identifiers = sequentialIdentifiers('queue-')
  const dueAt = new Date('2026-03-01T09:00:00Z')
  for (const tenant of ['main', 'other'])
    await store.forTenant(tenant).insert(ENTITY, [
      {
        id: 'one',
        exportId: 'none',
        slot: 'next',
        status: 'pending',
        reason: null,
        dueAt,
        missed: 0,
        nextAt: dueAt,
        token: null,
        attempts: 0,
        createdAt: dueAt,
        startedAt: null,
        finishedAt: null,
        rows: null,
        fileName: null,
        sentTo: null,
        problems: null,
        error: null,
      },
    ])
  const served: string[] = []
  const rests: number[] = []
  let arrive: () => void = () => undefined
  let next: () => void = () => undefined
  const queue: QueuedWork = {
    entity: ENTITY,
    at: 'nextAt',
    async serve(tenant) {
      served.push(tenant)
      serve(tenant)
      await store
        .forTenant(tenant)
        .update(ENTITY, isEqual(entityOf(model, ENTITY), 'id', 'one'), { set: { nextAt: null } })
      return { more: false }
    },
  }
  const scheduler = createScheduler({
    model,
    store: store.forTenant('main'),
    clock: at.clock,
    identifiers,
    context: () => ({
      model,
      now: at.clock.now(),
      identifiers,
      timeZone: 'Europe/Paris',
      locale: 'fr' as const,
      weekStartsOn: 1 as const,
      fiscalYearStartsOn: 1,
      actor: null,
      transaction: null,
    }),
    commit: () => Promise.reject(new Error('nothing to commit')),
    queues: [queue],
    timer: (milliseconds, callback) => {
      rests.push(milliseconds)
      next = callback
      arrive()
      return () => undefined
    },
  })
  /** The next rest of the loop. */
  const rested = async (begin: () => void) => {
    const rest = new Promise<void>((resolve) => (arrive = resolve))
    begin()
    await rest
    return rests.at(-1)
  }
  return { ...at, scheduler, served, rested, goOn: () => next() }
}

test('R5.9 other work that waits for its time is served when it comes, every tenant of it', async () => {
  const { scheduler, clock, served, rested, goOn } = await queued()
  clock.set('2026-03-01T08:59:58Z')
  expect(await rested(() => scheduler.start({ onError: () => undefined }))).toBe(2_000)
  expect(served).toEqual([])
  clock.set('2026-03-01T09:00:00Z')
  expect(await rested(goOn)).toBe(10_000)
  expect(served.sort()).toEqual(['main', 'other'])
  await scheduler.stop()
})

test('R5.13 a pause holds it too, and the loop rests meanwhile', async () => {
  const { scheduler, session, clock, served, rested } = await queued()
  await session.automations.pause()
  clock.set('2026-03-01T09:00:00Z')
  expect(await rested(() => scheduler.start({ onError: () => undefined }))).toBe(10_000)
  expect(served).toEqual(['other'])
  await session.automations.resume()
  await rested(() => scheduler.wake())
  expect(served).toEqual(['other', 'main'])
  await scheduler.stop()
})

test('R6.8 what breaks in one tenant does not keep the others waiting, and is told', async () => {
  const { scheduler, clock, served } = await queued((tenant) => {
    if (tenant === 'main') throw new Error('no connection')
  })
  clock.set('2026-03-01T09:00:00Z')
  await expect(scheduler.tick()).rejects.toThrow('no connection')
  expect(served.sort()).toEqual(['main', 'other'])
})
