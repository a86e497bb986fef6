import { isRefusal, query, type ExportedFile, type SuppliedActor } from 'clientele'
import type { Level, Reach } from 'clientele/permissions'
import { beforeAll, describe, expect, test } from 'vitest'
import { kernel } from '../session/kernel'

const LEVELS = ['none', 'access', 'read', 'manage'] as const
const REACHES = ['own', 'structure', 'all'] as const
const SHARES = ['none', 'read', 'work'] as const
const ORGANISATIONS = ['unbounded', 'own', 'other'] as const

/** One cell of the matrix: somebody with this level, this reach, this share of the record, and this organisation. */
interface Cell {
  readonly id: string
  readonly level: (typeof LEVELS)[number]
  readonly reach: Reach
  readonly share: (typeof SHARES)[number]
  readonly organisation: (typeof ORGANISATIONS)[number]
}

const CELLS: readonly Cell[] = LEVELS.flatMap((level) =>
  REACHES.flatMap((reach) =>
    SHARES.flatMap((share) =>
      ORGANISATIONS.map((organisation) => ({
        id: `${level}-${reach}-${share}-${organisation}`,
        level,
        reach,
        share,
        organisation,
      })),
    ),
  ),
)

/** The record is of Lille and somebody else's; `own` is the organisation of Lille, and everybody is given Amiens. */
const actorOf = ({ level, reach, organisation }: Cell): SuppliedActor => {
  const held: Record<string, Level> = level === 'none' ? {} : { accounts: level, contacts: level, events: level }
  return {
    profile: {
      code: 'cell',
      label: { fr: 'Case', en: 'Cell' },
      modules: {
        lists: 'manage',
        reports: 'read',
        regions: 'read',
        automations: 'read',
        journal: 'read',
        groups: 'read',
        ...held,
      },
      rights: ['activityFeed', 'export'],
      reach: { groups: 'all', regions: 'all', lists: 'all' },
    },
    reach,
    groups: ['amiens'],
    organisation: organisation === 'unbounded' ? null : organisation,
  }
}

/** What a cell may do with the record, told from its four words alone. */
function expected({ level, reach, share, organisation }: Cell): { readonly reads: boolean; readonly changes: boolean } {
  const isInside = organisation !== 'other'
  const sees = isInside && (reach === 'all' || share !== 'none')
  const works = isInside && (reach === 'all' || share === 'work')
  return { reads: sees && (level === 'read' || level === 'manage'), changes: works && level === 'manage' }
}

/** By rights of one's own: a share is not passed on. */
const mayShare = (cell: Cell): boolean => expected({ ...cell, share: 'none' }).changes

let at: Awaited<ReturnType<typeof kernel>>
let known: { readonly query: string; readonly segment: string }

beforeAll(async () => {
  const zed: SuppliedActor = { profile: 'manager', organisation: 'own' }
  at = await kernel({ zed, ...Object.fromEntries(CELLS.map((cell) => [cell.id, actorOf(cell)])) })
  const { system, crm } = at
  await system.createMany(
    'user',
    [...CELLS, { id: 'zed' }].map(({ id }) => ({ id, name: id })),
  )
  await system.organisations.create({ id: 'own', name: 'Lille', groups: ['lille', 'amiens'] })
  await system.create('group', { id: 'brest', name: 'Brest' })
  await system.organisations.create({ id: 'other', name: 'Brest', groups: ['brest'] })
  await system.lists.addTag({ code: 'vip', label: { fr: 'VIP', en: 'VIP' } })
  await system.automations.create({
    name: 'Rappel',
    trigger: { on: 'event.start' },
    timing: { when: 'before', days: 1 },
    action: { do: 'email', to: [{ who: 'address', address: 'a@b.fr' }], subject: { fr: 'x' }, text: { fr: 'x' } },
  })
  const place = { groupId: 'lille', ownerId: 'boss' }
  await system.create('account', { id: 'garage', name: 'Garage', ...place })
  await system.create('contact', { id: 'zoe', name: 'Zoë', accountId: 'garage', ...place })
  await system.create('event', {
    id: 'gala',
    name: 'Gala',
    accountId: 'garage',
    startsAt: new Date('2026-04-04T08:00:00Z'),
    ...place,
  })
  for (const use of ['read', 'work'] as const)
    await system.shares.give({
      entity: 'account',
      id: 'garage',
      users: CELLS.filter((cell) => cell.share === use).map(({ id }) => id),
      use,
    })
  const boss = await crm.as('boss')
  const criteria = query(crm.model, 'account', (a) => a.name.eq('Garage'))
  const saved = await boss.lists.save({ name: 'Garages', entity: 'account', criteria, shared: true })
  const segment = await boss.lists.segments.create({ query: saved.id })
  known = { query: saved.id, segment: segment.id }
})

