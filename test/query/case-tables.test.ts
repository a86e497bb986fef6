import { describe, expect, test } from 'vitest'
import { caseBinding, criteriaTables, orderTables } from '../../adapters/conformance/cases'
import { conformanceModel } from '../../adapters/conformance/model'
import type { Row } from '../../src/kernel'
import { entityOf, parseRecord } from '../../src/model'
import { compareRows, compileQuery, complement, normalise, predicate } from '../../src/query'
import { lookupIn } from './record-lookup'

const idsOf = (rows: readonly Row[]) => rows.map((row) => row['id'])

describe.each(criteriaTables)('$requirement $name', ({ records, binding, cases }) => {
  const lookup = lookupIn(records)
  const bound = { ...caseBinding, ...binding }

  test.each(cases)('$name', ({ entity = 'item', where, matches }) => {
    const rows = records[entity] ?? []
    const criteria = compileQuery(conformanceModel, entity, where, bound)
    const holds = predicate(criteria)
    expect(idsOf(rows.filter((row) => holds(row, lookup)))).toEqual(matches)

    const others = rows.filter((row) => !matches.some((id) => id === row['id']))
    const negated = compileQuery(conformanceModel, entity, { type: 'not', criteria: where }, bound)
    expect(idsOf(rows.filter((row) => predicate(negated)(row, lookup)))).toEqual(idsOf(others))
    expect(idsOf(rows.filter((row) => predicate(complement(criteria))(row, lookup)))).toEqual(idsOf(others))
    expect(normalise(criteria)).toEqual(criteria)
  })
})

describe.each([...criteriaTables, ...orderTables])('the records of "$name"', ({ records }) => {
  test('are whole records of the model', () => {
    for (const [name, rows = []] of Object.entries(records)) {
      const entity = entityOf(conformanceModel, name)
      for (const row of rows) expect(parseRecord(entity, row)).toEqual(row)
      expect(new Set(idsOf(rows)).size).toBe(rows.length)
    }
  })
})

describe.each(orderTables)('$requirement $name', ({ records, cases }) => {
  test.each(cases)('$name', ({ entity = 'item', orderBy, ids }) => {
    const compare = compareRows(entityOf(conformanceModel, entity), orderBy)
    const rows = records[entity] ?? []
    expect(idsOf(rows.toSorted(compare))).toEqual(ids)
    expect(idsOf(rows.toReversed().sort(compare))).toEqual(ids)
  })
})
