import { and, query, type BulkProgress, type BulkRequest } from 'clientele'
import { beforeEach, describe, expect, test } from 'vitest'
import { france, type France } from './france'
import { refusalOf } from './scene'

let at: France
beforeEach(async () => {
  at = await france()
})

const relabel = (selection: BulkRequest['selection']): BulkRequest => ({
  ...(selection === undefined ? {} : { selection }),
  action: { do: 'update', entity: 'account', set: { status: 'client' } },
})

const clients = async (): Promise<readonly string[]> =>
  (
    await at.system.find('account', {
      where: query(at.crm.model, 'account', (a) => a.status.eq('client')),
      orderBy: ['id'],
      limit: 100,
    })
  ).rows.map(({ id }) => id)

describe('one call over many groups', () => {
  test('R1.3 changes every record of the groups of regions and of single groups, tells how far it is, and each outcome', async () => {
    const told: BulkProgress[] = []
    const outcome = await at.ana.bulk.start(relabel({ regions: ['north'], groups: ['nantes'] }), {
      onProgress: (progress) => void told.push(progress),
    })
    expect(outcome).toMatchObject({
      kind: 'update',
      label: { fr: 'Modifier des enregistrements', en: 'Change records' },
      entity: 'group',
      total: 4,
      others: false,
      done: 4,
      pending: 0,
      refused: 0,
      failed: 0,
      cancelled: 0,
      startedBy: 'ana',
      startedAt: at.clock.now(),
      finishedAt: at.clock.now(),
      cancelledAt: null,
    })
    expect(told.map(({ id, pending, done, total }) => [id === outcome.id, pending, done, total])).toEqual([
      [true, 4, 0, 4],
      [true, 3, 1, 4],
      [true, 2, 2, 4],
      [true, 1, 3, 4],
      [true, 0, 4, 4],
    ])
    expect(await clients()).toEqual(
      ['amiens', 'arras', 'lille', 'nantes'].flatMap((town) => [`hotel-${town}`, `port-${town}`]).sort(),
    )
    const { items } = await at.ana.bulk.outcome(outcome.id)
    expect(items.rows).toEqual(
      ['amiens', 'arras', 'lille', 'nantes'].map((id, position) => ({
        position,
        id,
        state: 'done',
        problems: [],
        result: { changed: 2, unchanged: 0, beyond: 0 },
        settledAt: at.clock.now(),
      })),
    )
  })

  test('R1.3 criteria say which records; what is so already is not written again', async () => {
    const where = query(at.crm.model, 'account', (a) => a.name.eq('port'))
    const request: BulkRequest = {
      selection: { regions: ['somme'] },
      action: { do: 'update', entity: 'account', where, set: { status: 'client' } },
    }
    await at.ana.bulk.start(request)
    expect(await clients()).toEqual(['port-amiens'])
    const again = await at.ana.bulk.start(request)
    const { items } = await at.ana.bulk.outcome(again.id)
    expect(items.rows.map(({ result }) => result)).toEqual([{ changed: 0, unchanged: 1, beyond: 0 }])
  })

  test('R1.3 what is written is journalled for the one who started it, each item in one transaction', async () => {
    await at.ana.bulk.start(relabel({ regions: ['north'] }))
    const where = query(at.crm.model, 'journalEntry', (j) => and(j.entity.eq('account'), j.type.eq('updated')))
    const { rows } = await at.ana.find('journalEntry', { where, limit: 100 })
    expect(rows).toHaveLength(6)
    expect(new Set(rows.map(({ actorId }) => actorId))).toEqual(new Set(['ana']))
    expect(new Set(rows.map(({ transaction }) => transaction)).size).toBe(3)
  })

  test('R1.3 that there are groups which the one who starts may not see is told, and nothing is done to them', async () => {
    await at.ana.rights.assign({ user: 'bob', regions: [], groups: ['lille', 'brest'] })
    const outcome = await at.bob.bulk.start(relabel({ regions: ['north', 'west'] }))
    expect(outcome).toMatchObject({ total: 2, others: true, done: 2 })
    expect((await at.bob.bulk.outcome(outcome.id)).items.rows.map(({ id }) => id)).toEqual(['brest', 'lille'])
    expect(await clients()).toEqual(['hotel-brest', 'hotel-lille', 'port-brest', 'port-lille'])
  })

  test('R1.3 groups put into a region: each says what became of it, and one that may not leave its own is refused', async () => {
    const outcome = await at.ana.bulk.start({
      selection: { regions: ['west', 'somme'], groups: ['calais', 'lille'] },
      action: { do: 'assign', region: 'north' },
    })
    expect(outcome).toMatchObject({ total: 4, done: 2, refused: 2, pending: 0 })
    const { items } = await at.ana.bulk.outcome(outcome.id)
    expect(items.rows.map(({ id, state, problems }) => [id, state, problems[0]?.code ?? null])).toEqual([
      ['amiens', 'refused', 'region.left_empty'],
      ['brest', 'refused', 'region.left_empty'],
      ['calais', 'done', null],
      ['lille', 'done', null],
    ])
    expect(items.rows[1]?.problems[0]?.message).toEqual({
      en: 'The region Ouest would be left without any group or sub-region. Put another group in it first, or remove the region.',
      fr: "La région Ouest n'aurait plus ni groupe ni sous-région. Mettez-y d'abord un autre groupe, ou supprimez la région.",
    })
    expect(items.rows[2]?.result).toEqual({ added: ['calais'], unchanged: [], moved: [] })
    expect(await at.ana.regions.resolve({ regions: ['north'] })).toHaveLength(4)
  })

  test('R1.3 items are shown by their state, page after page', async () => {
    const { id } = await at.ana.bulk.start({
      selection: { regions: ['west', 'somme'], groups: ['calais', 'lille'] },
      action: { do: 'assign', region: 'north' },
    })
    const first = await at.ana.bulk.outcome(id, { state: 'refused', limit: 1 })
    expect([first.items.rows.map((one) => one.id), first.items.more]).toEqual([['amiens'], true])
    const second = await at.ana.bulk.outcome(id, { state: 'refused', limit: 1, after: first.items.end })
    expect([second.items.rows.map((one) => one.id), second.items.more]).toEqual([['brest'], false])
  })
})

