import { createClientele, query, sequentialIdentifiers, testClock, type ExportContent } from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { describe, expect, test } from 'vitest'
import { afterClaim, overStore } from '../automation/other-store'
import { none, post, refusalOf } from '../automation/scene'
import { stores } from '../lists/stores'
import { lastOf, model, namesIn, office, seller, type Office } from './recurring-scene'
import { regionStory, twoWorkers } from './recurring-story'

/** The runs of what ana sees, the latest first, as they became. */
const became = async ({ ana }: Pick<Office, 'ana'>) =>
  (await ana.reports.recurring.runs()).rows.map(({ status, reason, problems, dueAt }) =>
    [
      dueAt.toISOString(),
      status,
      ...(reason === null ? [] : [reason]),
      ...(problems ?? []).map(({ code }) => code),
    ].join(' '),
  )

/** A query of everything that somebody sees, of their own. */
const own = async (session: Office['ana']): Promise<string> =>
  (await session.lists.save({ name: 'À moi', entity: 'account', criteria: { type: 'and', criteria: [] } })).id

describe.each(stores)('recurring exports, in $store', ({ adapter }) => {
  test('R1.6 a region that gains three groups and loses two is exported as it is now or, frozen, as it was saved', () =>
    regionStory({ adapter }))

  test('R1.6 R5.9 several workers mail each time once', () => twoWorkers({ adapter }))
})

describe('what is mailed', () => {
  test('R1.6 the file as its owner sees it, in their language, under the id of the run', async () => {
    const at = await office()
    await at.ana.reports.recurring.create({ ...at.daily, name: 'Nord\r\nBcc: x@y.test' })
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    const [run] = (await at.ana.reports.recurring.runs({ status: 'done' })).rows
    const message = lastOf(at)
    expect(message).toMatchObject({
      tenant: 'main',
      to: ['ana@clientele.test'],
      bcc: [],
      subject: 'Export « Nord Bcc: x@y.test » du 17 mars 2026',
      locale: 'fr',
      brand: null,
      attachments: [{ name: 'Nord-Bcc-x-y.test-2026-03-17.csv', mediaType: 'text/csv; charset=utf-8' }],
      idempotencyKey: run?.id,
    })
    expect(message?.text.split('\n')).toEqual([
      "Voici l'export « Nord Bcc: x@y.test » : 4 lignes, comme vous pouviez les voir le 17 mars 2026 à 09:00.",
      'Fichier joint : Nord-Bcc-x-y.test-2026-03-17.csv',
      '',
      'Vous recevez cet e-mail parce que vous avez programmé cet export. Désactivez-le pour ne plus le recevoir.',
    ])
    expect(run).toMatchObject({
      status: 'done',
      rows: 4,
      fileName: message?.attachments?.[0]?.name,
      sentTo: 'ana',
      attempts: 1,
      missed: 0,
      startedAt: at.clock.now(),
      finishedAt: at.clock.now(),
    })
  })

  test('R1.6 without a selection, everything that the owner may see; as a workbook where that is asked', async () => {
    const at = await office()
    await at.ana.reports.recurring.create({ ...at.daily, selection: null, format: 'xlsx' })
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    const [file] = lastOf(at)?.attachments ?? []
    expect(file?.name).toBe('Clients-du-Nord-2026-03-17.xlsx')
    expect([...(file?.content.slice(0, 2) ?? [])]).toEqual([0x50, 0x4b])
    expect((await at.ana.reports.recurring.runs({ status: 'done' })).rows[0]?.rows).toBe(7)
  })

  test('R1.6 R2.13 under the name of the organisation that bounds its owner, and no more than that', async () => {
    const at = await office()
    await at.chief.organisations.create({ id: 'east', name: 'Est', groups: ['lille', 'brest'] })
    await at.ana.reports.recurring.create(at.daily)
    const held = at.actors.get('ana')
    at.actors.set('ana', { profile: seller, ...held, organisation: 'east' })
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect(lastOf(at)?.brand).toMatchObject({ organisation: 'east', name: 'Est' })
    expect(namesIn(lastOf(at))).toEqual(['brest', 'lille'])
  })

  test('R1.6 a file that is larger than may be mailed fails and says so; nothing leaves', async () => {
    const at = await office({ largestAttachment: 20 })
    await at.ana.reports.recurring.create(at.daily)
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    const [run] = (await at.ana.reports.recurring.runs({ status: 'failed' })).rows
    expect(run).toMatchObject({ reason: 'refused', attempts: 1, rows: null, sentTo: null })
    expect(run?.problems).toMatchObject([{ code: 'reports.export_too_large', data: { most: 20 } }])
    expect(run?.problems?.[0]?.message.fr).toContain('largestAttachment')
    expect(at.mail.calls).toEqual([])
  })

  test('R1.6 a provider that is down is tried again with a fresh file under the same key, and given up in the end', async () => {
    const at = await office()
    await at.ana.reports.recurring.create(at.daily)
    let isDown = true
    at.mail.before = () => {
      if (isDown) throw new Error('421 try later')
    }
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    const [waiting] = (await at.ana.reports.recurring.runs({ status: 'pending' })).rows.toReversed()
    expect(waiting).toMatchObject({ attempts: 1, error: '421 try later', status: 'pending' })
    await at.system.create('account', { id: 'late', name: 'lille 2', status: 'client', groupId: 'lille' })
    isDown = false
    at.clock.advance({ minutes: 2 })
    await at.crm.tick()
    expect(namesIn(lastOf(at))).toContain('lille 2')
    expect([...at.mail.left.keys()]).toEqual([waiting?.id])

    isDown = true
    for (let day = 18; day <= 19; day += 1)
      for (let hour = 8; hour < 24; hour += 1) {
        at.clock.set(`2026-03-${day}T${String(hour).padStart(2, '0')}:00:00Z`)
        await at.crm.tick()
      }
    const [failed] = (await at.ana.reports.recurring.runs({ status: 'failed' })).rows.toReversed()
    expect(failed).toMatchObject({ reason: 'gaveUp', attempts: 8, error: '421 try later' })
  })

  test('R1.6 without a mailer nothing is lost: it is tried again, and says why', async () => {
    const clock = testClock('2026-03-16T08:00:00Z')
    const crm = await createClientele({
      model,
      store: memoryAdapter({ clock }),
      timeZone: 'Europe/Paris',
      clock,
      identifiers: sequentialIdentifiers('id'),
    })
    const system = crm.system('test')
    await system.create('user', { id: 'ana', name: 'Ana', email: 'ana@clientele.test' })
    const ana = await crm.as('ana')
    const all = await ana.lists.save({ name: 'Tous', entity: 'account', criteria: { type: 'and', criteria: [] } })
    const schedule = { recurs: 'daily', at: '09:00', timeZone: 'Europe/Paris' } as const
    await ana.reports.recurring.create({ name: 'Tous', content: { of: 'query', query: all.id }, schedule })
    clock.set('2026-03-17T08:00:00Z')
    await crm.tick()
    const { rows } = await ana.reports.recurring.runs({ status: 'pending' })
    expect(rows.map(({ attempts, error }) => [attempts, error])).toEqual([
      [0, null],
      [1, 'No mailer was given, so that no e-mail can leave. Give one to createClientele.'],
    ])
  })
})

