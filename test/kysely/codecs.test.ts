import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { kyselyAdapter, type DialectName } from '../../adapters/kysely'
import { isRefusal, type Row } from '../../src/kernel'
import {
  code,
  codecs,
  date,
  defineModel,
  entity,
  entityOf,
  flag,
  id,
  instant,
  integer,
  number,
  tags,
  text,
  type DatabaseValue,
} from '../../src/model'
import {
  compares,
  complement,
  isEqual,
  type BoundCriteria,
  compareRows,
  compileQuery,
  EVERYTHING,
  isOrderable,
  predicate,
  type Binding,
  type CriteriaNode,
  type Operand,
  type Operator,
} from '../../src/query'
import type { Store } from '../../src/storage'
import { onEachDatabase } from './databases'

const reversed = (value: unknown): string => [...String(value)].reverse().join('')

/** One table with a column in each of the ways that hosts keep things. */
const model = defineModel({
  thing: entity({
    module: 'things',
    fields: z.object({
      id: id(),
      seconds: instant().nullable().default(null),
      milliseconds: instant().nullable().default(null),
      utc: instant().nullable().default(null),
      iso: instant().nullable().default(null),
      native: instant().nullable().default(null),
      day: date().nullable().default(null),
      yes: flag().nullable().default(null),
      level: code().nullable().default(null),
      secret: code().nullable().default(null),
      weight: number({ decimals: 3 }).nullable().default(null),
      ratio: number().nullable().default(null),
      rank: integer().nullable().default(null),
      list: tags().nullable().default(null),
      label: text({ exact: true }).nullable().default(null),
    }),
    table: {
      table: 'choses',
      tenant: 'none',
      columns: {
        id: { column: 'no', codec: codecs.integerId() },
        seconds: { column: 'secondes', codec: codecs.epoch('seconds') },
        milliseconds: { column: 'millis', codec: codecs.epoch('milliseconds') },
        utc: { column: 'utc', codec: codecs.utcTimestamp() },
        iso: { column: 'iso', codec: codecs.isoText() },
        native: 'natif',
        day: 'jour',
        yes: { column: 'oui', codec: codecs.flag(1, 0) },
        level: { column: 'niveau', codec: codecs.codes({ low: 1, high: 2 }) },
        secret: {
          column: 'secret',
          codec: codecs.custom(reversed, (value: DatabaseValue) => (value === null ? null : reversed(value))),
        },
        weight: { column: 'poids', codec: codecs.decimal(3) },
        ratio: 'ratio',
        rank: 'rang',
        list: 'liste',
        label: 'libelle',
      },
    },
  }),
})
const thing = entityOf(model, 'thing')
const binding: Binding = {
  now: new Date('2026-03-29T10:00:00Z'),
  timeZone: 'Europe/Paris',
  weekStartsOn: 1,
  actor: null,
  groupsOf: () => [],
}

const columns = (stamp: string, zoned: string, list: string): string =>
  `no BIGINT PRIMARY KEY, secondes BIGINT, millis BIGINT, utc ${stamp}, iso VARCHAR(30), natif ${zoned}, jour DATE, oui SMALLINT, niveau SMALLINT, secret VARCHAR(50), poids DECIMAL(12,3), ratio DOUBLE PRECISION, rang INTEGER, liste ${list}, libelle VARCHAR(300)`

const table: Readonly<Record<DialectName, string>> = {
  sqlite: `CREATE TABLE choses (${columns('TEXT', 'INTEGER', 'TEXT')})`,
  postgres: `CREATE TABLE choses (${columns('timestamp', 'timestamptz', 'text[]')})`,
  mysql: `CREATE TABLE choses (${columns('DATETIME(6)', 'DATETIME(6)', 'TEXT')}) CHARACTER SET utf8mb4`,
}

