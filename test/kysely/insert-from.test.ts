import Sqlite from 'better-sqlite3'
import { code, defineModel, entity, flag, id, type InsertFrom } from 'clientele'
import { kyselyAdapter } from 'clientele/kysely'
import { memoryAdapter } from 'clientele/memory'
import { EVERYTHING, isEqual } from 'clientele/query'
import { entityOf } from 'clientele/model'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, test } from 'vitest'
import { z } from 'zod'

const thing = z.object({ id: id(), kind: code() })
const link = z.object({ id: id(), thingId: code(), listId: code(), on: flag() })
const model = defineModel({
  thing: entity({ module: 'things', fields: thing }),
  link: entity({ module: 'things', fields: link, unique: [['thingId', 'listId']] }),
  legacy: entity({
    module: 'things',
    fields: thing,
    table: { table: 'legacy', tenant: 'none', columns: { id: 'id', kind: 'kind' } },
  }),
})

async function scene() {
  const sqlite = new Sqlite(':memory:')
  sqlite.exec('create table legacy (id text primary key, kind text not null)')
  const adapter = kyselyAdapter({
    db: new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) }),
    dialect: 'sqlite',
  })
  await adapter.migrate(model)
  const store = (await adapter.open(model)).forTenant('one')
  const ids = ['a', 'b', 'c', 'd', 'é', 'f']
  await store.insert(
    'thing',
    ids.map((name, index) => ({ id: name, kind: index % 2 === 0 ? 'even' : 'odd' })),
  )
  await store.forTenant('two').insert('thing', [{ id: 'z', kind: 'even' }])
  const from: InsertFrom = {
    entity: 'thing',
    where: isEqual(entityOf(model, 'thing'), 'kind', 'even'),
    span: 2,
    field: 'thingId',
    id: 'x',
    set: { listId: 'l', on: true },
  }
  const links = async () => (await store.find('link', { where: EVERYTHING, orderBy: [], limit: 100 })).rows
  return { store, from, links }
}

test('R6.4 rows are written for the records that are found, span after span, each once', async () => {
  const { store, from, links } = await scene()
  await store.insert('link', [{ id: 'there', thingId: 'c', listId: 'l', on: false }])
  const written: number[] = []
  let after: string | undefined
  for (let turn = 0; turn < 10; turn += 1) {
    const request = { ...from, id: `x${turn}`, ...(after === undefined ? {} : { after }) }
    const done = await store.insertFrom?.('link', request)
    if (done === undefined) throw new Error('SQLite writes what it finds')
    written.push(done.written)
    if (done.end === null) break
    after = done.end
  }
  expect(written.reduce((sum, one) => sum + one, 0)).toBe(2)
  const rows = await links()
  expect(rows.map(({ thingId, on }) => [thingId, on]).sort()).toEqual([
    ['a', true],
    ['c', false],
    ['é', true],
  ])
  expect(new Set(rows.map((row) => row['id'])).size).toBe(3)
})

test("R6.4 it is refused over a host's own tables, and is not there where others write meanwhile", async () => {
  const { store, from } = await scene()
  await expect(store.insertFrom?.('link', { ...from, entity: 'legacy', where: EVERYTHING })).rejects.toMatchObject({
    code: 'storage.not_pushed',
  })
  expect((await memoryAdapter().open(model)).insertFrom).toBeUndefined()
})
