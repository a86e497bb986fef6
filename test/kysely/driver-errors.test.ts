import fc from 'fast-check'
import { CompiledQuery } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { kyselyAdapter, type DialectName } from '../../adapters/kysely'
import { isRefusal, type Refusal, type Row } from '../../src/kernel'
import { code, codecs, date, defineModel, entity, entityOf, id, integer, reference, tags, text } from '../../src/model'
import { EVERYTHING, isEqual } from '../../src/query'
import { readAll, type HostConnection, type Store } from '../../src/storage'
import { onEachDatabase, type TestDatabase } from './databases'

/** A product's tables, whose rules the model does not know. Its columns are called otherwise than the fields. */
const model = defineModel({
  maker: entity({
    module: 'makers',
    label: { fr: 'Fabricant', en: 'Maker' },
    fields: z.object({ id: id(), name: text({ exact: true }) }),
    table: { table: 'fabricants', tenant: 'none', columns: { id: 'cle', name: 'enseigne' } },
  }),
  article: entity({
    module: 'articles',
    label: { fr: 'Article', en: 'Item' },
    fields: z.object({
      id: id(),
      name: text({ exact: true, label: { fr: 'Nom', en: 'Name' } })
        .nullable()
        .default(null),
      makerId: reference('maker', { label: { fr: 'Marque', en: 'Brand' } })
        .nullable()
        .default(null),
      weight: integer({ label: { fr: 'Poids', en: 'Weight' } }).default(0),
      twinId: reference('article', { label: { fr: 'Jumeau', en: 'Twin' } })
        .nullable()
        .default(null),
      grade: code({ label: { fr: 'Qualité', en: 'Grade' } })
        .nullable()
        .default(null),
      colors: tags().default([]),
      shelf: code({ label: { fr: 'Rayon', en: 'Shelf' } })
        .nullable()
        .default(null),
      slot: code({ label: { fr: 'Case', en: 'Slot' } })
        .nullable()
        .default(null),
      madeOn: date().nullable().default(null),
    }),
    table: {
      table: 'articles_vendus',
      tenant: 'none',
      columns: {
        id: 'cle',
        name: 'appellation',
        makerId: 'fabrique_par',
        weight: 'poids_net',
        twinId: { column: 'num_jumeau', codec: codecs.integerId() },
        grade: { column: 'qualite_vendue', codec: codecs.codes({ first: 'P', second: 'S' }) },
        colors: { column: 'coloris', codec: codecs.separated(';') },
        shelf: 'num_rayon',
        slot: 'emplacement',
        madeOn: 'date_fabrication',
      },
    },
  }),
})

const KEY: Readonly<Record<DialectName, string>> = {
  sqlite: 'TEXT PRIMARY KEY',
  postgres: 'varchar(40) PRIMARY KEY',
  mysql: 'VARCHAR(40) PRIMARY KEY',
}

/** On SQLite tables are strict and lengths are checks: it knows no others. */
const tables = (dialect: DialectName): readonly string[] => {
  const isSqlite = dialect === 'sqlite'
  const [name, small, word] = isSqlite ? ['TEXT', 'INTEGER', 'TEXT'] : ['varchar(12)', 'smallint', 'varchar(20)']
  const [made, strict] = isSqlite ? ['TEXT', ' STRICT'] : ['date', '']
  return [
    `CREATE TABLE fabricants (cle ${KEY[dialect]}, enseigne ${name} NOT NULL, CONSTRAINT enseigne_unique UNIQUE (enseigne))${strict}`,
    `CREATE TABLE articles_vendus (cle ${KEY[dialect]}, appellation ${name} NOT NULL, fabrique_par ${word}, poids_net ${small} NOT NULL DEFAULT 0,
      num_jumeau integer, qualite_vendue ${word}, coloris ${word}, num_rayon integer, emplacement ${word}, code_interne ${word} DEFAULT 'unset', date_fabrication ${made},
      CONSTRAINT fab_fk FOREIGN KEY (fabrique_par) REFERENCES fabricants (cle), CONSTRAINT poids_positif CHECK (poids_net >= 0),
      CONSTRAINT case_unique UNIQUE (emplacement))${strict}`,
    `INSERT INTO fabricants (cle, enseigne) VALUES ('acme', 'Acme'), ('lone', 'Lone')`,
    `INSERT INTO articles_vendus (cle, appellation, fabrique_par, poids_net, emplacement) VALUES ('a1', 'Vis', 'acme', 5, 'A-1'), ('a2', 'Clou', NULL, 6, 'A-2')`,
  ]
}

