import { expect, test } from 'vitest'
import { fuse, mortalAdapter } from '../automation/fuse'
import { namesIn, office } from './recurring-scene'

/** Dies at the nth step of a round, the message included; another process then finishes the work. Answers whether it lived. */
async function dieAt(step: number): Promise<boolean> {
  const at = await office()
  const { id } = await at.ana.reports.recurring.create(at.daily)
  const life = fuse()
  const worker = await at.worker(`mortal-${step}-`, (adapter) => mortalAdapter(adapter, life))
  const send = at.mail.send.bind(at.mail)
  at.mail.send = async (message) => {
    life.step()
    await send(message)
    life.step()
  }
  at.clock.set('2026-03-17T08:00:00Z')
  life.arm(step)
  const lived = await worker.tick().then(
    () => !life.isBlown,
    () => false,
  )
  life.arm(Number.POSITIVE_INFINITY)

  at.clock.advance({ minutes: 3 })
  await at.crm.tick()
  at.clock.advance({ hours: 3 })
  await at.crm.tick()

  const { rows } = await at.ana.reports.recurring.runs()
  expect(rows.map(({ status, reason, dueAt, missed }) => ({ status, reason, dueAt, missed }))).toEqual([
    { status: 'pending', reason: null, dueAt: new Date('2026-03-18T08:00:00Z'), missed: 0 },
    { status: 'done', reason: null, dueAt: new Date('2026-03-17T08:00:00Z'), missed: 0 },
  ])
  expect([...at.mail.left.keys()]).toEqual([rows[1]?.id])
  expect(namesIn(at.mail.left.get(rows[1]?.id ?? ''))).toEqual(['amiens', 'arras', 'brest', 'lille'])
  expect(rows[1]).toMatchObject({ rows: 4, sentTo: 'ana' })
  expect((await at.ana.reports.recurring.get(id)).nextAt).toEqual(new Date('2026-03-18T08:00:00Z'))
  return lived
}

test('R1.6 R5.9 a worker that dies at any step, around the message too, loses nothing and mails nothing twice', async () => {
  let step = 1
  while (!(await dieAt(step))) step += 1
  // Fewer steps than this and the round did not go through the store at all.
  expect(step).toBeGreaterThan(40)
}, 120_000)