describe('the log of assignments', () => {
  async function desk() {
    const at = await office()
    const more = { ...seller.modules, conversations: 'manage', contacts: 'manage' } as const
    at.actors.set('ana', { profile: { ...seller, modules: more }, reach: 'all' })
    for (const town of ['lille', 'rouen', 'brest']) {
      await at.system.create('contact', { id: `c-${town}`, name: `Contact de ${town}`, groupId: town })
      const conversation = { id: `t-${town}`, contactId: `c-${town}`, groupId: town }
      await at.system.create('conversation', conversation)
      await at.ana.reports.assign({ conversationId: conversation.id, assigneeId: 'bob', source: 'workflow' })
    }
    return at
  }
  const contactsIn = (at: Office) => namesIn(lastOf(at)).map((line) => line.split(';')[3])

  test('R1.6 R4.9 of a period that moves with the run, over the groups that the region has then', async () => {
    const at = await desk()
    const content: ExportContent = { of: 'assignments', range: 'yesterday', filters: { source: ['workflow'] } }
    const made = await at.ana.reports.recurring.create({ ...at.daily, content })
    expect(made.content).toEqual(content)
    await at.chief.regions.assign({ region: at.north.id, groups: ['rouen'] })
    await at.chief.regions.unassign({ region: at.north.id, groups: ['lille'] })
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect(contactsIn(at).toSorted()).toEqual(['Contact de brest', 'Contact de rouen'])
    at.clock.set('2026-03-18T08:00:00Z')
    await at.crm.tick()
    expect(contactsIn(at)).toEqual([])
    expect((await at.ana.reports.recurring.runs({ status: 'done' })).rows.map(({ rows }) => rows)).toEqual([0, 2])
  })

  test('R1.6 it takes reading the conversations, when it is saved and at each run; a period that is none is refused', async () => {
    const at = await desk()
    const content = { of: 'assignments' } as const
    const { recurring } = at.ana.reports
    const range = { ...content, range: 'nextWeek' as 'today' }
    const refusal = await refusalOf(() => recurring.create({ ...at.daily, content: range }))
    expect([refusal.code, refusal.path]).toEqual(['reports.range_unknown', '/content/range'])
    await recurring.create({ ...at.daily, content, selection: null })
    at.actors.set('ana', { profile: seller, reach: 'all' })
    expect((await refusalOf(() => recurring.create({ ...at.daily, content }))).code).toBe('session.module_unknown')
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect((await became(at))[1]).toBe('2026-03-17T08:00:00.000Z failed refused session.module_unknown')
    expect(at.mail.calls).toEqual([])
  })
})