type Session = Awaited<ReturnType<(typeof at)['crm']['as']>>

/** What an operation shows or does: whether it concerned the record. A refusal is that it did not. */
type Operation = (session: Session) => Promise<boolean>

const ofGarage = ({ rows }: { readonly rows: readonly { readonly id?: unknown }[] }): boolean =>
  rows.some(({ id }) => id === 'garage')

async function written({ content }: ExportedFile): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Queries are shared with everybody but those of other organisations: what an organisation keeps is its own. */
const SEES_QUERY = (cell: Cell): boolean => cell.organisation === 'unbounded'

const byName = () => query(at.crm.model, 'account', (a) => a.name.eq('Garage'))

interface Row {
  readonly operation: string
  readonly run: Operation
  /** Where it takes more than reading, or changing, the record. */
  readonly also?: (cell: Cell) => boolean
}

const READINGS: readonly Row[] = [
  { operation: 'find', run: async (session) => ofGarage(await session.find('account')) },
  { operation: 'get', run: async (session) => (await session.get('account', 'garage')) !== null },
  { operation: 'count', run: async (session) => (await session.count('account')) === 1 },
  {
    operation: 'stream',
    run: async (session) => {
      for await (const { id } of session.stream('account')) if (id === 'garage') return true
      return false
    },
  },
  {
    operation: 'export',
    run: async (session) => (await written(await session.export('account', { columns: ['id'] }))).includes('garage'),
  },
  {
    operation: 'its name in the export of what points to it',
    run: async (session) => (await written(await session.export('contact'))).includes('Garage'),
  },
  {
    operation: 'the export of a shared query',
    run: async (session) => (await written(await session.lists.export(known.query))).includes('Garage'),
    also: SEES_QUERY,
  },
  {
    operation: 'the export of a list',
    run: async (session) => (await written(await session.lists.exportList({ status: 'prospect' }))).includes('Garage'),
  },
  {
    operation: 'what belongs to it',
    run: async (session) => (await session.get('contact', 'zoe')) !== null,
  },
  {
    operation: 'report',
    run: async (session) => (await session.reports.report({ entity: 'account' })).totals['count'] === 1,
  },
  {
    operation: 'aggregate by a field',
    run: async (session) => {
      const { rows } = await session.reports.report({
        entity: 'account',
        dimensions: ['name'],
        measures: [{ as: 'n', measure: 'countDistinct', field: 'ownerId' }],
      })
      return rows.length === 1
    },
  },
  {
    operation: 'criteria through relations',
    run: async (session) =>
      (await session.count(
        'contact',
        query(at.crm.model, 'contact', (c) => c.account.is((a) => a.name.eq('Garage'))),
      )) === 1,
  },
  {
    operation: 'a query of one’s own, run',
    run: async (session) => {
      const { id } = await session.lists.save({ name: 'x', entity: 'account', criteria: byName() })
      return ofGarage(await session.lists.run(id))
    },
  },
  {
    operation: 'a query of one’s own, explained',
    run: async (session) => {
      const { id } = await session.lists.save({ name: 'x', entity: 'account', criteria: byName() })
      return (await session.lists.explain(id, 'garage')) !== null
    },
  },
  {
    operation: 'a shared query, run',
    run: async (session) => (await session.lists.run(known.query, { total: true })).total === 1,
    also: SEES_QUERY,
  },
  {
    operation: 'the members of a segment',
    run: async (session) => (await session.lists.segments.count(known.segment)) === 1,
    also: SEES_QUERY,
  },
  {
    operation: 'a segment of one’s own',
    run: async (session) => {
      const { id } = await session.lists.save({ name: 'x', entity: 'account', criteria: byName() })
      const segment = await session.lists.segments.create({ query: id })
      return (await session.lists.segments.members(segment.id)).rows.length === 1
    },
  },
  { operation: 'a list', run: async (session) => (await session.lists.countList({ status: 'prospect' })) === 1 },
  {
    operation: 'the journal',
    run: async (session) =>
      (await session.find('journalEntry', { limit: 1_000 })).rows.some(({ recordId }) => recordId === 'garage'),
  },
  {
    operation: 'runs of automations',
    run: async (session) => (await session.automations.runs({ event: 'gala' })).rows.length === 1,
  },
  {
    operation: 'figures of automations',
    run: async (session) => (await session.automations.statistics()).total.pending === 1,
  },
  {
    operation: 'can read',
    run: async (session) => (await session.rights.can('read', 'account', 'garage')).allowed,
  },
]

