import fc from 'fast-check'
import { expect } from 'vitest'
import { caseBinding } from '../../adapters/conformance/cases'
import { conformanceModel } from '../../adapters/conformance/model'
import type { Row } from '../../src/kernel'
import { entityOf } from '../../src/model'
import { compareRows, compileQuery, complement, isOrderable, predicate, type CriteriaNode } from '../../src/query'
import type { Ordering, Store } from '../../src/storage'
import { criteriaAbout, records, type Records } from '../query/arbitrary'
import { lookupIn } from '../query/record-lookup'

const binding = { ...caseBinding, actor: { id: 'a1', fields: {}, groups: ['a1', 'a2'] } }

interface Question {
  readonly entity: string
  readonly where: CriteriaNode
  readonly orderBy: readonly Ordering[]
  readonly limit: number
}

const questionAbout = (name: string): fc.Arbitrary<Question> => {
  const entity = entityOf(conformanceModel, name)
  const fields = [...entity.fields.values()].filter(isOrderable).map((field) => field.name)
  const ordering = fc.record({
    field: fc.constantFrom(...fields),
    direction: fc.constantFrom('asc' as const, 'desc' as const),
  })
  return fc.record({
    entity: fc.constant(name),
    where: criteriaAbout(entity, 3),
    orderBy: fc.uniqueArray(ordering, { maxLength: 3, selector: ({ field }) => field }),
    limit: fc.integer({ min: 1, max: 4 }),
  })
}

const question = fc.constantFrom('item', 'item', 'item', 'part', 'owner', 'team').chain(questionAbout)

/** Random records, and questions about them. */
const world = fc.record({ records, questions: fc.array(question, { minLength: 8, maxLength: 8 }) })

const SEED = Number(process.env['CLIENTELE_SEED'] ?? 20_260_329)

/** Questions asked of each database; `CLIENTELE_QUESTIONS` asks more. */
const QUESTIONS = Number(process.env['CLIENTELE_QUESTIONS'] ?? 480)

/** What the predicate says: the ids that meet the criteria, in order. */
function expectedIds({ entity: name, where, orderBy }: Question, all: Records, isNegated: boolean): readonly unknown[] {
  const entity = entityOf(conformanceModel, name)
  const criteria = compileQuery(conformanceModel, name, where, binding)
  const holds = predicate(isNegated ? complement(criteria) : criteria)
  const found = (all[name] ?? []).filter((row) => holds(row, lookupIn(all)))
  return found.toSorted(compareRows(entity, orderBy)).map(({ id }) => id)
}

/** The store's answer, page by page, in both directions. */
async function answeredIds(
  store: Store,
  { entity, where, orderBy, limit }: Question,
): Promise<{ readonly down: readonly unknown[]; readonly up: readonly unknown[] }> {
  const criteria = compileQuery(conformanceModel, entity, where, binding)
  const request = { where: criteria, orderBy, limit }
  const down: unknown[] = []
  let page = await store.find(entity, request)
  for (;;) {
    down.push(...page.rows.map(({ id }) => id))
    if (!page.more || page.end === null) break
    page = await store.find(entity, { ...request, after: page.end })
  }
  const up = page.rows.map(({ id }) => id)
  while (page.start !== null) {
    page = await store.find(entity, { ...request, before: page.start })
    up.unshift(...page.rows.map(({ id }) => id))
    if (!page.more) break
  }
  return { down, up }
}

let tenants = 0

/** Asks a store what the predicate was asked, over the same records. A failure prints the seed, and the smallest world that shows it. */
export async function agreesWithPredicate(store: Store): Promise<void> {
  await fc.assert(
    fc.asyncProperty(world, async ({ records: all, questions }) => {
      const inner = store.forTenant(`world-${++tenants}`)
      for (const [entity, rows] of Object.entries(all)) if (rows.length > 0) await inner.insert(entity, rows)
      for (const asked of questions) {
        const expected = expectedIds(asked, all, false)
        const { down, up } = await answeredIds(inner, asked)
        expect(down, JSON.stringify(asked)).toEqual(expected)
        expect(up, `backwards: ${JSON.stringify(asked)}`).toEqual(expected)
        const criteria = compileQuery(conformanceModel, asked.entity, asked.where, binding)
        expect(await inner.count(asked.entity, criteria), JSON.stringify(asked)).toBe(expected.length)
        const others = await inner.find(asked.entity, { where: complement(criteria), orderBy: [], limit: 100 })
        const rest = expectedIds({ ...asked, orderBy: [] }, all, true)
        expect(idsOf(others.rows), `not: ${JSON.stringify(asked)}`).toEqual(rest)
      }
    }),
    { seed: SEED, numRuns: Math.max(1, Math.floor(QUESTIONS / 8)) },
  )
}

const idsOf = (rows: readonly Row[]): readonly unknown[] => rows.map(({ id }) => id)