const article = (more: Row = {}): Row => ({ id: 'fresh', name: 'Boulon', ...more })
const LONG = 'Boulon hexagonal de charpente'
const only = (entityName: string, wanted: string) => isEqual(entityOf(model, entityName), 'id', wanted)

type Expected = readonly [code: string, path: string]
const everywhere = (expected: Expected): Case['expected'] => ({
  sqlite: expected,
  postgres: expected,
  mysql: expected,
})

interface Case {
  readonly what: string
  readonly write: (store: Store) => Promise<unknown>
  readonly expected: Readonly<Partial<Record<DialectName, Expected>>>
  /** What no message may say. */
  readonly values?: readonly string[]
}

const cases: readonly Case[] = [
  {
    what: 'a reference to nothing, in a new row',
    write: (store) => store.insert('article', [article({ makerId: 'nobody-at-all' })]),
    // SQLite does not say which foreign key.
    expected: {
      sqlite: ['storage.reference_missing', ''],
      postgres: ['storage.reference_missing', '/makerId'],
      mysql: ['storage.reference_missing', '/makerId'],
    },
    values: ['nobody-at-all'],
  },
  {
    what: 'a reference to nothing, in rows that change',
    write: (store) => store.updateEach('article', [{ id: 'a2', set: { makerId: 'nobody-at-all' } }]),
    expected: {
      sqlite: ['storage.reference_missing', ''],
      postgres: ['storage.reference_missing', '/makerId'],
      mysql: ['storage.reference_missing', '/makerId'],
    },
    values: ['nobody-at-all'],
  },
  {
    what: 'a row that others refer to, removed',
    write: (store) => store.remove('maker', only('maker', 'acme')),
    expected: everywhere(['storage.still_referenced', '']),
    values: ['acme'],
  },
  {
    what: 'nothing where something must be',
    write: (store) => store.insert('article', [article({ name: null })]),
    expected: everywhere(['storage.value_missing', '/name']),
  },
  {
    what: 'nothing said where something must be',
    write: (store) => store.insert('article', [{ id: 'fresh', slot: 'B-1' }]),
    expected: everywhere(['storage.value_missing', '/name']),
  },
  {
    what: 'a text longer than its column',
    write: (store) => store.update('article', only('article', 'a1'), { set: { name: LONG } }),
    expected: { postgres: ['storage.value_too_long', ''], mysql: ['storage.value_too_long', '/name'] },
    values: [LONG],
  },
  {
    what: 'a number beyond its column',
    write: (store) => store.insert('article', [article({ weight: 70_123 })]),
    expected: { postgres: ['storage.value_out_of_range', ''], mysql: ['storage.value_out_of_range', '/weight'] },
    values: ['70123'],
  },
  {
    what: 'a number that grows beyond its column',
    write: (store) => store.update('article', EVERYTHING, { increment: { weight: 32_766 } }),
    expected: { postgres: ['storage.value_out_of_range', ''], mysql: ['storage.value_out_of_range', '/weight'] },
  },
  {
    what: 'a value that breaks a check',
    write: (store) => store.updateEach('article', [{ id: 'a1', set: { weight: -17 } }]),
    expected: everywhere(['storage.value_rejected', '']),
    values: ['-17'],
  },
  {
    what: 'a text that the type of its column cannot read',
    write: (store) => store.insert('article', [article({ shelf: 'last-but-one' })]),
    expected: {
      sqlite: ['storage.value_rejected', '/shelf'],
      postgres: ['storage.value_rejected', ''],
      mysql: ['storage.value_rejected', '/shelf'],
    },
    values: ['last-but-one'],
  },
  {
    what: 'a date that the type of its column cannot read',
    write: (store) => store.insert('article', [article({ madeOn: 'last spring' })]),
    expected: { postgres: ['storage.value_rejected', ''], mysql: ['storage.value_rejected', '/madeOn'] },
    values: ['last spring'],
  },
  {
    what: 'a code that the mapping has no word for',
    write: (store) => store.updateEach('article', [{ id: 'a1', set: { grade: 'third-rate' } }]),
    expected: everywhere(['storage.value_rejected', '/grade']),
    values: ['third-rate'],
  },
  {
    what: 'a tag with what separates the tags of its column',
    write: (store) => store.insert('article', [article({ colors: ['red;green'] })]),
    expected: everywhere(['storage.value_rejected', '/colors']),
    values: ['red;green'],
  },
  {
    what: 'a word where the mapping has an integer',
    write: (store) => store.insert('article', [article({ twinId: 'twelve-b' })]),
    expected: everywhere(['storage.value_rejected', '/twinId']),
    values: ['twelve-b'],
  },
  {
    what: 'a key of the host’s own that is taken',
    write: (store) => store.insert('article', [article({ slot: 'A-2' })]),
    expected: everywhere(['storage.conflict', '']),
    values: ['A-2'],
  },
  {
    what: 'a key of the host’s own that is taken, by rows that change',
    write: (store) => store.update('article', EVERYTHING, { set: { slot: 'B-7' } }),
    expected: everywhere(['storage.conflict', '']),
    values: ['B-7'],
  },
  {
    what: 'a row among others that are as they should be',
    write: (store) =>
      store.insert('article', [article(), article({ id: 'second', name: null }), article({ id: 'third' })]),
    expected: everywhere(['storage.value_missing', '/name']),
  },
]

