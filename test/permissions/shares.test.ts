import { createClientele, crmEntities, defineModel, query, sequentialIdentifiers, testClock } from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { beforeEach, describe, expect, test } from 'vitest'
import { kernel } from '../session/kernel'
import { refusal } from '../session/refusal'

/** Ana administers; Bob and Eve see their own records only, Max manages the group of Lille. */
async function open() {
  const clock = testClock('2026-03-16T08:00:00Z')
  const crm = await createClientele({
    model: defineModel(crmEntities),
    store: memoryAdapter({ clock }),
    timeZone: 'Europe/Paris',
    clock,
    identifiers: sequentialIdentifiers('id-'),
  })
  const system = crm.system('scene')
  await system.createMany(
    'group',
    ['lille', 'brest'].map((id) => ({ id, name: id })),
  )
  for (const id of ['ana', 'bob', 'eve', 'max']) await system.create('user', { id, name: `${id}!` })
  await system.createMany('account', [
    { id: 'garage', name: 'Garage', groupId: 'lille', ownerId: 'ana' },
    { id: 'hotel', name: 'Hôtel', groupId: 'lille', ownerId: 'ana' },
    { id: 'port', name: 'Port', groupId: 'brest', ownerId: 'bob' },
  ])
  await system.createMany('contact', [
    { id: 'zoe', name: 'Zoë', accountId: 'garage', groupId: 'lille' },
    { id: 'ugo', name: 'Ugo', accountId: 'hotel', groupId: 'lille' },
  ])
  await system.create('event', { id: 'gala', name: 'Gala', accountId: 'garage', groupId: 'brest' })
  await system.create('quote', { id: 'd1', number: 'D1', accountId: 'garage', groupId: 'lille' })
  await system.create('invoice', { id: 'f1', number: 'F1', accountId: 'garage', groupId: 'lille' })
  await system.create('conversation', { id: 'thread', contactId: 'zoe', groupId: 'lille' })
  await system.create('conversation', { id: 'other', contactId: 'ugo', groupId: 'lille' })
  await system.create('message', {
    id: 'hello',
    conversationId: 'thread',
    direction: 'in',
    sentAt: new Date('2026-03-01T08:00:00Z'),
  })
  const ana = await crm.as('ana')
  for (const user of ['bob', 'eve']) await ana.rights.assign({ user, profile: 'manager', reach: 'own' })
  await ana.rights.assign({ user: 'max', profile: 'manager', reach: 'structure', groups: ['lille'] })
  const [bob, eve, max] = await Promise.all(['bob', 'eve', 'max'].map((user) => crm.as(user)))
  if (bob === undefined || eve === undefined || max === undefined) throw new Error('There is no session')
  return { crm, clock, system, ana, bob, eve, max }
}

let at: Awaited<ReturnType<typeof open>>
beforeEach(async () => {
  at = await open()
})

const KINDS = ['account', 'contact', 'event', 'quote', 'invoice', 'conversation', 'message'] as const

/** What a user finds of everything there is. */
async function seen(session: typeof at.bob): Promise<readonly string[]> {
  const found = await Promise.all(KINDS.map(async (kind) => (await session.find(kind, { orderBy: ['id'] })).rows))
  return found.flat().map(({ id }) => id)
}

const nextWeek = new Date('2026-03-23T08:00:00Z')
const garage = { entity: 'account', id: 'garage' } as const

