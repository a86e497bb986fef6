import { createClientele, crmEntities, defineModel, query, sequentialIdentifiers, testClock } from 'clientele'
import type { Ground } from './thread'

const model = defineModel(crmEntities)
const EVERYTHING = { type: 'and', criteria: [] }
let scenes = 0

const automation = {
  name: 'Rappel',
  trigger: { on: 'event.start' },
  timing: { when: 'before', days: 7 },
  action: { do: 'task', to: [{ who: 'user', user: 'bob' }], title: { fr: 'Appeler' } },
}

/** A call by the name it is made under, with inputs that it takes. */
export type Call = readonly [name: string, ...inputs: readonly unknown[]]

/** A tenant of its own in which each of these calls goes through, in this order. */
export async function everyCall({ adapter }: Ground) {
  const tenant = `calls${(scenes += 1)}`
  const clock = testClock('2026-03-16T08:00:00Z')
  const crm = await createClientele({
    model,
    store: adapter(clock),
    migrate: true,
    tenant,
    clock,
    timeZone: 'Europe/Paris',
    identifiers: sequentialIdentifiers(`${tenant}-`),
  })
  const system = crm.system('calls')
  await system.createMany(
    'group',
    ['lille', 'amiens', 'brest', 'rouen'].map((id) => ({ id, name: id })),
  )
  for (const id of ['ana', 'bob']) await system.create('user', { id, name: id })
  await system.create('account', { id: 'a1', name: 'Garage', groupId: 'lille', tags: ['vip'] })
  await system.create('account', { id: 'a2', name: 'Mairie', groupId: 'lille' })
  await system.create('contact', { id: 'zoe', name: 'Zoë', groupId: 'lille' })
  await system.create('conversation', { id: 'thread', contactId: 'zoe', groupId: 'lille' })
  await system.create('event', { id: 'gala', name: 'Gala', startsAt: new Date('2026-04-04'), groupId: 'lille' })
  const ana = await crm.as('ana')
  await ana.regions.create({ id: 'nord', name: 'Nord', groups: ['lille'] })
  await ana.regions.create({ id: 'sud', name: 'Sud', groups: ['brest'] })
  await ana.organisations.create({ id: 'east', name: 'Est' })
  await ana.organisations.create({ id: 'south', name: 'Sud' })
  const selection = await ana.regions.saveSelection({ name: 'Nord et Sud', regions: ['nord'], groups: ['brest'] })
  const spare = await ana.regions.saveSelection({ name: 'De trop', groups: ['brest'] })
  const bulk = await ana.bulk.start({ selection: { groups: ['lille'] }, action: { do: 'assign', region: 'nord' } })
  const saved = await ana.lists.save({ name: 'Tous', entity: 'account', criteria: EVERYTHING })
  const old = await ana.lists.save({ name: 'Vieux', entity: 'account', criteria: EVERYTHING })
  const followed = await ana.lists.save({ name: 'Suivis', entity: 'account', criteria: EVERYTHING })
  const briefly = await ana.lists.save({ name: 'Suivis un temps', entity: 'account', criteria: EVERYTHING })
  const unfollowed = await ana.lists.save({ name: 'À suivre', entity: 'account', criteria: EVERYTHING })
  const segment = await ana.lists.segments.create({ query: followed.id })
  const brief = await ana.lists.segments.create({ query: briefly.id })
  const kept = await ana.automations.create({ ...automation, name: 'Gardé' } as never)
  const gone = await ana.automations.create({ ...automation, name: 'Parti' } as never)
  const reaching = await ana.automations.create({
    ...automation,
    trigger: { on: 'segment.entered', segment: segment.id },
    timing: { when: 'after', days: 7 },
  } as never)
  await ana.lists.addTag({ code: 'cold', label: { fr: 'Froid', en: 'Cold' } })
  const schedule = { recurs: 'weekly', on: [1, 4], at: '08:00', timeZone: 'Europe/Paris' } as const
  const recurring = { name: 'Chaque semaine', content: { of: 'query', query: followed.id }, schedule } as const
  const weekly = await ana.reports.recurring.create({ ...recurring, selection: { groups: ['lille'] } })
  const ended = await ana.reports.recurring.create(recurring)
  const list = await ana.communication.createList({ name: 'Liste', members: ['ana'] })
  const audience = await ana.communication.createList({
    name: 'Public',
    composition: { include: [{ users: ['bob'] }] },
  })
  const unsaid = await ana.communication.createList({ name: 'Plus personne' })

  const calls: readonly Call[] = [
    [
      'find',
      'account',
      { where: query(model, 'account', (a) => a.tags.has('vip')), orderBy: ['name'], fields: ['name'], limit: 5 },
    ],
    ['get', 'account', 'a1'],
    ['count', 'account', EVERYTHING],
    ['stream', 'account', { orderBy: ['name'], limit: 1 }],
    ['export', 'account', { where: EVERYTHING, columns: ['name', 'groupId'], orderBy: ['name'], ids: true }],
    ['create', 'account', { name: 'Hôtel', groupId: 'lille', createdAt: '2026-01-01T00:00:00Z' }],
    ['createMany', 'account', [{ name: 'Port', groupId: 'lille' }]],
    ['update', 'account', 'a1', { city: 'Lille', revenue: 5 }, { city: null }],
    ['remove', 'account', 'a2'],
    ['regions.create', { name: 'Ouest', groups: ['rouen', 'amiens'] }],
    ['regions.rename', { region: 'nord', name: 'Grand Nord' }],
    ['regions.move', { region: 'sud', parentId: 'nord' }],
    ['regions.assign', { region: 'nord', groups: ['amiens', 'lille'] }],
    ['regions.unassign', { region: 'nord', groups: ['amiens'] }],
    ['regions.uses', 'nord'],
    ['regions.remove', { region: 'sud', replacement: 'nord' }],
    ['regions.resolve', { regions: ['nord'], groups: ['brest'] }, { asOf: new Date('2026-03-16T08:00:00Z') }],
    ['regions.contents', { saved: selection.id }, {}],
    [
      'regions.saveSelection',
      { name: 'Neuve', regions: ['nord'], groups: ['brest'], automaticallyAddNewGroups: false },
    ],
    ['regions.editSelection', selection.id, { name: 'Autre', groups: ['lille'] }],
    ['regions.selections'],
    ['regions.removeSelection', spare.id],
    ['regions.overview', { inside: null }],
    ['regions.search', { text: 'l' }],
    [
      'bulk.start',
      { selection: { regions: ['nord'] }, action: { do: 'update', entity: 'account', set: { city: 'L' } } },
    ],
    ['bulk.resume', bulk.id, { again: ['refused'] }],
    ['bulk.cancel', bulk.id],
    ['bulk.outcome', bulk.id, { state: 'done', limit: 5 }],
    ['bulk.unfinished'],
    ['rights.assign', { user: 'bob', profile: 'manager', reach: 'structure', groups: ['lille'], manager: 'ana' }],
    ['rights.define', { code: 'reader', label: { fr: 'L', en: 'R' }, modules: { accounts: 'read' }, rights: [] }],
    ['rights.profiles'],
    ['rights.me'],
    ['rights.preview', (draft: typeof ana) => draft.rights.assign({ user: 'bob', profile: 'manager', reach: 'own' })],
    ['rights.effective', 'bob'],
    ['rights.can', 'read', 'account', 'a1'],
    ['rights.switchModule', 'quotes', { off: true }],
    ['rights.modules'],
    ['shares.give', { entity: 'account', id: 'a1', users: ['bob'], use: 'work', expiresAt: new Date('2027-01-01') }],
    ['shares.of', 'account', 'a1'],
    ['shares.mine'],
    ['shares.take', { entity: 'account', id: 'a1', users: ['bob'] }],
    [
      'organisations.create',
      { name: 'Ouest', parentId: 'east', groups: ['rouen'], brand: { colours: { primary: '#123' } } },
    ],
    ['organisations.rename', { organisation: 'east', name: 'Grand Est', version: 1 }],
    ['organisations.move', { organisation: 'south', parentId: 'east' }],
    [
      'organisations.brand',
      { organisation: 'east', name: 'Est', logo: 'https://site.fr/a.png', colours: { text: '#000' } },
    ],
    ['organisations.assign', { organisation: 'east', groups: ['brest'] }],
    ['organisations.unassign', { organisation: 'east', groups: ['brest'] }],
    ['organisations.remove', { organisation: 'south', replacement: 'east' }],
    ['organisations.list'],
    ['organisations.overview'],
    ['organisations.brandOf', { group: 'rouen' }],
    ['lists.save', { name: 'Neuf', entity: 'account', criteria: EVERYTHING, display: { columns: ['name'] } }],
    ['lists.duplicate', saved.id, { name: 'Copie' }],
    ['lists.edit', saved.id, { name: 'Tout' }],
    ['lists.uses', saved.id],
    ['lists.queries', 'account'],
    ['lists.query', saved.id],
    ['lists.run', saved.id, { limit: 2, total: true }],
    ['lists.count', saved.id],
    ['lists.stream', saved.id, { limit: 1 }],
    ['lists.export', saved.id, { format: 'xlsx', locale: 'fr', timeZone: 'Europe/Paris', name: 'Tous' }],
    ['lists.describe', saved.id, { locale: 'fr' }],
    ['lists.explain', saved.id, 'a1', { locale: 'fr' }],
    ['lists.remove', old.id],
    ['lists.statuses'],
    ['lists.addStatus', { code: 'partner', label: { fr: 'Partenaire', en: 'Partner' } }],
    ['lists.editStatus', 'partner', { label: { fr: 'Allié', en: 'Ally' } }],
    ['lists.orderStatuses', ['partner', 'client']],
    ['lists.removeStatus', 'partner', { moveTo: 'client' }],
    ['lists.runList', { status: 'prospect' }, { limit: 2 }],
    ['lists.countList', { status: 'prospect' }],
    ['lists.exportList', { status: 'prospect' }, { separator: ';', columns: ['tags'] }],
    ['lists.tags'],
    ['lists.addTag', { code: 'hot', label: { fr: 'Chaud', en: 'Hot' } }],
    ['lists.editTag', 'hot', { archived: false }],
    ['lists.orderTags', ['hot']],
    ['lists.tagRecords', { entity: 'account', ids: ['a1'], add: ['hot'] }, {}],
    ['lists.mergeTags', { from: 'vip', into: 'hot' }],
    ['lists.removeTag', 'cold'],
    ['automations.create', automation],
    [
      'automations.create',
      { ...automation, trigger: { on: 'segment.left', segment: segment.id }, timing: { when: 'after', days: 7 } },
    ],
    ['automations.reachMembers', reaching.id],
    ['automations.update', kept.id, { name: 'Changé' }, { version: 1 }],
    ['automations.switchOff', kept.id],
    ['automations.switchOn', kept.id],
    ['automations.remove', gone.id],
    ['automations.list', { active: true }],
    ['automations.runs', { event: 'gala', columns: ['name'], limit: 5 }],
    ['automations.statistics', { automation: kept.id }],
    ['automations.pause'],
    ['automations.pausedSince'],
    ['automations.resume'],
    ['reports.assign', { conversationId: 'thread', assigneeId: 'bob' }],
    ['reports.openConversation', { contactId: 'zoe', groupId: 'lille' }],
    ['reports.assignments', { range: 'today', filters: { source: ['user'] } }],
    ['reports.exportAssignments', { range: 'today', filters: { source: ['user'] } }, { format: 'csv', name: 'Log' }],
    [
      'reports.report',
      { entity: 'account', dimensions: ['status'], measures: [{ as: 'n', measure: 'count' }], where: EVERYTHING },
    ],
    [
      'reports.byRegion',
      {
        entity: 'account',
        time: 'createdAt',
        range: 'thisMonth',
        regions: ['nord'],
        attribution: 'then',
        where: EVERYTHING,
      },
    ],
    [
      'reports.recurring.create',
      {
        ...recurring,
        format: 'xlsx',
        missed: 'all',
        selection: { regions: ['nord'], groups: ['brest'], automaticallyAddNewGroups: false },
      },
    ],
    [
      'reports.recurring.edit',
      weekly.id,
      { name: 'Autrement', schedule: { ...schedule, at: '09:00' }, selection: null },
    ],
    ['reports.recurring.switchOff', weekly.id],
    ['reports.recurring.switchOn', weekly.id],
    ['reports.recurring.list'],
    ['reports.recurring.get', weekly.id],
    ['reports.recurring.runs', { export: weekly.id, status: 'pending', limit: 5 }],
    ['reports.recurring.remove', ended.id],
    ['lists.segments.create', { query: unfollowed.id, announce: true }],
    ['lists.segments.edit', segment.id, { name: 'Suivis de près' }],
    ['lists.segments.remove', brief.id],
    ['lists.segments.list'],
    ['lists.segments.get', segment.id],
    ['lists.segments.members', segment.id, { limit: 2, total: true }],
    ['lists.segments.stream', segment.id, { limit: 2 }],
    ['lists.segments.count', segment.id],
    ['lists.segments.take', segment.id, { reader: 'one' }],
    ['lists.segments.changes', segment.id, { reader: 'two' }],
    ['lists.segments.acknowledge', segment.id, { reader: 'two', through: 0 }],
    ['lists.segments.reconcile', segment.id],
    ['communication.createList', { name: 'Autre', members: ['bob'] }],
    [
      'communication.createList',
      {
        name: 'Dynamique',
        composition: {
          version: 1,
          include: [
            { users: ['bob'] },
            { groups: ['lille'] },
            { criteria: query(model, 'user', (u) => u.name.startsWith('a')) },
          ],
          exclude: [{ list: list.id }],
        },
      },
    ],
    [
      'communication.recomposeList',
      audience.id,
      { composition: { include: [{ groups: ['lille'] }], exclude: [{ users: ['bob'] }] } },
    ],
    ['communication.removeList', unsaid.id],
    ['communication.findMembers', audience.id, { orderBy: ['name'], limit: 5, total: true }],
    ['communication.streamMembers', audience.id, { limit: 1 }],
    ['communication.countMembers', audience.id],
    ['communication.explainMember', audience.id, 'bob', { locale: 'fr' }],
    ['communication.describe', audience.id, { locale: 'fr' }],
    ['communication.describe', { include: [{ users: ['bob'] }] }, {}],
    ['communication.renameList', list.id, { name: 'Ma liste' }],
    ['communication.addMembers', list.id, ['bob']],
    ['communication.removeMembers', list.id, ['bob']],
    ['communication.lists'],
    ['communication.members', list.id],
    [
      'communication.publish',
      { kind: 'deal', title: { fr: 'Cinéma' }, listId: list.id, startsOn: '2026-03-16', endsOn: '2026-03-17' },
    ],
    ['communication.announcements', { user: 'ana', at: new Date('2026-03-16T08:00:00Z') }],
    ['communication.sections', {}],
  ]

  const parts: Readonly<Record<string, object>> = {
    regions: ana.regions,
    bulk: ana.bulk,
    rights: ana.rights,
    shares: ana.shares,
    organisations: ana.organisations,
    lists: ana.lists,
    'lists.segments': ana.lists.segments,
    automations: ana.automations,
    reports: ana.reports,
    'reports.recurring': ana.reports.recurring,
    communication: ana.communication,
  }

  /** Makes a call without the types that would stop what is tried; reads what it streams. */
  async function make([name, ...inputs]: Call): Promise<unknown> {
    const dot = name.lastIndexOf('.')
    const holder: object = dot < 0 ? ana : (parts[name.slice(0, dot)] ?? {})
    const made: unknown = Reflect.get(holder, name.slice(dot + 1))
    if (typeof made !== 'function') throw new Error(`There is no call ${name}`)
    const answer: unknown = await Reflect.apply(made, undefined, inputs)
    if (typeof answer !== 'object' || answer === null) return answer
    const read: unknown = 'content' in answer ? answer.content : answer
    if (typeof read === 'object' && read !== null && Symbol.asyncIterator in read)
      for await (const _ of read as AsyncIterable<unknown>) if (read === answer) break
    return answer
  }

  const names = [
    ...Object.entries(ana).flatMap(([name, value]) =>
      typeof value === 'function' && name !== 'transaction' ? [name] : [],
    ),
    ...Object.entries(parts).flatMap(([part, actions]) =>
      Object.entries(actions).flatMap(([name, action]) => (typeof action === 'function' ? [`${part}.${name}`] : [])),
    ),
  ]
  return { crm, system, calls, make, names }
}