describe('each run acts as its owner at that moment', () => {
  const lost: readonly (readonly [what: string, how: (at: Office) => unknown, became: string])[] = [
    [
      'the right to export',
      ({ actors }) => actors.set('ana', { profile: { ...seller, rights: [] }, reach: 'all' }),
      'failed refused session.missing_right',
    ],
    [
      'the module of the records',
      ({ actors }) =>
        actors.set('ana', { profile: { ...seller, modules: { ...seller.modules, accounts: 'access' } }, reach: 'all' }),
      'failed refused session.missing_level',
    ],
    [
      'the reports',
      ({ actors }) => {
        const { reports: _, ...modules } = seller.modules
        actors.set('ana', { profile: { ...seller, modules }, reach: 'all' })
      },
      'failed refused session.module_unknown',
    ],
    [
      'the regions that it names',
      ({ actors }) => {
        const { regions: _, ...modules } = seller.modules
        actors.set('ana', { profile: { ...seller, modules }, reach: 'all' })
      },
      'failed refused session.module_unknown',
    ],
    [
      'a field that the query asks about',
      ({ actors }) =>
        actors.set('ana', { profile: { ...seller, fields: { account: { status: 'hidden' } } }, reach: 'all' }),
      'failed refused session.hidden_field',
    ],
    [
      'the field that says whose group a record is',
      ({ actors }) =>
        actors.set('ana', { profile: { ...seller, fields: { account: { groupId: 'hidden' } } }, reach: 'all' }),
      'failed refused reports.no_group',
    ],
    ['every right', ({ actors }) => actors.delete('ana'), 'failed refused session.no_actor'],
    ['the e-mail address', ({ system }) => system.update('user', 'ana', { email: null }), 'skipped noRecipient'],
  ]
  test.each(lost)(
    'R1.6 R2.9 %s is lost: nothing is mailed, and it says why; the next time waits',
    async (_, lose, expected) => {
      const at = await office()
      await at.ana.reports.recurring.create(at.daily)
      await lose(at)
      at.clock.set('2026-03-17T08:00:00Z')
      await at.crm.tick()
      at.actors.set('ana', { profile: seller, reach: 'all' })
      expect(await became(at)).toEqual(['2026-03-18T08:00:00.000Z pending', `2026-03-17T08:00:00.000Z ${expected}`])
      expect(at.mail.calls).toEqual([])
    },
  )

  test('R1.6 R2.7 a query that its owner shares no more', async () => {
    const at = await office()
    await at.ana.lists.edit(at.clients.id, { shared: true })
    const bob = await at.crm.as('bob')
    await bob.reports.recurring.create({ ...at.daily, selection: null })
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect(namesIn(lastOf(at))).toEqual(['lille'])
    await at.ana.lists.edit(at.clients.id, { shared: false })
    at.clock.set('2026-03-18T08:00:00Z')
    await at.crm.tick()
    const [run] = (await bob.reports.recurring.runs({ status: 'failed' })).rows
    expect(run?.problems).toMatchObject([{ code: 'lists.query_unknown' }])
    expect(at.mail.calls).toHaveLength(1)
  })

  test('R1.6 a region left without a group of theirs is an empty file, not another one', async () => {
    const at = await office()
    await at.ana.reports.recurring.create({ ...at.daily, selection: { regions: [at.north.id] } })
    await at.chief.regions.unassign({ region: at.north.id, groups: ['lille', 'arras', 'amiens'] })
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect(namesIn(lastOf(at))).toEqual([])
  })
})