describe('a share opens a record with what belongs to it', () => {
  test('R2.12 contacts, events, quotes, invoices, conversations and their messages go with an account', async () => {
    const { ana, bob, eve } = at
    expect(await seen(bob)).toEqual(['port'])
    await ana.shares.give({ ...garage, users: ['bob', 'eve'], use: 'read' })
    const carried = ['zoe', 'gala', 'd1', 'f1', 'thread', 'hello']
    expect(await seen(bob)).toEqual(['garage', 'port', ...carried])
    expect(await seen(eve)).toEqual(['garage', ...carried])
  })

  test('R2.12 a share of a contact carries its conversations, and not its account', async () => {
    const { max, eve } = at
    await max.shares.give({ entity: 'contact', id: 'zoe', users: ['eve'], use: 'read' })
    expect(await seen(eve)).toEqual(['zoe', 'thread', 'hello'])
  })

  test('R2.12 a share to read lets nothing be changed; one to work on lets what belongs to it be changed and made', async () => {
    const { ana, bob } = at
    const attempts = () =>
      Promise.all([
        refusal(() => bob.update('account', 'garage', { city: 'Lille' })),
        refusal(() => bob.update('invoice', 'f1', { status: 'sent' })),
        refusal(() => bob.create('contact', { name: 'Léa', accountId: 'garage', groupId: 'lille' })),
      ])
    await ana.shares.give({ ...garage, users: ['bob'], use: 'read' })
    expect(await attempts()).toEqual(['session.gone', 'session.gone', 'session.outside_scope'])
    await ana.shares.give({ ...garage, users: ['bob'], use: 'work' })
    expect(await attempts()).toEqual(['no refusal', 'no refusal', 'no refusal'])
    // What leaves the account leaves the share.
    expect(await refusal(() => bob.update('contact', 'zoe', { accountId: null }))).toBe('session.outside_scope')
    expect(await refusal(() => bob.create('contact', { name: 'x', accountId: null, groupId: 'lille' }))).toBe(
      'session.outside_scope',
    )
  })

  test('R2.12 a share widens how far rights reach, never their level', async () => {
    const { ana, bob } = at
    await ana.rights.define({
      code: 'reader',
      label: { fr: 'Lecteur', en: 'Reader' },
      modules: { accounts: 'read', contacts: 'access', users: 'read' },
      rights: [],
    })
    await ana.rights.assign({ user: 'bob', profile: 'reader' })
    await ana.shares.give({ ...garage, users: ['bob'], use: 'work' })
    expect((await bob.find('account', { orderBy: ['id'] })).rows.map(({ id }) => id)).toEqual(['garage', 'port'])
    expect(await refusal(() => bob.update('account', 'garage', { city: 'x' }))).toBe('session.missing_level')
    expect(await refusal(() => bob.find('contact'))).toBe('session.missing_level')
    expect(await refusal(() => bob.find('invoice'))).toBe('session.module_unknown')
    expect(await bob.shares.mine()).toMatchObject([garage])
    await ana.shares.give({ entity: 'invoice', id: 'f1', users: ['bob'], use: 'read' })
    // An invoice of a module that does not exist for Bob is not among what is his.
    expect(await bob.shares.mine()).toHaveLength(1)
  })

  test('R2.12 it holds for get, count, criteria on related records, reports and streams', async () => {
    const { ana, bob, crm } = at
    const withInvoice = query(crm.model, 'account', (a) => a.invoices.some((i) => i.number.eq('F1')))
    const readings = async () => {
      const streamed: string[] = []
      for await (const { id } of bob.stream('account')) streamed.push(id)
      const report = await bob.reports.report({ entity: 'account', measures: [{ as: 'n', measure: 'count' }] })
      return [
        (await bob.get('account', 'garage'))?.name,
        await bob.count('account'),
        await bob.count('account', withInvoice),
        report.totals['n'],
        streamed.sort(),
      ]
    }
    expect(await readings()).toEqual([undefined, 1, 0, 1, ['port']])
    await ana.shares.give({ ...garage, users: ['bob'], use: 'read' })
    expect(await readings()).toEqual(['Garage', 2, 1, 2, ['garage', 'port']])
  })

  test('R2.12 it ends at its expiry, to the moment, and on the very next call when it is taken back', async () => {
    const { ana, bob, eve, clock } = at
    await ana.shares.give({ ...garage, users: ['bob'], use: 'read', expiresAt: nextWeek })
    await ana.shares.give({ ...garage, users: ['eve'], use: 'read' })
    clock.set('2026-03-23T07:59:59.999Z')
    expect(await bob.count('account')).toBe(2)
    expect(await ana.shares.of('account', 'garage')).toHaveLength(2)
    clock.set('2026-03-23T08:00:00Z')
    expect(await bob.count('account')).toBe(1)
    expect(await bob.shares.mine()).toEqual([])
    expect(await ana.shares.of('account', 'garage')).toMatchObject([{ user: 'eve' }])
    expect(await eve.count('account')).toBe(1)
    await ana.shares.take({ ...garage, users: ['eve'] })
    expect(await eve.count('account')).toBe(0)
    // Given again, it is there again.
    await ana.shares.give({ ...garage, users: ['bob'], use: 'work' })
    expect(await ana.shares.of('account', 'garage')).toMatchObject([{ user: 'bob', use: 'work', expiresAt: null }])
  })

  test('R2.12 many users at once, who gave what, and what was so already', async () => {
    const { ana, system, clock } = at
    const users = Array.from({ length: 300 }, (_, index) => `u${String(index).padStart(3, '0')}`)
    await system.createMany(
      'user',
      users.map((id) => ({ id, name: id })),
    )
    await ana.shares.give({ ...garage, users, use: 'read', expiresAt: nextWeek })
    expect(await ana.shares.of('account', 'garage')).toHaveLength(300)
    clock.advance({ hours: 1 })
    await system.shares.give({ ...garage, users: [...users, 'bob'], use: 'read', expiresAt: nextWeek })
    const shares = await ana.shares.of('account', 'garage')
    expect(shares[0]).toMatchObject({ user: 'bob', sharedBy: null, sharedAt: new Date('2026-03-16T09:00:00Z') })
    expect(shares[1]).toMatchObject({ sharedBy: 'ana', sharedAt: new Date('2026-03-16T08:00:00Z'), version: 1 })
  })

  test('R2.12 it leaves with the record and with the user, so that another under the same id is open to nobody', async () => {
    const { ana, bob, system } = at
    await ana.shares.give({ entity: 'quote', id: 'd1', users: ['bob', 'eve'], use: 'read' })
    await system.remove('quote', 'd1')
    await system.create('quote', { id: 'd1', number: 'D2', groupId: 'lille' })
    expect(await bob.get('quote', 'd1')).toBeNull()
    await ana.shares.give({ ...garage, users: ['eve'], use: 'read' })
    await system.remove('user', 'eve')
    expect(await system.count('share')).toBe(0)
    await system.create('user', { id: 'eve', name: 'Another' })
    await ana.rights.assign({ user: 'eve', profile: 'manager', reach: 'own' })
    expect(await at.eve.count('account')).toBe(0)
  })

  test('R2.12 it stands in the journal, and tells of no record that a list would not show', async () => {
    const { ana, bob, eve, max, system } = at
    await ana.shares.give({ ...garage, users: ['bob'], use: 'read' })
    await ana.shares.give({ entity: 'event', id: 'gala', users: ['eve'], use: 'read' })
    const written = query(at.crm.model, 'journalEntry', (j) => j.entity.eq('share'))
    expect(await ana.count('journalEntry', written)).toBe(2)
    expect((await bob.find('share')).rows.map(({ recordId }) => recordId)).toEqual(['garage'])
    expect(await eve.count('share')).toBe(1)
    expect(await ana.count('share')).toBe(2)
    // Max manages rights within Lille: of the event of Brest he learns nothing.
    await ana.rights.define({
      code: 'chief',
      label: { fr: 'Chef', en: 'Chief' },
      modules: { '*': 'manage' },
      rights: ['advancedAdministration', 'activityFeed'],
    })
    await ana.rights.assign({ user: 'max', profile: 'chief' })
    expect((await max.find('share')).rows.map(({ recordId }) => recordId)).toEqual(['garage'])
    expect(await max.count('journalEntry', written)).toBe(1)
    expect(await system.count('share')).toBe(2)
    // Of a share that is gone, only who may read every share reads the entries.
    await ana.shares.take({ ...garage, users: ['bob'] })
    expect([await ana.count('journalEntry', written), await max.count('journalEntry', written)]).toEqual([3, 0])
    // @ts-expect-error the kernel keeps these records by its own actions
    expect(await refusal(() => ana.create('share', {}))).toBe('session.kernel_entity')
  })
})

