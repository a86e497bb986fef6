import type { Row } from '../../src/kernel'
import { compareRows } from '../../src/query'
import { storedField, type ClaimRequest, type Lease } from '../../src/storage'
import type { Database } from './database'
import { firstInOrder } from './first-in-order'
import { matching, type TableOf } from './reading'
import { handedRow } from './stored-row'
import type { Table } from './table'
import { increased } from './writing'

const timeOf = (row: Row, at: string): number | null => {
  const value = row[at]
  return value instanceof Date ? value.getTime() : null
}

export function claimRows(
  tableOf: TableOf,
  name: string,
  request: ClaimRequest,
  lease: Lease,
  now: Date,
): readonly Row[] {
  const table = tableOf(name)
  checkLease(table, lease)
  const due = [...matching(tableOf, name, request.where)].filter((row) => isDue(row, lease.at, now))
  const taken = firstInOrder(due, compareRows(table.entity, [{ field: lease.at, direction: 'asc' }]), request.limit)
  const held = taken.map((row) => ({
    ...row,
    [lease.at]: new Date(now.getTime() + lease.milliseconds),
    [lease.token]: lease.value,
    ...(lease.count === undefined
      ? {}
      : { [lease.count]: increased(storedField(table.entity, lease.count), row[lease.count], 1) }),
  }))
  table.put(held)
  const fields = [...table.entity.fields.keys()]
  return held.map((row) => handedRow(row, fields))
}

const isDue = (row: Row, at: string, now: Date): boolean => {
  const time = timeOf(row, at)
  return time !== null && time <= now.getTime()
}

function checkLease({ entity }: Table, { at, token, count }: Lease): void {
  if (storedField(entity, at).kind !== 'instant')
    throw new Error(`A lease ends at an instant, not at ${entity.name}.${at}`)
  storedField(entity, token)
  if (count !== undefined && storedField(entity, count).kind !== 'number')
    throw new Error(`Attempts are counted in a number, not in ${entity.name}.${count}`)
}

/** The tenants whose earliest due row has waited longest come first. */
export function tenantsDue(
  database: Database,
  { entity }: Table,
  at: string,
  limit: number,
  now: Date,
): readonly string[] {
  storedField(entity, at)
  const earliest: { tenant: string; time: number }[] = []
  for (const [tenant, table] of database.tablesOf(entity)) {
    let time = Number.POSITIVE_INFINITY
    for (const row of table.rows.values()) time = Math.min(time, timeOf(row, at) ?? time)
    if (time <= now.getTime()) earliest.push({ tenant, time })
  }
  return firstInOrder(earliest, (a, b) => a.time - b.time, limit).map(({ tenant }) => tenant)
}
