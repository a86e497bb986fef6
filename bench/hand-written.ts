import type { Row } from 'clientele/kernel'
import type { BenchDatabase } from './database'

/** What a person would select of an account, in the order of its fields. */
export const columnsOf = ({ name }: BenchDatabase): string =>
  `id, kind, name, status, origin, ${name === 'SQLite' ? 'tags' : 'to_json(tags)::text AS tags'}, city, revenue, employees, group_id, owner_id, created_at`

/** A row of the statement as the program wants it: whole numbers, a list and a date. */
export function accountOf(row: Row): Row {
  return {
    id: row['id'],
    kind: row['kind'],
    name: row['name'],
    status: row['status'],
    origin: row['origin'],
    tags: JSON.parse(String(row['tags'])),
    city: row['city'],
    revenue: numberOf(row['revenue']),
    employees: numberOf(row['employees']),
    groupId: row['group_id'],
    ownerId: row['owner_id'],
    createdAt: row['created_at'] === null ? null : new Date(Number(row['created_at'])),
  }
}

/** Drivers hand over 64-bit numbers as texts. */
const numberOf = (value: unknown): number | null => (value === null ? null : Number(value))

/** Placeholders as the database wants them. */
export const placeholders = ({ name }: BenchDatabase, statement: string): string => {
  let position = 0
  return name === 'SQLite' ? statement : statement.replaceAll('?', () => `$${++position}`)
}