const CHANGES: readonly Row[] = [
  {
    operation: 'update',
    run: async (session) => (await session.update('account', 'garage', { city: 'Lille' })).id === 'garage',
  },
  { operation: 'remove', run: async (session) => (await session.remove('account', 'garage'), true) },
  {
    operation: 'create what belongs to it',
    run: async (session) =>
      (await session.create('contact', { name: 'Max', accountId: 'garage', groupId: 'lille' })).accountId === 'garage',
  },
  {
    operation: 'tag it by its id',
    run: async (session) =>
      (await session.lists.tagRecords({ entity: 'account', ids: ['garage'], add: ['vip'] })).changed === 1,
  },
  {
    operation: 'tag what meets criteria',
    run: async (session) =>
      (await session.lists.tagRecords({ entity: 'account', where: byName(), add: ['vip'] })).changed === 1,
  },
  {
    operation: 'change many at once',
    run: async (session) => {
      const { done } = await session.bulk.start({
        records: { entity: 'account', where: byName() },
        action: { do: 'update', entity: 'account', set: { city: 'Lille' } },
      })
      return done === 1
    },
  },
  {
    operation: 'can manage',
    run: async (session) => (await session.rights.can('manage', 'account', 'garage')).allowed,
  },
]

const GIVING: readonly Row[] = [
  {
    operation: 'share it',
    run: async (session) => (
      await session.shares.give({ entity: 'account', id: 'garage', users: ['zed'], use: 'read' }),
      true
    ),
  },
  {
    operation: 'see with whom it is shared',
    run: async (session) => (await session.shares.of('account', 'garage'), true),
  },
  {
    operation: 'give it to another group',
    run: async (session) => (await session.update('account', 'garage', { groupId: 'amiens' })).groupId === 'amiens',
  },
]

class Undone extends Error {}

/** Everything is undone, so that the next one meets the same records. What is no refusal is thrown on. */
async function concerned(session: Session, run: Operation): Promise<boolean> {
  let answer = false
  try {
    await session.transaction(async (inside) => {
      answer = await run(inside)
      throw new Undone()
    })
  } catch (error) {
    if (!(error instanceof Undone) && !isRefusal(error)) throw error
  }
  return answer
}

async function cellsWhere(rows: Row): Promise<readonly string[]> {
  const cells: string[] = []
  for (const { id } of CELLS) if (await concerned(await at.crm.as(id), rows.run)) cells.push(id)
  return cells
}

const cells = (holds: (cell: Cell) => boolean, { also = () => true }: Row): readonly string[] =>
  CELLS.filter((cell) => holds(cell) && also(cell)).map(({ id }) => id)

describe('of every level, reach, share and organisation', () => {
  test.each(READINGS)('R2.8 R2.10 R2.11 R2.12 R2.13 those who may read the record meet it: $operation', async (row) => {
    expect(await cellsWhere(row)).toEqual(cells((cell) => expected(cell).reads, row))
  })

  test.each(CHANGES)('R2.10 R2.11 R2.12 R2.13 those who may change the record can: $operation', async (row) => {
    expect(await cellsWhere(row)).toEqual(cells((cell) => expected(cell).changes, row))
  })

  test.each(GIVING)('R2.12 those who manage the record by rights of their own can: $operation', async (row) => {
    expect(await cellsWhere(row)).toEqual(cells(mayShare, row))
  })

  test('R1.7 R2.10 R2.13 groups and regions are searched by whom they are there for, whatever of the records is', async () => {
    await at.system.regions.create({ id: 'nord', name: 'Lille et environs', groups: ['lille'] })
    const finds = await cellsWhere({
      operation: 'search',
      run: async (session) => (await session.regions.search({ text: 'lille' })).rows.length === 2,
    })
    expect(finds).toEqual(CELLS.filter(({ organisation }) => organisation !== 'other').map(({ id }) => id))
  })

  test('R2.15 what an automation asks of related records is nobody’s view: runs alone are scoped', async () => {
    const { system, crm } = at
    const draft = {
      name: 'Clients',
      trigger: { on: 'event.created' },
      condition: query(crm.model, 'event', (e) => e.account.is((a) => a.name.eq('Garage'))),
      action: { do: 'email', to: [{ who: 'address', address: 'a@b.fr' }], subject: { fr: 'x' }, text: { fr: 'x' } },
    } as const
    const meets = await cellsWhere({
      operation: 'condition',
      run: async (session) => (await session.automations.create(draft)).name === 'Clients',
    })
    // Making automations takes the level on their module, which reaches over all records: nobody here has it.
    expect(meets).toEqual([])
    expect(await system.count('automation')).toBe(1)
  })
})
