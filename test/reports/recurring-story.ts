import { expect } from 'vitest'
import { lastOf, namesIn, office, type OfficeOptions } from './recurring-scene'

/** The region gains three groups and loses two: the live export is of what it is now, the frozen one of what it was when it was saved. */
export async function regionStory(options: OfficeOptions): Promise<void> {
  const at = await office(options)
  const live = await at.ana.reports.recurring.create(at.daily)
  expect(live).toMatchObject({
    active: true,
    ownerId: 'ana',
    selection: { automaticallyAddNewGroups: true, frozenAt: null },
    nextAt: new Date('2026-03-17T08:00:00Z'),
  })
  at.clock.set('2026-03-17T08:00:00Z')
  await at.crm.tick()
  expect(namesIn(lastOf(at))).toEqual(['amiens', 'arras', 'brest', 'lille'])

  const frozen = await at.ana.reports.recurring.create({
    ...at.daily,
    name: 'Figé',
    selection: { ...at.daily.selection, automaticallyAddNewGroups: false },
  })
  expect(frozen.selection?.frozenAt).toEqual(at.clock.now())
  await at.chief.regions.assign({ region: at.north.id, groups: ['rouen', 'calais', 'lens'] })
  await at.chief.regions.unassign({ region: at.north.id, groups: ['arras', 'amiens'] })

  at.clock.set('2026-03-18T08:00:00Z')
  await at.crm.tick()
  const { rows } = await at.ana.reports.recurring.runs({ status: 'done' })
  const sent = (id: string) => namesIn(at.mail.left.get(rows.find((run) => run.exportId === id)?.id ?? ''))
  expect(sent(live.id)).toEqual(['brest', 'calais', 'lens', 'lille', 'rouen'])
  expect(sent(frozen.id)).toEqual(['amiens', 'arras', 'brest', 'lille'])
  expect(rows.map(({ name, rows: count, sentTo }) => [name, count, sentTo]).sort()).toEqual([
    ['Clients du Nord', 4, 'ana'],
    ['Clients du Nord', 5, 'ana'],
    ['Figé', 4, 'ana'],
  ])

  // What its owner has lost since is in neither, whatever was frozen.
  at.actors.set('ana', { ...at.actors.get('ana'), profile: 'manager', reach: 'structure', groups: ['lille', 'rouen'] })
  at.clock.set('2026-03-19T08:00:00Z')
  await at.crm.tick()
  const later = (await at.ana.reports.recurring.runs({ status: 'done', limit: 2 })).rows
  const now = (id: string) => namesIn(at.mail.left.get(later.find((run) => run.exportId === id)?.id ?? ''))
  expect(now(live.id)).toEqual(['lille', 'rouen'])
  expect(now(frozen.id)).toEqual(['lille'])
}

/** Two workers at once, and a third that comes late: each time is mailed once. */
export async function twoWorkers(options: OfficeOptions): Promise<void> {
  const at = await office(options)
  const names = ['A', 'B', 'C', 'D', 'E', 'F']
  for (const name of names) await at.ana.reports.recurring.create({ ...at.daily, name })
  const workers = await Promise.all(['one-', 'two-', 'three-'].map((prefix) => at.worker(prefix)))
  at.clock.set('2026-03-17T08:00:00Z')
  await Promise.all(workers.map((worker) => worker.tick()))
  for (const worker of workers) await worker.tick()
  const { rows } = await at.ana.reports.recurring.runs({ status: 'done' })
  expect(rows.map(({ name }) => name).sort()).toEqual(names)
  expect(at.mail.calls).toHaveLength(names.length)
  expect(new Set(at.mail.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(names.length)
}
