import { describe, expect, test } from 'vitest'
import { stores } from '../lists/stores'
import { none, refusalOf } from './scene'
import { segmentScene, standings, tagged, welcome } from './segment-scene'

describe.each(stores)('a campaign to the members of a segment, in $store', ({ adapter }) => {
  const scene = async () => {
    const made = await segmentScene(adapter)
    const { session, clock } = made
    for (const id of ['chloe', 'hugo']) await session.update('contact', id, { tags: ['vip'] })
    const segment = await tagged(session)
    const { id } = await session.automations.create({ ...welcome(segment), timing: { when: 'after', days: 1 } })
    return { ...made, segment, automation: id, later: () => clock.advance({ days: 1 }) }
  }

  test('R2.6 each who is inside is written to once, if they agreed, however often it is asked', async () => {
    const { crm, session, mail, automation, later } = await scene()
    await session.automations.reachMembers(automation)
    await session.automations.reachMembers(automation)
    expect((await standings(session)).sort()).toEqual(['chloe pending', 'hugo pending'])
    later()
    expect(await crm.tick()).toEqual({ ...none, done: 1, skipped: 1 })
    expect(mail.calls.map(({ to }) => to)).toEqual([['chloe@dupont.test']])
    await session.update('contact', 'hugo', { consentedAt: new Date('2026-03-01T00:00:00Z') })
    await session.automations.reachMembers(automation)
    later()
    expect(await crm.tick()).toEqual({ ...none, done: 1 })
    expect(mail.calls.map(({ to }) => to)).toEqual([['chloe@dupont.test'], ['hugo@dupont.test']])
  })

  test('R2.6 who entered by themselves is not reached again, and who leaves before it is due is not reached', async () => {
    const { crm, session, mail, automation, later } = await scene()
    await session.update('contact', 'hugo', { consentedAt: new Date('2026-03-01T00:00:00Z'), tags: [] })
    await session.update('contact', 'hugo', { tags: ['vip'] })
    await session.automations.reachMembers(automation)
    await session.update('contact', 'chloe', { tags: [] })
    expect((await standings(session)).sort()).toEqual(['chloe cancelled leftSegment', 'hugo pending'])
    later()
    await crm.tick()
    expect(mail.calls.map(({ to }) => to)).toEqual([['hugo@dupont.test']])
  })

  test('R2.6 what is off, or waits for something else, has no members to reach', async () => {
    const { session, segment, automation } = await scene()
    const off = await refusalOf(async () => {
      await session.automations.switchOff(automation)
      await session.automations.reachMembers(automation)
    })
    expect(off.code).toBe('automation.not_of_members')
    const task = { do: 'task', to: [{ who: 'owner' }], title: { fr: 'Rappeler' } } as const
    const leaving = await session.automations.create({
      name: 'Sortie',
      trigger: { on: 'segment.left', segment },
      action: task,
    })
    const left = await refusalOf(() => session.automations.reachMembers(leaving.id))
    expect(left.code).toBe('automation.not_of_members')
    const unknown = await refusalOf(() => session.automations.reachMembers('nowhere'))
    expect(unknown.code).toBe('automation.unknown')
    expect(await standings(session)).toEqual([])
  })
})
