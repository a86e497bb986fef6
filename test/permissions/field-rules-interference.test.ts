import fc from 'fast-check'
import { OPERATORS, type FieldRules } from 'clientele'
import { describe, test, expect } from 'vitest'
import { stores } from '../lists/stores'
import { dealModel, told, world, type Hidden, type World } from './field-rules-scene'

/** What is hidden together, and what it may be in two worlds. Values differ in kind too: there or missing, first or last in order. */
const SECRETS: readonly { readonly rules: FieldRules; readonly values: fc.Arbitrary<Hidden> }[] = [
  {
    rules: { account: { revenue: 'hidden' } },
    values: fc.record({ revenue: fc.constantFrom(null, 1, 99, 101, 500_000) }),
  },
  {
    rules: { account: { origin: 'hidden' } },
    values: fc.record({ origin: fc.constantFrom(null, 'web', 'fair', 'Lille') }),
  },
  {
    rules: { account: { city: 'hidden' } },
    values: fc.record({ city: fc.constantFrom(null, 'Arras', 'Lille', 'zzz') }),
  },
  {
    rules: { account: { status: 'hidden' } },
    values: fc.record({ status: fc.constantFrom('client', 'prospect', 'suspect') }),
  },
  { rules: { account: { tags: 'hidden' } }, values: fc.record({ tags: fc.subarray(['vip', 'cold']) }) },
  { rules: { account: { ownerId: 'hidden' } }, values: fc.record({ ownerId: fc.constantFrom(null, 'ana', 'bob') }) },
  {
    rules: { contact: { name: 'hidden', email: 'hidden' } },
    values: fc.record({
      contactName: fc.constantFrom('Zoë', 'Abel', 'Léo'),
      email: fc.constantFrom(null, 'a@b.fr', 'z@b.fr'),
    }),
  },
  {
    rules: { contact: { accountId: 'hidden' } },
    values: fc.record({ accountId: fc.constantFrom(null, 'a1', 'a2', 'a3') }),
  },
  {
    rules: { event: { startsAt: 'hidden', status: 'hidden' } },
    values: fc.record({
      startsAt: fc.constantFrom(new Date('2026-04-01T08:00:00Z'), new Date('2026-07-14T21:00:00Z')),
      eventStatus: fc.constantFrom('planned', 'done'),
    }),
  },
  {
    rules: { deal: { floor: 'hidden', serial: 'hidden' } },
    values: fc.record({ floor: fc.constantFrom(null, 1, 21, 90), serial: fc.constantFrom(null, 'S-1', 'S-3') }),
  },
  {
    rules: { conversation: { assigneeId: 'hidden' } },
    values: fc.record({ assigneeId: fc.constantFrom(null, 'ana', 'bob') }),
  },
  { rules: { user: { groupId: 'hidden' } }, values: fc.record({ userGroup: fc.constantFrom(null, 'lille', 'brest') }) },
  { rules: { user: { name: 'hidden' } }, values: fc.record({ userName: fc.constantFrom('Anaïs', 'Zélie', 'Bob') }) },
]

const ENTITIES = ['account', 'contact', 'deal', 'event', 'conversation', 'user'] as const
type Entity = (typeof ENTITIES)[number]

/** Values that some record holds, and some that none does. */
const VALUES = [null, 1, 50, 500_000, 'web', 'Lille', 'client', 'vip', 'bob', 'Zoë', 'a1', 'S-1', '2026-05-01', true]
const value = fc.constantFrom(...VALUES)

const fieldsOf = (entity: Entity): readonly string[] => [...(dealModel.entities.get(entity)?.fields.keys() ?? [])]
const relationsOf = (entity: Entity): readonly string[] => [...(dealModel.entities.get(entity)?.relations.keys() ?? [])]
const targetOf = (entity: Entity, relation: string): Entity | undefined =>
  ENTITIES.find((name) => name === dealModel.entities.get(entity)?.relations.get(relation)?.target)

const LISTS: readonly string[] = ['in', 'notIn', 'hasAny', 'hasAll', 'hasNone']

