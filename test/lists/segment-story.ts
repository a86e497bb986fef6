import fc from 'fast-check'
import {
  ago,
  code,
  createClientele,
  date,
  defineModel,
  entity,
  fromNow,
  id,
  instant,
  integer,
  isRefusal,
  last,
  many,
  next,
  now,
  one,
  QUERY_VERSION,
  reference,
  tags,
  testClock,
  thisPeriod,
  today,
  type Clock,
  type CriteriaNode,
  type Operand,
  type StoreAdapter,
} from 'clientele'
import { expect } from 'vitest'
import { z } from 'zod'

/** Companies that have parents and notes, notes that have lines: relations of both kinds, one upon the other, and one to itself. */
export const model = defineModel({
  company: entity({
    module: 'companies',
    fields: z.object({
      id: id(),
      status: code().default('a'),
      score: integer().nullable().default(null),
      seenAt: instant().nullable().default(null),
      endsOn: date().nullable().default(null),
      marks: tags().default([]),
      parentId: reference('company').nullable().default(null),
    }),
    relations: {
      parent: one('company', 'parentId'),
      children: many('company', 'parentId'),
      notes: many('note', 'companyId'),
    },
  }),
  note: entity({
    module: 'notes',
    fields: z.object({
      id: id(),
      kind: code().default('a'),
      score: integer().nullable().default(null),
      seenAt: instant().nullable().default(null),
      companyId: reference('company').nullable().default(null),
    }),
    relations: { company: one('company', 'companyId'), lines: many('line', 'noteId') },
  }),
  line: entity({
    module: 'lines',
    fields: z.object({
      id: id(),
      score: integer().nullable().default(null),
      endsOn: date().nullable().default(null),
      noteId: reference('note').nullable().default(null),
    }),
    relations: { note: one('note', 'noteId') },
  }),
})

type Name = 'company' | 'note' | 'line'

const START = '2026-03-27T10:30:00Z'
const codes = fc.constantFrom('a', 'b', 'c')
const scores = fc.integer({ min: 0, max: 4 })
const units = fc.constantFrom('hours' as const, 'days' as const, 'weeks' as const)
const spans = fc.integer({ min: 1, max: 9 })

const moments: fc.Arbitrary<Operand> = fc.oneof(
  fc.constant(now()),
  fc.constant(today()),
  fc.tuple(spans, units).map(([count, unit]) => ago(count, unit)),
  fc.tuple(spans, units).map(([count, unit]) => fromNow(count, unit)),
)
const ranges: fc.Arbitrary<Operand> = fc.oneof(
  spans.map((count) => last(count, 'days')),
  spans.map((count) => next(count, 'days')),
  fc.constantFrom(thisPeriod('week'), thisPeriod('month')),
)
const comparisons = fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const)

const test = (field: string, operator: Extract<CriteriaNode, { type: 'test' }>['operator'], value?: Operand) =>
  ({ type: 'test', field, operator, ...(value === undefined ? {} : { value }) }) satisfies CriteriaNode

const timed = (field: string): fc.Arbitrary<CriteriaNode> =>
  fc.oneof(
    fc.tuple(comparisons, moments).map(([operator, value]) => test(field, operator, value)),
    ranges.map((value) => test(field, 'within', value)),
    fc.constant(test(field, 'isEmpty')),
  )

const coded = (field: string): fc.Arbitrary<CriteriaNode> =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom('eq' as const, 'ne' as const), codes)
      .map(([operator, value]) => test(field, operator, value)),
    fc.uniqueArray(codes, { maxLength: 2 }).map((values) => test(field, 'in', values)),
  )

const scored = fc.oneof(
  fc.tuple(comparisons, scores).map(([operator, value]) => test('score', operator, value)),
  fc.constant(test('score', 'isEmpty')),
)

const leaves: Readonly<Record<Name, fc.Arbitrary<CriteriaNode>>> = {
  company: fc.oneof(
    coded('status'),
    scored,
    timed('seenAt'),
    timed('endsOn'),
    fc.uniqueArray(codes, { minLength: 1, maxLength: 2 }).map((values) => test('marks', 'hasAny', values)),
  ),
  note: fc.oneof(coded('kind'), scored, timed('seenAt')),
  line: fc.oneof(scored, timed('endsOn')),
}

const relations: Readonly<
  Record<Name, readonly { readonly name: string; readonly to: Name; readonly isMany: boolean }[]>
