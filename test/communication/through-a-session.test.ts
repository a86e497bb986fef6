import { describe, expect, test } from 'vitest'
import { clerk, kernel } from '../session/kernel'

const reader = { ...clerk, modules: { ...clerk.modules, communication: 'read' } } as const

async function scene() {
  const all = await kernel({
    ana: { profile: reader, reach: 'structure', groups: ['lille'] },
    bob: { profile: reader, reach: 'own' },
  })
  return { ...all, ana: await all.crm.as('ana'), bob: await all.crm.as('bob'), boss: await all.crm.as('boss') }
}

describe('announcements through a session', () => {
  test('R3.6 appear and disappear by their dates while the clock runs, with no job', async () => {
    const { clock, ana, boss } = await scene()
    const [everyone] = await boss.communication.lists()
    const item = await boss.communication.publish({
      kind: 'deal',
      title: { fr: 'Places de cinéma', en: 'Cinema tickets' },
      listId: everyone?.id ?? '',
      startsOn: '2026-03-28',
      endsOn: '2026-03-29',
    })
    const shown = async (time: string) => {
      clock.set(time)
      const found = await ana.find('announcement')
      expect(found.rows.map(({ id }) => id)).toEqual((await ana.communication.announcements()).map(({ id }) => id))
      return found.rows.length
    }
    expect(await shown('2026-03-27T22:59:59.999Z')).toBe(0)
    expect(await shown('2026-03-27T23:00:00Z')).toBe(1)
    expect(await shown('2026-03-29T21:59:59.999Z')).toBe(1) // the short day has ended at 22:00 UTC
    expect(await shown('2026-03-29T22:00:00Z')).toBe(0)
    expect(await boss.communication.announcements({ user: 'ana', at: new Date('2026-03-28T12:00:00Z') })).toEqual([
      item,
    ])
    await expect(ana.communication.announcements({ user: 'bob' })).rejects.toMatchObject({
      code: 'session.missing_level',
    })
  })

  test('R3.3 only the members of the list see it, in their sections and however they ask', async () => {
    const { ana, bob, boss } = await scene()
    const list = await boss.communication.createList({ name: 'Lille', members: ['bob'] })
    await boss.communication.publish({ kind: 'benefit', title: { fr: 'Crèche' }, listId: list.id })
    const counts = async (session: typeof ana) =>
      (await session.communication.sections()).map(({ items }) => items.length)
    expect(await counts(bob)).toEqual([0, 1, 0, 0])
    expect(await counts(ana)).toEqual([0, 0, 0, 0])
    expect(await ana.count('announcement')).toBe(0)
    await boss.communication.addMembers(list.id, ['ana'])
    await boss.communication.removeMembers(list.id, ['bob'])
    expect([await ana.count('announcement'), await bob.count('announcement')]).toEqual([1, 0])
  })

  test('R3.2 everyone is there from the start and follows the users; a removed user leaves the other lists', async () => {
    const { boss, system } = await scene()
    const [everyone] = await boss.communication.lists()
    expect(everyone).toMatchObject({ name: 'Everyone', kind: 'everyone' })
    const list = await boss.communication.createList({ name: 'Lille', members: ['ana', 'bob'] })
    await system.remove('user', 'bob')
    expect(await boss.communication.members(everyone?.id ?? '')).toEqual(['ana', 'boss'])
    expect(await boss.communication.members(list.id)).toEqual(['ana'])
    const renamed = await boss.communication.renameList(list.id, { name: 'Lille et environs', version: list.version })
    expect(renamed.version).toBe(2)
    const late = boss.communication.renameList(list.id, { name: 'Trop tard', version: list.version })
    await expect(late).rejects.toMatchObject({ code: 'session.stale' })
  })

  test('R2.10 reading is not publishing', async () => {
    const { ana } = await scene()
    const refused = ana.communication.publish({ kind: 'message', title: { fr: 'Bonjour' }, listId: 'x' })
    await expect(refused).rejects.toMatchObject({ code: 'session.missing_level' })
    await expect(ana.communication.lists()).rejects.toMatchObject({ code: 'session.missing_level' })
  })
})
