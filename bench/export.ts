import type { Row } from 'clientele/kernel'
import { createClientele } from 'clientele/session'
import { CompiledQuery, type Kysely } from 'kysely'
import { accounts, model } from './accounts'
import { type Contest, OURS } from './contest'
import { embedded, fill } from './embedded'

const HAND_WRITTEN = 'hand-written loop'
const PAGE = 1_000
const STATUSES = new Map<unknown, string>([
  ['client', 'Client'],
  ['prospect', 'Prospect'],
])

function* people(): Generator<readonly [string, Row]> {
  for (let n = 0; n < 300; n++) yield ['group', { id: `g${n}`, name: `Groupe ${n}` }]
  for (let n = 0; n < 200; n++) yield ['user', { id: `u${n}`, name: `Utilisateur ${n}` }]
}

/** What a person would write: pages along the primary key, names looked up in tables read before, the same columns and the same quotes. */
async function* handWritten(db: Kysely<unknown>): AsyncGenerator<Uint8Array> {
  const named = async (table: string): Promise<ReadonlyMap<unknown, unknown>> => {
    const { rows } = await db.executeQuery<Row>(
      CompiledQuery.raw(`SELECT id, name FROM ${table} WHERE _tenant = 'main'`),
    )
    return new Map(rows.map((row) => [row['id'], row['name']]))
  }
  const [groups, users] = [await named('clientele_group'), await named('clientele_user')]
  const statement = `SELECT id, kind, name, status, origin, tags, city, revenue, employees, group_id, owner_id, created_at
    FROM clientele_account WHERE _tenant = 'main' AND id > ? ORDER BY id LIMIT ${PAGE}`
  const encoder = new TextEncoder()
  const text = (value: unknown): string => {
    if (typeof value !== 'string') return ''
    const safe = /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : value
    return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  const amount = (value: unknown): string => (value === null ? '' : (Number(value) / 100).toFixed(2).replace('.', ','))
  const moment = (value: unknown): string =>
    value === null ? '' : new Date(Number(value)).toISOString().slice(0, 19).replace('T', ' ')
  yield encoder.encode(
    '\ufeffKind;Name;Status;Origin;Tags;City;Revenue (EUR);Employees;Group;Owner;Created at (UTC)\r\n',
  )
  for (let after: unknown = ''; ;) {
    const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(statement, [after]))
    let lines = ''
    for (const row of rows) {
      const tags: unknown = JSON.parse(String(row['tags']))
      lines += `${[
        text(row['kind']),
        text(row['name']),
        text(STATUSES.get(row['status']) ?? row['status']),
        text(row['origin']),
        text(Array.isArray(tags) ? tags.join(', ') : ''),
        text(row['city']),
        amount(row['revenue']),
        row['employees'] === null ? '' : Number(row['employees']),
        text(groups.get(row['group_id']) ?? row['group_id']),
        text(users.get(row['owner_id']) ?? row['owner_id']),
        moment(row['created_at']),
      ].join(';')}\r\n`
    }
    if (rows.length > 0) yield encoder.encode(lines)
    if (rows.length < PAGE) return
    after = rows.at(-1)?.['id']
  }
}

async function read(content: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0
  for await (const chunk of content) bytes += chunk.length
  return bytes
}

async function whole(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** All accounts as CSV, with the names of groups and owners; the workbook beside it has nothing to be compared with but this. */
export async function exportContests(count: number) {
  const { sqlite, db, adapter, close } = embedded()
  const crm = await createClientele({ model, store: adapter, migrate: true, timeZone: 'UTC' })
  await fill(adapter, crm.model, people())
  await fill(
    adapter,
    crm.model,
    (function* () {
      for (const account of accounts(count)) yield ['account', account] as const
    })(),
  )
  sqlite.exec('ANALYZE')
  const system = crm.system('bench')
  const content = async (format: 'csv' | 'xlsx') => (await system.export('account', { format, locale: 'fr' })).content
  if (!(await whole(await content('csv'))).equals(await whole(handWritten(db))))
    throw new Error('The export writes other bytes than the loop')
  const contest: Contest = {
    title: `${count.toLocaleString('en')} accounts as CSV, SQLite ${String(sqlite.prepare('SELECT sqlite_version()').pluck().get())}`,
    reference: { name: HAND_WRITTEN, run: () => read(handWritten(db)) },
    others: [{ name: OURS, run: async () => read(await content('csv')) }],
    targets: { [HAND_WRITTEN]: 1.5 },
  }
  return { contest, workbook: async () => read(await content('xlsx')), close }
}
