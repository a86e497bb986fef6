import type { Row } from 'clientele/kernel'
import { crmEntities, defineModel } from 'clientele/model'
import { type CriteriaNode, QUERY_VERSION } from 'clientele/query'
import { createClientele } from 'clientele/session'
import { accounts, model as accountModel, NOW } from './accounts'
import { median, OURS } from './contest'
import { embedded, fill } from './embedded'
import { sixConditions } from './six-conditions'
import { duration, type Line } from './table'

const MILLION = 1e6

async function timed(work: () => unknown): Promise<number> {
  const start = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - start)
}

/** A whole segment over so many accounts, against the one statement that would write the same rows into the same table. */
export async function segmentBuild(count: number, rounds: number): Promise<readonly Line[]> {
  const { sqlite, adapter, close } = embedded()
  const crm = await createClientele({ model: accountModel, store: adapter, migrate: true, timeZone: 'Europe/Paris' })
  await fill(
    adapter,
    crm.model,
    (function* () {
      for (const account of accounts(count)) yield ['account', account] as const
    })(),
  )
  sqlite.exec('ANALYZE')
  const system = crm.system('bench')
  const where: CriteriaNode = {
    type: 'or',
    criteria: [sixConditions, { type: 'test', field: 'status', operator: 'in', value: ['client', 'prospect'] }],
  }
  const saved = await system.lists.save({
    name: 'Bench',
    entity: 'account',
    criteria: { version: QUERY_VERSION, entity: 'account', where },
  })
  // Keys as the kernel makes them: a bare statement with shorter ones would write less.
  const statement =
    sqlite.prepare(`INSERT INTO clientele_segment_member (_tenant, id, record_id, segment_id, inside, changes_at)
    SELECT 'main', printf('01900000-0000-7000-8000-%012d', rowid), id, '01900000-0000-7000-8000-000000000001', 1, NULL
    FROM clientele_account AS a WHERE _tenant = 'main' AND (
      (status = 'client' AND (origin IN ('BNI', 'web') OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = 'vip'))
        AND (revenue >= 5000000 OR created_at >= ${new Date('2025-01-01T00:00:00Z').getTime()}) AND employees >= 100)
      OR status IN ('client', 'prospect'))`)
  const clear = (): void => void sqlite.exec('DELETE FROM clientele_segment_member')
  const [bare, ours]: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round++) {
    clear()
    const statementTime = await timed(() => statement.run())
    const wanted = sqlite.prepare('SELECT COUNT(*) FROM clientele_segment_member').pluck().get()
    clear()
    let id = ''
    const time = await timed(async () => {
      id = (await system.lists.segments.create({ query: saved.id })).id
    })
    const members = await system.lists.segments.count(id)
    if (members !== wanted)
      throw new Error(`The segment has ${members} members where the statement finds ${String(wanted)}`)
    await system.lists.segments.remove(id)
    if (round === 0) continue
    bare.push(statementTime)
    ours.push(time)
  }
  await close()
  const ratio = median(ours.map((time, round) => time / (bare[round] ?? Number.NaN)))
  const title = `building a segment over ${count.toLocaleString('en')} records, half of them members, SQLite`
  return [
    {
      row: title,
      contestant: 'one INSERT … SELECT',
      took: duration(median(bare)),
      compared: 'what the row is compared with',
      target: '',
    },
    {
      row: '',
      contestant: OURS,
      took: duration(median(ours)),
      compared: `${ratio.toFixed(2)}× one INSERT … SELECT`,
      target: `${OURS} ≤ 2×: ${ratio <= 2 ? 'reached' : 'missed'} (${ratio.toFixed(2)}×)`,
    },
  ]
}

const STATUSES = ['client', 'prospect', 'suspect', 'supplier']
const ORIGINS = ['BNI', 'web', 'fair', 'phone', 'partner', 'press']
const TAGS = ['vip', 'late', 'export', 'school', 'public']

const CITIES = 97

/**
 * Segments as the branches of a company make them: each about a town, by status, origin, tags or revenue; one in ten by its invoices, one
 * in ten by dates, one in ten about no town.
 */
function segmentCriteria(n: number): CriteriaNode {
  const test = (field: string, operator: 'eq' | 'gte' | 'has', value: string | number): CriteriaNode => ({
    type: 'test',
    field,
    operator,
    value,
  })
  const status = test('status', 'eq', STATUSES[n % 4] ?? '')
  const origin = test('origin', 'eq', ORIGINS[(n >> 2) % 6] ?? '')
  const town = test('city', 'eq', `ville ${n % CITIES}`)
  const tag = test('tags', 'has', TAGS[n % 5] ?? '')
  const all = (...criteria: readonly CriteriaNode[]): CriteriaNode => ({ type: 'and', criteria })
  switch (n % 10) {
    case 0: {
      const overdue = test('status', 'eq', n % 20 === 0 ? 'overdue' : 'sent')
      const least = { operator: 'gte', value: 1 + (n % 3) } as const
      return all(town, status, { type: 'measure', relation: 'invoices', measure: 'count', criteria: overdue, ...least })
    }
    case 1:
      return all(town, status, {
        type: 'test',
        field: 'createdAt',
        operator: 'within',
        value: { range: 'last', count: 10 + n, unit: 'days' },
      })
    case 2:
      return all(status, origin, tag, test('revenue', 'gte', n * 900))
    default:
      return all(town, n % 2 === 0 ? status : origin, { type: 'or', criteria: [tag, test('revenue', 'gte', n * 500)] })
  }
}