const FITTING: Readonly<Record<string, readonly unknown[]>> = {
  number: [100, 500],
  money: [1, 100, 500_000],
  instant: ['2026-05-01T18:00:00Z', '2026-07-14T21:00:00Z'],
  reference: ['a1', 'a2', 'c1', 'bob', 'lille'],
  tags: [['vip'], []],
}

/** A field with a value, most often one of its kind. */
const assigned = (entity: Entity): fc.Arbitrary<{ readonly field: string; readonly value: unknown }> =>
  fc.constantFrom(...fieldsOf(entity)).chain((field) => {
    const definition = dealModel.entities.get(entity)?.fields.get(field)
    const codes = definition?.options.map(({ code }) => code) ?? []
    const fitting =
      FITTING[definition?.kind ?? ''] ?? (codes.length > 0 ? codes : ['web', 'Lille', 'client', 'S-1', 'Neuf'])
    return fc.record({
      field: fc.constant(field),
      value: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fitting) }, { weight: 1, arbitrary: value }),
    })
  })

/** Enough for a new record of each. */
const LEAST: Readonly<Record<Entity, object>> = {
  account: { name: 'Neuf', groupId: 'lille' },
  contact: { name: 'Neuf', groupId: 'lille' },
  deal: { title: 'Neuf', accountId: 'a1', groupId: 'lille' },
  event: { name: 'Neuf', groupId: 'lille' },
  conversation: { contactId: 'c1', groupId: 'lille' },
  user: { name: 'Neuf' },
}

const recordsOf = (entity: Entity): readonly string[] =>
  ({ account: ['a1', 'a2'], contact: ['c1'], deal: ['d1'], event: ['e1'], conversation: ['t1'], user: ['bob', 'ana'] })[
    entity
  ]

function leaf(entity: Entity): fc.Arbitrary<object> {
  const other = fc.constantFrom(...fieldsOf(entity))
  return assigned(entity).chain(({ field, value: given }) => {
    const kind = dealModel.entities.get(entity)?.fields.get(field)?.kind ?? 'text'
    const known = OPERATORS[kind].filter((one) => one !== 'between' && one !== 'within')
    return fc
      .record({ operator: fc.constantFrom(...known), other, compares: fc.nat(3) })
      .map(({ operator, other: another, compares }) => {
        const bare = { type: 'test', field, operator }
        if (operator === 'isEmpty' || operator === 'isNotEmpty') return bare
        if (LISTS.includes(operator)) return { ...bare, value: Array.isArray(given) || given === null ? [] : [given] }
        return {
          ...bare,
          value: compares === 0 ? { ref: 'field', field: another } : Array.isArray(given) ? 'vip' : given,
        }
      })
  })
}

/** Criteria about an entity, through relations up to two deep; many are refused, by either world alike. */
function criteria(entity: Entity, depth = 2): fc.Arbitrary<object> {
  const through = depth === 0 ? [] : relationsOf(entity).filter((name) => targetOf(entity, name) !== undefined)
  if (through.length === 0) return leaf(entity)
  const related = fc.constantFrom(...through).chain((relation) => {
    const target = targetOf(entity, relation) ?? entity
    const inner = criteria(target, depth - 1)
    const many = dealModel.entities.get(entity)?.relations.get(relation)?.type === 'many'
    const quantified = fc
      .record({ inner, quantifier: many ? fc.constantFrom('some', 'none', 'every') : fc.constant('is') })
      .map((one) => ({ type: 'related', relation, quantifier: one.quantifier, criteria: one.inner }))
    const measured = fc
      .record({ inner, measure: fc.constantFrom('count', 'sum', 'max'), field: fc.constantFrom(...fieldsOf(target)) })
      .map((one) => ({
        type: 'measure',
        relation,
        measure: one.measure,
        operator: 'gte',
        value: 1,
        criteria: one.inner,
        ...(one.measure === 'count' ? {} : { field: one.field }),
      }))
    return many ? fc.oneof(quantified, measured) : quantified
  })
  return fc.oneof({ weight: 3, arbitrary: leaf(entity) }, { weight: 2, arbitrary: related })
}