describe('over records', () => {
  test('R1.3 over what meets criteria, or over the result of a saved query, each record is an item', async () => {
    const ports = query(at.crm.model, 'account', (a) => a.name.eq('port'))
    const over = await at.bob.bulk.start({
      records: { entity: 'account', where: ports },
      action: { do: 'update', set: { status: 'client' } },
    })
    expect(over).toMatchObject({ entity: 'account', total: 3, done: 3 })
    expect(await clients()).toEqual(['port-amiens', 'port-arras', 'port-lille'])
    const saved = await at.ana.lists.save({ name: 'Ports', entity: 'account', criteria: ports })
    const all = await at.ana.bulk.start({ query: saved.id, action: { do: 'close' } })
    expect(all).toMatchObject({ kind: 'close', label: { fr: 'Fermer', en: 'Close' }, total: 7, done: 7 })
    expect(
      await at.system.count(
        'account',
        query(at.crm.model, 'account', (a) => a.city.eq('closed')),
      ),
    ).toBe(7)
  })
})

describe('what the host registers', () => {
  test('R1.3 runs inside the transaction of its item: what fails leaves nothing, and the others go on', async () => {
    const outcome = await at.ana.bulk.start({
      selection: { regions: ['north'] },
      action: { do: 'welcome', input: { note: 'Bonjour', failing: ['arras'] } },
    })
    expect(outcome).toMatchObject({ kind: 'welcome', total: 3, done: 2, failed: 1 })
    const { items } = await at.ana.bulk.outcome(outcome.id, { state: 'failed' })
    expect(items.rows).toMatchObject([{ id: 'arras', problems: [{ code: 'bulk.failed' }], result: null }])
    expect(items.rows[0]?.problems[0]?.message.fr).toContain('arras has no telephone')
    const { rows } = await at.system.find('contact', { orderBy: ['name'] })
    expect(rows.map(({ name }) => name)).toEqual(['Bonjour amiens', 'Bonjour lille'])
  })

  test('R1.3 what was refused or failed is tried again on demand, the rest left as it is', async () => {
    const request: BulkRequest = {
      selection: { regions: ['west', 'somme'] },
      action: { do: 'assign', region: 'north' },
    }
    const { id } = await at.ana.bulk.start(request)
    await at.ana.regions.assign({ region: 'west', groups: ['nantes'] })
    expect(await at.ana.bulk.resume(id)).toMatchObject({ refused: 2, done: 0 })
    const later = await at.ana.bulk.resume(id, { again: ['refused'] })
    expect(later).toMatchObject({ refused: 1, done: 1, pending: 0, finishedAt: at.clock.now() })
  })
})

