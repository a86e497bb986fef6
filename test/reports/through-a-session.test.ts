import { describe, expect, test } from 'vitest'
import { clerk, kernel } from '../session/kernel'

const reader = { ...clerk, modules: { ...clerk.modules, conversations: 'manage', reports: 'read' } } as const

async function scene() {
  const all = await kernel({
    ana: { profile: reader, reach: 'structure', groups: ['lille'] },
    bob: { profile: reader, reach: 'own' },
    eve: { profile: { ...clerk, modules: { reports: 'read' } }, reach: 'all' },
  })
  await all.system.createMany('contact', [
    { id: 'c1', name: 'Marie Curie', groupId: 'lille' },
    { id: 'c2', name: 'Louis Pasteur', groupId: 'amiens' },
  ])
  await all.system.createMany('conversation', [
    { id: 'v1', contactId: 'c1', groupId: 'lille' },
    { id: 'v2', contactId: 'c2', groupId: 'amiens' },
  ])
  return { ...all, ana: await all.crm.as('ana'), boss: await all.crm.as('boss') }
}

type Session = Awaited<ReturnType<typeof scene>>['ana']

async function told(session: Session) {
  const { components } = await session.reports.assignments({ range: 'today', locale: 'fr' })
  if (components.log.outcome !== 'data' || components.sources.outcome !== 'data') return components.log.outcome
  return {
    log: components.log.rows.map((row) => [
      row.conversationId,
      row.contactName,
      row.previousAssignee,
      row.assignee,
      row.sourceLabel,
      row.assignedBy,
    ]),
    sources: components.sources.rows.map(({ source, count, percentage }) => [source, count, percentage]),
  }
}

describe('assignments through a session', () => {
  test('R4.1 R4.3 R4.5 recorded as they happen, in the transaction of the change, and reported', async () => {
    const { clock, boss } = await scene()
    await boss.reports.assign({ conversationId: 'v1', assigneeId: 'ana' })
    clock.advance({ minutes: 1 })
    await boss.update('conversation', 'v1', { assigneeId: 'bob' })
    clock.advance({ minutes: 1 })
    await boss.reports.assign({ conversationId: 'v2', assigneeId: 'ana', source: 'zapier' })
    clock.advance({ minutes: 1 })
    await boss.reports.assign({ conversationId: 'v1', assigneeId: null })
    expect(await told(boss)).toEqual({
      log: [
        ['v1', 'Marie Curie', 'Bob', '-', 'Utilisateur', 'Chloé'],
        ['v2', 'Louis Pasteur', '-', 'Anaïs', 'Zapier', null],
        ['v1', 'Marie Curie', 'Anaïs', 'Bob', 'Utilisateur', 'Chloé'],
        ['v1', 'Marie Curie', '-', 'Anaïs', 'Utilisateur', 'Chloé'],
      ],
      sources: [
        ['user', 3, 75],
        ['zapier', 1, 25],
      ],
    })
  })

  test('R4.4 a returning contact stands in the inbox of their assignee, and the report does not move', async () => {
    const { boss, ana } = await scene()
    await boss.reports.assign({ conversationId: 'v1', assigneeId: 'bob' })
    const before = await told(boss)
    const opened = await ana.reports.openConversation({ contactId: 'c1', groupId: 'lille', channel: 'sms' })
    expect(opened).toMatchObject({ assigneeId: 'bob' })
    const inbox = await boss.find('conversation', {
      where: { type: 'test', field: 'assigneeId', operator: 'eq', value: 'bob' },
    })
    expect(inbox.rows.map(({ id }) => id)).toEqual(expect.arrayContaining(['v1', opened['id']]))
    expect(await told(boss)).toEqual(before)
  })

  test('R4.1 an assignment that is undone leaves no trace', async () => {
    const { boss } = await scene()
    const undone = boss.transaction(async (inside) => {
      await inside.reports.assign({ conversationId: 'v1', assigneeId: 'ana' })
      throw new Error('changed my mind')
    })
    await expect(undone).rejects.toThrow('changed my mind')
    expect(await told(boss)).toBe('noData')
  })

  test('R4.1 the log of a conversation is for those who may read the conversation', async () => {
    const { crm, boss, ana } = await scene()
    await boss.reports.assign({ conversationId: 'v1', assigneeId: 'bob' })
    await boss.reports.assign({ conversationId: 'v2', assigneeId: 'ana' })
    expect(await boss.count('assignment')).toBe(2)
    expect(await ana.count('assignment')).toBe(2) // one by the group, one by being its assignee
    expect(await (await crm.as('bob')).count('assignment')).toBe(1)
    expect(await told(await crm.as('bob'))).toMatchObject({ sources: [['user', 1, 100]] })
    const eve = await crm.as('eve')
    await expect(eve.reports.assignments()).rejects.toMatchObject({ code: 'session.module_unknown' })
  })

  test('R4.1 nobody assigns a conversation out of their reach, or writes the log by hand', async () => {
    const { ana, boss } = await scene()
    const beyond = ana.reports.assign({ conversationId: 'v2', assigneeId: 'bob' })
    await expect(beyond).rejects.toMatchObject({ code: 'reports.conversation_unknown', path: '/conversationId' })
    // @ts-expect-error the kernel keeps these records by its own actions
    await expect(boss.remove('assignment', 'x')).rejects.toMatchObject({ code: 'session.kernel_entity' })
  })

  test('R4.11 a report counts what the reader may see', async () => {
    const { ana, boss } = await scene()
    const contacts = { entity: 'contact', dimensions: ['groupId'] }
    expect((await boss.reports.report(contacts)).totals).toEqual({ count: 2 })
    expect((await ana.reports.report(contacts)).rows.map(({ dimensions }) => dimensions)).toEqual([
      { groupId: 'lille' },
    ])
    await expect(ana.reports.report({ entity: 'quote' })).rejects.toMatchObject({ code: 'session.module_unknown' })
  })
})