describe('when it runs', () => {
  test('R5.12 at 02:30 in Paris, through the night that lacks it and the night that has it twice', async () => {
    const at = await office()
    const schedule = { recurs: 'daily', at: '02:30', timeZone: 'Europe/Paris', overlap: 'both' } as const
    await at.ana.reports.recurring.create({ ...at.daily, schedule })
    const times = async (from: string, until: string) => {
      at.clock.set(from)
      await at.crm.tick()
      const before = at.mail.calls.length
      for (const end = new Date(until); at.clock.now() < end; at.clock.advance({ minutes: 15 })) await at.crm.tick()
      const { rows } = await at.ana.reports.recurring.runs({ status: 'done', limit: at.mail.calls.length - before })
      return rows.map(({ finishedAt }) => finishedAt?.toISOString().slice(5, 16)).toReversed()
    }
    expect(await times('2026-03-28T00:00:00Z', '2026-03-31T00:00:00Z')).toEqual([
      '03-28T01:30',
      '03-29T01:30',
      '03-30T00:30',
    ])
    expect(await times('2026-10-24T12:00:00Z', '2026-10-27T00:00:00Z')).toEqual([
      '10-25T00:30',
      '10-25T01:30',
      '10-26T01:30',
    ])
  })

  test('R5.12 what was missed makes one run unless said otherwise, and it tells for how many it stands', async () => {
    const at = await office()
    await at.ana.reports.recurring.create(at.daily)
    at.clock.set('2026-03-20T10:00:00Z')
    await at.crm.tick()
    expect(await became(at)).toEqual(['2026-03-21T08:00:00.000Z pending', '2026-03-17T08:00:00.000Z done'])
    expect((await at.ana.reports.recurring.runs({ status: 'done' })).rows[0]?.missed).toBe(3)
    expect(lastOf(at)?.text).toContain('Il tient lieu aussi de 3 envois')
  })

  test('R5.12 `all` makes up for the last thirty and tells the number of the others', async () => {
    const at = await office()
    await at.ana.reports.recurring.create({ ...at.daily, missed: 'all' })
    at.clock.set('2026-04-26T10:00:00Z')
    while ((await at.crm.tick()).more);
    const { rows } = await at.ana.reports.recurring.runs({ status: 'done' })
    // The first stands for those between it and the thirty; 41 times have passed in all.
    expect(rows.map(({ missed }) => missed)).toEqual([...Array.from({ length: 30 }, () => 0), 10])
    expect(new Set(rows.map(({ dueAt }) => dueAt.getTime())).size).toBe(31)
    expect((await at.ana.reports.recurring.list())[0]?.nextAt).toEqual(new Date('2026-04-27T07:00:00Z'))
  })

  test('R5.12 `skip` sends nothing that is over an hour late', async () => {
    const at = await office()
    await at.ana.reports.recurring.create({ ...at.daily, missed: 'skip' })
    at.clock.set('2026-03-20T10:00:00Z')
    await at.crm.tick()
    expect(await became(at)).toEqual(['2026-03-21T08:00:00.000Z pending', '2026-03-17T08:00:00.000Z skipped late'])
    at.clock.set('2026-03-21T08:45:00Z')
    await at.crm.tick()
    expect((await became(at)).slice(1, 2)).toEqual(['2026-03-21T08:00:00.000Z done'])
    expect(at.mail.calls).toHaveLength(1)
  })

  test('R5.9 a clock that goes back makes nothing due again', async () => {
    const at = await office()
    await at.ana.reports.recurring.create(at.daily)
    for (const time of ['03-18T08:00', '03-17T08:00', '03-16T08:00', '03-18T08:30', '03-18T09:30']) {
      at.clock.set(`2026-${time}:00Z`)
      await at.crm.tick()
    }
    expect(await became(at)).toEqual(['2026-03-19T08:00:00.000Z pending', '2026-03-17T08:00:00.000Z done'])
  })

  test('R5.13 a pause holds exports too; what it kept is one run afterwards', async () => {
    const at = await office()
    await at.ana.reports.recurring.create(at.daily)
    await at.system.automations.pause()
    at.clock.set('2026-03-18T08:00:00Z')
    expect(await at.crm.tick()).toEqual(none)
    expect(at.mail.calls).toEqual([])
    await at.system.automations.resume()
    await at.crm.tick()
    expect(at.mail.calls).toHaveLength(1)
  })

  test('R6.8 one worker serves every tenant, each run within its own', async () => {
    const at = await office()
    const other = await at.crm.forTenant('other')
    const system = other.system('test')
    await system.create('group', { id: 'lille', name: 'elsewhere' })
    await system.create('user', { id: 'ana', name: 'Ana', email: 'ana@other.test' })
    await system.create('account', { id: 'a-lille', name: 'Elsewhere', status: 'client', groupId: 'lille' })
    const ana = await other.as('ana')
    const saved = await ana.lists.save({
      name: 'Clients',
      entity: 'account',
      criteria: at.clients.criteria,
      display: { columns: ['name'] },
    })
    await ana.reports.recurring.create({ ...at.daily, content: { of: 'query', query: saved.id }, selection: null })
    await at.ana.reports.recurring.create(at.daily)
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect(at.mail.calls.map(({ tenant, to }) => [tenant, ...to]).sort()).toEqual([
      ['main', 'ana@clientele.test'],
      ['other', 'ana@other.test'],
    ])
    expect(namesIn(at.mail.calls.find(({ tenant }) => tenant === 'other'))).toEqual(['Elsewhere'])
  })
})

