import type { BoundCriteria } from '../../src/query'
import { compileMeasure, compileRelated } from './compile-related'
import { compileTest } from './compile-test'
import { aliasAt, scopeOf, type Reading } from './scope'
import { allOf, anyOf, join, sql, TRUE, type Sql } from './sql'
import type { TableLayout } from './table-layout'

/** Criteria as a condition on rows whose alias is that of the depth. */
export function compileCriteria(reading: Reading, criteria: BoundCriteria, layout: TableLayout, depth = 0): Sql {
  switch (criteria.type) {
    case 'and':
      return criteria.criteria.length === 0
        ? TRUE
        : sql`(${join(
            criteria.criteria.map((one) => compileCriteria(reading, one, layout, depth)),
            ' AND ',
          )})`
    case 'or': {
      const inside: Reading = reading.dialect.setsOnlyInAnd ? { ...reading, around: 'each' } : reading
      return anyOf(criteria.criteria.map((one) => compileCriteria(inside, one, layout, depth)))
    }
    case 'test':
      return compileTest(reading.dialect, criteria, layout, aliasAt(depth))
    case 'related':
      return compileRelated(reading, criteria, layout, depth, inner(reading))
    case 'measure':
      return compileMeasure(reading, criteria, layout, depth, inner(reading))
    default:
      return criteria satisfies never
  }
}

const inner =
  (reading: Reading) =>
  (criteria: BoundCriteria, layout: TableLayout, depth: number): Sql =>
    compileCriteria(reading, criteria, layout, depth)

/** The whole WHERE of a statement over a table called `t0`: its scope, and the criteria at the top level of the AND. */
export function conditionsOf(reading: Reading, where: BoundCriteria, layout: TableLayout): readonly Sql[] {
  const scope = scopeOf(reading, layout, aliasAt(0))
  if (where.type === 'and') return [...scope, ...where.criteria.map((one) => compileCriteria(reading, one, layout))]
  return [...scope, compileCriteria(reading, where, layout)]
}

export const whereOf = (reading: Reading, where: BoundCriteria, layout: TableLayout): Sql =>
  allOf(conditionsOf(reading, where, layout))

/** Whether the criteria look at records other than the one they are asked of. */
export function looksAround(where: BoundCriteria): boolean {
  if (where.type === 'and' || where.type === 'or') return where.criteria.some(looksAround)
  return where.type !== 'test'
}

/** A statement with these criteria, such that what it finds around one row is never taken for another's. */
export const asked = ({ dialect, hasHostTables }: Reading, where: BoundCriteria, statement: Sql): Sql =>
  hasHostTables && looksAround(where) ? dialect.unremembered(statement) : statement
