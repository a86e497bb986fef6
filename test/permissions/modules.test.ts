import { query } from 'clientele'
import { beforeEach, describe, expect, test } from 'vitest'
import { kernel } from '../session/kernel'
import { refusal } from '../session/refusal'
import { office } from './office'

let at: Awaited<ReturnType<typeof office>>
beforeEach(async () => {
  at = await office()
  await at.system.create('account', { id: 'garage', name: 'Garage', groupId: 'lille', ownerId: 'ana' })
  await at.system.create('invoice', { id: 'f1', number: 'F1', accountId: 'garage', groupId: 'lille', ownerId: 'ana' })
})

describe('a module switched off for everybody', () => {
  test('R2.10 it exists for nobody, an administrator included, until it is switched on again; the system sees it', async () => {
    const { ana, bob, system } = at
    await ana.rights.switchModule('invoices', { off: true })
    for (const session of [ana, bob]) {
      const answers = await Promise.all([
        refusal(() => session.find('invoice')),
        refusal(() => session.get('invoice', 'f1')),
        refusal(() => session.count('invoice')),
        refusal(() => session.stream('invoice')[Symbol.asyncIterator]().next()),
        refusal(() => session.reports.report({ entity: 'invoice', measures: [{ as: 'n', measure: 'count' }] })),
        refusal(() => session.create('invoice', { number: 'F2', groupId: 'lille' })),
        refusal(() => session.update('invoice', 'f1', { status: 'sent' })),
        refusal(() => session.remove('invoice', 'f1')),
        refusal(() => session.shares.give({ entity: 'invoice', id: 'f1', users: ['eve'], use: 'read' })),
      ])
      expect(new Set(answers)).toEqual(new Set(['session.module_unknown']))
      expect((await session.rights.me())?.modules.map(({ module }) => module)).not.toContain('invoices')
    }
    expect(await system.count('invoice')).toBe(1)
    await ana.rights.switchModule('invoices', { off: false })
    expect(await bob.count('invoice')).toBe(1)
  })

  test('R2.10 its refusals are those of a module that was never given', async () => {
    const { ana, bob, eve } = at
    await ana.rights.define({
      code: 'noInvoices',
      label: { fr: 'Sans factures', en: 'No invoices' },
      modules: { accounts: 'manage', journal: 'read' },
      rights: ['activityFeed'],
    })
    await ana.rights.assign({ user: 'eve', profile: 'noInvoices', reach: 'all' })
    await ana.rights.assign({ user: 'bob', profile: 'manager', reach: 'all' })
    await ana.rights.switchModule('invoices', { off: true })
    const withInvoice = query(at.crm.model, 'account', (a) => a.invoices.some((i) => i.number.eq('F1')))
    const about = query(at.crm.model, 'journalEntry', (j) => j.entity.eq('invoice'))
    const answers = async (session: typeof bob) => [
      await refusal(() => session.find('invoice')),
      await session.count('account', withInvoice),
      await session.count('journalEntry', about),
      (await session.rights.can('read', 'invoice', 'f1')).because.map(({ code }) => code),
    ]
    expect(await answers(bob)).toEqual(await answers(eve))
    // Who could switch it on again is told that it is off.
    const { allowed, because } = await ana.rights.can('read', 'invoice', 'f1')
    expect([allowed, because.map(({ code }) => code)]).toEqual([false, ['module_off']])
    expect(because[0]?.message.fr).toBe('Le module invoices est désactivé pour tous.')
  })

  test('R2.10 the kernel’s own modules too: lists, automations, reports, communication, the journal', async () => {
    const { ana, bob } = at
    const calls = {
      lists: () => bob.lists.queries('account'),
      automations: () => bob.automations.list(),
      reports: () => bob.reports.assignments({ range: 'today' }),
      communication: () => bob.communication.lists(),
      journal: () => bob.find('journalEntry'),
    }
    for (const [module, call] of Object.entries(calls)) {
      expect(await refusal(call)).toBe('no refusal')
      await ana.rights.switchModule(module, { off: true })
      expect(await refusal(call)).toBe('session.module_unknown')
      await ana.rights.switchModule(module, { off: false })
      expect(await refusal(call)).toBe('no refusal')
    }
  })

  test('R2.10 who manages rights sees which are off, since when, and which stay on', async () => {
    const { ana, bob } = at
    await ana.rights.switchModule('quotes', { off: true })
    await ana.rights.switchModule('quotes', { off: true })
    const modules = await ana.rights.modules()
    expect(modules.filter(({ off }) => off)).toEqual([
      { module: 'quotes', off: true, offSince: new Date('2026-03-16T08:00:00Z'), staysOn: false },
    ])
    expect(modules.filter(({ staysOn }) => staysOn).map(({ module }) => module)).toEqual(
      expect.arrayContaining(['regions', 'rights']),
    )
    expect(modules.map(({ module }) => module)).toEqual(expect.arrayContaining(['accounts', 'journal']))
    expect(await refusal(() => bob.rights.modules())).toBe('session.missing_right')
    expect([await bob.count('moduleSwitch'), await ana.count('moduleSwitch')]).toEqual([0, 1])
    const written = query(at.crm.model, 'journalEntry', (j) => j.entity.eq('moduleSwitch'))
    expect([await bob.count('journalEntry', written), await ana.count('journalEntry', written)]).toEqual([0, 1])
  })

  test.each([
    ['rights', { off: true }, 'rights.module_stays_on /module'],
    ['regions', { off: true }, 'rights.module_stays_on /module'],
    ['ships', { off: true }, 'rights.module_unknown /module'],
    ['*', { off: true }, 'rights.module_unknown /module'],
    ['quotes', {}, 'input.invalid /off'],
    ['quotes', { off: 'yes' }, 'input.invalid /off'],
  ])('R2.10 switching %s by %o is refused, and nothing is written', async (module, state, expected) => {
    const { ana, system } = at
    expect(await refusal(() => ana.rights.switchModule(module, state as never))).toBe(expected)
    expect(await system.count('moduleSwitch')).toBe(0)
  })

  test('R2.10 R2.9 it takes the right administrator, to switch off and on', async () => {
    const { ana, bob, eve } = at
    await ana.rights.define({
      code: 'chief',
      label: { fr: 'Chef', en: 'Chief' },
      modules: { '*': 'manage' },
      rights: ['advancedAdministration'],
    })
    await ana.rights.assign({ user: 'eve', profile: 'chief' })
    for (const session of [bob, eve])
      for (const off of [true, false])
        expect(await refusal(() => session.rights.switchModule('quotes', { off }))).toBe('session.missing_right')
  })

  test('R2.10 R6.3 it holds for actors that the host supplies', async () => {
    const { crm } = await kernel()
    const [boss, ana] = [await crm.as('boss'), await crm.as('ana')]
    expect(await ana.count('account')).toBe(0)
    await boss.rights.switchModule('accounts', { off: true })
    expect(await refusal(() => ana.count('account'))).toBe('session.module_unknown')
  })
})