describe('what happens while a file is made', () => {
  test('R1.6 switched off meanwhile: the file does not leave', async () => {
    const at = await office()
    const { id } = await at.ana.reports.recurring.create(at.daily)
    const mortal = await at.worker('slow-', (adapter) =>
      overStore(adapter, (store) => ({
        async find(entity, request) {
          const page = await store.find(entity, request)
          if (entity === 'account') await at.ana.reports.recurring.switchOff(id)
          return page
        },
      })),
    )
    at.clock.set('2026-03-17T08:00:00Z')
    await mortal.tick()
    expect(await became(at)).toEqual(['2026-03-17T08:00:00.000Z skipped switchedOff'])
    expect(at.mail.calls).toEqual([])
  })

  test('R1.6 R5.9 a long file keeps its lease: another worker does not take it', async () => {
    const at = await office()
    await at.system.createMany(
      'account',
      Array.from({ length: 3_500 }, (_, n) => ({ id: `n${n}`, name: `n${n}`, status: 'client', groupId: 'lille' })),
    )
    await at.ana.reports.recurring.create(at.daily)
    const slow = await at.worker('slow-', (adapter) =>
      overStore(adapter, (store) => ({
        async find(entity, request) {
          const page = await store.find(entity, request)
          if (entity !== 'account') return page
          at.clock.advance({ minutes: 0.75 })
          await at.crm.tick()
          return page
        },
      })),
    )
    at.clock.set('2026-03-17T08:00:00Z')
    await slow.tick()
    expect((await at.ana.reports.recurring.runs({ status: 'done' })).rows).toMatchObject([{ attempts: 1, rows: 3_504 }])
    expect(at.mail.calls).toHaveLength(1)
  })

  test('R1.6 R5.9 a worker whose lease is over finds that another one has it, and mails nothing', async () => {
    const at = await office()
    await at.ana.reports.recurring.create(at.daily)
    const asleep = await at.worker('asleep-', (adapter) =>
      afterClaim(adapter, async () => {
        at.clock.advance({ minutes: 2 })
        await at.crm.tick()
      }),
    )
    at.clock.set('2026-03-17T08:00:00Z')
    await asleep.tick()
    expect((await at.ana.reports.recurring.runs({ status: 'done' })).rows).toMatchObject([{ attempts: 2 }])
    expect(at.mail.calls).toHaveLength(1)
  })
})

