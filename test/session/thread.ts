import {
  createClientele,
  crmEntities,
  defineModel,
  isRefusal,
  query,
  sequentialIdentifiers,
  testClock,
  and,
  groupsOf,
  type Clock,
  type HostConnection,
  type MailMessage,
  type StoreAdapter,
} from 'clientele'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

/** A database to run on: a store that takes its time from a clock, and where it has such, a transaction of the host's own. */
export interface Ground {
  readonly adapter: (clock: Clock) => StoreAdapter
  readonly hostTransaction?: (work: (connection: HostConnection) => Promise<void>) => Promise<void>
}

const model = defineModel(crmEntities)
let scenes = 0

/** A tenant of its own, with three users of whom the first administers, three groups and three accounts. */
async function opened({ adapter }: Ground) {
  const tenant = `thread${(scenes += 1)}`
  const clock = testClock('2026-03-16T08:00:00Z')
  const mails: MailMessage[] = []
  const crm = await createClientele({
    model,
    store: adapter(clock),
    migrate: true,
    tenant,
    clock,
    timeZone: 'Europe/Paris',
    locale: 'fr',
    identifiers: sequentialIdentifiers(`${tenant}-`),
    mailer: { send: async (message) => void mails.push(message) },
  })
  const system = crm.system('scene')
  await system.createMany(
    'group',
    ['lille', 'amiens', 'brest'].map((id) => ({ id, name: id })),
  )
  for (const id of ['ana', 'bob', 'eve']) await system.create('user', { id, name: id, email: `${id}@clientele.test` })
  await system.createMany('account', [
    { id: 'a1', name: 'Œnothèque Lefèvre', status: 'client', origin: 'BNI', groupId: 'lille', ownerId: 'bob' },
    { id: 'a2', name: 'Garage Müller', status: 'client', origin: 'web', groupId: 'amiens', ownerId: 'eve' },
    { id: 'a3', name: 'Hôtel du Parc', origin: 'BNI', groupId: 'brest', ownerId: 'ana' },
  ])
  const seen = async (user: string): Promise<readonly string[]> => {
    const session = await crm.as(user)
    return (await session.find('account', { orderBy: ['id'] })).rows.map(({ id }) => id)
  }
  return { crm, clock, system, mails, tenant, seen, ana: await crm.as('ana') }
}

const refusal = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
  } catch (error) {
    if (isRefusal(error)) return `${error.code} ${error.path}`.trim()
    throw error
  }
  return 'no refusal'
}

const reminder = {
  name: 'Rappel J-7',
  trigger: { on: 'event.start' },
  timing: { when: 'before', days: 7 },
  action: { do: 'email', to: [{ who: 'lead' }], subject: { fr: '{{event.name}}' }, text: { fr: 'À bientôt' } },
} as const

const gala = { id: 'gala', name: 'Gala', startsAt: new Date('2026-04-04T18:00:00Z'), leadId: 'bob', groupId: 'lille' }