/** Rows that no program of ours wrote: finer than a millisecond, without fractions, with words that mean nothing. */
const foreign: Readonly<Record<DialectName, string>> = {
  sqlite: `(1, 1774778400, 1774778400001, '2026-03-29 10:00:00', '2026-03-29T10:00:00.000Z', 1774778400001, '2026-03-29', 7, 9, 'cba', 1.5, 0.1, 3, '["b", "a,b"]', 'x '),
    (2, NULL, NULL, '2026-03-29 10:00:00.5', NULL, NULL, NULL, 0, 2, NULL, -0.001, NULL, NULL, '[]', '')`,
  postgres: `(1, 1774778400, 1774778400001, '2026-03-29 10:00:00.000999', '2026-03-29T10:00:00.000Z', '2026-03-29 12:00:00.001999+02', '2026-03-29', 7, 9, 'cba', 1.5, 0.1, 3, '{b,"a,b"}', 'x '),
    (2, NULL, NULL, '2026-03-29 10:00:00.5', NULL, NULL, NULL, 0, 2, NULL, -0.001, NULL, NULL, '{}', '')`,
  mysql: `(1, 1774778400, 1774778400001, '2026-03-29 10:00:00.000999', '2026-03-29T10:00:00.000Z', '2026-03-29 10:00:00.001999', '2026-03-29', 7, 9, 'cba', 1.5, 0.1, 3, '["b", "a,b"]', 'x '),
    (2, NULL, NULL, '2026-03-29 10:00:00.5', NULL, NULL, NULL, 0, 2, NULL, -0.001, NULL, NULL, '[]', '')`,
}

const at = (iso: string): Date => new Date(iso)
const written: readonly Row[] = [
  {
    id: '9007199254740993',
    seconds: at('1969-12-31T23:59:59Z'),
    milliseconds: at('1969-12-31T23:59:59.999Z'),
    utc: at('2026-03-29T10:00:00.001Z'),
    iso: at('2026-03-29T10:00:00.001Z'),
    native: at('2026-03-29T10:00:00.002Z'),
    day: '2024-02-29',
    yes: true,
    level: 'low',
    secret: 'été',
    weight: 0.07,
    ratio: 1e-7,
    rank: -3,
    list: ['é', "o'b"],
    label: 'x',
  },
  {
    id: '-5',
    seconds: at('2026-03-29T10:00:01Z'),
    milliseconds: at('2026-03-29T10:00:00.001Z'),
    utc: at('2026-03-29T09:59:59.999Z'),
    iso: at('2026-03-29T10:00:00.000Z'),
    native: at('2026-03-29T10:00:00.001Z'),
    day: '2026-03-29',
    yes: false,
    level: 'high',
    secret: 'abc',
    weight: 1.5,
    ratio: 0.1,
    rank: 3,
    list: [],
    label: 'X'.repeat(250),
  },
]

const where = (field: string, operator: Operator, value?: Operand): CriteriaNode => ({
  type: 'test',
  field,
  operator,
  ...(value === undefined ? {} : { value }),
})
const MOMENTS = [
  '2026-03-29T10:00:00.000Z',
  '2026-03-29T10:00:00.001Z',
  '2026-03-29T10:00:00.500Z',
  '2026-03-29T09:59:59.999Z',
  '1969-12-31T23:59:59.999Z',
  '2026-03-29T10:00:01Z',
  '2026-03-29',
]
const LONG = Array.from({ length: 120 }, (_, index) => `none ${index}`)