describe('whose it is', () => {
  test('R1.6 switched off and on, edited, removed; the tracking stays', async () => {
    const at = await office()
    const { recurring } = at.ana.reports
    const { id } = await recurring.create({ ...at.daily, active: false })
    expect(await recurring.get(id)).toMatchObject({ active: false, nextAt: null, version: 1 })
    expect(await recurring.switchOn(id)).toMatchObject({ active: true, nextAt: new Date('2026-03-17T08:00:00Z') })
    expect(await recurring.switchOn(id)).toEqual(await recurring.get(id))
    const weekly = { recurs: 'weekly', on: [1], at: '07:30', timeZone: 'Europe/Paris' } as const
    const edited = await recurring.edit(id, { name: 'Hebdo', schedule: weekly, format: 'xlsx', selection: null })
    expect(edited).toMatchObject({
      name: 'Hebdo',
      schedule: weekly,
      selection: null,
      nextAt: new Date('2026-03-23T06:30:00Z'),
    })
    expect(await recurring.get(id)).toEqual(edited)
    expect((await refusalOf(() => recurring.edit(id, { name: 'X', version: 1 }))).code).toBe('session.stale')
    at.clock.set('2026-03-23T06:30:00Z')
    await at.crm.tick()
    expect(await recurring.switchOff(id)).toMatchObject({ active: false, nextAt: null })
    expect(await recurring.switchOff(id)).toEqual(await recurring.get(id))
    await recurring.remove(id)
    expect(await recurring.list()).toEqual([])
    expect((await refusalOf(() => recurring.get(id))).code).toBe('reports.export_unknown')
    expect((await recurring.runs({ export: id })).rows).toMatchObject([{ status: 'done', name: 'Hebdo' }])
    at.clock.set('2026-04-30T08:00:00Z')
    await at.crm.tick()
    expect(at.mail.calls).toHaveLength(1)
  })

  test('R1.6 chosen anew while frozen, the groups are those of now; another name leaves them as they were', async () => {
    const at = await office()
    const { recurring } = at.ana.reports
    const selection = { ...at.daily.selection, automaticallyAddNewGroups: false }
    const { id } = await recurring.create({ ...at.daily, selection })
    await at.chief.regions.assign({ region: at.north.id, groups: ['rouen'] })
    await recurring.edit(id, { name: 'Autre' })
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect(namesIn(lastOf(at))).toEqual(['amiens', 'arras', 'brest', 'lille'])
    await recurring.edit(id, { selection })
    at.clock.set('2026-03-18T08:00:00Z')
    await at.crm.tick()
    expect(namesIn(lastOf(at))).toEqual(['amiens', 'arras', 'brest', 'lille', 'rouen'])
  })

  test("R1.6 one sees and changes one's own; an administrator sees all and may stop any", async () => {
    const at = await office()
    const { id } = await at.ana.reports.recurring.create(at.daily)
    const bob = await at.crm.as('bob')
    expect(await bob.reports.recurring.list()).toEqual([])
    expect((await bob.reports.recurring.runs()).rows).toEqual([])
    for (const entity of ['recurringExport', 'recurringExportRun'] as const) expect(await bob.count(entity)).toBe(0)
    const calls = [
      () => bob.reports.recurring.get(id),
      () => bob.reports.recurring.edit(id, { name: 'x' }),
      () => bob.reports.recurring.switchOn(id),
      () => bob.reports.recurring.switchOff(id),
      () => bob.reports.recurring.remove(id),
    ]
    for (const call of calls) expect((await refusalOf(call)).code).toBe('reports.export_unknown')
    expect((await at.chief.reports.recurring.list()).map(({ ownerId }) => ownerId)).toEqual(['ana'])
    expect((await refusalOf(() => at.chief.reports.recurring.edit(id, { name: 'x' }))).code).toBe(
      'reports.export_not_owner',
    )
    await at.chief.reports.recurring.switchOff(id)
    expect((await refusalOf(() => at.chief.reports.recurring.switchOn(id))).code).toBe('reports.export_not_owner')
    expect(await at.ana.reports.recurring.get(id)).toMatchObject({ active: false })
    expect((await refusalOf(() => at.system.reports.recurring.create(at.daily))).code).toBe(
      'reports.export_without_owner',
    )
    const entries = await at.system.find('journalEntry', {
      where: query(at.crm.model, 'journalEntry', (e) => e.entity.eq('recurringExport')),
    })
    expect(entries.rows.map(({ type, actorId }) => [type, actorId])).toEqual([
      ['created', 'ana'],
      ['updated', 'boss'],
    ])
  })

  test('R1.6 R2.13 an administrator whom an organisation bounds sees the exports of its users alone', async () => {
    const at = await office()
    await at.system.update('user', 'bob', { groupId: 'lille' })
    await at.chief.organisations.create({ id: 'east', name: 'Est', groups: ['lille'] })
    await at.ana.reports.recurring.create(at.daily)
    const bob = await at.crm.as('bob')
    await bob.reports.recurring.create({
      ...at.daily,
      content: { of: 'query', query: await own(bob) },
      selection: null,
    })
    at.actors.set('east', { profile: 'administrator', reach: 'all', organisation: 'east' })
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    const east = await at.crm.as('east')
    const [seen, ...others] = await east.reports.recurring.list()
    expect([seen?.ownerId, others]).toEqual(['bob', []])
    expect((await east.reports.recurring.runs({ status: 'done' })).rows.map(({ sentTo }) => sentTo)).toEqual(['bob'])
    const [hers] = await at.ana.reports.recurring.list()
    expect((await refusalOf(() => east.reports.recurring.switchOff(hers?.id ?? ''))).code).toBe(
      'reports.export_unknown',
    )
    await east.reports.recurring.switchOff(seen?.id ?? '')
  })

  test('R1.6 R2.9 it takes managing the reports, reading the records and the right to export', async () => {
    const at = await office()
    const without = (more: object) => at.actors.set('ana', { profile: { ...seller, ...more }, reach: 'all' })
    const refused = async () => (await refusalOf(() => at.ana.reports.recurring.create(at.daily))).code
    without({ rights: [] })
    expect(await refused()).toBe('session.missing_right')
    without({ modules: { ...seller.modules, reports: 'read' } })
    expect(await refused()).toBe('session.missing_level')
    without({ modules: { ...seller.modules, accounts: 'access' } })
    expect(await refused()).toBe('session.missing_level')
    without({ modules: { ...seller.modules, regions: 'access' } })
    expect(await refused()).toBe('session.missing_level')
  })

  test('R1.6 with a user who is removed their exports end', async () => {
    const clock = testClock('2026-03-16T08:00:00Z')
    const mail = post()
    const crm = await createClientele({
      model,
      store: memoryAdapter({ clock }),
      timeZone: 'Europe/Paris',
      clock,
      identifiers: sequentialIdentifiers('id'),
      mailer: mail,
    })
    const system = crm.system('test')
    for (const id of ['boss', 'ana']) await system.create('user', { id, name: id, email: `${id}@clientele.test` })
    const ana = await crm.as('ana')
    const all = await ana.lists.save({ name: 'Tous', entity: 'account', criteria: { type: 'and', criteria: [] } })
    const schedule = { recurs: 'monthly', on: 31, at: '09:00', timeZone: 'Europe/Paris' } as const
    await ana.reports.recurring.create({ name: 'Tous', content: { of: 'query', query: all.id }, schedule })
    const boss = await crm.as('boss')
    expect(await boss.reports.recurring.list()).toMatchObject([{ nextAt: new Date('2026-03-31T07:00:00Z') }])
    await boss.remove('user', 'ana')
    expect(await boss.reports.recurring.list()).toEqual([])
    clock.set('2026-05-01T08:00:00Z')
    expect(await crm.tick()).toEqual(none)
    expect(mail.calls).toEqual([])
  })
})

