import fc from 'fast-check'
import { OPERATORS, type ExportedFile } from 'clientele'
import { leakModel, RECORDS, type Scene } from './leak-scene'

/** A call as words for a failure to show, and what it does. */
export interface LeakCall {
  readonly says: string
  readonly run: (at: Scene) => unknown
}

const call = (says: unknown, run: LeakCall['run']): LeakCall => ({ says: JSON.stringify(says), run })

async function drained(rows: AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>): Promise<readonly unknown[]> {
  const all: unknown[] = []
  for await (const row of await rows) all.push(row)
  return all
}

/** A file as words: its name, its columns and what stands in it. */
async function read(exported: Promise<ExportedFile>): Promise<readonly unknown[]> {
  const { name, columns, content } = await exported
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return [name, columns, Buffer.concat(chunks).toString()]
}

const ENTITIES = ['account', 'account', 'contact', 'event', 'invoice', 'conversation', 'task', 'user', 'group'] as const
type Entity = (typeof ENTITIES)[number]

const definitionOf = (entity: Entity) => {
  const found = leakModel.entities.get(entity)
  if (found === undefined) throw new Error(`There is no ${entity}`)
  return found
}
const fieldsOf = (entity: Entity): readonly string[] => [...definitionOf(entity).fields.keys()]
const isKnown = (name: string | undefined): name is Entity => ENTITIES.some((one) => one === name)

const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  text: ['Garage', 'Zzz', 'una', 'F1'],
  code: ['client', 'suspect', 'F1', 'F2'],
  number: [1, 300],
  integer: [1, 300],
  money: [1, 300, 90_000],
  instant: ['2026-03-17T00:00:00Z'],
  date: ['2026-03-17'],
  reference: ['a1', 'x1', 'c1', 'hid', 'una', 'lille', 'brest', { ref: 'me' }],
  tags: ['vip', 'cold'],
}

const GROUP_SETS = [
  { ref: 'myGroups' },
  { ref: 'groups', selection: { regions: ['nord'] } },
  { ref: 'groups', selection: { regions: ['h-r0'] } },
  { ref: 'groups', selection: { groups: ['brest', 'lille'] } },
]

function leaf(entity: Entity): fc.Arbitrary<object> {
  return fc.constantFrom(...definitionOf(entity).fields.values()).chain((field): fc.Arbitrary<object> => {
    const operators = OPERATORS[field.kind].filter((one) => one !== 'between' && one !== 'within')
    if (operators.length === 0) return fc.constant({ type: 'and', criteria: [] })
    const options = field.options.map(({ code }) => code)
    const values = options.length > 0 ? options : (VALUES[field.kind] ?? ['x'])
    return fc
      .record({
        operator: fc.constantFrom(...operators),
        value: fc.constantFrom(...values),
        set: fc.constantFrom(...GROUP_SETS),
      })
      .map(({ operator, value, set }) => {
        const bare = { type: 'test', field: field.name, operator }
        if (operator === 'isEmpty' || operator === 'isNotEmpty') return bare
        if (['in', 'notIn'].includes(operator)) return { ...bare, value: field.target === 'group' ? set : [value] }
        return { ...bare, value: ['hasAny', 'hasAll', 'hasNone'].includes(operator) ? [value] : value }
      })
  })
}

/** Criteria about an entity, through every kind of relation, two deep. */
export function leakCriteria(entity: Entity, depth = 2): fc.Arbitrary<object> {
  const relations = [...definitionOf(entity).relations].filter(([, { target }]) => isKnown(target))
  if (depth === 0 || relations.length === 0) return leaf(entity)
  const related = fc.constantFrom(...relations).chain(([relation, { type, target }]) => {
    const inner = isKnown(target) ? leakCriteria(target, depth - 1) : fc.constant({ type: 'and', criteria: [] })
    const quantified = fc
      .tuple(inner, type === 'many' ? fc.constantFrom('some', 'none', 'every') : fc.constant('is'))
      .map(([criteria, quantifier]) => ({ type: 'related', relation, quantifier, criteria }))
    const figures = isKnown(target)
      ? [...definitionOf(target).fields.values()].filter(({ kind }) => kind === 'money').map((one) => one.name)
      : []
    const measured = fc
      .tuple(
        fc.oneof(inner, fc.constant({ type: 'and', criteria: [] })),
        fc.constantFrom('count', ...(figures.length > 0 ? ['sum', 'min', 'max', 'avg'] : [])),
        fc.constantFrom('eq', 'gte', 'lt'),
        fc.constantFrom(0, 1, 2, 300),
      )
      .map(([criteria, measure, operator, value]) => ({
        type: 'measure',
        relation,
        measure,
        operator,
        value,
        criteria,
        ...(measure === 'count' ? {} : { field: figures[0] }),
      }))
    return type === 'many' ? fc.oneof(quantified, measured) : quantified
  })
  const within = fc.oneof({ weight: 2, arbitrary: leaf(entity) }, { weight: 3, arbitrary: related })
  return fc.oneof(
    { weight: 4, arbitrary: within },
    { weight: 1, arbitrary: within.map((criteria) => ({ type: 'not', criteria })) },
    { weight: 1, arbitrary: fc.tuple(within, within).map((criteria) => ({ type: 'or', criteria })) },
  )
}

