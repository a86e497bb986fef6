import { createClientele, isWellFormedText, sequentialIdentifiers, testClock, type ExportContent } from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { describe, expect, test } from 'vitest'
import { refusalOf } from '../automation/scene'
import { stores } from '../lists/stores'
import { became, lastOf, model, namesIn, office, seller, type Office } from './recurring-scene'
import { regionStory, twoWorkers } from './recurring-story'

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

  test('R1.6 the longest name, of marks that take two units each, makes a file too', async () => {
    const at = await office()
    await at.ana.reports.recurring.create({ ...at.daily, name: '🦊'.repeat(90) })
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect(namesIn(lastOf(at))).toHaveLength(4)
    expect(isWellFormedText(lastOf(at)?.subject ?? '')).toBe(true)
    expect(lastOf(at)?.attachments?.[0]?.name).toMatch(/\.csv$/)
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
