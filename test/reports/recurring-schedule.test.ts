import { describe, expect, test } from 'vitest'
import { afterClaim, overStore } from '../automation/other-store'
import { none } from '../automation/scene'
import { became, lastOf, namesIn, office } from './recurring-scene'

describe('when it runs', () => {
  test('R5.12 at 02:30 in Paris, through the night that lacks it and the night that has it twice', async () => {
    const at = await office()
    const schedule = { recurs: 'daily', at: '02:30', timeZone: 'Europe/Paris', overlap: 'both' } as const
    await at.ana.reports.recurring.create({ ...at.daily, schedule })
    const times = async (from: string, until: string) => {
      at.clock.set(from)
      await at.crm.tick()
      const before = at.mail.calls.length
      for (const end = new Date(until); at.clock.now() < end; at.clock.advance({ minutes: 15 })) await at.crm.tick()
      const { rows } = await at.ana.reports.recurring.runs({ status: 'done', limit: at.mail.calls.length - before })
      return rows.map(({ finishedAt }) => finishedAt?.toISOString().slice(5, 16)).toReversed()
    }
    expect(await times('2026-03-28T00:00:00Z', '2026-03-31T00:00:00Z')).toEqual([
      '03-28T01:30',
      '03-29T01:30',
      '03-30T00:30',
    ])
    expect(await times('2026-10-24T12:00:00Z', '2026-10-27T00:00:00Z')).toEqual([
      '10-25T00:30',
      '10-25T01:30',
      '10-26T01:30',
    ])
  })

  test('R5.12 what was missed makes one run unless said otherwise, and it tells for how many it stands', async () => {
    const at = await office()
    await at.ana.reports.recurring.create(at.daily)
    at.clock.set('2026-03-20T10:00:00Z')
    await at.crm.tick()
    expect(await became(at)).toEqual(['2026-03-21T08:00:00.000Z pending', '2026-03-17T08:00:00.000Z done'])
    expect((await at.ana.reports.recurring.runs({ status: 'done' })).rows[0]?.missed).toBe(3)
    expect(lastOf(at)?.text).toContain('Il tient lieu aussi de 3 envois')
  })

  test('R5.12 `all` makes up for the last thirty and tells the number of the others', async () => {
    const at = await office()
    await at.ana.reports.recurring.create({ ...at.daily, missed: 'all' })
    at.clock.set('2026-04-26T10:00:00Z')
    while ((await at.crm.tick()).more);
    const { rows } = await at.ana.reports.recurring.runs({ status: 'done' })
    // The first stands for those between it and the thirty; 41 times have passed in all.
    expect(rows.map(({ missed }) => missed)).toEqual([...Array.from({ length: 30 }, () => 0), 10])
    expect(new Set(rows.map(({ dueAt }) => dueAt.getTime())).size).toBe(31)
    expect((await at.ana.reports.recurring.list())[0]?.nextAt).toEqual(new Date('2026-04-27T07:00:00Z'))
  })

  test('R5.12 `skip` sends nothing that is over an hour late', async () => {
    const at = await office()
    await at.ana.reports.recurring.create({ ...at.daily, missed: 'skip' })
    at.clock.set('2026-03-20T10:00:00Z')
    await at.crm.tick()
    expect(await became(at)).toEqual(['2026-03-21T08:00:00.000Z pending', '2026-03-17T08:00:00.000Z skipped late'])
    at.clock.set('2026-03-21T08:45:00Z')
    await at.crm.tick()
    expect((await became(at)).slice(1, 2)).toEqual(['2026-03-21T08:00:00.000Z done'])
    expect(at.mail.calls).toHaveLength(1)
  })

  test('R5.9 a clock that goes back makes nothing due again', async () => {
    const at = await office()
    await at.ana.reports.recurring.create(at.daily)
    for (const time of ['03-18T08:00', '03-17T08:00', '03-16T08:00', '03-18T08:30', '03-18T09:30']) {
      at.clock.set(`2026-${time}:00Z`)
      await at.crm.tick()
    }
    expect(await became(at)).toEqual(['2026-03-19T08:00:00.000Z pending', '2026-03-17T08:00:00.000Z done'])
  })

  test('R5.13 a pause holds exports too; what it kept is one run afterwards', async () => {
    const at = await office()
    await at.ana.reports.recurring.create(at.daily)
    await at.system.automations.pause()
    at.clock.set('2026-03-18T08:00:00Z')
    expect(await at.crm.tick()).toEqual(none)
    expect(at.mail.calls).toEqual([])
    await at.system.automations.resume()
    await at.crm.tick()
    expect(at.mail.calls).toHaveLength(1)
  })

  test('R6.8 one worker serves every tenant, each run within its own', async () => {
    const at = await office()
    const other = await at.crm.forTenant('other')
    const system = other.system('test')
    await system.create('group', { id: 'lille', name: 'elsewhere' })
    await system.create('user', { id: 'ana', name: 'Ana', email: 'ana@other.test' })
    await system.create('account', { id: 'a-lille', name: 'Elsewhere', status: 'client', groupId: 'lille' })
    const ana = await other.as('ana')
    const saved = await ana.lists.save({
      name: 'Clients',
      entity: 'account',
      criteria: at.clients.criteria,
      display: { columns: ['name'] },
    })
    await ana.reports.recurring.create({ ...at.daily, content: { of: 'query', query: saved.id }, selection: null })
    await at.ana.reports.recurring.create(at.daily)
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect(at.mail.calls.map(({ tenant, to }) => [tenant, ...to]).sort()).toEqual([
      ['main', 'ana@clientele.test'],
      ['other', 'ana@other.test'],
    ])
    expect(namesIn(at.mail.calls.find(({ tenant }) => tenant === 'other'))).toEqual(['Elsewhere'])
  })
})

