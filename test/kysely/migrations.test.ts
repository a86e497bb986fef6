import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { kyselyAdapter, migrationStatements } from '../../adapters/kysely'
import { isRefusal } from '../../src/kernel'
import {
  code,
  defineModel,
  entity,
  entityOf,
  flag,
  id,
  instant,
  integer,
  many,
  reference,
  tags,
  text,
  type Model,
} from '../../src/model'
import { EVERYTHING, isEqual } from '../../src/query'
import { onEachDatabase, type TestDatabase } from './databases'

const noteFields = {
  id: id(),
  title: text(),
  topic: code().nullable().default(null),
  accountId: reference('account').nullable().default(null),
}
const account = entity({
  module: 'accounts',
  fields: z.object({ id: id(), name: text().nullable().default(null), tags: tags().default([]), status: code() }),
  relations: { notes: many('note', 'accountId') },
  indexes: [['name'], ['status', 'name']],
})

/** One version of a program, and the next. */
const before = defineModel({
  account,
  note: entity({ module: 'notes', fields: z.object(noteFields), unique: [['title']] }),
})
const after = defineModel({
  account,
  note: entity({
    module: 'notes',
    fields: z.object({
      ...noteFields,
      body: text().default("À l'œuvre \\ 100%"),
      kind: code().default('memo'),
      stars: integer().default(3),
      isOpen: flag().default(true),
      words: tags().default(['a\\b', "c'd"]),
      readAt: instant().nullable().default(null),
    }),
    unique: [['title']],
    indexes: [['kind', 'body'], ['readAt']],
  }),
  savedThing: entity({ module: 'notes', fields: z.object({ id: id(), name: text() }), indexes: [['name']] }),
})

/** Everything the database knows of the tables under a prefix. */
async function structure({ dialect, run, schema }: TestDatabase, prefix: string): Promise<string> {
  const bare = (value: unknown): string => JSON.stringify(value).replaceAll(prefix, '')
  switch (dialect) {
    case 'sqlite':
      return bare(
        (await run(`SELECT name, sql FROM sqlite_master WHERE name LIKE '${prefix}%' ORDER BY name`)).map((row) => row),
      )
    case 'postgres':
      return bare([
        await run(
          `SELECT table_name, column_name, data_type, collation_name, column_default, is_nullable FROM information_schema.columns WHERE table_schema = '${schema}' AND table_name LIKE '${prefix}%' ORDER BY 1, ordinal_position`,
        ),
        await run(
          `SELECT indexdef FROM pg_indexes WHERE schemaname = '${schema}' AND tablename LIKE '${prefix}%' ORDER BY 1`,
        ),
      ])
    case 'mysql':
      return bare([
        await run(
          `SELECT table_name, column_name, column_type, collation_name, column_default, is_nullable, generation_expression FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name LIKE '${prefix}%' ORDER BY 1, ordinal_position`,
        ),
        await run(
          `SELECT table_name, index_name, seq_in_index, column_name, sub_part, non_unique FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name LIKE '${prefix}%' ORDER BY 1, 2, 3`,
        ),
      ])
    default:
      return dialect satisfies never
  }
}

const refusal = async (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (isRefusal(error) ? { code: error.code, ...error.data } : error),
  )