function* crmRows(count: number): Generator<readonly [string, Row]> {
  yield ['group', { id: 'g', name: 'G' }]
  for (let n = 0; n < count; n++)
    yield [
      'account',
      {
        id: `a${n}`,
        kind: 'company',
        name: `Compte ${n}`,
        status: STATUSES[n % 4],
        origin: ORIGINS[n % 6],
        tags: TAGS.filter((_, place) => (n >> place) % 2 === 1),
        city: `Ville ${n % CITIES}`,
        revenue: (n * 7_919) % 1_000_000,
        groupId: 'g',
        createdAt: new Date(NOW.getTime() - (n % 1_000) * 86_400_000),
      },
    ]
  for (let n = 0; n < count * 5; n++)
    yield [
      'invoice',
      {
        id: `i${n}`,
        number: `F${n}`,
        status: n % 3 === 0 ? 'overdue' : 'sent',
        accountId: `a${n % count}`,
        groupId: 'g',
      },
    ]
}

/** What a change costs more because there are so many segments: the same changes without one, then with all of them. */
export async function segmentChanges(segments: number, changes: number): Promise<readonly Line[]> {
  const { sqlite, adapter, close } = embedded()
  const model = defineModel(crmEntities)
  const clock = { now: () => NOW }
  const crm = await createClientele({ model, store: adapter, migrate: true, timeZone: 'Europe/Paris', clock })
  const count = Math.max(1_000, changes)
  await fill(adapter, crm.model, crmRows(count))
  sqlite.exec('ANALYZE')
  const system = crm.system('bench')
  const kinds: Readonly<Record<string, (n: number, turn: number) => Promise<unknown>>> = {
    'the status of an account': (n, turn) =>
      system.update('account', `a${n}`, { status: STATUSES[(n + 1 + turn) % 4] ?? 'client' }),
    'the name of an account': (n, turn) => system.update('account', `a${n}`, { name: `Compte ${n} ${turn}` }),
    'the revenue of an account': (n, turn) =>
      system.update('account', `a${n}`, { revenue: (n * 104_729 + turn) % 1_000_000 }),
    'the status of an invoice': (n, turn) =>
      system.update('invoice', `i${n}`, { status: (n + turn) % 2 === 0 ? 'overdue' : 'paid' }),
  }
  async function measured(turn: number): Promise<ReadonlyMap<string, number>> {
    const times = new Map<string, number>()
    for (const [kind, change] of Object.entries(kinds)) {
      const each: number[] = []
      for (let n = 0; n < changes; n++) each.push(await timed(() => change((n * 31) % count, turn)))
      times.set(kind, median(each))
    }
    return times
  }
  await measured(0)
  const without = await measured(1)
  for (let n = 0; n < segments; n++) {
    const criteria = { version: QUERY_VERSION, entity: 'account', where: segmentCriteria(n) } as const
    const saved = await system.lists.save({ name: `S${n}`, entity: 'account', criteria })
    await system.lists.segments.create({ query: saved.id })
  }
  // As the database that has been used for a while: what it counted while a table was empty says nothing of it.
  sqlite.exec('ANALYZE')
  await measured(2)
  const events = sqlite.prepare('SELECT COUNT(*) FROM clientele_segment_event').pluck()
  const before = Number(events.get())
  const withAll = await measured(3)
  const moved = (Number(events.get()) - before) / (changes * Object.keys(kinds).length)
  await close()
  return Object.keys(kinds).flatMap((kind, index): Line[] => {
    const [bare, full] = [without.get(kind) ?? Number.NaN, withAll.get(kind) ?? Number.NaN]
    const more = full - bare
    return [
      {
        row: `changing ${kind}, SQLite`,
        contestant: 'without segments',
        took: duration(bare),
        compared: 'what the row is compared with',
        target: '',
      },
      {
        row: index === 0 ? `  (${moved.toFixed(1)} entries and exits a change, all kinds together)` : '',
        contestant: `${OURS}, ${segments.toLocaleString('en')} segments`,
        took: duration(full),
        compared: `${more < 0 ? '−' : '+'}${duration(Math.abs(more))}`,
        target: `a change ≤ +1 ms: ${more <= MILLION ? 'reached' : 'missed'}`,
      },
    ]
  })
}
