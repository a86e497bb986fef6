import type { BoundCriteria, BoundMeasure, BoundRelated } from '../../src/query'
import { AVERAGE_DECIMALS } from '../../src/query'
import type { Relation } from '../../src/model'
import { COMPLEMENT, compared, type Test } from './column-form'
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
  const ends = endsOf(related.relation, layout, target)
  if (reading.around === 'all' && !turnsExists(reading, depth) && isAlike(ends)) {
    const condition = inner(related.criteria, target, depth + 1)
    const set = setOf(reading, target, ends, depth, condition)
    return membership(reading, ends, depth, set, !related.negated)
  }
  const found = sql`EXISTS (SELECT 1 ${relatedRows(reading, related.relation, layout, target, depth, inner(related.criteria, target, depth + 1))})`
  return related.negated ? sql`NOT ${found}` : found
}

function turnsExists({ dialect }: Reading, depth: number): boolean {
  return dialect.turnsExists === 'everywhere' || (dialect.turnsExists === 'outermost' && depth === 0)
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
  const { from, to } = endsOf(relation, layout, target)
  const conditions = [...scopeOf(reading, target, innerAlias), joined(reading, to, innerAlias, from, outer)]
  return sql`FROM ${named(target, innerAlias)} WHERE ${allOf(condition === TRUE ? conditions : [...conditions, condition])}`
}

/** The column of the row itself, and the one of the related row, that hold the same id. */
interface Ends {
  readonly from: Column
  readonly to: Column
}

const endsOf = (relation: Relation, layout: TableLayout, target: TableLayout): Ends =>
  relation.type === 'one'
    ? { from: columnNamed(layout, relation.field), to: target.id }
    : { from: layout.id, to: columnNamed(target, relation.field) }

/** Both ends hold ids in the same way, and compare byte for byte. */
const isAlike = ({ from, to }: Ends): boolean =>
  from.form.identity === to.form.identity &&
  (to.form.identity !== 'text' || (to.collation === 'own' && from.collation === 'own'))

/** The ids on this side of all related rows that meet a condition, as c0. */
function setOf(reading: Reading, target: TableLayout, { to }: Ends, depth: number, condition: Sql): Sql {
  const alias = aliasAt(depth + 1)
  const conditions = [...scopeOf(reading, target, alias), sql`${valueAt(alias, to)} IS NOT NULL`]
  return sql`SELECT ${valueAt(alias, to)} AS c0 FROM ${named(target, alias)} WHERE ${allOf(condition === TRUE ? conditions : [...conditions, condition])}`
}

const membership = ({ dialect }: Reading, { from }: Ends, depth: number, set: Sql, isWithin: boolean): Sql => {
  const column = valueAt(aliasAt(depth), from)
  return isWithin ? dialect.withinSet(column, set) : dialect.outsideSet(column, set)
}

/**
 * Two ids are the same. They may be kept in different ways; the outer one is then turned into what the inner column holds, so that an
 * index finds the inner row.
 */
function joined({ dialect }: Reading, inner: Column, innerAlias: string, outer: Column, outerAlias: string): Sql {
  const [to, from] = [valueAt(innerAlias, inner), valueAt(outerAlias, outer)]
  const [wanted, given] = [inner.form.identity, outer.form.identity]
  if (isAlike({ from: outer, to: inner })) return compared(to, 'eq', from)
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
  const ends = endsOf(measure.relation, layout, target)
  const condition = inner(measure.criteria, target, depth + 1)
  if (reading.around === 'all' && isAlike(ends)) {
    const isOfNone = measure.measure === 'count' || measure.measure === 'sum' ? holdsOfNone(measure) : measure.negated
    // Where the question holds of nothing, those are found of which it does not hold.
    const having = figureTest(reading, measure, target, depth, (figure) => figure, isOfNone !== measure.negated)
    if (typeof having !== 'boolean') {
      const grouped = sql`${setOf(reading, target, ends, depth, condition)} GROUP BY ${reading.dialect.groupedBy(valueAt(aliasAt(depth + 1), ends.to))} HAVING ${having}`
      return membership(reading, ends, depth, grouped, !isOfNone)
    }
  }
  const select = (figure: Sql): Sql =>
    sql`(SELECT ${figure} ${relatedRows(reading, measure.relation, layout, target, depth, condition)})`
  if (measure.measure === 'count' || measure.measure === 'sum')
    return decided(figureTest(reading, measure, target, depth, select, measure.negated))
  return whereThereIsOne(figureTest(reading, measure, target, depth, select, false), measure.negated)
}

/** Whether a count or a sum of nothing is what is asked for. */
function holdsOfNone({ operator, value, negated }: BoundMeasure): boolean {
  const holds = { eq: value === 0, lt: 0 < value, lte: 0 <= value, gt: 0 > value, gte: 0 >= value }
  return holds[operator] !== negated
}

/** The figure compared as the measure asks, or the other way round; `select` makes it of its expression. */
function figureTest(
  reading: Reading,
  measure: BoundMeasure,
  target: TableLayout,
  depth: number,
  select: (figure: Sql) => Sql,
  isTurned: boolean,
): Test {
  const comparison = isTurned ? COMPLEMENT[measure.operator] : measure.operator
  if (measure.measure === 'count' || measure.field === null)
    return comparedUnits(select(raw('COUNT(*)')), comparison, unitsOf(measure.value, 0), units)
  const column = columnNamed(target, measure.field.name)
  const value = comparableAt(column, aliasAt(depth + 1))
  const digits = column.form.amount?.digits ?? null
  const against = (figure: Sql): Test =>
    digits === null
      ? compared(select(figure), comparison, param(measure.value))
      : comparedUnits(select(figure), comparison, unitsOf(measure.value, digits), units)
  switch (measure.measure) {
    case 'sum':
      return against(sql`COALESCE(SUM(${value}), 0)`)
    case 'min':
      return against(sql`MIN(${value})`)
    case 'max':
      return against(sql`MAX(${value})`)
    case 'avg':
      return select(average(reading, value, digits, measure))
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