describe('rights', () => {
  test('R1.3 rights are those at each item: what is taken meanwhile is refused from then on', async () => {
    const outcome = await at.bob.bulk.start(relabel({ regions: ['north'] }), {
      onProgress: async ({ done }) => {
        if (done === 1) await at.ana.rights.assign({ user: 'bob', regions: ['somme'], groups: [] })
      },
    })
    expect(outcome).toMatchObject({ total: 3, done: 1, refused: 2 })
    const { items } = await at.bob.bulk.outcome(outcome.id, { state: 'refused' })
    expect(items.rows.map(({ problems }) => problems[0]?.code)).toEqual(['session.gone', 'session.gone'])
    expect(await clients()).toEqual(['hotel-amiens', 'port-amiens'])
  })

  test('R1.3 one who lost every right does nothing more, and is told so', async () => {
    const outcome = at.bob.bulk.start(relabel({ regions: ['north'] }), {
      onProgress: async ({ done }) => {
        if (done === 1) await at.ana.rights.assign({ user: 'bob', active: false })
      },
    })
    expect(await refusalOf(outcome)).toMatchObject({ answered: { done: 1, refused: 2 } })
  })

  test('R1.3 records that one sees and may not change are told beside those that were changed', async () => {
    await at.ana.rights.define({
      code: 'sharer',
      label: { fr: 'Partage', en: 'Sharing' },
      modules: { accounts: 'manage', groups: 'read', regions: 'read' },
      reach: { groups: 'all' },
      rights: [],
    })
    await at.ana.rights.assign({ user: 'bob', profile: 'sharer', reach: 'own', regions: [] })
    await at.ana.shares.give({ entity: 'account', id: 'port-lille', users: ['bob'], use: 'read' })
    await at.ana.shares.give({ entity: 'account', id: 'hotel-lille', users: ['bob'], use: 'work' })
    await at.ana.shares.give({ entity: 'account', id: 'port-arras', users: ['bob'], use: 'read' })
    const { id } = await at.bob.bulk.start(relabel({ groups: ['lille', 'arras', 'brest'] }))
    const { items } = await at.bob.bulk.outcome(id)
    expect(items.rows.map((one) => [one.id, one.state, one.result ?? one.problems[0]?.code])).toEqual([
      ['arras', 'refused', 'bulk.beyond'],
      ['brest', 'done', { changed: 0, unchanged: 0, beyond: 0 }],
      ['lille', 'done', { changed: 1, unchanged: 0, beyond: 1 }],
    ])
    expect(await clients()).toEqual(['hotel-lille'])
  })

  test('R1.3 another’s bulk actions are not there; the system goes on with them, with the rights of the one who started', async () => {
    const { id } = await at.bob.bulk.start(relabel({ regions: ['north'] }))
    expect(await refusalOf(at.ana.bulk.outcome(id))).toEqual(['bulk.unknown /id'])
    expect(await refusalOf(at.ana.bulk.resume(id))).toEqual(['bulk.unknown /id'])
    expect(await refusalOf(at.ana.bulk.cancel(id))).toEqual(['bulk.unknown /id'])
    expect((await at.ana.find('bulkAction')).rows).toEqual([])
    expect((await at.ana.find('bulkItem')).rows).toEqual([])
    expect((await at.bob.find('bulkItem')).rows).toHaveLength(3)
    expect(await at.system.bulk.resume(id)).toMatchObject({ done: 3, startedBy: 'bob' })
  })

  test('R1.3 rights taken away while it stands still: what is left is refused, each item with why', async () => {
    let id = ''
    const stopped = at.bob.bulk.start(relabel({ regions: ['north'] }), {
      onProgress: (progress) => {
        id = progress.id
        if (progress.done === 1) throw new Error('enough')
      },
    })
    await expect(stopped).rejects.toThrow('enough')
    await at.ana.rights.assign({ user: 'bob', profile: 'reader' })
    expect(await at.system.bulk.resume(id)).toMatchObject({ done: 1, refused: 2, pending: 0 })
    const { items } = await at.bob.bulk.outcome(id, { state: 'refused' })
    expect(items.rows.map(({ problems }) => problems[0]?.code)).toEqual([
      'session.missing_level',
      'session.missing_level',
    ])
    expect(await at.bob.bulk.unfinished()).toEqual([])
    await at.ana.rights.assign({ user: 'bob', profile: 'manager' })
    expect(await at.bob.bulk.resume(id, { again: ['refused'] })).toMatchObject({ done: 3, refused: 0 })
  })

  test('R1.3 no change gives records away beyond one’s rights', async () => {
    const { id } = await at.bob.bulk.start({
      selection: { regions: ['north'] },
      action: { do: 'update', entity: 'account', set: { groupId: 'brest' } },
    })
    const { items } = await at.bob.bulk.outcome(id)
    expect(items.rows.map(({ problems }) => problems[0]?.code)).toEqual([
      'session.outside_scope',
      'session.outside_scope',
      'session.outside_scope',
    ])
    expect(await at.system.get('account', 'port-lille')).toMatchObject({ groupId: 'lille' })
  })
})

