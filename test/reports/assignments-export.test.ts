import { describe, expect, test } from 'vitest'
import { boss, clerk, kernel } from '../session/kernel'
import { refusal } from '../session/refusal'

const reader = {
  ...clerk,
  modules: { ...clerk.modules, conversations: 'manage', reports: 'read', users: 'read' },
  rights: ['export'],
} as const

async function scene() {
  const all = await kernel({
    ana: { profile: reader, reach: 'structure', groups: ['lille'] },
    bob: { profile: { ...reader, rights: [] }, reach: 'all' },
    eve: { profile: { ...boss, fields: { conversation: { assigneeId: 'hidden' } } }, reach: 'all' },
    max: { profile: { ...boss, fields: { contact: { name: 'hidden' } } }, reach: 'all' },
  })
  await all.system.createMany('contact', [
    { id: 'c1', name: 'Marie Curie', groupId: 'lille' },
    { id: 'c2', name: 'Louis Pasteur', groupId: 'amiens' },
  ])
  await all.system.createMany('conversation', [
    { id: 'v1', contactId: 'c1', groupId: 'lille' },
    { id: 'v2', contactId: 'c2', groupId: 'amiens' },
  ])
  const session = await all.crm.as('boss')
  await session.reports.assign({ conversationId: 'v1', assigneeId: 'ana' })
  all.clock.advance({ minutes: 1 })
  await session.reports.assign({ conversationId: 'v1', assigneeId: null })
  all.clock.advance({ minutes: 1 })
  await session.reports.assign({ conversationId: 'v2', assigneeId: 'bob', source: 'zapier' })
  return { ...all, boss: session }
}

async function linesOf(file: { readonly content: AsyncIterable<Uint8Array> }): Promise<readonly string[]> {
  const chunks: Uint8Array[] = []
  for await (const chunk of file.content) chunks.push(chunk)
  return Buffer.concat(chunks)
    .toString()
    .replace(/^\ufeff/, '')
    .split('\r\n')
    .slice(0, -1)
}

describe('the log of assignments as a file', () => {
  test('R4.1 R4.9 is the log as the report shows it, newest first', async () => {
    const { boss } = await scene()
    const file = await boss.reports.exportAssignments({ range: 'today', locale: 'fr' })
    expect([file.name, await linesOf(file)]).toEqual([
      'Affectations.csv',
      [
        'Horodatage (Europe/Paris);Conversation;Contact;Nom du contact;Cessionnaire précédent;Cessionnaire;Source;Affecté par',
        '2026-03-16 09:02:00;v2;c2;Louis Pasteur;-;Bob;Zapier;',
        '2026-03-16 09:01:00;v1;c1;Marie Curie;Anaïs;-;Utilisateur;Chloé',
        '2026-03-16 09:00:00;v1;c1;Marie Curie;-;Anaïs;Utilisateur;Chloé',
      ],
    ])
  })

  test('R4.7 R4.9 is narrowed as the report is, and tells how far it is', async () => {
    const { boss } = await scene()
    const told: unknown[] = []
    const onProgress = (progress: unknown) => void told.push(progress)
    const asked = { filters: { source: ['zapier'] }, timeZone: 'UTC' }
    const file = await boss.reports.exportAssignments(asked, { name: 'Zapier', separator: '\t', onProgress })
    expect([file.name, (await linesOf(file)).slice(1)]).toEqual([
      'Zapier.csv',
      ['2026-03-16 08:02:00\tv2\tc2\tLouis Pasteur\t-\tBob\tZapier\t'],
    ])
    expect(told).toEqual([{ done: 1, total: 1 }])
    const neither = { filters: { source: ['zapier'], assignedBy: ['boss'] } }
    expect(await linesOf(await boss.reports.exportAssignments(neither))).toHaveLength(1)
  })

  test('R4.9 all of it, where the table of the report is cut', async () => {
    const { boss, system, clock } = await scene()
    const ids = Array.from({ length: 10_100 }, (_, n) => `x${n}`)
    await system.createMany(
      'contact',
      ids.map((id) => ({ id, name: id, groupId: 'lille' })),
    )
    await system.createMany(
      'conversation',
      ids.map((id) => ({ id, contactId: id, groupId: 'lille', assigneeId: 'ana' })),
    )
    clock.advance({ minutes: 1 })
    const { components } = await boss.reports.assignments({ range: 'today' })
    expect(components.log).toMatchObject({ total: 10_103, cut: true })
    const lines = await linesOf(await boss.reports.exportAssignments({ range: 'today' }))
    expect(lines).toHaveLength(10_104)
    expect(new Set(lines.map((line) => line.split(',')[1])).size).toBe(10_103)
  })

  test('R2.9 R2.14 R4.9 takes the right to export, and shows what its reader may see', async () => {
    const { crm } = await scene()
    const exported = async (user: string) =>
      linesOf(await (await crm.as(user)).reports.exportAssignments({ range: 'today' }))
    expect((await exported('ana')).slice(1)).toEqual([
      '2026-03-16 09:01:00,v1,c1,Marie Curie,Anaïs,-,User,boss',
      '2026-03-16 09:00:00,v1,c1,Marie Curie,-,Anaïs,User,boss',
    ])
    expect((await exported('max')).join()).not.toContain('Curie')
    expect(await refusal(() => exported('bob'))).toBe('session.missing_right')
    expect(await refusal(() => exported('eve'))).toBe('session.hidden_field')
  })
})
