import { query } from 'clientele'
import { describe, expect, test } from 'vitest'
import { refusal } from '../session/refusal'
import { office } from './office'

/** Bob sees Lille, with these generic rights. */
async function scene(rights: readonly ('activityFeed' | 'export' | 'timeTracking')[]) {
  const at = await office()
  await at.ana.rights.define({
    code: 'clerk',
    label: { fr: 'Employé', en: 'Clerk' },
    modules: { '*': 'manage' },
    rights: [...rights],
  })
  await at.ana.rights.assign({ user: 'bob', profile: 'clerk', reach: 'structure', groups: ['lille'] })
  await at.system.create('account', { id: 'garage', name: 'Garage', groupId: 'lille' })
  await at.system.create('account', { id: 'port', name: 'Port', groupId: 'brest' })
  return at
}

describe('the activity feed', () => {
  test('R2.9 without the right it is shown in no way, and the refusal names the right', async () => {
    const { bob, crm } = await scene(['export', 'timeTracking'])
    const answers = await Promise.all([
      refusal(() => bob.find('journalEntry')),
      refusal(() => bob.get('journalEntry', 'x')),
      refusal(() => bob.count('journalEntry')),
      refusal(() => bob.stream('journalEntry')[Symbol.asyncIterator]().next()),
      refusal(() => bob.reports.report({ entity: 'journalEntry', measures: [{ as: 'n', measure: 'count' }] })),
    ])
    expect(new Set(answers)).toEqual(new Set(['session.missing_right']))
    await expect(bob.find('journalEntry')).rejects.toMatchObject({
      message: expect.stringContaining('activity feed'),
    })
    const { allowed, because } = await bob.rights.can('read', 'journalEntry', 'x')
    expect([allowed, because.map(({ code, data }) => [code, data['needed']])]).toEqual([
      false,
      [['missing_right', ['activityFeed']]],
    ])
    const saved = query(crm.model, 'journalEntry', (j) => j.entity.eq('account'))
    expect(await refusal(() => bob.count('journalEntry', saved))).toBe('session.missing_right')
  })

  test('R2.9 with the right it is shown, scoped like everything else, and given it holds on the very next call', async () => {
    const { ana, bob, crm } = await scene(['activityFeed'])
    const about = query(crm.model, 'journalEntry', (j) => j.entity.eq('account'))
    const seen = async () => (await bob.find('journalEntry', { where: about })).rows.map(({ recordId }) => recordId)
    expect(await seen()).toEqual(['garage'])
    const clerk = { code: 'clerk', label: { fr: 'Employé', en: 'Clerk' }, modules: { '*': 'manage' } } as const
    await ana.rights.define({ ...clerk, rights: [] })
    expect(await refusal(seen)).toBe('session.missing_right')
    await ana.rights.define({ ...clerk, rights: ['activityFeed'] })
    expect(await seen()).toEqual(['garage'])
    // The level on the module is asked as well.
    await ana.rights.define({ ...clerk, modules: { '*': 'manage', journal: 'access' }, rights: ['activityFeed'] })
    expect(await refusal(seen)).toBe('session.missing_level')
  })

  test('R2.9 the rights that a host consumes, such as time tracking, are among those that a session tells', async () => {
    const { bob } = await scene(['timeTracking'])
    expect((await bob.rights.me())?.rights).toEqual(['timeTracking'])
  })
})