/** One day of CRM work through every module, as each database has to tell it. */
export function thread(name: string, ground: Ground): void {
  describe(`the main thread on ${name}`, () => {
    test('R1.1 R1.2 a region gives rights over its groups, and follows when they move', async () => {
      const { ana, crm, seen } = await opened(ground)
      const nord = await ana.regions.create({ id: 'nord', name: 'Nord', groups: ['lille', 'amiens'] })
      await ana.rights.assign({ user: 'eve', profile: 'manager', reach: 'structure', regions: [nord.id] })
      expect(await seen('eve')).toEqual(['a1', 'a2'])
      await ana.regions.assign({ region: nord.id, groups: ['brest'] })
      expect(await seen('eve')).toEqual(['a1', 'a2', 'a3'])
      await ana.regions.unassign({ region: nord.id, groups: ['lille'] })
      expect(await seen('eve')).toEqual(['a2', 'a3'])
      const eve = await crm.as('eve')
      expect(await refusal(eve.regions.create({ name: 'Fief', groups: ['lille'] }))).toBe('session.missing_right')
      const inRegion = query(model, 'account', (a) => a.groupId.in(groupsOf({ regions: [nord.id] })))
      expect(await ana.count('account', inRegion)).toBe(2)
      expect(await ana.regions.overview()).toMatchObject([{ name: 'Nord', groups: 2 }])
    })

    test('R1.8 two regions that take one group at once: one has it in the end', async () => {
      const { ana } = await opened(ground)
      await ana.regions.create({ id: 'nord', name: 'Nord', groups: ['lille'] })
      await ana.regions.create({ id: 'ouest', name: 'Ouest', groups: ['brest'] })
      await Promise.all(['nord', 'ouest'].map((region) => ana.regions.assign({ region, groups: ['amiens'] })))
      const held = await Promise.all(['nord', 'ouest'].map((region) => ana.regions.resolve({ regions: [region] })))
      expect(held.flat().filter((group) => group === 'amiens')).toEqual(['amiens'])
    })

    test('R2.8 the first user administers, also of users created at once', async () => {
      const { crm } = await opened(ground)
      const other = await crm.forTenant(`${crm.tenant}-other`)
      const start = other.system('start')
      await Promise.all(['u1', 'u2', 'u3', 'u4'].map((id) => start.create('user', { id, name: id })))
      const profiles = await Promise.all(
        ['u1', 'u2', 'u3', 'u4'].map(async (id) => (await start.rights.effective(id))?.profile.code),
      )
      expect(profiles.sort()).toEqual(['administrator', 'allAccess', 'allAccess', 'allAccess'])
    })

    test('R2.15 two administrators who demote each other at once leave one', async () => {
      const { ana, crm, system } = await opened(ground)
      await ana.rights.assign({ user: 'bob', profile: 'administrator' })
      const bob = await crm.as('bob')
      const outcomes = await Promise.all([
        refusal(ana.rights.assign({ user: 'bob', profile: 'manager' })),
        refusal(bob.rights.assign({ user: 'ana', profile: 'manager' })),
      ])
      expect(outcomes.filter((outcome) => outcome === 'no refusal')).toHaveLength(1)
      const profiles = await Promise.all(
        ['ana', 'bob'].map(async (id) => (await system.rights.effective(id))?.profile.code),
      )
      expect(profiles.sort()).toEqual(['administrator', 'manager'])
    })

    test('R2.15 who is demoted gives nothing any more, not even in a call that was under way', async () => {
      const { ana, crm, system } = await opened(ground)
      await ana.rights.assign({ user: 'bob', profile: 'administrator' })
      const bob = await crm.as('bob')
      const outcomes = await Promise.all([
        refusal(ana.rights.assign({ user: 'bob', profile: 'manager' })),
        refusal(bob.rights.assign({ user: 'bob', profile: 'administrator' })),
        refusal(bob.rights.assign({ user: 'eve', profile: 'administrator' })),
      ])
      expect(outcomes[0]).toBe('no refusal')
      expect((await system.rights.effective('bob'))?.profile.code).toBe('manager')
      for (const outcome of outcomes.slice(1)) expect(['no refusal', 'session.missing_right']).toContain(outcome)
    })

    test('R2.10 R2.11 level and reach hold for every way to read, and for what is written', async () => {
      const { ana, crm, seen } = await opened(ground)
      await ana.rights.define({
        code: 'reader',
        label: { fr: 'Lecteur', en: 'Reader' },
        modules: { accounts: 'read', reports: 'read', journal: 'read' },
        rights: ['activityFeed'],
      })
      await ana.rights.assign({ user: 'bob', profile: 'reader', reach: 'own' })
      const bob = await crm.as('bob')
      expect(await seen('bob')).toEqual(['a1'])
      expect(await bob.count('account')).toBe(1)
      expect(await bob.get('account', 'a2')).toBeNull()
      const streamed: string[] = []
      for await (const { id } of bob.stream('account', { orderBy: ['name'], limit: 1 })) streamed.push(id)
      expect(streamed).toEqual(['a1'])
      expect((await bob.reports.report({ entity: 'account' })).totals).toEqual({ count: 1 })
      // The journal is scoped like what it is about.
      const entries = await bob.find('journalEntry', { limit: 1_000 })
      expect([...new Set(entries.rows.map(({ recordId }) => recordId))].sort()).toEqual(['a1'])
      expect(await refusal(bob.update('account', 'a1', { city: 'Lille' }))).toBe('session.missing_level')
      expect(await refusal(bob.find('event'))).toBe('session.module_unknown')
      await ana.rights.assign({ user: 'bob', profile: 'manager', reach: 'structure', groups: ['lille'] })
      expect(await refusal(bob.create('account', { name: 'Ailleurs', groupId: 'brest' }))).toBe('session.outside_scope')
      expect(await refusal(bob.update('account', 'a2', { city: 'Amiens' }))).toBe('session.gone')
      expect(await ana.count('account')).toBe(3)
    })

    test('R2.1 the worked query is saved and shared, and answers what each may see', async () => {
      const { ana, crm } = await opened(ground)
      const criteria = query(model, 'account', (a) => and(a.status.eq('client'), a.origin.eq('BNI')))
      const saved = await ana.lists.save({ name: 'Clients BNI', entity: 'account', criteria, shared: true })
      expect((await ana.lists.run(saved.id)).rows.map(({ id }) => id)).toEqual(['a1'])
      await ana.update('account', 'a3', { status: 'client' })
      expect(await ana.lists.count(saved.id)).toBe(2)
      await ana.rights.assign({ user: 'bob', profile: 'manager', reach: 'own' })
      expect((await (await crm.as('bob')).lists.run(saved.id)).rows.map(({ id }) => id)).toEqual(['a1'])
    })

    test('R5.8 a run moves with its event in one transaction: when that fails, neither has moved', async () => {
      const { ana } = await opened(ground)
      await ana.automations.create(reminder)
      await ana.create('event', gala)
      const due = async () =>
        (await ana.automations.runs({ event: 'gala' })).rows.map(({ dueAt }) => dueAt?.toISOString())
      expect(await due()).toEqual(['2026-03-28T08:00:00.000Z'])
      const moved = new Date('2026-04-11T18:00:00Z')
      await expect(
        ana.transaction(async (inside) => {
          await inside.update('event', 'gala', { startsAt: moved })
          expect((await inside.automations.runs({ event: 'gala' })).rows[0]?.dueAt?.toISOString()).toBe(
            '2026-04-04T07:00:00.000Z',
          )
          throw new Error('half-way')
        }),
      ).rejects.toThrow('half-way')
      expect((await ana.get('event', 'gala'))?.startsAt).toEqual(gala.startsAt)
      expect(await due()).toEqual(['2026-03-28T08:00:00.000Z'])
      await ana.update('event', 'gala', { startsAt: moved })
      expect(await due()).toEqual(['2026-04-04T07:00:00.000Z'])
      await ana.remove('event', 'gala')
      const { total } = await ana.automations.statistics()
      expect(total).toMatchObject({ pending: 0, cancelled: 1 })
    })

    test('R5.9 workers that tick at once send once', async () => {
      const { ana, crm, clock, mails, tenant } = await opened(ground)
      await ana.automations.create(reminder)
      await ana.create('event', gala)
      clock.set('2026-03-28T08:00:00Z')
      await Promise.all([crm.tick(), crm.tick(), crm.tick()])
      await crm.tick()
      const own = mails.filter((mail) => mail.tenant === tenant)
      expect(own.map(({ to, subject }) => [to, subject])).toEqual([[['bob@clientele.test'], 'Gala']])
      expect((await ana.automations.statistics()).total).toMatchObject({ pending: 0, done: 1 })
    })

    test('R4.1 R4.3 R4.5 assignments are logged, counted and shared out', async () => {
      const { ana, system } = await opened(ground)
      await ana.create('contact', { id: 'zoe', name: 'Zoë', groupId: 'lille' })
      await ana.reports.openConversation({ id: 'thread', contactId: 'zoe', groupId: 'lille' })
      await ana.reports.assign({ conversationId: 'thread', assigneeId: 'bob' })
      await system.reports.assign({ conversationId: 'thread', assigneeId: null, source: 'workflow' })
      await ana.update('conversation', 'thread', { assigneeId: 'eve' })
      const { components } = await ana.reports.assignments({ range: 'today' })
      if (components.sources.outcome !== 'data' || components.log.outcome !== 'data') throw new Error('No data')
      expect(components.sources.rows.map(({ source, count, percentage }) => [source, count, percentage])).toEqual([
        ['user', 2, 66.7],
        ['workflow', 1, 33.3],
      ])
      expect(components.log.rows.map(({ previousAssignee, assignee }) => [previousAssignee, assignee]).sort()).toEqual([
        ['-', 'bob'],
        ['-', 'eve'],
        ['bob', '-'],
      ])
    })

    test('R3.3 R3.6 an announcement is there for its list, from its first day to its last', async () => {
      const { ana, crm, clock } = await opened(ground)
      const list = await ana.communication.createList({ name: 'Bobs', members: ['bob'] })
      await ana.communication.publish({
        kind: 'deal',
        title: { fr: 'Places de cinéma' },
        listId: list.id,
        startsOn: '2026-03-17',
        endsOn: '2026-03-18',
      })
      const shown = async (user: string) => (await (await crm.as(user)).communication.announcements()).length
      expect(await shown('bob')).toBe(0)
      clock.set('2026-03-16T23:00:00Z')
      expect([await shown('bob'), await shown('eve')]).toEqual([1, 0])
      clock.set('2026-03-18T22:59:59Z')
      expect(await shown('bob')).toBe(1)
      clock.set('2026-03-18T23:00:00Z')
      expect(await shown('bob')).toBe(0)
    })

    test('R6.8 tenants with the same ids never meet: lists, counts, criteria, reports, the journal, the scheduler', async () => {
      const { ana, crm, clock, mails, system, tenant } = await opened(ground)
      const twin = await crm.forTenant(`${tenant}-twin`)
      const theirs = twin.system('twin')
      await theirs.create('group', { id: 'lille', name: 'Lille' })
      await theirs.create('user', { id: 'bob', name: 'Bob', email: 'bob@twin.test' })
      await theirs.create('account', { id: 'a1', name: 'Homonyme', groupId: 'lille', ownerId: 'bob' })
      await theirs.create('contact', { id: 'c1', name: 'Zoé', accountId: 'a1', groupId: 'lille' })
      const withContact = query(model, 'account', (a) => a.contacts.some((c) => c.name.eq('Zoé')))
      expect([await ana.count('account', withContact), await theirs.count('account', withContact)]).toEqual([0, 1])
      expect([await ana.count('account'), await theirs.count('account')]).toEqual([3, 1])
      expect((await ana.reports.report({ entity: 'account' })).totals).toEqual({ count: 3 })
      expect((await theirs.reports.report({ entity: 'account' })).totals).toEqual({ count: 1 })
      for (const session of [ana, theirs]) await session.automations.create(reminder)
      await ana.create('event', gala)
      await theirs.create('event', { ...gala, name: 'Bal' })
      expect(await theirs.count('automationRun')).toBe(1)
      clock.set('2026-03-28T08:00:00Z')
      await crm.tick()
      const sent = mails
        .filter((mail) => mail.tenant.startsWith(tenant))
        .map((mail) => [mail.tenant, mail.to[0], mail.subject])
      expect(sent.sort()).toEqual([
        [tenant, 'bob@clientele.test', 'Gala'],
        [`${tenant}-twin`, 'bob@twin.test', 'Bal'],
      ])
      await theirs.remove('account', 'a1')
      expect((await system.get('account', 'a1'))?.name).toBe('Œnothèque Lefèvre')
      const gone = query(crm.model, 'journalEntry', (j) => and(j.recordId.eq('a1'), j.type.eq('removed')))
      expect([await system.count('journalEntry', gone), await theirs.count('journalEntry', gone)]).toEqual([0, 1])
    })

    test('quotes, semicolons and any Unicode go through as values', async () => {
      const { ana } = await opened(ground)
      const names = [`'; DROP TABLE account; --`, '100 % "sûr" \\ `x` _', '👨‍👩‍👧‍👦 ﷽ \u202e', 'a\tb\nc', '${jndi}', '?']
      const made = await ana.createMany(
        'account',
        names.map((name, index) => ({
          id: `v${index}`,
          name,
          origin: name,
          city: name,
          tags: [name],
          groupId: 'lille',
        })),
      )
      expect(made.map(({ name, origin, city, tags }) => [name, origin, city, tags])).toEqual(
        names.map((name) => [name, name, name, [name]]),
      )
      for (const [index, name] of names.entries()) {
        const same = query(model, 'account', (a) => and(a.name.eq(name), a.origin.eq(name), a.tags.has(name)))
        expect((await ana.find('account', { where: same })).rows.map(({ id }) => id)).toEqual([`v${index}`])
      }
      expect((await ana.find('account', { fields: ['name'], limit: 1, orderBy: ['name'] })).rows).toHaveLength(1)
    })

    test('what no database keeps is refused in every text, and in every id', async () => {
      const { ana, crm } = await opened(ground)
      const entries = await ana.count('journalEntry')
      for (const bad of ['a\0b', 'a\ud800']) {
        expect(await refusal(ana.create('account', { name: bad, groupId: 'lille' }))).toBe('text.malformed /name')
        expect(await refusal(ana.get('account', bad))).toBe('session.bad_id /id')
        expect(await refusal(ana.update('account', bad, { city: 'x' }))).toBe('session.bad_id /id')
        expect(await refusal(ana.remove('account', bad))).toBe('session.bad_id /id')
        expect(await refusal(ana.rights.can('read', 'account', bad))).toBe('session.bad_id /id')
        expect(await refusal(ana.rights.assign({ user: bad, profile: 'manager' }))).toBe('text.malformed /user')
        expect(await refusal(ana.regions.create({ name: 'x', groups: [bad] }))).toBe('text.malformed /groups/0')
        expect(await refusal(ana.regions.resolve({ regions: [bad] }))).toBe('text.malformed /regions/0')
        expect(await refusal(ana.regions.search({ text: bad }))).toBe('text.malformed /text')
        expect(await refusal(ana.communication.members(bad))).toBe('session.bad_id /id')
        expect(await refusal(ana.automations.runs({ event: bad }))).toBe('text.malformed /event')
        expect(await refusal(ana.reports.assign({ conversationId: bad, assigneeId: null }))).toBe(
          'text.malformed /conversationId',
        )
        const inGroups = { ref: 'groups', selection: { groups: [bad] } }
        const among = { type: 'test', field: 'groupId', operator: 'in', value: inGroups } as const
        expect(await refusal(Reflect.apply(ana.count, ana, ['account', among]))).toBe(
          'query.member_missing /value/selection/groups',
        )
        expect(await refusal(crm.as(bad))).toBe('session.no_actor')
        expect(await refusal(crm.forTenant(bad))).toBe('session.bad_tenant /tenant')
      }
      expect(await ana.count('journalEntry')).toBe(entries)
    })

    test('a stale edit is refused, of two at once as well', async () => {
      const { ana, crm } = await opened(ground)
      const bob = await crm.as('bob')
      const outcomes = await Promise.all([
        refusal(ana.update('account', 'a1', { city: 'Lille' }, { city: null })),
        refusal(bob.update('account', 'a1', { city: 'Douai' }, { city: null })),
      ])
      expect(outcomes.sort()).toEqual(['no refusal', 'session.stale'])
    })

    test('a tenant that is opened at once from several places starts once', async () => {
      const { crm } = await opened(ground)
      const tenant = `${crm.tenant}-new`
      const kernels = await Promise.all(Array.from({ length: 4 }, () => crm.forTenant(tenant)))
      const system = kernels[0]?.system('look') ?? crm.system('look')
      expect(await system.count('accountStatus')).toBe(4)
      expect(await system.count('distributionList')).toBe(1)
      expect(await system.count('installation')).toBe(1)
    })

    test('R2.8 the first user of transactions that create several at once administers alone', async () => {
      const { crm } = await opened(ground)
      const other = await crm.forTenant(`${crm.tenant}-pairs`)
      const start = other.system('start')
      const pair = (name: string) =>
        start.transaction(async (inside) => {
          await inside.count('user')
          for (const id of [`${name}1`, `${name}2`]) await inside.create('user', { id, name: id })
        })
      await Promise.all([pair('a'), pair('b')])
      const profiles = await start.find('userAccess', { orderBy: ['profile'] })
      expect(profiles.rows.map(({ profile }) => profile)).toEqual([
        'administrator',
        'allAccess',
        'allAccess',
        'allAccess',
      ])
    })

    test('records that bring the same new tag at once share it, and lists that gain the same member keep it once', async () => {
      const { ana, crm, system } = await opened(ground)
      const list = await ana.communication.createList({ name: 'Liste' })
      await Promise.all(
        ['t1', 't2', 't3'].flatMap((id) => [
          ana.create('account', { id, name: id, groupId: 'lille', tags: ['neuf'] }),
          ana.communication.addMembers(list.id, ['bob']),
        ]),
      )
      expect((await ana.lists.tags()).map(({ code }) => code)).toEqual(['neuf'])
      expect(await ana.communication.members(list.id)).toEqual(['bob'])
      const kept = query(crm.model, 'journalEntry', (j) => j.entity.in(['tag', 'distributionListMember']))
      expect(await system.count('journalEntry', kept)).toBe(2)
    })

    test('edits at once follow one another in the journal, each from what the one before left', async () => {
      const { ana, crm, system } = await opened(ground)
      const bob = await crm.as('bob')
      const cities = ['Lille', 'Amiens', 'Brest', 'Rouen', 'Douai', 'Arras']
      await Promise.all(cities.map((city, index) => (index % 2 === 0 ? ana : bob).update('account', 'a1', { city })))
      const edits = query(crm.model, 'journalEntry', (j) => and(j.recordId.eq('a1'), j.type.eq('updated')))
      const { rows } = await system.find('journalEntry', { where: edits })
      const step = z.array(z.object({ path: z.tuple([z.literal('city')]), value: z.string().nullable() })).length(1)
      const led = new Map(
        rows.map(({ patches, inverse }) => [step.parse(inverse)[0]?.value, step.parse(patches)[0]?.value]),
      )
      let city: string | null | undefined = null
      for (const _ of cities) city = led.get(city)
      expect(led.size).toBe(cities.length)
      expect((await system.get('account', 'a1'))?.city).toBe(city)
    })

    test('transactions that want the same records the other way round both go through', async () => {
      const { ana, crm, system } = await opened(ground)
      const both = (first: string, second: string, origin: string) =>
        ana.transaction(async (inside) => {
          await inside.update('account', first, { origin })
          await inside.update('account', second, { origin })
        })
      await Promise.all([both('a1', 'a2', 'there'), both('a2', 'a1', 'back')])
      const origins = (await system.find('account', { orderBy: ['id'], limit: 2 })).rows.map(({ origin }) => origin)
      expect(new Set(origins).size).toBe(1)
      const edits = query(crm.model, 'journalEntry', (j) => and(j.type.eq('updated'), j.entity.eq('account')))
      expect(await system.count('journalEntry', edits)).toBe(4)
    })

    const { hostTransaction } = ground
    if (hostTransaction !== undefined)
      test('R6.1 inside the transaction of the host, everything is kept or undone with it', async () => {
        const { ana, crm, system } = await opened(ground)
        await ana.automations.create(reminder)
        const counts = async () => [
          await system.count('account'),
          await system.count('automationRun'),
          await system.count('journalEntry'),
        ]
        const before = await counts()
        const write = async (connection: HostConnection) => {
          const inside = crm.within(connection)
          const session = await inside.as('ana')
          await session.update('account', 'a1', { city: 'Lille' })
          await session.create('event', gala)
          expect(await session.count('automationRun')).toBe(1)
          const twin = await inside.forTenant(`${crm.tenant}-inside`)
          await twin.system('twin').create('group', { id: 'lille', name: 'Lille' })
        }
        await expect(
          hostTransaction(async (connection) => {
            await write(connection)
            throw new Error('the host changed its mind')
          }),
        ).rejects.toThrow('the host changed its mind')
        expect(await counts()).toEqual(before)
        expect((await system.get('account', 'a1'))?.city).toBeNull()
        await hostTransaction(write)
        expect(await counts()).toEqual([3, 1, (before[2] ?? 0) + 2])
        const twin = await crm.forTenant(`${crm.tenant}-inside`)
        expect(await twin.system('look').count('group')).toBe(1)
      })
  })
}
