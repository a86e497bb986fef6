/** The source of a program with a model of 20 entities and 100 queries of all sorts. */
const ENTITIES = 20
const QUERIES = 100

const nameOf = (index: number): string => `entity${((index % ENTITIES) + ENTITIES) % ENTITIES}`

/** A record of everyday size: fifteen fields, five relations, one of them to itself. */
const entityOf = (index: number): string => `
const ${nameOf(index)} = entity({
  module: 'm${index}',
  fields: z.object({
    id: id(), name: text().min(1), note: text().nullable().default(null), status: code().default('new'),
    origin: code().nullable().default(null), kind: oneOf({ a: { fr: 'A', en: 'A' }, b: { fr: 'B', en: 'B' } }).nullable(),
    tags: tags().default([]), total: money('EUR').nullable().default(null), rank: integer(), rate: number({ decimals: 2 }).optional(),
    active: flag(), dueOn: date().nullable().default(null), paidOn: date().nullable(), createdAt: instant().nullable(),
    parentId: reference('${nameOf(index)}').nullable(), nextId: reference('${nameOf(index + 1)}').nullable(), otherId: reference('${nameOf(index + 7)}'),
  }),
  relations: {
    parent: one('${nameOf(index)}', 'parentId'), children: many('${nameOf(index)}', 'parentId'),
    next: one('${nameOf(index + 1)}', 'nextId'), previous: many('${nameOf(index - 1)}', 'nextId'),
    other: one('${nameOf(index + 7)}', 'otherId'), others: many('${nameOf(index - 7)}', 'otherId'),
  },
})`

const SHAPES: readonly string[] = [
  `(a) => and(a.status.eq('client'), a.origin.in(['BNI', 'web']))`,
  `(a) => and(a.status.eq('client'), or(a.origin.isEmpty(), a.tags.has('vip')), a.previous.count((i) => and(i.status.eq('late'), i.dueOn.within(last(90, 'days')))).gte(3))`,
  `(a) => or(a.kind.eq('a'), not(a.total.between(1, 2)), a.paidOn.gt(a.dueOn), a.createdAt.lt(ago(30, 'days')))`,
  `(a) => a.next.is((n) => n.next.is((m) => and(m.rank.gte(1), m.others.some((o) => o.children.every((c) => c.active.eq(true))))))`,
  `(a) => and(a.others.sum('total', (o) => o.name.contains('x')).gt(10), a.children.avg('rate').lte(2), a.parent.is((p) => p.name.startsWith('y')))`,
]

const queryOf = (index: number): string =>
  `export const query${index} = query(model, '${nameOf(index)}', ${SHAPES[index % SHAPES.length] ?? ''})`

const indexes = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

export const declarations: string = [
  `import { z } from 'zod'`,
  `import { code, date, defineModel, entity, flag, id, instant, integer, many, money, number, one, oneOf, reference, tags, text } from '../../../src/model'`,
  `import { ago, and, last, not, or, query } from '../../../src/query'`,
  ...indexes(ENTITIES).map(entityOf),
  `export const model = defineModel({ ${indexes(ENTITIES).map(nameOf).join(', ')} })`,
].join('\n')

export const queries: string = indexes(QUERIES).map(queryOf).join('\n')