const LEAST = {
  account: { name: 'Neuf', groupId: 'lille', ownerId: 'una' },
  contact: { name: 'Neuf', groupId: 'lille', ownerId: 'una' },
  event: { name: 'Neuf', groupId: 'lille', ownerId: 'una' },
  invoice: { number: 'F1', groupId: 'lille', ownerId: 'una' },
  conversation: { contactId: 'c1', groupId: 'lille', assigneeId: 'una' },
  task: { title: 'Neuf', assigneeId: 'una' },
  user: { name: 'Neuf' },
  group: { name: 'Neuf' },
} as const

/** What is done with one entity. Criteria are of any shape: what does not fit is refused, in either world alike. */
const entityCall: fc.Arbitrary<LeakCall> = fc.constantFrom(...ENTITIES).chain((entity) => {
  const field = fc.constantFrom(...fieldsOf(entity))
  const id = fc.constantFrom(...RECORDS[entity])
  const where = leakCriteria(entity)
  const patch = fc.constantFrom(
    { name: 'Neuf' },
    { groupId: 'brest' },
    { ownerId: 'hid' },
    { accountId: 'x1' },
    {},
    { tags: ['vip'] },
  )
  return fc.oneof(
    fc.tuple(where, fc.array(field, { maxLength: 2 }), fc.constantFrom(1, 2, 50)).map(([criteria, orderBy, limit]) =>
      call(['pages', entity, criteria, orderBy, limit], async ({ una }) => {
        const options = { where: criteria, orderBy, limit } as never
        const first = await una.find(entity, options)
        return [first, first.end === null ? null : await una.find(entity, { ...(options as object), after: first.end })]
      }),
    ),
    where.map((criteria) => call(['count', entity, criteria], ({ una }) => una.count(entity, criteria as never))),
    field.map((by) =>
      call(['stream', entity, by], ({ una }) => drained(una.stream(entity, { orderBy: [by as never], limit: 2 }))),
    ),
    fc
      .tuple(field, where)
      .map(([by, criteria]) =>
        call(['export', entity, by, criteria], ({ una }) =>
          read(una.export(entity, { orderBy: [by as never], where: criteria as never, ids: true })),
        ),
      ),
    id.map((one) => call(['get', entity, one], ({ una }) => una.get(entity, one))),
    fc
      .tuple(fc.constantFrom('read' as const, 'manage' as const), id)
      .map(([use, one]) => call(['can', use, entity, one], ({ una }) => una.rights.can(use, entity, one))),
    fc
      .tuple(id, patch)
      .map(([one, set]) => call(['update', entity, one, set], ({ una }) => una.update(entity, one, set))),
    patch.map((set) => call(['create', entity, set], ({ una }) => una.create(entity, { ...LEAST[entity], ...set }))),
    id
      .filter((one) => one !== 'una' && one !== 'lille')
      .map((one) => call(['remove', entity, one], ({ una }) => una.remove(entity, one))),
    fc
      .tuple(field, field, fc.constantFrom('count', 'countDistinct', 'sum', 'min', 'max', 'avg'), where)
      .map(([by, of, measure, criteria]) =>
        call(['report', entity, by, of, measure, criteria], ({ una }) =>
          una.reports.report({
            entity,
            dimensions: [by],
            where: criteria,
            measures: [{ as: 'figure', measure: measure, ...(measure === 'count' ? {} : { field: of }) }],
          }),
        ),
      ),
    fc.tuple(where, field, id).map(([criteria, sort, record]) =>
      call(['saved', entity, criteria, sort, record], async ({ una }) => {
        const display = { columns: [sort], sort: [{ field: sort }] }
        const { id: saved } = await una.lists.save({ name: 'x', entity, criteria: criteria, display })
        const answers: unknown[] = []
        for (const asked of [
          () => una.lists.run(saved, { total: true, limit: 2 }),
          () => una.lists.explain(saved, record),
          () => una.lists.describe(saved),
          () => una.lists.uses(saved),
        ])
          answers.push(await told(asked))
        return answers
      }),
    ),
    fc.tuple(where, id).map(([criteria, record]) =>
      call(['segment', entity, criteria, record], async ({ una, cal }) => {
        // Cal, who saves it, sees regions that come and go.
        if (JSON.stringify(criteria).includes('h-r0')) return 'not saved'
        const { id: saved } = await cal.lists.save({
          name: 'x',
          entity,
          criteria: criteria,
          shared: true,
        })
        const { id: segment } = await una.lists.segments.create({ query: saved })
        const members = await una.lists.segments.members(segment, { total: true })
        return [
          members,
          await told(() => una.lists.segments.count(segment)),
          await told(() => una.lists.explain(saved, record)),
        ]
      }),
    ),
    where.map((criteria) =>
      call(['tag', entity, criteria], ({ una }) =>
        una.lists.tagRecords({ entity, where: criteria, add: ['vip'], remove: ['cold'] }),
      ),
    ),
    fc
      .array(id, { minLength: 1, maxLength: 3 })
      .map((ids) => call(['tag', entity, ids], ({ una }) => una.lists.tagRecords({ entity, ids, add: ['cold'] }))),
    where.map((criteria) =>
      call(['bulk', entity, criteria], async ({ una }) => {
        const started = await una.bulk.start({
          records: { entity, where: criteria },
          action: { do: 'update', entity, set: { name: 'Neuf' } },
        } as never)
        return [started, await una.bulk.outcome(started.id)]
      }),
    ),
  )
})