/** A call as a word for the failure to show, and what it does. */
interface Call {
  readonly says: string
  /** `known` is the first of the two worlds, whoever is asked: what somebody may guess. */
  readonly run: (at: World, known: World) => unknown
}

const call = (says: unknown, run: Call['run']): Call => ({ says: JSON.stringify(says), run })

async function drained(rows: AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>): Promise<readonly unknown[]> {
  const all: unknown[] = []
  for await (const row of await rows) all.push(row)
  return all
}

const email = (subject: string) => ({
  do: 'email' as const,
  to: [{ who: 'address' as const, address: 'a@b.fr' }],
  subject: { fr: subject },
  text: { fr: 'x' },
})

const entityCall: fc.Arbitrary<Call> = fc.constantFrom(...ENTITIES).chain((entity) => {
  const field = fc.constantFrom(...fieldsOf(entity))
  const id = fc.constantFrom(...recordsOf(entity), 'nowhere')
  const where = criteria(entity)
  return fc.oneof(
    fc
      .record({ where, orderBy: fc.array(field, { maxLength: 2 }) })
      .map((options) => call(['find', entity, options], (at) => at.ana.find(entity, options as never))),
    fc
      .record({ fields: fc.array(field, { minLength: 1, maxLength: 3 }), orderBy: fc.array(field, { maxLength: 1 }) })
      .map((options) =>
        call(['find', entity, options], (at) => at.ana.find(entity, { ...options, limit: 1 } as never)),
      ),
    field.map((orderBy) =>
      call(['stream', entity, orderBy], (at) => drained(at.ana.stream(entity, { orderBy: [orderBy as never] }))),
    ),
    fc.tuple(where, field).map(([given, orderBy]) =>
      call(['export', entity, given, orderBy], async ({ ana }) => {
        const asked = { where: given as never, orderBy: [orderBy as never], ids: true }
        const { name, columns, content } = await ana.export(entity, asked)
        const chunks = (await drained(content)) as readonly Uint8Array[]
        return [name, columns, Buffer.concat(chunks).toString()]
      }),
    ),
    where.map((given) => call(['count', entity, given], (at) => at.ana.count(entity, given as never))),
    id.map((one) => call(['get', entity, one], (at) => at.ana.get(entity, one))),
    id.map((one) => call(['can', entity, one], (at) => at.ana.rights.can('manage', entity, one))),
    fc
      .record({ id, set: assigned(entity), expected: assigned(entity), expects: fc.boolean() })
      .map((given) =>
        call(['update', entity, given], (at) =>
          at.ana.update(
            entity,
            given.id,
            { [given.set.field]: given.set.value },
            given.expects ? { [given.expected.field]: given.expected.value } : undefined,
          ),
        ),
      ),
    assigned(entity).map((given) =>
      call(['create', entity, given], (at) => at.ana.create(entity, { ...LEAST[entity], [given.field]: given.value })),
    ),
    fc
      .record({
        dimension: field,
        measured: field,
        measure: fc.constantFrom('count', 'countDistinct', 'sum', 'min'),
        where,
      })
      .map((given) =>
        call(['report', entity, given], (at) =>
          at.ana.reports.report({
            entity,
            dimensions: [given.dimension],
            where: given.where,
            measures: [{ as: 'figure', measure: given.measure, field: given.measured }],
          }),
        ),
      ),
    field.map((time) =>
      call(['report by time', entity, time], (at) =>
        at.ana.reports.report({ entity, time, range: 'thisMonth', bucket: 'day', compare: true }),
      ),
    ),
    fc.record({ where, sort: field }).map((given) =>
      call(['saved', entity, given], async (at) => {
        const saved = await at.chloe.lists.save({
          name: 'x',
          entity,
          shared: true,
          criteria: given.where,
          display: { columns: [given.sort], sort: [{ field: given.sort }] },
        })
        return [
          await told(() => at.ana.lists.run(saved.id, { total: true })),
          await told(() => at.ana.lists.query(saved.id)),
          await told(() => at.ana.lists.duplicate(saved.id)),
        ]
      }),
    ),
    fc.record({ where, column: field }).map((given) =>
      call(['save', entity, given], (at) =>
        at.ana.lists.save({
          name: 'x',
          entity,
          criteria: given.where,
          display: { columns: [given.column] },
        }),
      ),
    ),
    where.map((given) =>
      call(['tag', entity, given], (at) =>
        at.ana.lists.tagRecords({ entity, where: given, add: ['vip'], remove: ['cold'] }),
      ),
    ),
  )
})

