import { expect, test } from 'vitest'
import { fuse, mortalAdapter } from './fuse'
import { eventOf, reminder, runsOf, scene } from './scene'

/** Three e-mails, three times two tasks and three changes of status, due at the same time. */
async function due(process: string) {
  const life = fuse()
  const at = await scene()
  await at.session.automations.create(reminder)
  await at.session.automations.create({
    name: 'Préparer',
    trigger: { on: 'event.start' },
    timing: { when: 'before', days: 7 },
    action: { do: 'task', to: [{ who: 'lead' }, { who: 'owner' }], title: { fr: 'Préparer {{event.name}}' } },
  })
  await at.session.automations.create({
    name: 'Confirmer',
    trigger: { on: 'event.created' },
    timing: { when: 'after', days: 25 },
    action: { do: 'changeStatus', status: 'confirmed' },
  })
  await at.session.createMany(
    'event',
    ['a', 'b', 'c'].map((id) => eventOf(id, '2026-04-05T18:00:00Z')),
  )
  const worker = await at.worker(process, (adapter) => mortalAdapter(adapter, life))
  at.clock.set('2026-03-30T07:00:00Z')
  return { ...at, worker, life }
}

/** Dies at the nth step of a round, messages included; another process then finishes the work. Answers whether it lived. */
async function dieAt(step: number): Promise<boolean> {
  const at = await due(`mortal-${step}-`)
  const send = at.mail.send.bind(at.mail)
  at.mail.send = async (message) => {
    at.life.step()
    await send(message)
    at.life.step()
  }
  at.life.arm(step)
  const lived = await at.worker.tick().then(
    () => !at.life.isBlown,
    () => false,
  )
  at.life.arm(Number.POSITIVE_INFINITY)

  at.clock.advance({ minutes: 3 })
  await at.crm.tick()
  at.clock.advance({ days: 2 })
  await at.crm.tick()

  const runs = await runsOf(at.session)
  expect(runs.map(({ status, reason, error }) => ({ status, reason, error }))).toEqual(
    Array.from({ length: 9 }, () => ({ status: 'done', reason: null, error: null })),
  )
  expect([...at.mail.left.keys()].sort()).toEqual(
    runs
      .filter(({ action }) => action === 'email')
      .map(({ id }) => id)
      .sort(),
  )
  const tasks = (await at.session.find('task', { limit: 100 })).rows
  expect(tasks.map(({ eventId, assigneeId }) => `${eventId} ${assigneeId}`).sort()).toEqual(
    ['a', 'b', 'c'].flatMap((event) => [`${event} anna`, `${event} bruno`]),
  )
  const made = runs.flatMap(({ result }) =>
    result !== null && typeof result === 'object' && 'tasks' in result ? result.tasks : [],
  )
  expect(made).toHaveLength(6)
  expect(new Set(made)).toEqual(new Set(tasks.map(({ id }) => id)))
  const statuses = (await at.session.find('event', {})).rows.map(({ status }) => status)
  expect(statuses).toEqual(['confirmed', 'confirmed', 'confirmed'])
  return lived
}

test('R5.9 a worker that dies at any step, around a message too, loses nothing and does nothing twice', async () => {
  let step = 1
  while (!(await dieAt(step))) step += 1
  // Fewer steps than this and the round did not go through the store at all.
  expect(step).toBeGreaterThan(40)
}, 120_000)

test('R5.8 a process that dies while an event moves leaves the event and its run as they were, or both moved', async () => {
  const outcomes = new Set<string>()
  for (let step = 1, isOver = false; !isOver; step++) {
    const life = fuse()
    const at = await scene()
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-05T18:00:00Z'))
    const mortal = await at.worker(`mover-${step}-`, (adapter) => mortalAdapter(adapter, life))
    const session = mortal.system('test')
    life.arm(step)
    isOver = await session.update('event', 'gala', { startsAt: new Date('2026-05-05T18:00:00Z') }).then(
      () => !life.isBlown,
      () => false,
    )
    life.arm(Number.POSITIVE_INFINITY)
    const event = await at.session.get('event', 'gala')
    const [run] = await runsOf(at.session)
    outcomes.add(`${event?.startsAt?.toISOString().slice(5, 10)} ${run?.dueAt?.toISOString().slice(5, 10)}`)
  }
  expect([...outcomes].sort()).toEqual(['04-05 03-29', '05-05 04-28'])
}, 120_000)