describe('stopping and going on', () => {
  test('R1.3 what a listener throws stops the run there; it goes on where it stopped', async () => {
    let id = ''
    const stopped = at.ana.bulk.start(relabel({ regions: ['north'] }), {
      onProgress: (progress) => {
        id = progress.id
        if (progress.done === 1) throw new Error('enough')
      },
    })
    await expect(stopped).rejects.toThrow('enough')
    expect(await at.ana.bulk.unfinished()).toMatchObject([{ id, done: 1, pending: 2, finishedAt: null }])
    at.clock.advance({ hours: 1 })
    expect(await at.ana.bulk.resume(id)).toMatchObject({ done: 3, pending: 0, finishedAt: at.clock.now() })
    expect(await at.ana.bulk.unfinished()).toEqual([])
  })

  test('R1.3 cancelled, what is pending is told as cancelled, and what is done stays', async () => {
    const outcome = await at.ana.bulk.start(relabel({ regions: ['north'] }), {
      onProgress: async ({ id, done }) => {
        if (done === 1) await at.ana.bulk.cancel(id)
      },
    })
    expect(outcome).toMatchObject({ done: 1, cancelled: 2, pending: 0, cancelledAt: at.clock.now() })
    expect(await clients()).toHaveLength(2)
    expect(await at.ana.bulk.resume(outcome.id)).toMatchObject({ done: 1, cancelled: 2 })
  })

  test('R1.3 two who go on at once do each item once', async () => {
    let id = ''
    const stopped = at.ana.bulk.start(
      { selection: { regions: ['north'], groups: ['nantes'] }, action: { do: 'welcome', input: { note: 'Ici' } } },
      {
        onProgress: (progress) => {
          id = progress.id
          throw new Error('stop')
        },
      },
    )
    await expect(stopped).rejects.toThrow('stop')
    const outcomes = await Promise.all([1, 2, 3].map(() => at.ana.bulk.resume(id)))
    for (const outcome of outcomes) expect(outcome).toMatchObject({ total: 4, done: 4, pending: 0 })
    expect(await at.system.count('contact')).toBe(4)
  })

  test('R1.3 the items are those there were at the start: a region that gains a group does not lengthen the run', async () => {
    const outcome = await at.ana.bulk.start(relabel({ regions: ['north'] }), {
      onProgress: async ({ done }) => {
        if (done === 1) await at.ana.regions.assign({ region: 'north', groups: ['calais'] })
      },
    })
    expect(outcome).toMatchObject({ total: 3, done: 3 })
  })

  test('R1.3 within a transaction it is kept or undone with it', async () => {
    const work = at.ana.transaction(async (session) => {
      expect(await session.bulk.start(relabel({ regions: ['north'] }))).toMatchObject({ done: 3 })
      throw new Error('undo')
    })
    await expect(work).rejects.toThrow('undo')
    expect(await clients()).toEqual([])
    expect(await at.system.count('bulkAction')).toBe(0)
  })
})

