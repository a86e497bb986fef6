import type { Clock, Row } from '../../src/kernel'
import type { ClaimRequest, Lease } from '../../src/storage'
import { asked, conditionsOf } from './compile-criteria'
import { numberOf } from './driver-value'
import type { Runner } from './runner'
import { aliasAt, named, scopeOf, type Reading } from './scope'
import { wholeSelection } from './selection'
import { allOf, join, NOTHING_SQL, param, raw, sql, type Sql } from './sql'
import { at, columnNamed, type Column, type TableLayout } from './table-layout'
import { writtenColumns } from './written-values'

const T0 = aliasAt(0)

/** Now, by the clock that was given or, so that all processes agree, by the database's. */
export async function nowOf(runner: Runner, { dialect }: Reading, clock: Clock | null): Promise<Date> {
  if (clock !== null) return clock.now()
  const { rows } = await runner.run(sql`SELECT ${dialect.nowMilliseconds} AS n`)
  return new Date(numberOf(rows[0]?.['n']) ?? Number.NaN)
}

interface LeaseColumns {
  readonly at: Column
  readonly token: Column
  readonly count: Column | null
}

function leaseColumns(layout: TableLayout, lease: Lease): LeaseColumns {
  const due = columnNamed(layout, lease.at)
  if (due.field.kind !== 'instant')
    throw new Error(`A lease ends at an instant, not at ${layout.entity.name}.${lease.at}`)
  const count = lease.count === undefined ? null : columnNamed(layout, lease.count)
  if (count !== null && count.field.kind !== 'number')
    throw new Error(`Attempts are counted in a number, not in ${layout.entity.name}.${count.field.name}`)
  return { at: due, token: columnNamed(layout, lease.token), count }
}

/** Takes due rows and marks them, passing over what others hold; earliest first. */
export async function claimRows(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  request: ClaimRequest,
  lease: Lease,
  clock: Clock | null,
): Promise<readonly Row[]> {
  const columns = leaseColumns(layout, lease)
  if (!Number.isSafeInteger(request.limit) || request.limit < 1)
    throw new Error(`A claim takes a whole number of rows, at least 1: ${request.limit}`)
  return runner.atomically(async (inner) => {
    const now = await nowOf(inner, reading, clock)
    const rows = await takeDue(inner, reading, layout, columns, request, now)
    if (rows.length === 0) return []
    const until = new Date(now.getTime() + lease.milliseconds)
    await mark(
      inner,
      reading,
      layout,
      columns,
      rows.map(({ id }) => String(id)),
      until,
      lease.value,
    )
    return rows.map((row) => ({
      ...row,
      [lease.at]: new Date(until),
      [lease.token]: lease.value,
      ...(columns.count === null
        ? {}
        : { [columns.count.field.name]: (numberOf(row[columns.count.field.name]) ?? 0) + 1 }),
    }))
  })
}

/** The due rows that nobody holds, locked. */
async function takeDue(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  { at: due }: LeaseColumns,
  { where, limit }: ClaimRequest,
  now: Date,
): Promise<readonly Row[]> {
  const { dialect } = reading
  const selection = wholeSelection(dialect, layout)
  const place = at(T0, due.name)
  const isDue = due.form.compare(place, 'lte', now)
  const conditions = [...conditionsOf(reading, where, layout), ...(typeof isDue === 'boolean' ? [] : [isDue])]
  const order = sql`${place} ASC, ${at(T0, layout.id.name)} ASC`
  const statement = sql`SELECT ${selection.columns} FROM ${named(layout, T0)} WHERE ${allOf(conditions)} ORDER BY ${order} LIMIT ${raw(String(limit))}${dialect.forUpdate}${dialect.skipLocked}`
  const { rows } = await runner.run(asked(reading, where, statement))
  return rows.map(selection.decode)
}

async function mark(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  { at: due, token, count }: LeaseColumns,
  ids: readonly string[],
  until: Date,
  value: string,
): Promise<void> {
  const assign = (column: Column, given: unknown): Sql =>
    sql`${raw(column.name)} = ${column.form.assign(param(column.form.cell(given)))}`
  const attempts = count?.form.amount?.increased(at(T0, count.name), 1)
  const set = [
    assign(due, until),
    assign(token, value),
    ...(count === null || attempts === undefined ? [] : [sql`${raw(count.name)} = ${attempts}`]),
  ]
  const scope = scopeOf(reading, layout, T0)
  const [key] = writtenColumns(layout, ['id'])
  // There a list in an update is looked through for every row of the table; a join goes by the key.
  if (reading.dialect.name === 'mysql' && key !== undefined) {
    const rows = reading.dialect.batch(
      [key.type],
      ids.map((id) => [key.cell(id)]),
    )
    const same = allOf([...scope, sql`${at(T0, key.name)} = ${key.assign(at('v', 'c0'))}`])
    await runner.run(sql`UPDATE ${named(layout, T0)} JOIN ${rows} ON ${same} SET ${join(set)}`)
    return
  }
  const taken = layout.id.form.among(at(T0, layout.id.name), ids, false)
  if (typeof taken === 'boolean') return
  await runner.run(sql`UPDATE ${named(layout, T0)} SET ${join(set)} WHERE ${allOf([...scope, taken])}`)
}

/**
 * The tenants that have a due row, whoever has waited longest first. Their names are walked along the index, one step a tenant: to
 * ask for the distinct ones would read every row that is due.
 */
export async function tenantsDue(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  field: string,
  limit: number,
  clock: Clock | null,
): Promise<readonly string[]> {
  const due = columnNamed(layout, field)
  const now = await nowOf(runner, reading, clock)
  const place = at(T0, due.name)
  const isDue = due.form.compare(place, 'lte', now)
  const whole = allOf([
    ...scopeOf({ ...reading }, { ...layout, tenant: null }, T0),
    ...(typeof isDue === 'boolean' ? [] : [isDue]),
  ])
  if (layout.tenant === null) {
    const { rows } = await runner.run(sql`SELECT 1 AS n FROM ${named(layout, T0)} WHERE ${whole} LIMIT 1`)
    return rows.length === 0 ? [] : [reading.tenant]
  }
  const tenant = at(T0, layout.tenant)
  const least = (condition: Sql): Sql => sql`(SELECT MIN(${tenant}) FROM ${named(layout, T0)}${condition})`
  const { rows } = await runner.run(
    sql`WITH RECURSIVE tenants (name) AS (SELECT ${least(NOTHING_SQL)} UNION ALL SELECT ${least(sql` WHERE ${tenant} > tenants.name`)} FROM tenants WHERE tenants.name IS NOT NULL) SELECT name AS c0, earliest FROM (SELECT name, (SELECT MIN(${place}) FROM ${named(layout, T0)} WHERE ${tenant} = tenants.name AND ${whole}) AS earliest FROM tenants WHERE name IS NOT NULL) AS found WHERE earliest IS NOT NULL ORDER BY earliest LIMIT ${raw(String(limit))}`,
  )
  return rows.map(({ c0 }) => String(c0))
}