onEachDatabase(import.meta.url, (database) => {
  const { dialect, schema, run } = database
  let count = 0
  let prefix = ''
  const adapter = (db = database.db) => kyselyAdapter({ db, dialect, schema, prefix })
  const record = () => (dialect === 'postgres' ? `"${schema}"."${prefix}_schema"` : `${prefix}_schema`)
  beforeEach(() => {
    prefix = `m${++count}_`
  })

  test('R6.5 tables that are not there, or lack something, are refused at start', async () => {
    expect(await refusal(adapter().open(before))).toMatchObject({ code: 'storage.schema_behind', found: 0 })
    await adapter().migrate(before)
    await adapter().open(before)
    const found = await refusal(adapter().open(after))
    expect(found).toMatchObject({ code: 'storage.schema_behind', found: 1 })
    expect(JSON.stringify(found)).toContain(`${prefix}note.body`)
    expect(JSON.stringify(found)).toContain(`${prefix}saved_thing`)
  })

  test('R6.5 tables of a newer library are refused, unless it says that this one still reads them', async () => {
    await adapter().migrate(before)
    await run(`UPDATE ${record()} SET version = 7, readable_from = 1 WHERE part = ''`)
    await adapter().open(before)
    await adapter().migrate(after)
    expect(await run(`SELECT CAST(version AS CHAR(3)) AS v FROM ${record()} WHERE part = ''`)).toMatchObject([
      { v: expect.stringMatching(/^7 *$/) },
    ])
    await run(`UPDATE ${record()} SET readable_from = 7 WHERE part = ''`)
    const refused = { code: 'storage.schema_newer', found: 7, supported: 1 }
    expect(await refusal(adapter().open(before))).toMatchObject(refused)
    expect(await refusal(adapter().migrate(before))).toMatchObject(refused)
  })

  test('R6.5 migrating again changes nothing; what was printed and run by hand gives the same tables', async () => {
    await adapter().migrate(after)
    const migrated = await structure(database, prefix)
    await adapter().migrate(after)
    expect(await structure(database, prefix)).toBe(migrated)
    const first = prefix
    prefix = `m${++count}_`
    for (const statement of migrationStatements(after, { dialect, schema, prefix })) await run(statement)
    const printed = await structure(database, prefix)
    expect(printed.length).toBeGreaterThan(500)
    expect(printed).toBe(migrated.replaceAll(first, prefix))
    const store = await adapter().open(after)
    expect(await store.count('savedThing', EVERYTHING)).toBe(0)
  })

  test('R6.5 what is printed from one version to the next is what migrating adds', async () => {
    await adapter().migrate(before)
    await adapter().migrate(after)
    const migrated = await structure(database, prefix)
    prefix = `m${++count}_`
    for (const statement of migrationStatements(before, { dialect, schema, prefix })) await run(statement)
    const steps = migrationStatements(after, { dialect, schema, prefix, from: before })
    expect(steps.some((statement) => /CREATE TABLE.*account/.test(statement))).toBe(false)
    for (const statement of steps) await run(statement)
    expect(await structure(database, prefix)).toBe(migrated)
    await adapter().open(after)
  })

  test('R6.5 two processes migrate at once, and both find the tables', async () => {
    const processes = [database.another(), database.another(), database.another()].map((db) => adapter(db))
    await Promise.all(processes.map((one) => one.migrate(after)))
    for (const one of processes) expect(await (await one.open(after)).count('note', EVERYTHING)).toBe(0)
  })

  test('R6.5 one version and the next work side by side on the same tables', async () => {
    await adapter().migrate(before)
    const older = await adapter().open(before)
    await older.insert('note', [{ id: 'n1', title: 'Première' }])
    await adapter(database.another()).migrate(after)
    const newer = await adapter(database.another()).open(after)
    await older.insert('note', [{ id: 'n2', title: 'Deuxième' }])
    await newer.insert('note', [
      { id: 'n3', title: 'Troisième', body: 'Neuf', kind: 'letter', stars: 1, isOpen: false, words: [], readAt: null },
    ])
    await older.update('note', EVERYTHING, { set: { topic: 'both' } })
    const standard = {
      body: "À l'œuvre \\ 100%",
      kind: 'memo',
      stars: 3,
      isOpen: true,
      words: ['a\\b', "c'd"],
      readAt: null,
      topic: 'both',
    }
    const page = await newer.find('note', { where: EVERYTHING, orderBy: [], limit: 9 })
    expect(page.rows).toMatchObject([
      { id: 'n1', ...standard },
      { id: 'n2', ...standard },
      { id: 'n3', body: 'Neuf', kind: 'letter', words: [], topic: 'both' },
    ])
    const note = entityOf(after, 'note')
    expect(await newer.count('note', isEqual(note, 'body', "A L'OEUVRE \\ 100%"))).toBe(2)
    expect(
      (await older.find('note', { where: EVERYTHING, orderBy: [{ field: 'title', direction: 'asc' }], limit: 9 })).rows,
    ).toHaveLength(3)
    await adapter().open(before)
  })

  test('R6.5 a field that changes its kind is not migrated behind one’s back', async () => {
    await adapter().migrate(before)
    const changed: Model = defineModel({
      account,
      note: entity({ module: 'notes', fields: z.object({ ...noteFields, topic: integer() }) }),
    })
    await expect(adapter().migrate(changed)).rejects.toThrow(/topic/)
    expect(await refusal(adapter().open(changed))).toMatchObject({ code: 'storage.schema_behind' })
  })
})