describe('what is refused at the start', () => {
  const update = { do: 'update', entity: 'account', set: { status: 'client' } } as const
  const north = { regions: ['north'] }
  test.each<[string, unknown, string[]]>([
    ['nothing to run over', { action: update }, ['bulk.over_what']],
    ['two things to run over', { selection: north, query: 'q', action: update }, ['bulk.over_what']],
    ['an empty selection', { selection: {}, action: update }, ['region.selection_empty /selection']],
    ['an unknown region', { selection: { regions: ['x'] }, action: update }, ['region.unknown /selection/regions/0']],
    [
      'an unknown group',
      { selection: { groups: ['lille', 'x'] }, action: update },
      ['region.group_unknown /selection/groups/1'],
    ],
    [
      'a region twice',
      { selection: { regions: ['north', 'north'] }, action: update },
      ['region.named_twice /selection/regions/1'],
    ],
    [
      'a group twice',
      { selection: { groups: ['lille', 'lille'] }, action: update },
      ['region.group_twice /selection/groups/1'],
    ],
    [
      'an unknown selection',
      { selection: { saved: 'x' }, action: update },
      ['region.selection_unknown /selection/saved'],
    ],
    ['no action', { selection: north }, ['input.invalid /action']],
    ['an unknown action', { selection: north, action: { do: 'burn' } }, ['bulk.kind_unknown /action/do']],
    ['an action that says nothing', { selection: north, action: {} }, ['input.invalid /action/do']],
    [
      'input that does not fit',
      { selection: north, action: { do: 'welcome', input: { note: '' } } },
      ['input.invalid /action/input/note'],
    ],
    ['an action for other records', { selection: north, action: { do: 'close' } }, ['bulk.misfit /action/do']],
    [
      'an unknown entity',
      { selection: north, action: { ...update, entity: 'ship' } },
      ['model.entity_unknown /action/entity'],
    ],
    [
      'records of the kernel',
      { selection: north, action: { ...update, entity: 'userAccess' } },
      ['session.kernel_entity /action'],
    ],
    [
      'records without a group',
      { selection: north, action: { do: 'update', entity: 'season', set: { name: 'Été' } } },
      ['bulk.no_group /action/entity'],
    ],
    [
      'a field that is not there',
      { selection: north, action: { ...update, set: { colour: 'red' } } },
      ['record.unknown_field /action/set/colour'],
    ],
    [
      'a value that does not fit',
      { selection: north, action: { ...update, set: { name: 4 } } },
      ['record.invalid /action/set/name'],
    ],
    ['the id', { selection: north, action: { ...update, set: { id: 'x' } } }, ['session.id_is_fixed /action/set/id']],
    [
      'criteria of another entity',
      { selection: north, action: { ...update, where: { type: 'test', field: 'startsAt', operator: 'isEmpty' } } },
      ['query.unknown_field /action/where/field'],
    ],
    [
      'an unknown region to go into',
      { selection: north, action: { do: 'assign', region: 'x' } },
      ['region.unknown /action/region/0'],
    ],
    ['a query that is not there', { query: 'x', action: { do: 'close' } }, ['lists.query_unknown']],
    [
      'records that are not there',
      {
        records: { entity: 'account', where: { type: 'test', field: 'name', operator: 'eq', value: 'x' } },
        action: { do: 'close' },
      },
      ['bulk.nothing'],
    ],
    ['a member nobody knows', { selection: north, action: update, when: 'now' }, ['input.invalid']],
  ])('R1.3 %s, and nothing is written', async (_, request, expected) => {
    expect(await refusalOf(at.ana.bulk.start(request as BulkRequest))).toEqual(expected)
    expect(await at.system.count('bulkAction')).toBe(0)
    expect(await clients()).toEqual([])
  })

  test('R1.3 what does not become JSON is refused', async () => {
    const input: { self?: unknown } = {}
    input.self = input
    expect(await refusalOf(at.ana.bulk.start({ selection: north, action: { do: 'welcome', input } }))).toEqual([
      'bulk.not_json /action',
    ])
  })

  test('R1.3 without the level or the right', async () => {
    expect(await refusalOf(at.cy.bulk.start({ selection: north, action: update }))).toEqual([
      'session.missing_level /action',
    ])
    expect(await refusalOf(at.bob.bulk.start({ selection: north, action: { do: 'assign', region: 'north' } }))).toEqual(
      ['session.missing_right /action'],
    )
    await at.ana.rights.define({
      code: 'narrow',
      label: { fr: 'É', en: 'N' },
      modules: { accounts: 'manage' },
      rights: [],
    })
    await at.ana.rights.assign({ user: 'cy', profile: 'narrow' })
    expect(await refusalOf(at.cy.bulk.start({ selection: north, action: update }))).toEqual(['session.module_unknown'])
  })

  test('R1.3 a group out of sight is refused like one that is not there', async () => {
    const over = (group: string) => refusalOf(at.bob.bulk.start({ selection: { groups: [group] }, action: update }))
    expect(await over('brest')).toEqual(['region.group_unknown /selection/groups/0'])
    expect(await over('nowhere')).toEqual(['region.group_unknown /selection/groups/0'])
  })
})