describe('what refers to what', () => {
  test('R2.7 a query that a recurring export uses is not deleted, also while it is switched off; its uses are told as far as they are seen', async () => {
    const at = await office()
    await at.ana.lists.edit(at.clients.id, { shared: true })
    const bob = await at.crm.as('bob')
    const { id } = await at.ana.reports.recurring.create({ ...at.daily, active: false })
    await bob.reports.recurring.create({ ...at.daily, selection: null })
    const refused = await refusalOf(() => at.ana.lists.remove(at.clients.id))
    expect(refused.code).toBe('lists.query_in_use')
    expect(refused.data).toMatchObject({ others: true, records: [{ entity: 'recurringExport', id }] })
    expect(refused.messageIn('fr')).toContain("l'export récurrent Clients du Nord")
    for (const one of await at.chief.reports.recurring.list()) await at.chief.reports.recurring.remove(one.id)
    await at.ana.lists.remove(at.clients.id)
  })

  test('R1.10 a region that a recurring export follows is replaced in it; of a frozen one it is only where groups came from', async () => {
    const at = await office()
    const south = await at.chief.regions.create({ name: 'Sud', groups: ['rouen'] })
    const live = await at.ana.reports.recurring.create(at.daily)
    const frozen = { ...at.daily.selection, automaticallyAddNewGroups: false }
    await at.ana.reports.recurring.create({ ...at.daily, name: 'Figé', selection: frozen })
    const { uses } = await at.chief.regions.uses(at.north.id)
    expect(uses).toMatchObject([
      { entity: 'recurringExport', id: live.id, label: { en: 'the recurring export Clients du Nord' } },
    ])
    expect((await refusalOf(() => at.chief.regions.remove({ region: at.north.id }))).code).toBe('region.in_use')
    const removed = await at.chief.regions.remove({ region: at.north.id, replacement: south.id })
    expect(removed.replaced.uses.map(({ id }) => id)).toEqual([live.id])
    expect((await at.ana.reports.recurring.get(live.id)).selection?.regions).toEqual([south.id])
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect([...at.mail.left.values()].map(namesIn).sort()).toEqual([
      ['amiens', 'arras', 'brest', 'lille'],
      ['brest', 'rouen'],
    ])
  })
})

describe('groups that are removed', () => {
  test('R1.6 leave the exports that named them; one whose last group it was exports nothing, not everything', async () => {
    const at = await office()
    const { recurring } = at.ana.reports
    const frozen = { regions: [at.north.id], groups: ['brest'], automaticallyAddNewGroups: false }
    const both = await recurring.create({ ...at.daily, selection: frozen })
    const alone = await recurring.create({ ...at.daily, selection: { groups: ['brest'] } })
    const other = await recurring.create({ ...at.daily, selection: { groups: ['rouen'] } })
    await at.chief.remove('account', 'a-brest')
    await at.chief.remove('group', 'brest')
    expect((await recurring.get(both.id)).selection).toMatchObject({ regions: [at.north.id], groups: [] })
    expect((await recurring.get(alone.id)).selection).toMatchObject({ regions: [], groups: [] })
    expect(await recurring.get(other.id)).toEqual(other)
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect([...at.mail.left.values()].map(namesIn).sort()).toEqual([[], ['amiens', 'arras', 'lille'], ['rouen']])
  })
})