/** Cursors are opened, to see what they carry; identifiers that the kernel gave are told by the order in which they appear. */
function unnumbered(words: string): string {
  // A sum over what a cursor carries is not what it carries.
  const opened = words.replaceAll(/(start|end)\\*":\\*"([\w-]+)/g, (_, edge: string, cursor: string) => {
    const inside = Buffer.from(cursor, 'base64url').toString()
    return `${edge}: ${inside.slice(inside.search(/[[{]/))}`
  })
  const seen: string[] = []
  return opened.replaceAll(/id\d{8}/g, (given) => {
    if (!seen.includes(given)) seen.push(given)
    return `id#${seen.indexOf(given)}`
  })
}

const roots = ['account', 'contact', 'event', 'lead', 'owner']
/** Somebody who sees the field changes it, and something else with it. */
const edited = call('edited', async (at) => {
  const { revenue = null } = (await at.chloe.get('account', 'a1')) ?? {}
  await at.chloe.update('account', 'a1', { revenue: (revenue ?? 0) + 1, name: 'Garage du Nord' })
  return at.ana.find('journalEntry', { limit: 1_000 })
})

const otherCall: fc.Arbitrary<Call> = fc.oneof(
  fc
    .constantFrom('vip', 'cold')
    .map((tag) => call(['list', tag], (at) => at.ana.lists.runList({ tags: { any: [tag] } }))),
  fc
    .constantFrom('client', 'suspect')
    .map((status) => call(['status', status], (at) => at.ana.lists.countList({ status }))),
  fc
    .constantFrom('client', 'suspect')
    .map((status) => call(['remove', status], (at) => at.ana.lists.removeStatus(status))),
  fc.constant(edited),
  fc.constant(call('tags', (at) => at.ana.lists.tags())),
  fc.constant(call('journal', (at) => at.ana.find('journalEntry', { limit: 1_000 }))),
  fc.constant(call('patches', (at) => at.ana.find('journalEntry', { limit: 1_000, fields: ['patches'] }))),
  fc.constant(call('assignments', (at) => at.ana.reports.assignments())),
  fc.constant(call('log', (at) => at.ana.find('assignment'))),
  fc.constant(call('runs', (at) => at.ana.automations.runs({ orderBy: 'dueAt' }))),
  fc.constant(call('runs as records', (at) => at.ana.find('automationRun', { orderBy: ['dueAt'] }))),
  fc.constant(call('figures of runs', (at) => at.ana.automations.statistics())),
  fc.constant(call('regions', (at) => at.ana.regions.overview())),
  fc.constant(call('me', (at) => at.ana.rights.me())),
  fc.constant(call('opened', (at) => at.ana.reports.openConversation({ contactId: 'c2', groupId: 'lille' }))),
  fc
    .constantFrom('ana', 'bob', null)
    .map((assigneeId) =>
      call(['assign', assigneeId], (at) => at.ana.reports.assign({ conversationId: 't1', assigneeId })),
    ),
  fc.constantFrom('n', 'l', 'z').map((text) => call(['search', text], (at) => at.ana.regions.search({ text }))),
  fc
    .record({
      root: fc.constantFrom(...roots),
      field: fc.constantFrom('name', 'start', 'startsAt', 'revenue', 'email', 'status'),
    })
    .map((given) =>
      call(['words', given], (at) =>
        at.ana.automations.create({
          name: 'x',
          trigger: { on: 'event.created' },
          action: email(`{{${given.root}.${given.field}}}`),
        }),
      ),
    ),
  criteria('event').map((condition) =>
    call(['condition', condition], (at) =>
      at.ana.automations.create({ name: 'x', trigger: { on: 'event.created' }, condition, action: email('x') }),
    ),
  ),
)

