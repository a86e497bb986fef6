import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { caseBinding } from '../../adapters/conformance/cases'
import { conformanceModel } from '../../adapters/conformance/model'
import type { Row } from '../../src/kernel'
import { entityOf, parseRecord } from '../../src/model'
import { bindQuery, compileQuery, complement, normalise, predicate, prepareQuery } from '../../src/query'
import { type Records, question } from './arbitrary'
import { lookupIn } from './record-lookup'
import { meets } from './reference-evaluator'

const idsOf = (rows: readonly Row[]) => rows.map((row) => row['id'])
const binding = { ...caseBinding, actor: { id: 'a1', fields: {}, groups: ['a1', 'a2'] } }
const world = (records: Records) => ({ model: conformanceModel, records, binding })
const RUNS = { numRuns: 1_500, seed: 20_260_329 }

describe('for every criteria and all records', () => {
  test('the random records are records of the model', () => {
    fc.assert(
      fc.property(question, ({ records }) => {
        for (const [name, rows] of Object.entries(records))
          for (const row of rows) expect(parseRecord(entityOf(conformanceModel, name), row)).toEqual(row)
      }),
      { ...RUNS, numRuns: 200 },
    )
  })

  test('R2.1 the predicate finds what the criteria say, read plainly', () => {
    fc.assert(
      fc.property(question, ({ entity, where, records }) => {
        const rows = records[entity] ?? []
        const holds = predicate(compileQuery(conformanceModel, entity, where, binding))
        const expected = rows.filter((row) => meets(world(records), entity, where, row))
        expect(idsOf(rows.filter((row) => holds(row, lookupIn(records))))).toEqual(idsOf(expected))
      }),
      RUNS,
    )
  })

  test('R2.1 the complement finds exactly the others', () => {
    fc.assert(
      fc.property(question, ({ entity, where, records }) => {
        const rows = records[entity] ?? []
        const criteria = compileQuery(conformanceModel, entity, where, binding)
        const negated = compileQuery(conformanceModel, entity, { type: 'not', criteria: where }, binding)
        expect(negated).toEqual(complement(criteria))
        const [holds, others] = [predicate(criteria), predicate(negated)]
        for (const row of rows) expect(others(row, lookupIn(records))).toBe(!holds(row, lookupIn(records)))
      }),
      RUNS,
    )
  })

  test('the normal form of a normal form is itself, and the complement of the complement', () => {
    fc.assert(
      fc.property(question, ({ entity, where }) => {
        const criteria = compileQuery(conformanceModel, entity, where, binding)
        expect(normalise(criteria)).toEqual(criteria)
        expect(complement(complement(criteria))).toEqual(criteria)
      }),
      RUNS,
    )
  })

  test('the JSON that was read is the JSON that was given, frozen, and reads again', () => {
    fc.assert(
      fc.property(question, ({ entity, where }) => {
        const sent: unknown = JSON.parse(JSON.stringify(where))
        const prepared = prepareQuery(conformanceModel, entity, sent)
        expect(JSON.parse(JSON.stringify(prepared.query.where))).toEqual(sent)
        expect(Object.isFrozen(prepared.query.where)).toBe(true)
        const again = prepareQuery(conformanceModel, entity, JSON.parse(JSON.stringify(prepared.query)))
        expect(bindQuery(again, binding)).toEqual(bindQuery(prepared, binding))
      }),
      RUNS,
    )
  })
})
