import { createScheduler } from 'clientele/automation'
import { beforeEach, describe, expect, test } from 'vitest'
import { eventOf, onlyRunOf, reminder, scene, type Scene } from './scene'

let at: Scene

beforeEach(async () => {
  at = await scene()
})

describe('the loop', () => {
  test('R5.9 runs what is due as it comes, looks at once when woken, tells errors and goes on', async () => {
    const asked: number[] = []
    const errors: unknown[] = []
    let next: (() => void) | null = null
    let arrived: (() => void) | null = null
    const resting = () => new Promise<void>((resolve) => (arrived = resolve))
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-05T18:00:00Z'))
    at.clock.set('2026-03-29T06:59:57Z')
    const store = (await at.adapter.open(at.crm.model)).forTenant('main')
    const context = { ...testContext(), model: at.crm.model }
    const scheduler = createScheduler({
      model: at.crm.model,
      store,
      clock: at.clock,
      identifiers: context.identifiers,
      mailer: at.mail,
      context: () => ({ ...context, now: at.clock.now() }),
      commit: async () => {
        throw new Error('no connection')
      },
      timer: (milliseconds, callback) => {
        asked.push(milliseconds)
        next = callback
        arrived?.()
        return () => undefined
      },
    })
    let rest = resting()
    scheduler.start({ onError: (error) => errors.push(error) })
    scheduler.start({ onError: (error) => errors.push(error) })
    await rest
    expect(asked).toEqual([3_000])
    at.clock.advance({ seconds: 3 })
    rest = resting()
    ;(next as (() => void) | null)?.()
    await rest
    // The commit broke: tried again in a minute, looked at before.
    expect(asked).toEqual([3_000, 10_000])
    expect(await onlyRunOf(at.session)).toMatchObject({ status: 'pending', error: 'no connection' })
    rest = resting()
    scheduler.wake()
    await rest
    expect(asked).toHaveLength(3)
    await scheduler.stop()
    expect(errors).toEqual([])
  })
})

function testContext() {
  let last = 0
  const identifiers = { next: () => `loop-${(last += 1)}` }
  return {
    now: new Date(0),
    identifiers,
    timeZone: 'Europe/Paris',
    locale: 'fr',
    weekStartsOn: 1,
    fiscalYearStartsOn: 1,
    actor: null,
    transaction: null,
  } as const
}
