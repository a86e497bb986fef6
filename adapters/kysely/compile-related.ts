import type { BoundCriteria, BoundMeasure, BoundRelated } from '../../src/query'
import { AVERAGE_DECIMALS } from '../../src/query'
import type { Relation } from '../../src/model'
import { COMPLEMENT, compared, type Comparison, type Test } from './column-form'
import { comparableAt } from './compile-test'
import { boundlessUnits, unitsOf } from './decimal'
import { comparedUnits } from './number-forms'
import { aliasAt, named, scopeOf, type Reading } from './scope'
import { allOf, FALSE, param, raw, sql, TRUE, type Sql } from './sql'
import { columnNamed, valueAt, type Column, type TableLayout } from './table-layout'
import { integerParameter } from './word-forms'

/** Compiles the criteria over the related records. */
export type CompileInner = (criteria: BoundCriteria, layout: TableLayout, depth: number) => Sql

export function compileRelated(
  reading: Reading,
  related: BoundRelated,
  layout: TableLayout,
  depth: number,
  inner: CompileInner,
): Sql {
  const target = reading.layoutOf(related.target)
  const found = sql`EXISTS (SELECT 1 ${relatedRows(reading, related.relation, layout, target, depth, inner(related.criteria, target, depth + 1))})`
  return related.negated ? sql`NOT ${found}` : found
}

/** The related rows that meet a condition: FROM and WHERE of a sub-select whose rows have the next alias. */
function relatedRows(
  reading: Reading,
  relation: Relation,
  layout: TableLayout,
  target: TableLayout,
  depth: number,
  condition: Sql,
): Sql {
  const [outer, innerAlias] = [aliasAt(depth), aliasAt(depth + 1)]
  const [from, to] =
    relation.type === 'one'
      ? [columnNamed(layout, relation.field), target.id]
      : [layout.id, columnNamed(target, relation.field)]
  const conditions = [...scopeOf(reading, target, innerAlias), joined(reading, to, innerAlias, from, outer)]
  return sql`FROM ${named(target, innerAlias)} WHERE ${allOf(condition === TRUE ? conditions : [...conditions, condition])}`
}

/**
 * Two ids are the same. They may be kept in different ways; the outer one is then turned into what the inner column holds, so that an
 * index finds the inner row.
 */
function joined({ dialect }: Reading, inner: Column, innerAlias: string, outer: Column, outerAlias: string): Sql {
  const [to, from] = [valueAt(innerAlias, inner), valueAt(outerAlias, outer)]
  const [wanted, given] = [inner.form.identity, outer.form.identity]
  if (wanted === given && (wanted !== 'text' || (inner.collation === 'own' && outer.collation === 'own')))
    return compared(to, 'eq', from)
  const text = given === 'text' ? from : dialect.asText(from)
  if (wanted !== 'text')
    return compared(to, 'eq', wanted === 'integer' ? dialect.integerOf(text) : dialect.uuidOf(text))
  if (inner.collation === 'own') return compared(to, 'eq', dialect.collated(text, null))
  const exact = compared(dialect.bytes(to), 'eq', dialect.bytes(text))
  if (inner.collation === null && dialect.name !== 'sqlite') return exact
  return allOf([compared(to, 'eq', dialect.collated(text, inner.collation)), dialect.recheck(exact)])
}

export function compileMeasure(
  reading: Reading,
  measure: BoundMeasure,
  layout: TableLayout,
  depth: number,
  inner: CompileInner,
): Sql {
  const target = reading.layoutOf(measure.target)
  const select = (figure: Sql): Sql =>
    sql`(SELECT ${figure} ${relatedRows(reading, measure.relation, layout, target, depth, inner(measure.criteria, target, depth + 1))})`
  const comparison = measure.negated ? COMPLEMENT[measure.operator] : measure.operator
  if (measure.measure === 'count' || measure.field === null)
    return decided(comparedUnits(select(raw('COUNT(*)')), comparison, unitsOf(measure.value, 0), units))
  const column = columnNamed(target, measure.field.name)
  const value = comparableAt(column, aliasAt(depth + 1))
  const digits = column.form.amount?.digits ?? null
  const against = (figure: Sql, asked: Comparison): Test =>
    digits === null
      ? compared(figure, asked, param(measure.value))
      : comparedUnits(figure, asked, unitsOf(measure.value, digits), units)
  switch (measure.measure) {
    case 'sum':
      return decided(against(select(sql`COALESCE(SUM(${value}), 0)`), comparison))
    case 'min':
    case 'max': {
      const figure = measure.measure === 'min' ? sql`MIN(${value})` : sql`MAX(${value})`
      return whereThereIsOne(against(select(figure), measure.operator), measure.negated)
    }
    case 'avg':
      return whereThereIsOne(select(average(reading, value, digits, measure)), measure.negated)
    default:
      return measure.measure satisfies never
  }
}

const units = (count: bigint): Sql => param(integerParameter(count))
const decided = (test: Test): Sql => (typeof test === 'boolean' ? (test ? TRUE : FALSE) : test)

/** Over nothing there is no figure, and the question fails; asked the other way round it holds. The figure is computed once. */
function whereThereIsOne(test: Test, negated: boolean): Sql {
  if (typeof test !== 'boolean') return negated ? sql`NOT COALESCE(${test}, FALSE)` : sql`COALESCE(${test}, FALSE)`
  // No figure between two whole units: nothing equals it.
  return test === negated ? FALSE : TRUE
}

/**
 * `avg ≥ v` is `sum ≥ v · count`, in units fine enough for the value: no division, and exact where the field is. The whole units of the value
 * are taken away first, so that what is left to multiply is small wherever the two are near each other.
 */
function average(
  { dialect }: Reading,
  value: Sql,
  digits: number | null,
  { operator, value: wanted }: BoundMeasure,
): Sql {
  if (digits === null) {
    const factor = dialect.name === 'postgres' ? sql`${param(wanted)}::double precision` : param(wanted)
    return compared(sql`SUM(${value})`, operator, sql`${factor} * COUNT(${value})`)
  }
  const finer = 10n ** BigInt(AVERAGE_DECIMALS)
  const { floor } = boundlessUnits(wanted, digits + AVERAGE_DECIMALS)
  const times = (count: bigint): Sql => sql`CAST(${units(count)} AS DECIMAL(40)) * COUNT(${value})`
  const above = sql`(SUM(${value}) - ${times(floor / finer)}) * ${raw(String(finer))}`
  return compared(above, operator, times(floor % finer))
}
