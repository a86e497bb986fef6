import {
  createClientele,
  crmEntities,
  defineModel,
  formSchema,
  query,
  ruleFields,
  sequentialIdentifiers,
  testClock,
  type FieldRules,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { visibleModel } from 'clientele/permissions'
import { describe, expect, test } from 'vitest'
import { refusal } from '../session/refusal'
import { dealModel, seller, told, world, type World } from './field-rules-scene'

const is = (field: string, value: unknown) => ({ type: 'test', field, operator: 'eq', value }) as never
const has = (field: string) => ({ type: 'test', field, operator: 'isNotEmpty' }) as never

const HIDDEN: FieldRules = {
  account: { revenue: 'hidden', origin: 'hidden', status: 'hidden', tags: 'hidden' },
  contact: { name: 'hidden', email: 'hidden' },
  deal: { serial: 'hidden', floor: 'hidden' },
  event: { startsAt: 'hidden', status: 'hidden' },
  user: { name: 'hidden' },
}

type Session = World['ana']

async function firstOf(rows: AsyncIterable<unknown>): Promise<unknown> {
  for await (const row of rows) return row
  return undefined
}

/** Every way to a hidden field, and how it is refused. */
const DOORS: readonly (readonly [string, (ana: Session) => unknown, string])[] = [
  ['a field asked for', (ana) => ana.find('account', { fields: ['revenue'] }), 'session.bad_field /fields/0'],
  ['a stream', (ana) => firstOf(ana.stream('account', { fields: ['revenue'] })), 'session.bad_field /fields/0'],
  ['criteria', (ana) => ana.find('account', { where: has('revenue') }), 'query.unknown_field /field'],
  ['a count', (ana) => ana.count('account', has('revenue')), 'query.unknown_field /field'],
  [
    'criteria of a related record',
    (ana) =>
      ana.count('contact', {
        type: 'related',
        relation: 'account',
        quantifier: 'is',
        criteria: has('revenue'),
      } as never),
    'query.unknown_field /criteria/field',
  ],
  [
    'criteria of a relation in a relation',
    (ana) =>
      ana.count('contact', {
        type: 'related',
        relation: 'account',
        quantifier: 'is',
        criteria: { type: 'related', relation: 'deals', quantifier: 'some', criteria: has('floor') },
      } as never),
    'query.unknown_field /criteria/criteria/field',
  ],
  [
    'a measure',
    (ana) =>
      ana.count('account', {
        type: 'measure',
        relation: 'deals',
        measure: 'sum',
        field: 'floor',
        operator: 'gt',
        value: 1,
        criteria: { type: 'and', criteria: [] },
      } as never),
    'query.unknown_field /field',
  ],
  [
    'a comparison of two fields',
    (ana) => ana.count('deal', is('price', { ref: 'field', field: 'floor' })),
    'query.unknown_field /value/field',
  ],
  [
    'a fact of oneself',
    (ana) => ana.count('account', is('name', { ref: 'actor', field: 'name' })),
    'query.reference_misfit /value',
  ],
  ['an order', (ana) => ana.find('account', { orderBy: ['revenue'] }), 'session.bad_order /orderBy/0'],
  [
    'a dimension',
    (ana) => ana.reports.report({ entity: 'account', dimensions: ['origin'] }),
    'reports.field_misfit /dimensions/0',
  ],
  [
    'a figure',
    (ana) => ana.reports.report({ entity: 'account', measures: [{ as: 'sum', measure: 'sum', field: 'revenue' }] }),
    'reports.field_misfit /measures/0/field',
  ],
  [
    'the time of a report',
    (ana) => ana.reports.report({ entity: 'event', time: 'startsAt', range: 'thisMonth' }),
    'reports.field_misfit /time',
  ],
  [
    'the filter of a report',
    (ana) => ana.reports.report({ entity: 'account', where: has('origin') }),
    'query.unknown_field /field',
  ],
  ['an update', (ana) => ana.update('account', 'a1', { revenue: 1 }), 'record.unknown_field /revenue'],
  [
    'an update that expects it',
    (ana) => ana.update('account', 'a1', { city: 'x' }, { revenue: 1 }),
    'session.unknown_expectation /expect/revenue',
  ],
  [
    'a new record',
    (ana) => ana.create('account', { name: 'x', groupId: 'lille', revenue: 1 }),
    'record.unknown_field /revenue',
  ],
  [
    'a query to save',
    (ana) => ana.lists.save({ name: 'x', entity: 'account', criteria: has('revenue') }),
    'query.unknown_field /field',
  ],
  [
    'a column to save',
    (ana) =>
      ana.lists.save({
        name: 'x',
        entity: 'account',
        criteria: { type: 'and', criteria: [] },
        display: { columns: ['revenue'] },
      }),
    'lists.display_field /display/columns/0',
  ],
  ['the list of a status', (ana) => ana.lists.runList({ status: 'client' }), 'lists.no_accounts'],
  ['a status to remove', (ana) => ana.lists.removeStatus('suspect'), 'session.hidden_field'],
  ['a tag to put on', (ana) => ana.lists.tagRecords({ entity: 'account', ids: ['a1'], add: ['vip'] }), 'lists.no_tags'],
  [
    'tags by hidden criteria',
    (ana) => ana.lists.tagRecords({ entity: 'contact', where: has('email'), add: ['vip'] }),
    'query.unknown_field /field',
  ],
  ['a tag to merge', (ana) => ana.lists.mergeTags({ from: 'vip', into: 'cold' }), 'session.hidden_field'],
  [
    'the trigger of an automation',
    (ana) =>
      ana.automations.create({
        name: 'x',
        trigger: { on: 'event.statusChanged' },
        action: { do: 'email', to: [{ who: 'address', address: 'a@b.fr' }], subject: { fr: 'x' }, text: { fr: 'x' } },
      }),
    'automation.role_missing /trigger/on',
  ],
  [
    'the date of an automation',
    (ana) =>
      ana.automations.create({
        name: 'x',
        trigger: { on: 'event.start' },
        timing: { when: 'before', days: 1 },
        action: { do: 'email', to: [{ who: 'address', address: 'a@b.fr' }], subject: { fr: 'x' }, text: { fr: 'x' } },
      }),
    'automation.role_missing /trigger/on',
  ],
  [
    'the words of an automation',
    (ana) =>
      ana.automations.create({
        name: 'x',
        trigger: { on: 'event.created' },
        action: {
          do: 'email',
          to: [{ who: 'address', address: 'a@b.fr' }],
          subject: { fr: '{{account.revenue}}' },
          text: { fr: '{{event.start}}' },
        },
      }),
    'automation.template_field /action/subject/fr, automation.template_field /action/text/fr',
  ],
  [
    'the recipient of an automation',
    (ana) =>
      ana.automations.create({
        name: 'x',
        trigger: { on: 'event.created' },
        action: { do: 'email', to: [{ who: 'mainContact' }], subject: { fr: 'x' }, text: { fr: 'x' } },
      }),
    'automation.role_missing /action/to/0',
  ],
  [
    'the condition of an automation',
    (ana) =>
      ana.automations.create({
        name: 'x',
        trigger: { on: 'event.created' },
        condition: is('status', 'x'),
        action: { do: 'email', to: [{ who: 'address', address: 'a@b.fr' }], subject: { fr: 'x' }, text: { fr: 'x' } },
      }),
    'query.unknown_field /condition/field',
  ],
  [
    'what an automation writes',
    (ana) =>
      ana.automations.create({
        name: 'x',
        trigger: { on: 'event.created' },
        action: { do: 'changeStatus', status: 'done' },
      }),
    'automation.role_missing /action/do',
  ],
]

describe('a hidden field', () => {
  test.each(DOORS)('R2.14 is not there by %s', async (_, door, expected) => {
    const { ana, chloe, system } = await world({ rules: HIDDEN, rights: ['activityFeed', 'administrator'] })
    const before = await system.count('journalEntry')
    expect(await refusal(() => door(ana))).toBe(expected)
    expect(await system.count('journalEntry')).toBe(before)
    // No name of a hidden field is among those that are offered in its place.
    const words = await told(() => door(ana))
    expect(words).not.toMatch(/known":[^}]*(revenue|floor|startsAt)/)
    // Who sees it is not refused so.
    expect(await refusal(() => door(chloe))).not.toBe(expected)
  })

  test('R2.14 comes with no row, from any reading or writing', async () => {
    const { ana } = await world({ rules: HIDDEN })
    const [first] = (await ana.find('account', { orderBy: ['name'] })).rows
    expect(Object.keys(first ?? {}).sort()).toEqual(['city', 'createdAt', 'groupId', 'id', 'kind', 'name', 'ownerId'])
    const rows: object[] = [
      (await ana.get('account', 'a1')) ?? {},
      await ana.update('account', 'a1', { city: 'Lens' }),
      await ana.create('account', { name: 'Neuf', groupId: 'lille' }),
    ]
    for await (const row of ana.stream('account')) rows.push(row)
    for (const row of rows) {
      expect(row).toHaveProperty('name')
      for (const field of ['revenue', 'origin', 'status', 'tags']) expect(row).not.toHaveProperty(field)
    }
    expect(await ana.get('contact', 'c1')).not.toHaveProperty('name')
  })

  test('R2.14 keeps its value under an update, and its default in a new record', async () => {
    const { ana, system } = await world({ rules: HIDDEN })
    await ana.update('account', 'a1', { city: 'Lens', revenue: undefined } as never)
    expect(await system.get('account', 'a1')).toMatchObject({ city: 'Lens', revenue: 500_000, status: 'client' })
    const { id } = await ana.create('account', { name: 'Neuf', groupId: 'lille' })
    expect(await system.get('account', id)).toMatchObject({ revenue: null, status: 'prospect', tags: [] })
  })

  test('R2.14 takes with it the relations that go by it, both ways', async () => {
    const { ana } = await world({ rules: { deal: { accountId: 'hidden' }, account: { ownerId: 'hidden' } } })
    const everything = { type: 'and', criteria: [] }
    const through = (relation: string, quantifier: string) =>
      ({ type: 'related', relation, quantifier, criteria: everything }) as never
    expect(await refusal(() => ana.count('deal', through('account', 'is')))).toBe('query.unknown_relation /relation')
    expect(await refusal(() => ana.count('account', through('deals', 'some')))).toBe('query.unknown_relation /relation')
    expect(await refusal(() => ana.count('account', through('owner', 'is')))).toBe('query.unknown_relation /relation')
    expect(await ana.count('account', through('contacts', 'some'))).toBe(2)
  })

  test('R2.14 scopes records all the same', async () => {
    const rules: FieldRules = { account: { groupId: 'hidden', ownerId: 'hidden' } }
    const { ana } = await world({ rules, reach: 'structure' })
    const { rows } = await ana.find('account', { orderBy: ['name'] })
    expect(rows.map(({ id }) => id)).toEqual(['a1', 'a2', 'a3'])
    expect(rows[0]).not.toHaveProperty('groupId')
    expect(
      await ana.count('deal', {
        type: 'related',
        relation: 'account',
        quantifier: 'is',
        criteria: is('name', 'Port'),
      } as never),
    ).toBe(0)
    const { allowed, because } = await ana.rights.can('manage', 'account', 'a1')
    expect(allowed).toBe(true)
    // Which of one's groups it is of, or that it is one's own, would tell the field.
    expect(because.map(({ code }) => code)).toEqual(['profile_level', 'reach', 'ground_reach', 'fields_hidden'])
    expect(await ana.update('account', 'a1', { city: 'Lens' })).not.toHaveProperty('groupId')
    const own = await world({ rules, reach: 'own' })
    expect((await own.ana.find('account')).rows.map(({ id }) => id)).toEqual(['a3'])
  })

  test('R2.14 a record that needs it, or needs one that is read-only, is created by somebody else', async () => {
    for (const rule of ['hidden', 'readOnly'] as const) {
      const { ana, system } = await world({ rules: { account: { groupId: rule } } })
      expect(await refusal(() => ana.create('account', { name: 'Neuf', groupId: 'lille' }))).toBe(
        'session.fields_withheld',
      )
      expect(await system.count('account')).toBe(3)
    }
  })

  test('R2.14 a saved query that asks about it is refused with the reason; one that only shows it is run without', async () => {
    const { ana, chloe } = await world({ rules: HIDDEN })
    const rich = await chloe.lists.save({ name: 'Riches', entity: 'account', shared: true, criteria: has('revenue') })
    const sorted = await chloe.lists.save({
      name: 'Tous',
      entity: 'account',
      shared: true,
      criteria: { type: 'and', criteria: [] },
      display: {
        columns: ['name', 'revenue'],
        sort: [
          { field: 'revenue', direction: 'desc' },
          { field: 'name', direction: 'desc' },
        ],
      },
    })
    for (const run of [
      () => ana.lists.run(rich.id),
      () => ana.lists.count(rich.id),
      () => ana.lists.stream(rich.id),
      () => ana.lists.tagRecords({ query: rich.id, add: ['vip'] }),
    ])
      expect(await refusal(run)).toBe('session.hidden_field /criteria')
    expect(await refusal(() => ana.lists.duplicate(rich.id))).toBe('query.unknown_field /where/field')
    expect((await ana.lists.query(sorted.id)).display).toEqual({
      columns: ['name'],
      sort: [{ field: 'name', direction: 'desc' }],
    })
    expect((await ana.lists.run(sorted.id)).rows.map((row) => row['id'])).toEqual(['a3', 'a2', 'a1'])
    expect((await ana.lists.queries()).map(({ name }) => name)).toEqual(['Riches', 'Tous'])
  })

  test('R2.14 a segment of a query that asks about it tells nobody from whom it is hidden', async () => {
    const { ana, chloe } = await world({ rules: HIDDEN })
    const rich = await chloe.lists.save({ name: 'Riches', entity: 'account', shared: true, criteria: has('revenue') })
    const { id } = await chloe.lists.segments.create({ query: rich.id })
    expect(await chloe.lists.segments.count(id)).toBe(2)
    for (const read of [
      () => ana.lists.segments.members(id),
      () => ana.lists.segments.count(id),
      () => ana.lists.segments.take(id, { reader: 'x' }),
    ])
      expect(await refusal(read)).toBe('session.hidden_field /criteria')
    for (const entity of ['segmentMember', 'segmentEvent'] as const) expect(await ana.count(entity)).toBe(0)
  })

  test('R2.14 no bulk action asks about it, writes it, or writes a read-only one', async () => {
    const { ana, system } = await world({ rules: { account: { revenue: 'hidden', city: 'readOnly' } } })
    const start = (action: object) =>
      ana.bulk.start({
        selection: { groups: ['lille'] },
        action: { do: 'update', entity: 'account', ...action },
      } as never)
    const before = (await system.find('account')).rows
    expect(await told(() => start({ where: has('revenue'), set: { origin: 'x' } }))).toContain('query.unknown_field')
    expect(await told(() => start({ set: { revenue: 1 } }))).not.toContain('"changed":1')
    expect(await told(() => start({ set: { city: 'x' } }))).not.toContain('"changed":1')
    expect((await system.find('account')).rows).toEqual(before)
  })

  test('R2.14 no bulk action tells by its figures in which group a record is', async () => {
    const { ana } = await world({ rules: { account: { groupId: 'hidden' } } })
    const start = (entity: string) =>
      ana.bulk.start({
        selection: { groups: ['lille'] },
        action: { do: 'update', entity, set: entity === 'account' ? { name: 'x' } : { title: 'x' } },
      })
    expect(await refusal(() => start('account'))).toBe('bulk.no_group /action/entity')
    expect(await refusal(() => start('task'))).toBe('no refusal')
  })

  test('R2.14 the journal keeps its values from who may not see them', async () => {
    const { ana, chloe } = await world({ rules: HIDDEN })
    await chloe.update('account', 'a1', { revenue: 777, city: 'Douai' })
    const about = query(dealModel, 'account', (a) => a.id.eq('a1'))
    expect(await ana.count('account', about)).toBe(1)
    const where = { type: 'and', criteria: [is('entity', 'account'), is('recordId', 'a1')] } as never
    for (const fields of [undefined, ['patches', 'inverse'] as const, ['entity', 'patches'] as const]) {
      const { rows } = await ana.find('journalEntry', {
        where,
        ...(fields === undefined ? {} : { fields: [...fields] }),
      })
      const words = JSON.stringify(rows)
      expect(words).toContain('Douai')
      expect(words).not.toMatch(/revenue|777|500000|fair|"vip"/)
      if (fields?.[0] === 'patches') expect(Object.keys(rows[0] ?? {}).sort()).toEqual(['id', 'inverse', 'patches'])
    }
    const [entry] = (await ana.find('journalEntry', { where, limit: 1 })).rows
    expect(JSON.stringify(await ana.get('journalEntry', entry?.id ?? ''))).not.toContain('revenue')
    expect(JSON.stringify((await chloe.find('journalEntry', { where })).rows)).toContain('777')
  })

  test('R2.14 what the kernel keeps of it again is hidden as well', async () => {
    const { ana, chloe } = await world({ rules: HIDDEN })
    const { components } = await ana.reports.assignments()
    if (components.log.outcome !== 'data') throw new Error('The log has rows')
    const [line] = components.log.rows
    expect(line).toMatchObject({ contactId: 'c1', contactName: null, assignee: 'bob' })
    expect(components.log.columns.map(({ field }) => field)).not.toContain('contactName')
    expect(await refusal(() => ana.find('assignment', { fields: ['contactName'] }))).toBe('session.bad_field /fields/0')
    for (const [contact, found] of [
      ['c1', 'data'],
      ['Zo', 'noData'],
    ] as const) {
      const { components: some } = await ana.reports.assignments({ filters: { contact } })
      expect(some.log.outcome).toBe(found)
    }
    // The run waits for the start of the event, which is hidden.
    expect(await chloe.count('automationRun')).toBe(1)
    expect(await ana.count('automationRun')).toBe(0)
    expect((await ana.automations.runs()).rows).toEqual([])
    expect((await ana.automations.statistics()).total.pending).toBe(0)
  })

  test('R2.14 where the assignee is hidden, assignments are', async () => {
    const { ana } = await world({ rules: { conversation: { assigneeId: 'hidden' } } })
    expect(await ana.count('assignment')).toBe(0)
    expect(await refusal(() => ana.reports.assignments())).toBe('session.hidden_field')
    expect(await refusal(() => ana.reports.assign({ conversationId: 't1', assigneeId: 'ana' }))).toBe(
      'session.hidden_field /assigneeId',
    )
    expect(await ana.reports.openConversation({ contactId: 'c1', groupId: 'lille' })).not.toHaveProperty('assigneeId')
  })

  test('R2.14 a broken key does not name it', async () => {
    const { ana } = await world({ rules: { deal: { floor: 'hidden', serial: 'hidden' } } })
    await ana.create('deal', { id: 'd3', title: 'Pont', accountId: 'a1', groupId: 'lille' })
    const words = await told(() => ana.create('deal', { id: 'd2', title: 'Quai', accountId: 'a1', groupId: 'lille' }))
    expect(words).toContain('storage.conflict')
    expect(words).not.toMatch(/floor|serial/)
  })

  test('R2.14 a rule over it holds, and says no more than that', async () => {
    const { ana, chloe } = await world({ rules: { deal: { floor: 'hidden' } } })
    expect(await refusal(() => chloe.update('deal', 'd1', { price: 10 }))).toBe('record.invalid /price')
    expect(await refusal(() => ana.update('deal', 'd1', { price: 10 }))).toBe('session.hidden_rule')
    expect(await ana.update('deal', 'd1', { price: 60 })).not.toHaveProperty('floor')
    expect(await refusal(() => ana.update('deal', 'd1', { price: 'x' } as never))).toBe('record.invalid /price')
  })

  test('R2.14 places are searched without the names that are hidden', async () => {
    const { ana } = await world({ rules: { group: { name: 'hidden' } } })
    expect(await told(() => ana.regions.search({ text: 'lil' }))).not.toContain('Lille')
    expect(await told(() => ana.regions.search({ text: 'nord' }))).toContain('Nord')
    expect(await refusal(() => ana.regions.overview())).toBe('no refusal')
  })

  test('R2.14 forms and builders of rules are made of the model that the user sees', async () => {
    const { ana } = await world({ rules: HIDDEN })
    const model = visibleModel(dealModel, (await ana.rights.me())?.fields ?? {})
    const names = ruleFields(model, 'account', 'fr').map(({ name }) => name)
    expect(names).toContain('city')
    for (const field of ['revenue', 'origin', 'status', 'tags']) expect(names).not.toContain(field)
    const { properties, required } = formSchema(model, 'contact', 'fr')
    expect([properties, required]).toMatchObject([
      expect.not.objectContaining({ name: expect.anything() }),
      ['groupId'],
    ])
    expect(visibleModel(dealModel, HIDDEN)).toBe(visibleModel(dealModel, { ...HIDDEN }))
    expect(visibleModel(dealModel, { account: { city: 'readOnly' } })).toBe(dealModel)
  })
})

describe('a read-only field', () => {
  const rules: FieldRules = {
    account: { revenue: 'readOnly', tags: 'readOnly', status: 'readOnly' },
    conversation: { assigneeId: 'readOnly' },
    event: { status: 'readOnly' },
  }

  test('R2.14 is shown, asked about and sorted by', async () => {
    const { ana } = await world({ rules })
    const { rows } = await ana.find('account', { where: has('revenue'), orderBy: ['revenue'], fields: ['revenue'] })
    expect(rows.map(({ revenue }) => revenue)).toEqual([100, 500_000])
    expect(await ana.lists.countList({ status: 'client' })).toBe(1)
  })

  const WRITES: readonly (readonly [string, (ana: Session) => unknown, string])[] = [
    ['an update', (ana) => ana.update('account', 'a1', { revenue: 1, city: 'x' }), 'session.read_only_field /revenue'],
    [
      'an update that empties it',
      (ana) => ana.update('account', 'a1', { revenue: null }),
      'session.read_only_field /revenue',
    ],
    [
      'a new record',
      (ana) => ana.create('account', { name: 'x', groupId: 'lille', revenue: 1 }),
      'session.read_only_field /revenue',
    ],
    [
      'one of several new records',
      (ana) =>
        ana.createMany('account', [
          { name: 'x', groupId: 'lille' },
          { name: 'y', groupId: 'lille', tags: ['vip'] },
        ]),
      'session.read_only_field /1/tags',
    ],
    [
      'tags',
      (ana) => ana.lists.tagRecords({ entity: 'account', ids: ['a1'], add: ['cold'] }),
      'session.read_only_field',
    ],
    ['a status replaced', (ana) => ana.lists.removeStatus('client', { moveTo: 'prospect' }), 'session.read_only_field'],
    ['tags merged', (ana) => ana.lists.mergeTags({ from: 'vip', into: 'cold' }), 'session.read_only_field'],
    [
      'an assignment',
      (ana) => ana.reports.assign({ conversationId: 't1', assigneeId: 'ana' }),
      'session.read_only_field /assigneeId',
    ],
    [
      'a conversation opened',
      (ana) => ana.reports.openConversation({ contactId: 'c2', groupId: 'lille', assigneeId: 'ana' }),
      'session.read_only_field /assigneeId',
    ],
    [
      'an automation',
      (ana) =>
        ana.automations.create({
          name: 'x',
          trigger: { on: 'event.created' },
          action: { do: 'changeStatus', status: 'done' },
        }),
      'session.read_only_field /action',
    ],
  ]
  test.each(WRITES)('R2.14 is not changed by %s', async (_, write, expected) => {
    const { ana, chloe, system } = await world({ rules, rights: ['activityFeed', 'administrator'] })
    const before = await system.count('journalEntry')
    expect(await refusal(() => write(ana))).toBe(expected)
    expect(await system.count('journalEntry')).toBe(before)
    expect(await refusal(() => write(chloe))).toBe('no refusal')
  })

  test('R2.14 may be sent back as it stands', async () => {
    const { ana } = await world({ rules })
    const { id: _, ...account } = (await ana.get('account', 'a1')) ?? { id: '' }
    expect(await ana.update('account', 'a1', { ...account, city: 'Lens' })).toMatchObject({
      city: 'Lens',
      revenue: 500_000,
    })
    expect(
      await ana.create('account', { name: 'x', groupId: 'lille', revenue: null, tags: [], status: 'prospect' }),
    ).toMatchObject({ status: 'prospect' })
  })
})

describe('the rules of a profile', () => {
  const WRONG: readonly (readonly [string, unknown, string])[] = [
    ['an entity that is not there', { invoices: { total: 'hidden' } }, 'rights.field_entity /fields/invoices'],
    ['an entity of the kernel', { savedQuery: { name: 'hidden' } }, 'rights.field_entity /fields/savedQuery'],
    ['a field that is not there', { account: { turnover: 'hidden' } }, 'rights.field_unknown /fields/account/turnover'],
    ['a relation', { account: { contacts: 'hidden' } }, 'rights.field_unknown /fields/account/contacts'],
    ['the identity', { account: { id: 'readOnly' } }, 'rights.field_identity /fields/account/id'],
    ['a rule that is not there', { account: { revenue: 'secret' } }, 'input.invalid /fields/account/revenue'],
    ['no fields', { account: 'hidden' }, 'input.invalid /fields/account'],
    ['an inherited name', { constructor: { name: 'hidden' } }, 'rights.field_entity /fields/constructor'],
  ]
  test.each(WRONG)('R2.14 %s is refused, defined or supplied', async (_, fields, expected) => {
    const { crm, system } = await world()
    const definition = { ...seller({}), fields }
    expect(await refusal(() => system.rights.define(definition as never))).toBe(expected)
    expect(await system.count('profile')).toBe(0)
    const other = await createClientele({
      model: dealModel,
      store: memoryAdapter(),
      timeZone: 'Europe/Paris',
      actors: { actorOf: () => Promise.resolve({ profile: { ...seller({}), fields } as never }) },
    })
    expect(await refusal(() => other.as('ana'))).toMatch(/^session\.bad_actor \/profile/)
    expect((await crm.as('ana')).rights).toBeDefined()
  })

  async function keeping() {
    const clock = testClock('2026-03-16T08:00:00Z')
    const crm = await createClientele({
      model: defineModel(crmEntities),
      store: memoryAdapter({ clock }),
      timeZone: 'Europe/Paris',
      clock,
      identifiers: sequentialIdentifiers('id'),
    })
    const system = crm.system('scene')
    await system.create('group', { id: 'lille', name: 'Lille' })
    for (const id of ['chloe', 'ana', 'bob']) await system.create('user', { id, name: id })
    await system.create('account', { id: 'a1', name: 'Garage', groupId: 'lille', revenue: 1 })
    const chief = seller(
      { account: { revenue: 'hidden', city: 'readOnly' } },
      { code: 'chief', rights: ['advancedAdministration'] },
    )
    const chloe = await crm.as('chloe')
    await chloe.rights.define(chief)
    await chloe.rights.assign({ user: 'ana', profile: 'chief', reach: 'all' })
    return { crm, system, chloe, ana: await crm.as('ana'), bob: await crm.as('bob') }
  }

  test('R2.14 hold on the very next call, and are told by me and can', async () => {
    const { chloe, ana, bob } = await keeping()
    expect(await bob.get('account', 'a1')).toHaveProperty('revenue', 1)
    await chloe.rights.assign({ user: 'bob', profile: 'chief' })
    expect(await bob.get('account', 'a1')).not.toHaveProperty('revenue')
    expect((await ana.rights.me())?.fields).toEqual({ account: { revenue: 'hidden', city: 'readOnly' } })
    expect((await chloe.rights.effective('ana'))?.fields).toEqual({ account: { revenue: 'hidden', city: 'readOnly' } })
    const codes = async (use: 'read' | 'manage') =>
      (await ana.rights.can(use, 'account', 'a1')).because.map(({ code }) => code)
    expect(await codes('read')).toContain('fields_hidden')
    expect(await codes('read')).not.toContain('fields_read_only')
    expect(await codes('manage')).toContain('fields_read_only')
    const { because } = await ana.rights.can('manage', 'account', 'a1')
    expect(because.map(({ message }) => message.fr)).toContain("Votre profil cache : Chiffre d'affaires.")
    await chloe.rights.define(seller({}, { code: 'chief', rights: ['advancedAdministration'] }))
    expect(await ana.get('account', 'a1')).toHaveProperty('revenue', 1)
  })

  test('R2.15 nobody lifts a rule that they are under', async () => {
    const { ana } = await keeping()
    const define = (fields: FieldRules, module = 'accounts') =>
      ana.rights.define({
        code: 'junior',
        label: { fr: 'Stagiaire', en: 'Junior' },
        modules: { [module]: 'read' },
        rights: [],
        fields,
      })
    expect(await refusal(() => define({}))).toBe('rights.not_held')
    expect(await refusal(() => define({ account: { revenue: 'readOnly', city: 'readOnly' } }))).toBe('rights.not_held')
    expect(await told(() => define({ account: { city: 'hidden' } }))).toContain("Chiffre d'affaires (Compte)")
    expect(await refusal(() => define({ account: { revenue: 'hidden', city: 'hidden', name: 'readOnly' } }))).toBe(
      'no refusal',
    )
    // A module that the profile does not read shows no field of it.
    expect(await refusal(() => define({}, 'contacts'))).toBe('no refusal')
    expect(await refusal(() => ana.rights.assign({ user: 'bob', profile: 'junior', reach: 'own' }))).toBe(
      'rights.not_held',
    )
    expect(await refusal(() => ana.rights.assign({ user: 'bob', profile: 'allAccess' }))).toBe('rights.not_held')
  })

  test('R2.15 a new user has not what is hidden from who creates them', async () => {
    const { ana, crm, chloe } = await keeping()
    await chloe.rights.define(
      seller({ account: { revenue: 'hidden' } }, { code: 'most', rights: ['export', 'timeTracking', 'activityFeed'] }),
    )
    await chloe.rights.assign({ user: 'ana', profile: 'most', reach: 'all' })
    await ana.create('user', { id: 'eve', name: 'Eve' })
    expect(await refusal(() => crm.as('eve'))).toBe('session.no_actor')
  })
})
