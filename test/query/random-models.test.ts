/** Every reading, over models that chance made: what the criteria say, read plainly, is what each of them answers. */
import fc from 'fast-check'
import { describe as group, expect, test } from 'vitest'
import { conformanceModel } from '../../adapters/conformance/model'
import { entityOf, type Model, parseRecord } from '../../src/model'
import {
  bindQuery,
  complement,
  describe,
  explain,
  matcher,
  normalise,
  predicate,
  prepareQuery,
  type PreparedQuery,
} from '../../src/query'
import { cases, models, patience, runsOf, SEED, type World, worldsOf } from './arbitrary'
import { lookupIn } from './record-lookup'
import { meets } from './reference-evaluator'

const EACH = 40
const scenes = models.chain((model) => fc.record({ model: fc.constant(model), world: worldsOf(model, EACH) }))

function answersAlike(model: Model, { records, binding, questions }: World): void {
  const lookup = lookupIn(records)
  const entities = new Set(questions.map(({ entity }) => entity))
  for (const entity of entities) {
    const rows = records[entity] ?? []
    const asked = questions
      .filter((question) => question.entity === entity)
      .map(({ where }): { readonly where: typeof where; readonly prepared: PreparedQuery } => ({
        where,
        prepared: prepareQuery(model, entity, JSON.parse(JSON.stringify(where))),
      }))
    const bound = asked.map(({ prepared }) => bindQuery(prepared, binding))
    const held = matcher(bound.map((criteria, key) => ({ key, criteria })))
    const expected = rows.map((row) => asked.map(({ where }) => meets({ model, records, binding }, entity, where, row)))
    for (const [key, criteria] of bound.entries()) {
      const holds = predicate(criteria)
      const others = predicate(complement(criteria))
      const { where, prepared } = asked[key] ?? expect.unreachable()
      for (const [index, row] of rows.entries()) {
        const meetsIt = expected[index]?.[key]
        const told = (): string => `${JSON.stringify({ entity, where, row })} in ${fc.stringify(model)}`
        if (holds(row, lookup) !== meetsIt) expect.fail(`the predicate: ${told()}`)
        if (others(row, lookup) === meetsIt) expect.fail(`the complement: ${told()}`)
        if (index > 1) continue
        const why = explain(prepared, row, lookup, binding, { model, locale: key % 2 === 0 ? 'fr' : 'en' })
        if (why.holds !== meetsIt) expect.fail(`the explanation: ${told()}`)
      }
      expect(normalise(criteria)).toEqual(criteria)
      expect(describe(prepared.query, model, 'fr')).not.toBe('')
    }
    for (const [index, row] of rows.entries())
      expect(held.matches(row, lookup)).toEqual([...bound.keys()].filter((key) => expected[index]?.[key]))
  }
}

group('over random models', () => {
  test('the random records are records of their model', () => {
    fc.assert(
      fc.property(scenes, ({ model, world }) => {
        for (const [name, rows] of Object.entries(world.records))
          for (const row of rows) expect(parseRecord(entityOf(model, name), row)).toEqual(row)
      }),
      { numRuns: 50, seed: SEED },
    )
  })

  const QUESTIONS = cases(10_000)
  test(
    'R2.1 the predicate, its complement, the explanation and the matcher say what the criteria say',
    { timeout: patience(QUESTIONS) },
    () => {
      fc.assert(
        fc.property(scenes, ({ model, world }) => answersAlike(model, world)),
        { numRuns: runsOf(QUESTIONS, EACH), seed: SEED },
      )
    },
  )

  test(
    'R2.1 and so they do over the model of the cases, on the nights when clocks change',
    { timeout: patience(QUESTIONS) },
    () => {
      fc.assert(
        fc.property(worldsOf(conformanceModel, EACH), (world) => answersAlike(conformanceModel, world)),
        { numRuns: runsOf(QUESTIONS, EACH), seed: SEED },
      )
    },
  )
})
