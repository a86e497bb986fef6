import { describe, expect, test } from 'vitest'
import { refusal } from '../session/refusal'
import { office } from './office'

interface Door {
  readonly name: string
  readonly call: (...inputs: unknown[]) => unknown
}

/** Every call of a session, or of a part of one, that makes a file. */
function exportsOf(session: object, part = ''): readonly Door[] {
  return Object.entries(session).flatMap(([own, value]: readonly [string, unknown]): readonly Door[] => {
    const name = `${part}${own}`
    if (typeof value === 'object' && value !== null) return exportsOf(value, `${name}.`)
    if (typeof value !== 'function' || !own.startsWith('export')) return []
    return [{ name, call: (...inputs) => Reflect.apply(value, undefined, inputs) }]
  })
}

/** What each of them is asked with. */
const ASKED: Readonly<Record<string, readonly unknown[]>> = {
  export: ['account', {}],
  'lists.exportList': [{ status: 'client' }],
  'reports.exportAssignments': [{ range: 'today' }],
}

describe('the right to export', () => {
  test('R2.9 every call that makes a file takes it, whatever else one may do', async () => {
    const { ana, bob } = await office()
    await ana.rights.define({
      code: 'clerk',
      label: { fr: 'Employé', en: 'Clerk' },
      modules: { '*': 'manage' },
      rights: ['administrator', 'advancedAdministration', 'timeTracking', 'activityFeed'],
    })
    await ana.rights.assign({ user: 'bob', profile: 'clerk', reach: 'all' })
    const query = await bob.lists.save({ name: 'Tous', entity: 'account', criteria: { type: 'and', criteria: [] } })
    const inputs = (name: string) => (name === 'lists.export' ? [query.id] : (ASKED[name] ?? []))
    const doors = exportsOf(bob)
    expect(doors.map(({ name }) => name).sort()).toEqual(['lists.export', ...Object.keys(ASKED)].sort())
    for (const { name, call } of doors) {
      expect(`${name}: ${await refusal(() => call(...inputs(name)))}`).toBe(`${name}: session.missing_right`)
      await expect(call(...inputs(name))).rejects.toMatchObject({ message: expect.stringContaining('right export') })
    }
    expect(await bob.count('account')).toBe(0)
    for (const profile of ['administrator', 'allAccess', 'manager']) {
      await ana.rights.assign({ user: 'bob', profile, reach: 'all' })
      for (const { name, call } of doors)
        expect(`${profile} ${name}: ${await refusal(() => call(...inputs(name)))}`).toMatch(/no refusal$/)
    }
  })
})