describe('what is refused', () => {
  const refused: readonly (readonly [what: string, draft: (at: Office) => unknown, code: string, path: string])[] = [
    [
      'an unknown zone',
      (at) => ({ ...at.daily, schedule: { ...at.daily.schedule, timeZone: 'Europe/Atlantis' } }),
      'calendar.unknown_time_zone',
      '/schedule/timeZone',
    ],
    [
      'a time of day that is none',
      (at) => ({ ...at.daily, schedule: { ...at.daily.schedule, at: '24:61' } }),
      'calendar.invalid_time',
      '/schedule/at',
    ],
    ['no schedule', (at) => ({ ...at.daily, schedule: undefined }), 'calendar.not_an_object', '/schedule'],
    [
      'no day of the week',
      (at) => ({ ...at.daily, schedule: { recurs: 'weekly', on: [], at: '09:00', timeZone: 'UTC' } }),
      'calendar.no_days',
      '/schedule/on',
    ],
    [
      'every second',
      (at) => ({ ...at.daily, schedule: { recurs: 'secondly', at: '09:00', timeZone: 'UTC' } }),
      'calendar.unknown_value',
      '/schedule/recurs',
    ],
    [
      'a member of a prototype',
      (at) => ({
        ...at.daily,
        schedule: JSON.parse('{"recurs":"daily","at":"09:00","timeZone":"UTC","__proto__":{}}') as unknown,
      }),
      'calendar.unknown_member',
      '/schedule',
    ],
    ['an empty selection', (at) => ({ ...at.daily, selection: {} }), 'region.selection_empty', '/selection'],
    [
      'a region twice',
      (at) => ({ ...at.daily, selection: { regions: [at.north.id, at.north.id] } }),
      'region.named_twice',
      '/selection/regions/1',
    ],
    [
      'an unknown region',
      (at) => ({ ...at.daily, selection: { regions: ['nowhere'] } }),
      'region.unknown',
      '/selection/regions/0',
    ],
    [
      'a group out of sight',
      (at) => ({ ...at.daily, selection: { groups: ['laon'] } }),
      'region.group_unknown',
      '/selection/groups/0',
    ],
    [
      'an unknown query',
      (at) => ({ ...at.daily, content: { of: 'query', query: 'none' } }),
      'lists.query_unknown',
      '/content/query',
    ],
    ['another content', (at) => ({ ...at.daily, content: { of: 'everything' } }), 'input.invalid', '/content/of'],
    ['another format', (at) => ({ ...at.daily, format: 'pdf' }), 'input.invalid', '/format'],
    ['no name', (at) => ({ ...at.daily, name: ' ' }), 'input.invalid', '/name'],
    ['recipients', (at) => ({ ...at.daily, to: ['x@y.test'] }), 'input.invalid', ''],
  ]
  test.each(refused)('R1.6 %s', async (_, draft, code, path) => {
    const at = await office()
    const refusal = await refusalOf(() => at.ana.reports.recurring.create(draft(at) as never))
    expect([refusal.code, refusal.path]).toEqual([code, path])
    expect(await at.system.count('recurringExport')).toBe(0)
    expect(await at.system.count('recurringExportRun')).toBe(0)
  })

  test('R1.6 R2.7 a query that somebody else keeps to themselves, also by an edit', async () => {
    const at = await office()
    const bob = await at.crm.as('bob')
    expect((await refusalOf(() => bob.reports.recurring.create({ ...at.daily, selection: null }))).code).toBe(
      'lists.query_unknown',
    )
    const made = await bob.reports.recurring.create({
      ...at.daily,
      content: { of: 'query', query: await own(bob) },
      selection: null,
    })
    const content = { of: 'query', query: at.clients.id } as const
    expect((await refusalOf(() => bob.reports.recurring.edit(made.id, { content }))).code).toBe('lists.query_unknown')
    expect(await bob.reports.recurring.get(made.id)).toEqual(made)
  })

  test('R1.6 a selection over records that belong to no group', async () => {
    const at = await office()
    const lists = await at.chief.lists.save({
      name: 'Requêtes',
      entity: 'savedQuery',
      criteria: { type: 'and', criteria: [] },
    })
    const content = { of: 'query', query: lists.id } as const
    const refusal = await refusalOf(() => at.chief.reports.recurring.create({ ...at.daily, content }))
    expect([refusal.code, refusal.path]).toEqual(['reports.no_group', '/selection'])
  })
})
