import { and, query } from 'clientele'
import { describe, expect, test } from 'vitest'
import { kernel } from './kernel'
import { refusal } from './refusal'

const gala = {
  id: 'gala',
  name: 'Gala',
  startsAt: new Date('2026-04-04T18:00:00Z'),
  groupId: 'lille',
  leadId: 'bob',
} as const

async function scene() {
  const all = await kernel()
  const boss = await all.crm.as('boss')
  await boss.automations.create({
    name: 'Rappel',
    trigger: { on: 'event.start' },
    timing: { when: 'before', days: 7 },
    action: { do: 'task', to: [{ who: 'lead' }], title: { fr: 'Appeler' } },
  })
  // As a host's own table would have it.
  await all.system.create('event', { ...gala, startsAt: null })
  const runs = async () =>
    (await boss.automations.runs({ event: 'gala' })).rows.map(
      ({ status, dueAt }) => `${status} ${dueAt?.toISOString()}`,
    )
  return { ...all, boss, runs }
}

describe('what a host tells of its own writes', () => {
  test('R5.8 a record told of is planned for, moved, and its runs cancelled when it is gone', async () => {
    const { crm, runs, system } = await scene()
    await crm.changed('event', null, gala)
    expect(await runs()).toEqual(['pending 2026-03-28T08:00:00.000Z'])
    const later = { ...gala, startsAt: new Date('2026-04-11T18:00:00Z') }
    await crm.changed('event', gala, later)
    expect(await runs()).toEqual(['pending 2026-04-04T07:00:00.000Z'])
    await crm.changed('event', later, null)
    expect(await runs()).toEqual(['cancelled 2026-04-04T07:00:00.000Z'])
    const told = query(crm.model, 'journalEntry', (j) => and(j.recordId.eq('gala'), j.reason.eq('changed')))
    const { rows } = await system.find('journalEntry', { where: told, orderBy: ['id'] })
    expect(rows.map(({ type }) => type)).toEqual(['created', 'updated', 'removed'])
  })

  test('two images that are alike are no change', async () => {
    const { crm, system, runs } = await scene()
    const entries = await system.count('journalEntry')
    await crm.changed('event', gala, { ...gala, startsAt: new Date(gala.startsAt), ownerId: null })
    expect(await system.count('journalEntry')).toBe(entries)
    expect(await runs()).toEqual([])
  })

  test.each([
    ['nothing', null, null, 'session.nothing_changed'],
    ['a record without an id', null, { name: 'x', groupId: 'lille' }, 'session.nothing_changed'],
    ['two records', gala, { ...gala, id: 'bal' }, 'session.two_records'],
    ['a field that is not there', null, { ...gala, shoe: 1 }, 'record.unknown_field /shoe'],
    ['a value that does not fit', gala, { ...gala, startsAt: 'soon' }, 'record.invalid /startsAt'],
  ])('%s is refused', async (_, before, after, expected) => {
    const { crm, system } = await scene()
    const entries = await system.count('journalEntry')
    expect(await refusal(() => Reflect.apply(crm.changed, crm, ['event', before, after]))).toBe(expected)
    expect(await system.count('journalEntry')).toBe(entries)
  })

  test('nobody tells of what the kernel keeps, or of records that are not there', async () => {
    const { crm } = await scene()
    const access = { id: 'ana', profile: 'administrator', reach: 'all' }
    // @ts-expect-error the kernel keeps these records by its own actions
    expect(await refusal(() => crm.changed('userAccess', null, access))).toBe('session.kernel_entity')
    // @ts-expect-error the kernel keeps these records by its own actions
    expect(await refusal(() => crm.happened('opened', 'automationRun', 'x'))).toBe('session.kernel_entity')
    expect(await refusal(() => crm.happened('quote.opened', 'quote', 'nowhere'))).toBe('session.gone')
  })

  test('R4.2 where an assignment came from is told as it is', async () => {
    const { crm, boss, system } = await scene()
    await system.create('contact', { id: 'zoe', name: 'Zoë', groupId: 'lille' })
    const thread = { id: 'thread', contactId: 'zoe', groupId: 'lille' } as const
    await crm.changed('conversation', { ...thread, assigneeId: null }, { ...thread, assigneeId: 'bob' })
    // Nobody is said to have acted: the programming interface did.
    expect((await boss.find('assignment')).rows).toMatchObject([
      { conversationId: 'thread', source: 'developerApi', assigneeId: 'bob', assignedById: null },
    ])
  })
})