/** The database's own words: names of tables, columns and constraints, and what drivers say. */
const DATABASE_WORDS =
  /fabricants|articles_vendus|\bcle\b|enseigne|appellation|fabrique_par|poids_net|num_jumeau|qualite_vendue|coloris|num_rayon|emplacement|code_interne|date_fabrication|fab_fk|poids_positif|case_unique|constraint|violate|column|foreign|insert|update|select|varchar|smallint/i

function speaksPlainly(error: Refusal, values: readonly string[]): void {
  for (const said of [error.messageIn('fr'), error.messageIn('en'), error.message, JSON.stringify(error.problems)]) {
    expect(said).not.toMatch(DATABASE_WORDS)
    for (const value of values) expect(said).not.toContain(value)
  }
}

const refusalOf = async (work: () => Promise<unknown>): Promise<Refusal> => {
  try {
    await work()
  } catch (error) {
    if (isRefusal(error)) return error
    throw error
  }
  throw new Error('Nothing was refused')
}

onEachDatabase(import.meta.url, ({ dialect, db, schema, run }: TestDatabase) => {
  let store: Store
  const everything = async () => [
    await run('SELECT * FROM fabricants ORDER BY cle'),
    await run('SELECT * FROM articles_vendus ORDER BY cle'),
  ]
  beforeEach(async () => {
    for (const table of ['articles_vendus', 'fabricants']) await run(`DROP TABLE IF EXISTS ${table}`)
    for (const statement of tables(dialect)) await run(statement)
    const adapter = kyselyAdapter({ db, dialect, schema })
    await adapter.migrate(model)
    store = await adapter.open(model)
  })

  for (const { what, write, expected, values = [] } of cases) {
    const wanted = expected[dialect]
    if (wanted === undefined) continue

    test(`R6.2 ${what}: refused in plain words, and nothing is written`, async () => {
      const before = await everything()
      const error = await refusalOf(() => write(store))
      expect([error.code, error.path]).toEqual(wanted)
      expect(error.cause).toBeInstanceOf(Error)
      speaksPlainly(error, values)
      expect(await everything()).toEqual(before)
    })

    test(`R6.2 ${what}: the transaction around it goes on`, async () => {
      await store.transaction(async (inner) => {
        await inner.insert('maker', [{ id: 'first', name: 'First' }])
        expect((await refusalOf(() => write(inner))).code).toBe(wanted[0])
        await inner.insert('maker', [{ id: 'last', name: 'Last' }])
      })
      expect(await store.count('maker', EVERYTHING)).toBe(4)
      expect(await store.count('article', EVERYTHING)).toBe(2)
    })
  }

  test('R6.2 no text that is refused comes back in a message, whatever it holds', async () => {
    const odd = fc.string({
      unit: fc.constantFrom('a', ' ', "'", '`', '"', '(', ')=(', '.', ',', '\n', 'poids_net', '%', 'é'),
      minLength: 13,
    })
    await fc.assert(
      fc.asyncProperty(odd, async (value) => {
        const long = { ...article(), name: value }
        const writes = [() => store.insert('article', [{ ...article(), shelf: value }])]
        if (dialect !== 'sqlite') writes.push(() => store.insert('article', [long]))
        writes.push(() => store.insert('article', [{ ...article(), slot: 'A-1', name: "c'est pris" }]))
        for (const write of writes) {
          const error = await refusalOf(write)
          expect(['', '/shelf', '/name']).toContain(error.path)
          speaksPlainly(error, [value])
        }
      }),
      { numRuns: 40, seed: 20_261_122 },
    )
    expect(await store.count('article', EVERYTHING)).toBe(2)
  })

  test('R6.2 an upsert that the database does not take is refused as well', async () => {
    for (const onConflict of ['skip', 'update'] as const) {
      const write = () =>
        store.insert('article', [article({ id: 'a1', weight: -3 }), article({ weight: -3 })], { onConflict })
      expect((await refusalOf(write)).code).toBe('storage.value_rejected')
    }
    expect(await store.count('article', EVERYTHING)).toBe(2)
  })

  test('R6.2 a taken key is told by its fields, never by its index', async () => {
    const taken = await refusalOf(() => store.insert('article', [article({ slot: 'A-1' })]))
    expect(taken.data).toEqual({ entity: 'article', fields: ['slot'] })
    await store.remove('article', only('article', 'a2'))
    await run('CREATE UNIQUE INDEX interne_unique ON articles_vendus (code_interne)')
    store = await kyselyAdapter({ db, dialect, schema }).open(model)
    const unseen = await refusalOf(() => store.insert('article', [article()]))
    expect(unseen.messageIn('fr')).toBe(
      'Un autre enregistrement article a déjà la même valeur pour un champ qui doit être unique. Choisissez-en une autre.',
    )
  })

  test('R6.2 what is no fault of the data stays an error', async () => {
    await run('DROP TABLE articles_vendus')
    const error = await store.insert('article', [article()]).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Error)
    expect(isRefusal(error)).toBe(false)
  })

  test('R6.2 what is no fault of the data, or may be run again, comes out of a driver as it went in', async () => {
    const others = {
      sqlite: [
        { code: 'SQLITE_BUSY' },
        { code: 'SQLITE_IOERR' },
        { code: 'SQLITE_ERROR', message: 'no such table: x' },
      ],
      postgres: [{ code: '40001' }, { code: '40P01' }, { code: '42P01' }, { code: '42601' }, { code: '57P01' }],
      mysql: [{ errno: 1213 }, { errno: 1205 }, { errno: 1146 }, { errno: 1064 }, { code: 'PROTOCOL_CONNECTION_LOST' }],
    }[dialect]
    for (const facts of [...others, { code: 'ECONNRESET' }, {}]) {
      const thrown = Object.assign(new Error('lost'), facts)
      const within = store.within({ execute: () => Promise.reject(thrown) })
      expect(await within.insert('article', [article()]).catch((error: unknown) => error)).toBe(thrown)
    }
    // Lost connections of drivers over HTTP, without a word.
    const refused = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })
    for (const thrown of [refused, new DOMException('', 'AbortError'), new DOMException('', 'SecurityError')]) {
      const within = store.within({ execute: () => Promise.reject(thrown) })
      expect(await within.insert('article', [article()]).catch((error: unknown) => error)).toBe(thrown)
    }
  })

  test('R6.1 a transaction that a question broke is not kept, and says so, whoever caught the error', async () => {
    await run('DROP TABLE articles_vendus')
    const outcome = await store
      .transaction(async (inner) => {
        await inner.insert('maker', [{ id: 'first', name: 'First' }])
        await inner.count('article', EVERYTHING).catch(() => undefined)
      })
      .then(
        () => 'kept',
        () => 'undone',
      )
    expect(await store.count('maker', EVERYTHING)).toBe(outcome === 'kept' ? 3 : 2)
    await store.transaction(async (inner) => {
      await inner.insert('maker', [{ id: 'second', name: 'Second' }])
      await inner.transaction((within) => within.count('article', EVERYTHING)).catch(() => undefined)
    })
    expect(await store.count('maker', only('maker', 'second'))).toBe(1)
  })

  test('R6.2 other drivers say the same in other words', async () => {
    const faults: Readonly<Record<DialectName, readonly (readonly [object, code: string, path: string])[]>> = {
      sqlite: [
        [{ errcode: 787, code: 'ERR_SQLITE_ERROR' }, 'storage.reference_missing', ''],
        [
          { code: 'SQLITE_CONSTRAINT', message: 'NOT NULL constraint failed: articles_vendus.poids_net' },
          'storage.value_missing',
          '/weight',
        ],
        [
          { code: 'SQLITE_CONSTRAINT', message: 'NOT NULL constraint failed: mouchard.poids_net' },
          'storage.value_rejected',
          '',
        ],
        [{ code: 'SQLITE_TOOBIG', message: 'string or blob too big' }, 'storage.value_too_long', ''],
      ],
      postgres: [
        [
          { code: '23502', column_name: 'poids_net', table_name: 'articles_vendus' },
          'storage.value_missing',
          '/weight',
        ],
        [{ code: '23502', column: 'poids_net', table: 'mouchard' }, 'storage.value_rejected', ''],
        [
          { code: '23505', constraint_name: 'x', detail: 'La clé « (emplacement)=(A-1) » existe déjà.' },
          'storage.conflict',
          '',
        ],
        [
          {
            code: '23503',
            table: 'lots',
            detail: 'La clé (cle)=(1) est toujours référencée à partir de la table « lots ».',
          },
          'storage.still_referenced',
          '',
        ],
        [
          {
            code: '23503',
            table: 'articles_vendus_2026',
            detail: 'Key (fabrique_par)=(x) is not present in table "fabricants".',
          },
          'storage.reference_missing',
          '/makerId',
        ],
        [{ code: '22008' }, 'storage.value_out_of_range', ''],
        [{ code: '23P01' }, 'storage.value_rejected', ''],
      ],
      mysql: [
        [
          { errno: 1406, sqlMessage: "Data too long for column 'appellation' at row 1" },
          'storage.value_too_long',
          '/name',
        ],
        [
          { errno: 1364, sqlMessage: "Le champ 'appellation' n'a pas de valeur par défaut" },
          'storage.value_missing',
          '/name',
        ],
        [{ errno: 3819, sqlMessage: "Check constraint 'poids_positif' is violated." }, 'storage.value_rejected', ''],
        [{ errno: 1217 }, 'storage.still_referenced', ''],
      ],
    }
    for (const [facts, wanted, path] of faults[dialect]) {
      const within = store.within({ execute: () => Promise.reject(Object.assign(new Error(), facts)) })
      const error = await refusalOf(() => within.insert('article', [article()]))
      expect([error.code, error.path]).toEqual([wanted, path])
      speaksPlainly(error, [])
    }
  })

  // SQLite does not say which side of a foreign key is wrong.
  if (dialect !== 'sqlite')
    test('R6.2 a value that others refer to by it is told so when it changes', async () => {
      await run('DROP TABLE IF EXISTS vitrines')
      await run(
        'CREATE TABLE vitrines (vitrine varchar(12) PRIMARY KEY, FOREIGN KEY (vitrine) REFERENCES fabricants (enseigne))',
      )
      try {
        await run(`INSERT INTO vitrines (vitrine) VALUES ('Lone')`)
        const error = await refusalOf(() => store.update('maker', only('maker', 'lone'), { set: { name: 'Alone' } }))
        expect([error.code, error.path]).toEqual(['storage.still_referenced', ''])
      } finally {
        await run('DROP TABLE vitrines')
      }
    })

  test('R6.2 what triggers refuse is refused', async () => {
    const raise = {
      sqlite: [`CREATE TRIGGER garde BEFORE DELETE ON articles_vendus BEGIN SELECT RAISE(ABORT, 'poids_net: no'); END`],
      postgres: [
        `CREATE OR REPLACE FUNCTION garder() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'poids_net: no'; END $$`,
        `CREATE TRIGGER garde BEFORE DELETE ON articles_vendus FOR EACH ROW EXECUTE FUNCTION garder()`,
      ],
      mysql: [
        `CREATE TRIGGER garde BEFORE DELETE ON articles_vendus FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'poids_net: no'`,
      ],
    }[dialect]
    for (const statement of raise) await run(statement)
    const error = await refusalOf(() => store.remove('article', EVERYTHING))
    expect([error.code, error.path]).toEqual(['storage.value_rejected', ''])
    speaksPlainly(error, [])
  })

  // MariaDB defers nothing.
  if (dialect !== 'mysql')
    test('R6.2 what only shows at the end of the transaction is refused, and nothing kept', async () => {
      await run('DROP TABLE articles_vendus')
      const [table] = tables(dialect).filter((statement) => statement.includes('TABLE articles_vendus'))
      await run((table ?? '').replace('REFERENCES fabricants (cle)', '$& DEFERRABLE INITIALLY DEFERRED'))
      const work = store.transaction(async (inner) => {
        await inner.insert('maker', [{ id: 'first', name: 'First' }])
        await inner.insert('article', [article({ makerId: 'nobody-at-all' })])
      })
      const error = await refusalOf(() => work)
      expect([error.code, error.path]).toEqual(['storage.value_rejected', ''])
      speaksPlainly(error, ['nobody-at-all'])
      expect(await store.count('maker', EVERYTHING)).toBe(2)
      // The connection is in no transaction any more.
      await store.transaction((inner) => inner.insert('article', [article({ makerId: 'acme' })]))
      expect(await store.count('article', EVERYTHING)).toBe(1)
    })

  test('R6.1 within a transaction of the host’s, whatever its driver wraps errors in', async () => {
    for (const wrapped of WRAPPINGS)
      await inTransaction(db, async (connection) => {
        const within = store.within({
          execute: (statement, values) =>
            connection.execute(statement, values).catch((error: unknown) => {
              throw wrapped(error)
            }),
        })
        const error = await refusalOf(() => within.insert('article', [article({ makerId: 'nobody-at-all' })]))
        expect(error.code).toBe('storage.reference_missing')
        speaksPlainly(error, ['nobody-at-all'])
        expect(await within.count('article', EVERYTHING)).toBe(2)
      })
  })

  test('R6.2 a limit of no rows is refused as what was asked for', async () => {
    for (const limit of [0, -1, 1.5, Number.NaN]) {
      const error = await refusalOf(() => readAll(store, { entity: 'maker', where: EVERYTHING, limit }))
      expect([error.code, error.path]).toEqual(['storage.bad_limit', '/limit'])
    }
    expect(await readAll(store, { entity: 'maker', where: EVERYTHING, limit: 1 })).toHaveLength(1)
  })
})

/** What TypeORM, Sequelize, Drizzle and Prisma put around an error. */
const WRAPPINGS: readonly ((error: unknown) => unknown)[] = [
  (error) => error,
  (error) => new Error('Failed query', { cause: error }),
  (error) => Object.assign(new Error('QueryFailedError'), { driverError: error }),
  (error) => Object.assign(new Error('DatabaseError'), { original: error }),
  (error) =>
    Object.assign(new Error('Raw query failed'), {
      code: 'P2010',
      meta: {
        code: String(Reflect.get(Object(error), 'errno') ?? Reflect.get(Object(error), 'code')),
        message: String(error),
      },
    }),
]

const inTransaction = (db: TestDatabase['db'], work: (connection: HostConnection) => Promise<void>): Promise<void> =>
  db.transaction().execute((transaction) =>
    work({
      async execute(statement, values) {
        const { rows, numAffectedRows } = await transaction.executeQuery<Row>(CompiledQuery.raw(statement, [...values]))
        return { rows, ...(numAffectedRows === undefined ? {} : { affected: Number(numAffectedRows) }) }
      },
    }),
  )