> = {
  company: [
    { name: 'parent', to: 'company', isMany: false },
    { name: 'children', to: 'company', isMany: true },
    { name: 'notes', to: 'note', isMany: true },
  ],
  note: [
    { name: 'company', to: 'company', isMany: false },
    { name: 'lines', to: 'line', isMany: true },
  ],
  line: [{ name: 'note', to: 'note', isMany: false }],
}

function criteriaOf(name: Name, depth: number): fc.Arbitrary<CriteriaNode> {
  if (depth === 0) return leaves[name]
  const inner = criteriaOf(name, depth - 1)
  const both = fc.array(inner, { minLength: 0, maxLength: 3 })
  const beyond = fc
    .constantFrom(...relations[name])
    .chain(({ name: relation, to, isMany }): fc.Arbitrary<CriteriaNode> => {
      const criteria = criteriaOf(to, depth - 1)
      const related = (quantifiers: readonly ('is' | 'some' | 'none' | 'every')[]) =>
        fc
          .tuple(fc.constantFrom(...quantifiers), criteria)
          .map(([quantifier, of]): CriteriaNode => ({ type: 'related', relation, quantifier, criteria: of }))
      if (!isMany) return related(['is'])
      const figure = fc
        .tuple(fc.constantFrom('count' as const, 'sum' as const, 'max' as const), comparisons, scores, criteria)
        .map(([measure, operator, value, of]): CriteriaNode => ({
          type: 'measure',
          relation,
          measure,
          operator,
          value,
          criteria: of,
          ...(measure === 'count' ? {} : { field: 'score' }),
        }))
      return fc.oneof(related(['some', 'none', 'every']), figure)
    })
  return fc.oneof(
    { weight: 3, arbitrary: leaves[name] },
    { weight: 2, arbitrary: both.map((criteria): CriteriaNode => ({ type: 'and', criteria })) },
    { weight: 1, arbitrary: both.map((criteria): CriteriaNode => ({ type: 'or', criteria })) },
    { weight: 1, arbitrary: inner.map((criteria): CriteriaNode => ({ type: 'not', criteria })) },
    { weight: 4, arbitrary: beyond },
  )
}

const POOL = 4
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null, freq: 3 })
const idOf = (name: Name) => fc.integer({ min: 0, max: POOL - 1 }).map((n) => `${name}${n}`)
const instants = fc
  .integer({ min: -20 * 24, max: 20 * 24 })
  .map((hours) => new Date(new Date(START).getTime() + hours * 3_600_000))
const days = fc
  .integer({ min: -20, max: 20 })
  .map((offset) => new Date(new Date(START).getTime() + offset * 86_400_000).toISOString().slice(0, 10))

const values: Readonly<Record<Name, fc.Arbitrary<object>>> = {
  company: fc.record(
    {
      status: codes,
      score: maybe(scores),
      seenAt: maybe(instants),
      endsOn: maybe(days),
      marks: fc.uniqueArray(codes, { maxLength: 2 }),
      parentId: maybe(idOf('company')),
    },
    { requiredKeys: [] },
  ),
  note: fc.record(
    { kind: codes, score: maybe(scores), seenAt: maybe(instants), companyId: maybe(idOf('company')) },
    { requiredKeys: [] },
  ),
  line: fc.record({ score: maybe(scores), endsOn: maybe(days), noteId: maybe(idOf('note')) }, { requiredKeys: [] }),
}

const names = fc.constantFrom<Name>('company', 'company', 'note', 'note', 'line')

type Step =
  | { readonly do: 'put'; readonly entity: Name; readonly id: string; readonly values: object }
  | { readonly do: 'remove'; readonly entity: Name; readonly id: string }
  | { readonly do: 'together'; readonly steps: readonly Step[]; readonly isKept: boolean }
  | { readonly do: 'wait'; readonly hours: number; readonly isTold: boolean }
  | { readonly do: 'edit'; readonly segment: number; readonly criteria: CriteriaNode }