const questions: readonly CriteriaNode[] = [
  ...['seconds', 'milliseconds', 'utc', 'iso', 'native'].flatMap((field) => [
    ...MOMENTS.flatMap((moment) =>
      (['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const).map((operator) => where(field, operator, moment)),
    ),
    ...['seconds', 'milliseconds', 'utc', 'iso', 'native'].flatMap((other) => [
      where(field, 'eq', { ref: 'field', field: other }),
      where(field, 'lt', { ref: 'field', field: other }),
    ]),
    where(field, 'isEmpty'),
  ]),
  ...(['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const).flatMap((operator) => [
    where('day', operator, '2026-03-29'),
    where('weight', operator, 0.07),
    where('weight', operator, 1.5),
    where('ratio', operator, 0.1),
    where('rank', operator, -3),
    where('ratio', operator, { ref: 'field', field: 'weight' }),
    where('weight', operator, { ref: 'field', field: 'rank' }),
  ]),
  where('yes', 'eq', true),
  where('yes', 'eq', false),
  where('yes', 'ne', true),
  where('yes', 'isEmpty'),
  where('level', 'eq', 'low'),
  where('level', 'ne', 'low'),
  where('level', 'in', ['low', 'high', 'none']),
  where('level', 'notIn', ['none']),
  where('level', 'isEmpty'),
  where('level', 'eq', 'none'),
  where('secret', 'eq', 'abc'),
  where('secret', 'ne', 'abc'),
  where('secret', 'in', ['abc', 'été']),
  where('secret', 'notIn', ['abc']),
  where('secret', 'isEmpty'),
  where('list', 'has', 'a,b'),
  where('list', 'has', 'a'),
  where('list', 'hasAny', ['é', 'b']),
  where('list', 'hasNone', ["o'b"]),
  where('list', 'isEmpty'),
  where('list', 'isNotEmpty'),
  where('label', 'eq', 'x'),
  where('label', 'in', ['x ', 'X'.repeat(250), ...LONG]),
  where('label', 'notIn', ['x ', 'X'.repeat(250), ...LONG]),
  where('label', 'isEmpty'),
  where('label', 'startsWith', 'X'),
  where('id', 'in', ['9007199254740993', '-5', '7']),
  where('id', 'in', ['9007199254740992', ...Array.from({ length: 40 }, (_, index) => String(index))]),
  where('id', 'notIn', ['9007199254740993']),
  where('id', 'eq', '1'),
]

/** Values between those that a column holds come from the library's own code. */
const between: readonly BoundCriteria[] = (['lt', 'lte', 'gt', 'gte'] as const).flatMap((operator) => [
  compares(thing, 'weight', operator, 0.0705),
  compares(thing, 'rank', operator, 2.5),
  compares(thing, 'rank', operator, 1e300),
  compares(thing, 'rank', operator, -1e300),
])

onEachDatabase(import.meta.url, ({ dialect, db, schema, run }) => {
  let store: Store
  let rows: readonly Row[]
  beforeAll(async () => {
    await run(table[dialect])
    await run(
      `INSERT INTO choses (no, secondes, millis, utc, iso, natif, jour, oui, niveau, secret, poids, ratio, rang, liste, libelle) VALUES ${foreign[dialect]}`,
    )
    const adapter = kyselyAdapter({ db, dialect, schema })
    await adapter.migrate(model)
    store = await adapter.open(model)
    await store.insert('thing', written)
    rows = (await store.find('thing', { where: EVERYTHING, orderBy: [], limit: 99 })).rows
  })

  test('R6.2 what is written comes back, and what others wrote reads as far as it means something', () => {
    expect(rows.map((row) => row['id'])).toEqual(['-5', '1', '2', '9007199254740993'])
    expect(rows[3]).toEqual(written[0])
    expect(rows[0]).toEqual(written[1])
    expect(rows[1]).toMatchObject({
      yes: null,
      level: null,
      secret: 'abc',
      utc: at('2026-03-29T10:00:00.000Z'),
      native: at('2026-03-29T10:00:00.001Z'),
      list: ['b', 'a,b'],
      label: 'x ',
    })
  })

  test('R6.2 every question about every codec is answered as the predicate answers it of the records read', async () => {
    const alone = { one: () => undefined, many: () => [] }
    const asked = [
      ...questions.map((question) => compileQuery(model, 'thing', question, binding)),
      ...between,
      ...between.map(complement),
    ]
    for (const criteria of [...asked, isEqual(thing, 'rank', 2.5), complement(isEqual(thing, 'rank', 2.5))]) {
      const expected = rows.filter((row) => predicate(criteria)(row, alone)).map((row) => row['id'])
      const found = await store.find('thing', { where: criteria, orderBy: [], limit: 99 })
      expect(
        found.rows.map((row) => row['id']),
        JSON.stringify({ ...criteria, field: undefined }).slice(0, 200),
      ).toEqual(expected)
    }
  })

  test('R6.2 every column that has an order gives pages in it, both ways, to the database’s last digit', async () => {
    for (const { name } of [...thing.fields.values()].filter((field) => isOrderable(field) && field.name !== 'secret'))
      for (const direction of ['asc', 'desc'] as const) {
        const orderBy = [{ field: name, direction }]
        const inOrder = (await store.find('thing', { where: EVERYTHING, orderBy, limit: 99 })).rows.map(
          (row) => row['id'],
        )
        // Within a millisecond the database knows more than the record.
        if (name !== 'utc' && name !== 'native')
          expect(inOrder, name).toEqual(rows.toSorted(compareRows(thing, orderBy)).map((row) => row['id']))
        const met: unknown[] = []
        let page = await store.find('thing', { where: EVERYTHING, orderBy, limit: 1 })
        for (
          ;
          page.end !== null;
          page = await store.find('thing', { where: EVERYTHING, orderBy, limit: 1, after: page.end })
        )
          met.push(...page.rows.map((row) => row['id']))
        expect(met, `${name} ${direction}`).toEqual(inOrder)
        const last = await store.find('thing', { where: EVERYTHING, orderBy, limit: 99 })
        const before = await store.find('thing', {
          where: EVERYTHING,
          orderBy,
          limit: 2,
          ...(last.end === null ? {} : { before: last.end }),
        })
        expect(before.rows.map((row) => row['id'])).toEqual(inOrder.slice(1, 3))
      }
  })

  test('R6.2 a codec of the host’s own has no order', async () => {
    const refused = await store
      .find('thing', { where: EVERYTHING, orderBy: [{ field: 'secret', direction: 'asc' }], limit: 1 })
      .then(
        () => null,
        (error: unknown) => isRefusal(error, 'storage.cannot_order'),
      )
    expect(refused).toBe(true)
  })

  test('R6.2 figures are computed in the model’s units, whatever the column', async () => {
    const [figures] = await store.aggregate('thing', {
      where: EVERYTHING,
      groupBy: [],
      measures: [
        { as: 'weight', measure: 'sum', field: 'weight' },
        { as: 'first', measure: 'min', field: 'utc' },
        { as: 'last', measure: 'max', field: 'iso' },
        { as: 'start', measure: 'min', field: 'seconds' },
        { as: 'levels', measure: 'count', field: 'level' },
        { as: 'secrets', measure: 'countDistinct', field: 'secret' },
      ],
    })
    expect(figures).toEqual({
      weight: 3.069,
      first: at('2026-03-29T09:59:59.999Z'),
      last: at('2026-03-29T10:00:00.001Z'),
      start: at('1969-12-31T23:59:59Z'),
      levels: 3,
      secrets: 2,
    })
    const groups = await store.aggregate('thing', {
      where: EVERYTHING,
      groupBy: [{ as: 'native', field: 'native' }],
      measures: [{ as: 'n', measure: 'count' }],
    })
    expect(groups).toHaveLength(3)
    expect(groups).toContainEqual({ native: at('2026-03-29T10:00:00.001Z'), n: 2 })
  })

  test('R6.2 amounts and counts of a host’s columns are added to where they stand', async () => {
    await store.update('thing', EVERYTHING, { increment: { weight: 0.001, rank: 2, ratio: 0.5 } })
    const after = (await store.find('thing', { where: EVERYTHING, orderBy: [], limit: 99 })).rows
    expect(after.map(({ weight, rank, ratio }) => [weight, rank, ratio])).toEqual([
      [1.501, 5, 0.6],
      [1.501, 5, 0.6],
      [0, 2, 0.5],
      [0.071, -1, 0.5000001],
    ])
  })
})