describe('who shares', () => {
  test('R2.12 R2.15 only who manages a record by rights of their own: a share is not passed on', async () => {
    const { ana, bob, eve, max } = at
    const give = (session: typeof bob, more: object = {}) =>
      refusal(() => session.shares.give({ ...garage, users: ['eve'], use: 'read', ...more }))
    expect(await give(bob)).toBe('share.record_unknown /id')
    expect(await give(bob, { id: 'nowhere' })).toBe('share.record_unknown /id')
    expect(await give(bob, { id: 'port' })).toBe('no refusal')
    expect(await give(max)).toBe('no refusal')
    await ana.shares.give({ ...garage, users: ['bob'], use: 'work' })
    expect(await give(bob)).toBe('share.not_yours /id')
    expect(await refusal(() => bob.shares.of('account', 'garage'))).toBe('share.not_yours /id')
    expect(await refusal(() => bob.shares.take({ ...garage, users: ['eve'] }))).toBe('share.not_yours /id')
    // What is shared with oneself may be given up.
    await bob.shares.take({ ...garage, users: ['bob'] })
    expect(await bob.get('account', 'garage')).toBeNull()
    expect(await eve.count('account')).toBe(2)
  })

  test('R2.12 R2.15 who works on a record by a share does not make it theirs, nor anybody else’s, for good', async () => {
    const { ana, bob, system } = at
    await ana.shares.give({ ...garage, users: ['bob'], use: 'work', expiresAt: nextWeek })
    const attempts = [
      () => bob.update('account', 'garage', { ownerId: 'bob' }),
      () => bob.update('account', 'garage', { ownerId: 'eve', city: 'Lille' }),
      () => bob.update('account', 'garage', { groupId: 'brest' }),
      () => bob.update('contact', 'zoe', { ownerId: 'bob' }),
      () => bob.update('contact', 'zoe', { accountId: 'port' }),
      () => bob.reports.assign({ conversationId: 'thread', assigneeId: 'bob' }),
    ]
    // What is moved to an account that is shared for longer would stay.
    await system.shares.give({ entity: 'account', id: 'hotel', users: ['bob'], use: 'work' })
    await system.create('account', { id: 'depot', name: 'Dépôt', groupId: 'brest', ownerId: 'bob' })
    const moved = () => bob.update('invoice', 'f1', { accountId: 'hotel' })
    expect(await Promise.all([...attempts, moved].map(refusal))).toEqual([
      'share.owner_stays /ownerId',
      'share.owner_stays /ownerId',
      'share.owner_stays /groupId',
      'share.owner_stays /ownerId',
      'session.outside_scope',
      'share.owner_stays /assigneeId',
      'share.owner_stays /accountId',
    ])
    expect(await system.get('account', 'garage')).toMatchObject({ ownerId: 'ana', groupId: 'lille', city: null })
    // What is theirs by themselves stays theirs to give.
    await bob.update('account', 'port', { groupId: 'lille' })
    await bob.update('account', 'garage', { city: 'Lille', ownerId: 'ana' })
    expect(await refusal(() => bob.update('message', 'hello', { conversationId: 'other' }))).toBe(
      'share.owner_stays /conversationId',
    )
  })

  test('R2.12 who may only read a module shares nothing of it', async () => {
    const { ana, bob } = at
    await ana.rights.define({
      code: 'reader',
      label: { fr: 'Lecteur', en: 'Reader' },
      modules: { accounts: 'read' },
      rights: [],
    })
    await ana.rights.assign({ user: 'bob', profile: 'reader' })
    const port = { entity: 'account', id: 'port', users: ['eve'] } as const
    expect(await refusal(() => bob.shares.give({ ...port, use: 'read' }))).toBe('session.missing_level')
    expect(await refusal(() => bob.shares.of('account', 'port'))).toBe('session.missing_level')
    expect(await refusal(() => bob.shares.take({ ...port, entity: 'invoice' }))).toBe('session.module_unknown')
  })

  test.each([
    ['with oneself', { users: ['bob', 'ana'] }, 'share.with_oneself /users/1'],
    ['with nobody', { users: [] }, 'input.invalid /users'],
    ['with somebody unknown', { users: ['bob', 'mallory'] }, 'rights.user_unknown /users/1'],
    ['with one user twice', { users: ['bob', { user: 'bob', version: 1 }] }, 'rights.named_twice /users/1'],
    ['until a moment that is past', { expiresAt: new Date('2026-03-01T08:00:00Z') }, 'share.expiry_past /expiresAt'],
    ['until now', { expiresAt: new Date('2026-03-16T08:00:00Z') }, 'share.expiry_past /expiresAt'],
    ['until no date', { expiresAt: new Date(Number.NaN) }, 'input.invalid /expiresAt'],
    ['to own it', { use: 'manage' }, 'input.invalid /use'],
    ['of a record that is not there', { id: 'nowhere' }, 'share.record_unknown /id'],
    ['of a record without an id', { id: '' }, 'session.bad_id /id'],
    ['of a kind that is not there', { entity: 'ship' }, 'model.entity_unknown'],
    ['of a person', { entity: 'user', id: 'eve' }, 'share.entity_closed /entity'],
    ['of a group', { entity: 'group', id: 'lille' }, 'share.entity_closed /entity'],
    ['of what the kernel keeps', { entity: 'savedQuery' }, 'session.kernel_entity'],
    ['over what somebody else changed', { users: [{ user: 'bob', version: 3 }] }, 'share.stale /users/0'],
    ['over what was taken back', { users: ['bob', { user: 'eve', version: 1 }] }, 'share.stale /users/1'],
    ['with more than there is to say', { note: 'x' }, 'input.invalid'],
  ])('R2.12 sharing %s is refused, and nothing is shared', async (_, more, expected) => {
    const { ana, system } = at
    await ana.shares.give({ ...garage, users: ['bob'], use: 'read' })
    const before = await system.find('share')
    const gift: object = { ...garage, users: ['bob'], use: 'work', ...more }
    expect(await refusal(() => ana.shares.give(gift as never))).toBe(expected)
    expect(await system.find('share')).toEqual(before)
    expect(
      await system.count(
        'journalEntry',
        query(at.crm.model, 'journalEntry', (j) => j.entity.eq('share')),
      ),
    ).toBe(1)
  })

  test.each([
    ['from nobody', { users: [] }, 'input.invalid /users'],
    ['from who has none', { users: ['bob', 'eve'] }, 'share.not_there /users/1'],
    ['twice', { users: ['bob', 'bob'] }, 'rights.named_twice /users/1'],
    ['of a record that is not there', { id: 'nowhere' }, 'share.record_unknown /id'],
    ['that somebody else changed', { users: [{ user: 'bob', version: 7 }] }, 'share.stale /users/0'],
  ])('R2.12 taking back %s is refused, and nothing is taken', async (_, more, expected) => {
    const { ana, system } = at
    await ana.shares.give({ ...garage, users: ['bob'], use: 'read' })
    const taking: object = { ...garage, users: ['bob'], ...more }
    expect(await refusal(() => ana.shares.take(taking as never))).toBe(expected)
    expect(await system.count('share')).toBe(1)
  })

  test('R2.12 a share changed with the version that was read is changed once', async () => {
    const { ana, max } = at
    await ana.shares.give({ ...garage, users: ['bob'], use: 'read' })
    const [share] = await max.shares.of('account', 'garage')
    const users = [{ user: 'bob', version: share?.version ?? 0 }]
    await ana.shares.give({ ...garage, users, use: 'work' })
    expect(await refusal(() => max.shares.give({ ...garage, users, use: 'read' }))).toBe('share.stale /users/0')
    expect(await max.shares.of('account', 'garage')).toMatchObject([{ use: 'work', version: 2, sharedBy: 'ana' }])
  })

  test('R2.12 R6.3 where the host keeps the users, it says who they are, and shares hold for its actors', async () => {
    const { crm, system } = await kernel({ ghost: { profile: 'manager' } })
    await system.create('account', { id: 'garage', name: 'Garage', groupId: 'amiens' })
    const boss = await crm.as('boss')
    const bob = await crm.as('bob')
    expect(await bob.get('account', 'garage')).toBeNull()
    expect(await refusal(() => boss.shares.give({ ...garage, users: ['bob', 'mallory'], use: 'read' }))).toBe(
      'rights.user_unknown /users/1',
    )
    // There is no record of the ghost: the host's identity system knows them all the same.
    await boss.shares.give({ ...garage, users: ['bob', 'ghost'], use: 'work' })
    await bob.update('account', 'garage', { city: 'Amiens' })
    expect((await (await crm.as('ghost')).shares.mine()).map(({ id }) => id)).toEqual(['garage'])
    await system.remove('user', 'bob')
    expect(await system.count('share')).toBe(1)
  })
})

