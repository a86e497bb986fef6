import type { Clock } from 'clientele/kernel'
import type { StoreAdapter } from 'clientele/storage'
import { expect } from 'vitest'
import { fuse, mortalAdapter } from './fuse'
import { segmentScene, tagged, welcome } from './segment-scene'

/**
 * A process dies at the nth step of tagging a contact whom that lets into a segment, or of writing to her; another then does it all
 * again. Answers whether it lived.
 */
export async function dieAt(step: number, adapter: (clock: Clock) => StoreAdapter, tenant: string): Promise<boolean> {
  const { crm, session, clock, mail, worker } = await segmentScene(adapter, tenant)
  await session.automations.create(welcome(await tagged(session)))
  const life = fuse()
  const mortal = await worker('mortal', (store) => mortalAdapter(store, life))
  const send = mail.send.bind(mail)
  mail.send = async (message) => {
    life.step()
    await send(message)
    life.step()
  }
  life.arm(step)
  const lived = await mortal
    .system('test')
    .update('contact', 'chloe', { tags: ['vip'] })
    .then(() => mortal.tick())
    .then(
      () => !life.isBlown,
      () => false,
    )
  life.arm(Number.POSITIVE_INFINITY)

  await session.update('contact', 'chloe', { tags: ['vip'] })
  await crm.tick()
  clock.advance({ minutes: 3 })
  await crm.tick()
  clock.advance({ days: 1 })
  await crm.tick()
  const runs = (await session.automations.runs()).rows
  expect(runs.map(({ subjectId, status, error }) => ({ subjectId, status, error }))).toEqual([
    { subjectId: 'chloe', status: 'done', error: null },
  ])
  expect([...mail.left.keys()]).toEqual(runs.map(({ id }) => id))
  return lived
}