const put = names.chain((name) =>
  fc.tuple(idOf(name), values[name]).map(([one, given]): Step => ({ do: 'put', entity: name, id: one, values: given })),
)
const remove = names.chain((name) => idOf(name).map((one): Step => ({ do: 'remove', entity: name, id: one })))
const changes = fc.oneof({ weight: 6, arbitrary: put }, { weight: 1, arbitrary: remove })
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: changes },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(changes, { minLength: 2, maxLength: 4 }), fc.boolean())
      .map(([list, isKept]): Step => ({ do: 'together', steps: list, isKept })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(1, 13, 24, 72, 400), fc.boolean())
      .map(([hours, isTold]): Step => ({ do: 'wait', hours, isTold })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 2 }), criteriaOf('company', 2))
      .map(([segment, criteria]): Step => ({ do: 'edit', segment, criteria })),
  },
)

/** Some segments about companies, and what then happens. */
export const stories = fc.record({
  before: fc.array(put, { maxLength: 6 }),
  segments: fc.array(criteriaOf('company', 3), { minLength: 3, maxLength: 3 }),
  after: fc.array(fc.record({ step: steps, looks: fc.boolean() }), { minLength: 4, maxLength: 14 }),
})

export type Story = typeof stories extends fc.Arbitrary<infer T> ? T : never

/** What a story may run into: a record that another names is not there, is there already, or is gone. */
const REFUSALS = ['session.unknown_reference', 'storage.conflict', 'session.gone']

/** Tells a story; after each step the members are those that the query selects, and the events so far lead to them. */
export async function told(story: Story, adapter: (clock: Clock) => StoreAdapter, tenant = 'main'): Promise<void> {
  const clock = testClock(START)
  const crm = await createClientele({
    model,
    store: adapter(clock),
    migrate: true,
    tenant,
    timeZone: 'Europe/Paris',
    clock,
  })
  const system = crm.system('story')

  async function does(session: typeof system, step: Step): Promise<void> {
    switch (step.do) {
      case 'put':
      case 'remove':
        try {
          if (step.do === 'remove') await session.remove(step.entity, step.id)
          else if ((await session.get(step.entity, step.id)) === null)
            await session.create(step.entity, { id: step.id, ...step.values })
          else await session.update(step.entity, step.id, step.values)
        } catch (error) {
          if (!REFUSALS.some((refusal) => isRefusal(error, refusal))) throw error
        }
        return
      case 'together': {
        const given = new Error('given up')
        await session
          .transaction(async (inner) => {
            for (const one of step.steps) await does(inner, one)
            if (!step.isKept) throw given
          })
          .catch((error: unknown) => {
            if (error !== given && !REFUSALS.some((refusal) => isRefusal(error, refusal))) throw error
          })
        return
      }
      case 'wait':
        clock.advance({ hours: step.hours })
        if (step.isTold) await crm.tick()
        return
      case 'edit': {
        const segment = followed[step.segment]
        if (segment === undefined) return
        segment.where = step.criteria
        await session.lists.edit(segment.query, { criteria: whole(step.criteria) })
        return
      }
      default:
        step satisfies never
    }
  }
  const whole = (where: CriteriaNode) => ({ version: QUERY_VERSION, entity: 'company', where }) as const

  for (const step of story.before) await does(system, step)
  const followed: { readonly id: string; readonly query: string; where: CriteriaNode; readonly inside: Set<string> }[] =
    []
  for (const [index, where] of story.segments.entries()) {
    const { id: saved } = await system.lists.save({ name: `Q${index}`, entity: 'company', criteria: whole(where) })
    const { id: segment } = await system.lists.segments.create({ query: saved, announce: true })
    followed.push({ id: segment, query: saved, where, inside: new Set() })
  }

  async function looks(): Promise<void> {
    for (const { id: segment, where, inside } of followed) {
      const expected = (await system.find('company', { where: whole(where), orderBy: ['id'] })).rows.map(
        (row) => row.id,
      )
      const page = await system.lists.segments.members(segment, { orderBy: ['id'], total: true })
      expect(page.rows.map((row) => row['id'])).toEqual(expected)
      expect(page.total).toBe(expected.length)
      for (let more = true; more;) {
        const read = await system.lists.segments.take(segment, { reader: 'story', limit: 7 })
        for (const { type, recordId } of read.events) {
          // Nobody enters twice, and nobody leaves who is not inside.
          expect(inside.has(recordId)).toBe(type === 'left')
          if (type === 'entered') inside.add(recordId)
          else inside.delete(recordId)
        }
        more = read.more
      }
      expect([...inside].sort()).toEqual(expected)
    }
  }
  await looks()
  for (const { step, looks: now } of story.after) {
    await does(system, step)
    if (now) await looks()
  }
  await looks()
}
