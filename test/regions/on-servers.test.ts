import { Kysely, MysqlDialect, PostgresDialect, type Dialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { query } from 'clientele'
import { groupsOf } from 'clientele/query'
import { kyselyAdapter, type DialectName } from 'clientele/kysely'
import { afterAll, expect, test } from 'vitest'
import { onMysql, onPostgres } from '../servers'
import { france, process, type France } from './france'
import { refusalOf } from './scene'

/** What several do to regions at the same time, from two processes. */
function regionsOn(name: DialectName, open: () => Dialect, schema?: string) {
  const databases: Kysely<unknown>[] = []
  const adapter = () => {
    const db = new Kysely<unknown>({ dialect: open() })
    databases.push(db)
    return kyselyAdapter({ db, dialect: name, ...(schema === undefined ? {} : { schema }) })
  }
  afterAll(async () => {
    for (const db of databases) await db.destroy()
  })

  let here: France
  let there: France['ana']
  let rounds = 0
  /** A territory of its own for each test, and another process over it. */
  async function anew(): Promise<void> {
    rounds += 1
    const tenant = `t${rounds}`
    here = await france({ adapter, tenant, process: `${tenant}-here-` })
    const other = await process({ adapter, tenant, process: `${tenant}-there-` })
    there = await other.crm.as('ana')
  }

  const settled = (calls: readonly Promise<unknown>[]) => Promise.all(calls.map(refusalOf))
  const refused = (outcomes: readonly unknown[]) => outcomes.filter((outcome) => Array.isArray(outcome))

  /** What the index of nesting says is what the parents say. */
  async function nestingHolds(): Promise<void> {
    const regions = (await here.system.find('region', { limit: 100 })).rows.filter(
      ({ removedAt }) => removedAt === null,
    )
    const parentOf = new Map(regions.map(({ id, parentId }) => [id, parentId]))
    const wanted = regions.flatMap(({ id }) => {
      const line: string[] = []
      for (let at: string | null | undefined = id; at !== null && at !== undefined; at = parentOf.get(at)) {
        if (line.length > regions.length) expect.fail('a circle')
        line.push(at)
      }
      return line.map((ancestor) => `${ancestor} > ${id}`)
    })
    const rows = (await here.system.find('regionAncestor', { limit: 1_000 })).rows.filter(({ to }) => to === null)
    expect(rows.map(({ regionId, ancestorId }) => `${ancestorId} > ${regionId}`).sort()).toEqual(wanted.sort())
  }

  test('R1.8 of two moves that would make a circle together one is made, the other refused', async () => {
    await anew()
    for (let round = 0; round < 5; round += 1) {
      const outcomes = await settled([
        here.ana.regions.move({ region: 'north', parentId: 'west' }),
        there.regions.move({ region: 'west', parentId: round % 2 === 0 ? 'north' : 'somme' }),
      ])
      expect(refused(outcomes)).toEqual([['region.cycle /parentId']])
      await nestingHolds()
      const [moved] = (await here.system.find('region')).rows.filter(
        ({ id, parentId }) => id !== 'somme' && parentId !== null,
      )
      await here.ana.regions.move({ region: moved?.id ?? '', parentId: null })
    }
  })

  test('R1.8 what is created inside while the region moves, or is removed, hangs right', async () => {
    await anew()
    for (let round = 0; round < 4; round += 1) {
      await settled([
        here.ana.regions.move({ region: 'north', parentId: round % 2 === 0 ? 'west' : null }),
        there.regions.create({ name: `n${round}`, parentId: 'somme', regions: [{ name: 'in', groups: ['calais'] }] }),
      ])
      await nestingHolds()
    }
    await settled([
      here.ana.regions.remove({ region: 'somme' }),
      there.regions.create({ name: 'late', parentId: 'somme', groups: ['nantes'] }),
    ])
    await nestingHolds()
  })

  test('R1.8 a group that stands nowhere and is wanted by two is in one of them', async () => {
    await anew()
    const answers = await Promise.all([
      here.ana.regions.assign({ region: 'north', groups: ['calais', 'nantes'] }),
      there.regions.assign({ region: 'west', groups: ['nantes', 'calais'] }),
    ])
    expect(answers.map(({ added }) => added.length)).toEqual([2, 2])
    const standing = await here.system.find('regionMembership', {
      where: query(here.crm.model, 'regionMembership', (m) => m.groupId.in(['calais', 'nantes'])),
    })
    const open = standing.rows.filter(({ to }) => to === null)
    expect(open.map(({ groupId }) => groupId).sort()).toEqual(['calais', 'nantes'])
    expect(new Set(open.map(({ regionId }) => regionId)).size).toBe(1)
  })

  test('R1.3 two bulk actions that want the same groups, which stand nowhere, do each item', async () => {
    await anew()
    for (let round = 0; round < 4; round += 1) {
      const groups = ['calais', 'nantes', 'rennes']
      const assigned = (bulk: France['ana']['bulk'], region: string) =>
        bulk.start({ selection: { groups }, action: { do: 'assign', region } })
      const outcomes = await Promise.all([assigned(here.ana.bulk, 'north'), assigned(there.bulk, 'west')])
      expect(outcomes.map(({ done }) => done)).toEqual([3, 3])
      for (const region of ['north', 'west']) {
        const inside = await here.ana.regions.resolve({ regions: [region] })
        const added = groups.filter((group) => inside.includes(group))
        if (added.length > 0) await here.ana.regions.unassign({ region, groups: added })
      }
    }
  })

  test('R1.1 two who would each leave the last group to the other: one leaves, the other is refused', async () => {
    await anew()
    await here.ana.regions.assign({ region: 'west', groups: ['nantes'] })
    const outcomes = await settled([
      here.ana.regions.unassign({ region: 'west', groups: ['nantes'] }),
      there.regions.unassign({ region: 'west', groups: ['brest'] }),
    ])
    expect(refused(outcomes)).toEqual([['region.left_empty /groups/0']])
    expect(await here.ana.regions.resolve({ regions: ['west'] })).toHaveLength(1)
  })

  test('R1.1 of two edits of what both read, the later is refused as stale', async () => {
    await anew()
    const outcomes = await settled([
      here.ana.regions.rename({ region: 'west', name: 'Bretagne', version: 1 }),
      there.regions.assign({ region: 'west', groups: ['nantes'], version: 1 }),
    ])
    expect(refused(outcomes)).toEqual([['session.stale']])
    const names = await settled([
      here.ana.regions.create({ name: 'Sud', groups: ['calais'] }),
      there.regions.create({ name: 'SUD', groups: ['rennes'] }),
    ])
    expect(refused(names)).toEqual([['region.name_taken /name']])
  })

  test('R1.10 a region is not removed from under what begins to refer to it', async () => {
    await anew()
    for (let round = 0; round < 4; round += 1) {
      const region = `r${round}`
      await here.ana.regions.create({ id: region, name: region, groups: ['calais'] })
      const criteria = query(here.crm.model, 'account', (a) => a.groupId.in(groupsOf({ regions: [region] })))
      const [removal, referring] = await settled([
        here.ana.regions.remove({ region }),
        round % 2 === 0
          ? there.lists.save({ name: region, entity: 'account', criteria })
          : there.rights.assign({ user: 'bob', regions: [region] }),
      ])
      const isRemoved = !Array.isArray(removal)
      expect(isRemoved).toBe(Array.isArray(referring))
      const { uses } = isRemoved ? { uses: [] } : await here.ana.regions.uses(region)
      expect(uses).toHaveLength(isRemoved ? 0 : 1)
      if (!isRemoved) await here.ana.regions.remove({ region, replacement: 'north' })
    }
  })

  test('R1.3 two processes that go on with one bulk action do each item once', async () => {
    await anew()
    let id = ''
    const stopped = here.ana.bulk.start(
      {
        selection: { regions: ['north', 'west'], groups: ['nantes'] },
        action: { do: 'welcome', input: { note: 'Ici' } },
      },
      {
        onProgress: (progress) => {
          id = progress.id
          throw new Error('stop')
        },
      },
    )
    await expect(stopped).rejects.toThrow('stop')
    const outcomes = await Promise.all([here.ana.bulk.resume(id), there.bulk.resume(id)])
    for (const outcome of outcomes) expect(outcome).toMatchObject({ total: 5, done: 5, pending: 0 })
    expect(await here.system.count('contact')).toBe(5)
  })

  test('R1.3 R1.7 R1.9 the same day of work', async () => {
    await anew()
    const then = here.clock.now()
    here.clock.advance({ days: 2 })
    const middle = new Date(then.getTime() + 86_400_000)
    await here.ana.regions.assign({ region: 'west', groups: ['arras'], from: middle })
    expect(await here.ana.regions.resolve({ regions: ['west'] }, { asOf: then })).toEqual(['brest'])
    expect(await here.ana.regions.resolve({ regions: ['west'] }, { asOf: middle })).toHaveLength(2)
    const first = await here.ana.regions.search({ text: 'R', limit: 2 })
    const second = await here.ana.regions.search({ text: 'r', limit: 2, after: first.end })
    expect([...first.rows, ...second.rows].map(({ name }) => name)).toEqual(['Arras', 'Brest', 'Nord', 'Rennes'])
    expect(second.more).toBe(false)
    const where = query(here.crm.model, 'account', (a) => a.name.eq('port'))
    const { id } = await here.ana.bulk.start({
      selection: { regions: ['west'], groups: ['nantes'] },
      action: { do: 'update', entity: 'account', where, set: { status: 'client' } },
    })
    const { items } = await here.ana.bulk.outcome(id)
    expect(items.rows.map((item) => [item.id, item.result])).toEqual(
      ['arras', 'brest', 'nantes'].map((group) => [group, { changed: 1, unchanged: 0, beyond: 0 }]),
    )
  })
}

onPostgres(import.meta.url, ({ config, name }) => {
  regionsOn('postgres', () => new PostgresDialect({ pool: new pg.Pool({ ...config, max: 4 }) }), name)
})

onMysql(import.meta.url, ({ url }) => {
  regionsOn('mysql', () => new MysqlDialect({ pool: createPool({ uri: url, connectionLimit: 4 }) }))
})