describe('what is said of shares', () => {
  test('R2.12 R2.15 can(…) tells who shared, for what and until when, or that it is to read only', async () => {
    const { ana, bob } = at
    await ana.shares.give({ ...garage, users: ['bob'], use: 'read', expiresAt: nextWeek })
    const said = async (use: 'read' | 'manage', entity: 'account' | 'message', id: string, locale: 'fr' | 'en') => {
      const { allowed, because } = await bob.rights.can(use, entity, id)
      return [allowed, because.at(-1)?.code, because.at(-1)?.message[locale]]
    }
    // Bob reads his own user only, so that he is told the id of who shared and not the name.
    expect(await said('read', 'account', 'garage', 'en')).toEqual([
      true,
      'ground_share',
      'The record is shared with you by ana to read, until March 23, 2026 at 09:00.',
    ])
    expect(await said('read', 'message', 'hello', 'fr')).toEqual([
      true,
      'ground_share',
      "Cet enregistrement appartient à un enregistrement Compte partagé avec vous par ana pour lecture, jusqu'au 23 mars 2026 à 09:00.",
    ])
    expect(await said('manage', 'account', 'garage', 'en')).toEqual([
      false,
      'shared_to_read',
      'The record is shared with you to read only.',
    ])
    expect(await said('manage', 'account', 'hotel', 'en')).toEqual(await said('manage', 'account', 'nowhere', 'en'))
    await ana.rights.assign({ user: 'bob', reach: 'structure', groups: ['brest'] })
    await at.system.update('user', 'ana', { groupId: 'brest' })
    await ana.shares.give({ ...garage, users: ['bob'], use: 'work' })
    expect(await said('manage', 'account', 'garage', 'en')).toEqual([
      true,
      'ground_share',
      'The record is shared with you by ana! to work on.',
    ])
  })

  test('R2.12 R2.15 the effective rights of a user name what is shared with them', async () => {
    const { ana, bob } = at
    await ana.shares.give({ ...garage, users: ['bob'], use: 'read', expiresAt: nextWeek })
    const share = { ...garage, use: 'read', expiresAt: nextWeek, sharedBy: 'ana' }
    expect((await bob.rights.me())?.shares).toEqual([share])
    expect((await ana.rights.effective('bob'))?.shares).toEqual([share])
    expect(await bob.shares.mine()).toEqual([share])
    expect(await at.system.shares.mine()).toEqual([])
  })
})