/** What a call answers, or refuses, to the letter. Anything else is thrown on. */
export async function told(work: () => unknown): Promise<string> {
  try {
    return JSON.stringify(await work()) ?? 'nothing'
  } catch (error) {
    if (error instanceof Error && 'problems' in error) return `refused ${JSON.stringify(error.problems)}`
    throw error
  }
}

const user = fc.constantFrom('una', 'cal')
const regions = fc.constantFrom<string[]>(['nord'], ['h-r0'], ['none'], [])
const text = fc.constantFrom('', 'l', 'b', 'z')
const KEPT = [
  'announcement',
  'assignment',
  'automation',
  'automationRun',
  'bulkAction',
  'bulkItem',
  'distributionList',
  'distributionListMember',
  'groupSelection',
  'groupSelectionPart',
  'journalEntry',
  'moduleSwitch',
  'organisation',
  'organisationAncestor',
  'organisationGroup',
  'profile',
  'region',
  'regionAncestor',
  'regionMembership',
  'rightsEpoch',
  'savedQuery',
  'segment',
  'segmentEvent',
  'segmentMember',
  'segmentReader',
  'share',
  'tag',
  'accountStatus',
  'userAccess',
  'userGrant',
] as const

/** What is asked of the other modules. */
const otherCall: fc.Arbitrary<LeakCall> = fc.oneof(
  fc.constantFrom(...KEPT).chain((entity) =>
    fc.constantFrom(
      call(['find', entity], ({ una }) => una.find(entity as 'region', { limit: 1_000 })),
      call(['count', entity], ({ una }) => una.count(entity as 'region')),
      call(['export', entity], ({ una }) => read(una.export(entity as 'region'))),
      call(['report', entity], ({ una }) => una.reports.report({ entity })),
    ),
  ),
  fc
    .constantFrom('client', 'prospect')
    .map((status) => call(['list', status], ({ una }) => una.lists.runList({ status }, { total: true }))),
  fc
    .constantFrom('client', 'prospect')
    .map((status) => call(['export list', status], ({ una }) => read(una.lists.exportList({ status })))),
  fc.constant(call('export query', ({ una, known }) => read(una.lists.export(known.query)))),
  fc.constant(call('export assignments', ({ una }) => read(una.reports.exportAssignments()))),
  fc
    .constantFrom('vip', 'cold')
    .map((tag) => call(['count list', tag], ({ una }) => una.lists.countList({ tags: { any: [tag] } }))),
  fc.constant(call('statuses', ({ una }) => una.lists.statuses())),
  fc.constant(call('tags', ({ una }) => una.lists.tags())),
  fc.constant(call('queries', ({ una }) => una.lists.queries())),
  fc.constant(call('shared query', ({ una, known }) => una.lists.run(known.query, { total: true }))),
  fc.constant(call('segments', ({ una }) => una.lists.segments.list())),
  fc.constant(call('members', ({ una, known }) => una.lists.segments.members(known.segment, { total: true }))),
  fc.constant(
    call('changes', async ({ una, known }) => {
      const { events } = await una.lists.segments.changes(known.segment, { reader: 'x' })
      return events.map(({ type, recordId, at }) => ({ type, recordId, at }))
    }),
  ),
  text.map((given) => call(['search', given], ({ una }) => una.regions.search({ text: given, limit: 2 }))),
  regions.map((given) => call(['overview', given], ({ una }) => una.regions.overview({ regions: given }))),
  regions.map((given) =>
    call(['resolve', given], ({ una }) => una.regions.resolve({ regions: given, groups: ['lille', 'brest'] })),
  ),
  regions.map((given) =>
    call(['contents', given], ({ una }) => una.regions.contents({ regions: given, groups: ['brest', 'nowhere'] })),
  ),
  fc
    .constantFrom<string[]>(['lille'], ['brest'], ['nowhere'])
    .map((groups) => call(['selection', groups], ({ una }) => una.regions.saveSelection({ name: 'x', groups }))),
  fc.constant(call('selections', ({ una }) => una.regions.selections())),
  fc.constantFrom({ regions: ['nord'] }, { groups: ['lille', 'brest'] }).map((selection) =>
    call(['bulk', selection], async ({ una }) => {
      const started = await una.bulk.start({
        selection,
        action: { do: 'update', entity: 'account', set: { city: 'L' } },
      })
      return [started, await una.bulk.outcome(started.id)]
    }),
  ),
  fc.constant(call('unfinished', ({ una }) => una.bulk.unfinished())),
  fc.constant(call('runs', ({ una }) => una.automations.runs())),
  fc
    .constantFrom('e1', 'x-e', 'nothing')
    .map((event) => call(['runs', event], ({ una }) => una.automations.runs({ event }))),
  fc.constant(call('figures', ({ una }) => una.automations.statistics())),
  fc.constant(call('automations', ({ una }) => una.automations.list())),
  fc.constant(call('announcements', ({ una }) => una.communication.announcements())),
  fc.constant(call('lists', ({ una }) => una.communication.lists())),
  fc.constant(call('assignments', ({ una }) => una.reports.assignments())),
  fc
    .tuple(fc.constantFrom('t1', 'x-t', 'nothing'), user)
    .map(([conversationId, assigneeId]) =>
      call(['assign', conversationId, assigneeId], ({ una }) => una.reports.assign({ conversationId, assigneeId })),
    ),
  fc
    .constantFrom('c1', 'x-c')
    .map((contactId) =>
      call(['open', contactId], ({ una }) => una.reports.openConversation({ contactId, groupId: 'lille' })),
    ),
  fc
    .tuple(fc.constantFrom('a1', 's1', 'x1', 'nothing'), user)
    .map(([id, to]) =>
      call(['give', id, to], ({ una }) => una.shares.give({ entity: 'account', id, users: [to], use: 'read' })),
    ),
  fc
    .constantFrom('a1', 's1', 'x1', 'nothing')
    .map((id) => call(['shares', id], ({ una }) => una.shares.of('account', id))),
  fc.constant(call('shared with me', ({ una }) => una.shares.mine())),
  fc.constant(call('me', ({ una }) => una.rights.me())),
  user.map((given) => call(['effective', given], ({ una }) => una.rights.effective(given))),
  fc.constant(call('profiles', ({ una }) => una.rights.profiles())),
  fc
    .tuple(fc.constantFrom('own' as const, 'structure' as const), fc.constantFrom<string[]>(['lille'], []))
    .map(([reach, groups]) =>
      call(['preview', reach, groups], async ({ una }) => {
        const { users, records } = await una.rights.preview((draft) =>
          draft.rights.assign({ user: 'cal', profile: 'viewer', reach, groups }),
        )
        return [users, await records({ user: 'cal', entity: 'account', which: 'lost' })]
      }),
    ),
  fc.constantFrom('vip', 'cold').map((tag) => call(['tag goes', tag], ({ una }) => una.lists.removeTag(tag))),
  fc.constant(call('organisations', ({ una }) => una.organisations.list())),
  fc.constant(call('organisations in figures', ({ una }) => una.organisations.overview())),
  fc
    .constantFrom({ group: 'brest' }, { group: 'lille' }, { organisation: 'east' }, { organisation: 'west' })
    .map((whose) => call(['brand', whose], ({ una }) => una.organisations.brandOf(whose))),
  fc.constantFrom('nord', 'none').map((region) => call(['uses', region], ({ una }) => una.regions.uses(region))),
  fc.constant(
    call('an hour passes', async ({ crm, clock, ids }) => {
      ids.begin('tick')
      clock.advance({ hours: 20 })
      await crm.tick()
    }),
  ),
)

export const leakCall: fc.Arbitrary<LeakCall> = fc.oneof(
  { weight: 3, arbitrary: entityCall },
  { weight: 2, arbitrary: otherCall },
)