describe('what happens while a file is made', () => {
  test('R1.6 switched off meanwhile: the file does not leave', async () => {
    const at = await office()
    const { id } = await at.ana.reports.recurring.create(at.daily)
    const mortal = await at.worker('slow-', (adapter) =>
      overStore(adapter, (store) => ({
        async find(entity, request) {
          const page = await store.find(entity, request)
          if (entity === 'account') await at.ana.reports.recurring.switchOff(id)
          return page
        },
      })),
    )
    at.clock.set('2026-03-17T08:00:00Z')
    await mortal.tick()
    expect(await became(at)).toEqual(['2026-03-17T08:00:00.000Z skipped switchedOff'])
    expect(at.mail.calls).toEqual([])
  })

  test('R1.6 R5.9 a long file keeps its lease: another worker does not take it', async () => {
    const at = await office()
    await at.system.createMany(
      'account',
      Array.from({ length: 3_500 }, (_, n) => ({ id: `n${n}`, name: `n${n}`, status: 'client', groupId: 'lille' })),
    )
    await at.ana.reports.recurring.create(at.daily)
    const slow = await at.worker('slow-', (adapter) =>
      overStore(adapter, (store) => ({
        async find(entity, request) {
          const page = await store.find(entity, request)
          if (entity !== 'account') return page
          at.clock.advance({ minutes: 0.75 })
          await at.crm.tick()
          return page
        },
      })),
    )
    at.clock.set('2026-03-17T08:00:00Z')
    await slow.tick()
    expect((await at.ana.reports.recurring.runs({ status: 'done' })).rows).toMatchObject([{ attempts: 1, rows: 3_504 }])
    expect(at.mail.calls).toHaveLength(1)
  })

  test('R1.6 R5.9 a worker whose lease is over finds that another one has it, and mails nothing', async () => {
    const at = await office()
    await at.ana.reports.recurring.create(at.daily)
    const asleep = await at.worker('asleep-', (adapter) =>
      afterClaim(adapter, async () => {
        at.clock.advance({ minutes: 2 })
        await at.crm.tick()
      }),
    )
    at.clock.set('2026-03-17T08:00:00Z')
    await asleep.tick()
    expect((await at.ana.reports.recurring.runs({ status: 'done' })).rows).toMatchObject([{ attempts: 2 }])
    expect(at.mail.calls).toHaveLength(1)
  })
})