/** What the hidden field holds in one of the two worlds, put to the test in both. */
const guess = (rules: FieldRules): fc.Arbitrary<Call> =>
  fc
    .constantFrom(...ENTITIES.flatMap((entity) => Object.keys(rules[entity] ?? {}).map((field) => ({ entity, field }))))
    .map(({ entity, field }) =>
      call(['guess', entity, field], async (at, known) => {
        const [id = ''] = recordsOf(entity)
        const row: Readonly<Record<string, unknown>> = (await known.chloe.get(entity, id)) ?? {}
        const value = row[field] ?? null
        const holds = {
          type: 'test',
          field,
          operator: value === null ? 'isEmpty' : 'eq',
          ...(value === null ? {} : { value }),
        }
        return Promise.all([
          told(() => at.ana.update(entity, id, {}, { [field]: value })),
          told(() => at.ana.update(entity, id, { [field]: value })),
          told(() => at.ana.count(entity, holds as never)),
          told(() => at.ana.find(entity, { orderBy: [field], fields: [field] } as never)),
          told(() => at.ana.reports.report({ entity, dimensions: [field], where: holds })),
        ])
      }),
    )

const calls = fc.array(fc.oneof({ weight: 3, arbitrary: entityCall }, { weight: 1, arbitrary: otherCall }), {
  minLength: 6,
  maxLength: 14,
})

const scenes = fc.uniqueArray(fc.constantFrom(...SECRETS.keys()), { minLength: 1, maxLength: 3 }).chain((chosen) => {
  const secrets = chosen.flatMap((index) => SECRETS[index] ?? [])
  const values = fc.tuple(...secrets.map((secret) => secret.values)).map((parts): Hidden => Object.assign({}, ...parts))
  const rules: Record<string, Record<string, 'hidden'>> = {}
  for (const secret of secrets)
    for (const [entity, fields] of Object.entries(secret.rules))
      rules[entity] = { ...rules[entity], ...Object.fromEntries(Object.keys(fields).map((field) => [field, 'hidden'])) }
  // Who reaches less than everything learns of a group or an owner by which records there are, and is meant to.
  const scopes =
    rules['account']?.['ownerId'] !== undefined ||
    rules['conversation'] !== undefined ||
    rules['user']?.['groupId'] !== undefined
  return fc.record({
    rules: fc.constant(rules),
    reach: scopes ? fc.constant('all' as const) : fc.constantFrom('all' as const, 'structure' as const, 'own' as const),
    left: values,
    right: values,
    calls: fc.tuple(guess(rules), calls).map(([first, others]) => [first, ...others]),
  })
})

const RUNS = Number(process.env['CLIENTELE_QUESTIONS'] ?? 60)

describe.each(stores)('on $store', ({ store, adapter }) => {
  test(
    'R2.14 no sequence of calls tells two worlds apart that differ in what is hidden',
    { timeout: 120_000 },
    async () => {
      let answered = 0
      await fc.assert(
        fc.asyncProperty(scenes, async ({ rules, reach, left, right, calls: sequence }) => {
          const rights = ['activityFeed', 'administrator'] as const
          const [one, other] = [
            await world({ rules, reach, rights, hidden: left, adapter }),
            await world({ rules, reach, rights, hidden: right, adapter }),
          ]
          for (const { says, run } of sequence) {
            const [first, second] = [
              unnumbered(await told(() => run(one, one))),
              unnumbered(await told(() => run(other, one))),
            ]
            expect(second, says).toBe(first)
            if (!first.startsWith('refused')) answered += 1
          }
        }),
        { seed: 20_260_316, numRuns: store === 'memory' ? RUNS : Math.ceil(RUNS / 6) },
      )
      // A property of refusals alone would say nothing.
      expect(answered).toBeGreaterThan(RUNS / 6)
    },
  )
})
