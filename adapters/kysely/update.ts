import type { BoundCriteria } from '../../src/query'
import type { Update } from '../../src/storage'
import { asked, looksAround, whereOf } from './compile-criteria'
import { changedBy, type Runner } from './runner'
import { aliasAt, hostValue, named, scopeOf, type Reading } from './scope'
import { allOf, join, param, raw, sql, type Sql } from './sql'
import { columnNamed, takesIdsAlike, type TableLayout } from './table-layout'
import { checkChange, checkFields, writtenColumns } from './written-values'

const T0 = aliasAt(0)

/** Changes the rows that match, in one statement; says how many. */
export async function updateAll(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  where: BoundCriteria,
  { set = {}, increment = {} }: Update,
): Promise<number> {
  checkChange(layout, set)
  checkFields(layout, increment)
  const assignments = [
    ...writtenColumns(layout, Object.keys(set)).map(
      ({ field, name, cell, assign }) => sql`${raw(name)} = ${assign(param(cell(set[field])))}`,
    ),
    ...Object.entries(increment).map(([field, amount]) => incrementOf(layout, field, amount)),
  ]
  const statement = updateStatement(
    reading,
    layout,
    where,
    assignments.length === 0 ? [keptAsItIs(layout)] : assignments,
  )
  return runner.alone((inner) => changedBy(inner, reading.dialect, asked(reading, where, statement)))
}

function incrementOf(layout: TableLayout, field: string, amount: number): Sql {
  const column = columnNamed(layout, field)
  const [written] = writtenColumns(layout, [field])
  const { amount: form } = column.form
  if (form === null || written === undefined)
    throw new Error(`${layout.entity.name}.${field} (${column.field.kind}) is not added to`)
  return sql`${raw(written.name)} = ${form.increased(raw(`${T0}.${written.name}`), amount)}`
}

const keptAsItIs = (layout: TableLayout): Sql => raw(`${layout.id.name} = ${T0}.${layout.id.name}`)

export function updateStatement(
  reading: Reading,
  layout: TableLayout,
  where: BoundCriteria,
  assignments: readonly Sql[],
): Sql {
  const goesByList = !looksAround(where) && namesAList(where)
  return reading.dialect.update(named(layout, T0), join(assignments), changing(reading, where, layout), goesByList)
}

/** Whether every row that is meant is in a list. */
const namesAList = (where: BoundCriteria): boolean =>
  where.type === 'and'
    ? where.criteria.some(namesAList)
    : where.type === 'test' && where.operator === 'in' && !where.negated

/** The condition of a write. Where a statement may not read the table that it changes, the ids are read into a table of their own first. */
function changing(reading: Reading, where: BoundCriteria, layout: TableLayout): Sql {
  const condition = whereOf(reading, where, layout)
  if (reading.dialect.readsWhatItChanges || !looksAround(where)) return condition
  const id = raw(`${T0}.${layout.id.name}`)
  const among = (value: Sql): Sql =>
    sql`${value} IN (SELECT c0 FROM (SELECT ${value} AS c0 FROM ${named(layout, T0)} WHERE ${condition}) AS found)`
  const exact = takesIdsAlike(layout) ? [among(reading.dialect.bytes(id))] : []
  return allOf([...scopeOf(reading, layout, T0), among(id), ...exact])
}

/** Removes the rows that match, as the host says rows of its table leave; says how many. */
export async function removeAll(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  where: BoundCriteria,
): Promise<number> {
  const removal = layout.mapping?.removal ?? 'delete'
  const statement =
    removal === 'delete'
      ? reading.dialect.removal(layout.table, changing(reading, where, layout))
      : updateStatement(reading, layout, where, leaving(reading, removal.set))
  return runner.alone((inner) => changedBy(inner, reading.dialect, asked(reading, where, statement)))
}

const leaving = ({ dialect }: Reading, set: Readonly<Record<string, string | number | boolean>>): readonly Sql[] =>
  Object.entries(set).map(([column, value]) => {
    const name = raw(dialect.quote(column))
    return value === 'now' ? sql`${name} = ${dialect.nowTimestamp}` : sql`${name} = ${param(hostValue(dialect, value))}`
  })
