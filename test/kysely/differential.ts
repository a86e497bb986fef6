/** Stores against the predicate: the same records, the same questions, the same ids in the same order. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { conformanceModel } from '../../adapters/conformance/model'
import type { Row } from '../../src/kernel'
import { entityOf, type Model } from '../../src/model'
import { bindQuery, type BoundCriteria, compareRows, complement, predicate, prepareQuery } from '../../src/query'
import type { Store } from '../../src/storage'
import { type Question, runsOf, SEED, type World, worldsOf } from '../query/arbitrary'
import { lookupIn } from '../query/record-lookup'

/** Questions about one world: its records are written once for all of them. */
const EACH = 40

const idsOf = (rows: readonly Row[]): readonly unknown[] => rows.map(({ id }) => id)

/** The ids that the store finds page by page, forwards and back again. */
async function pagedIds(
  store: Store,
  { entity, orderBy, limit }: Question,
  where: BoundCriteria,
): Promise<{ readonly down: readonly unknown[]; readonly up: readonly unknown[] }> {
  const request = { where, orderBy, limit }
  const down: unknown[] = []
  let page = await store.find(entity, request)
  for (;;) {
    down.push(...idsOf(page.rows))
    if (!page.more || page.end === null) break
    page = await store.find(entity, { ...request, after: page.end })
  }
  const up = [...idsOf(page.rows)]
  while (page.start !== null) {
    page = await store.find(entity, { ...request, before: page.start })
    up.unshift(...idsOf(page.rows))
    if (!page.more) break
  }
  return { down, up }
}

/**
 * Writes the records of a world and asks its questions. Of each the ids in order; of one in four also page by page in both directions,
 * and the count; of another one in four what the complement finds.
 */
export async function answersWorld(store: Store, model: Model, world: World): Promise<void> {
  const { records, binding, questions } = world
  for (const [entity, rows] of Object.entries(records)) if (rows.length > 0) await store.insert(entity, rows)
  const lookup = lookupIn(records)
  for (const [position, asked] of questions.entries()) {
    const { entity, orderBy } = asked
    const criteria = bindQuery(prepareQuery(model, entity, asked.where), binding)
    const holds = predicate(criteria)
    const inOrder = (records[entity] ?? []).toSorted(compareRows(entityOf(model, entity), orderBy))
    const expected = idsOf(inOrder.filter((row) => holds(row, lookup)))
    const told = (what: string): string => `${what}: ${JSON.stringify(asked)}`
    const page = await store.find(entity, { where: criteria, orderBy, limit: 100, fields: ['id'] })
    expect(idsOf(page.rows), told('found')).toEqual(expected)
    if (position % 4 === 0) {
      const { down, up } = await pagedIds(store, asked, criteria)
      expect(down, told('page by page')).toEqual(expected)
      expect(up, told('backwards')).toEqual(expected)
      expect(await store.count(entity, criteria), told('counted')).toBe(expected.length)
    }
    if (position % 4 === 2) {
      const others = await store.find(entity, { where: complement(criteria), orderBy, limit: 100, fields: ['id'] })
      const rest = idsOf(inOrder.filter((row) => !holds(row, lookup)))
      expect(idsOf(others.rows), told('not')).toEqual(rest)
    }
  }
}

let tenants = 0

/** Asks a store so many random questions about the model of the cases. A failure prints the seed, and the smallest world that shows it. */
export async function agreesWithPredicate(store: Store, questions: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(worldsOf(conformanceModel, EACH), (world) =>
      answersWorld(store.forTenant(`world-${++tenants}`), conformanceModel, world),
    ),
    { seed: SEED, numRuns: runsOf(questions, EACH) },
  )
}
