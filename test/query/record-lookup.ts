import type { Row } from '../../src/kernel'
import type { RecordLookup } from '../../src/query'

/** Related records found by going through all of them. */
export function lookupIn(records: Readonly<Record<string, readonly Row[] | undefined>>): RecordLookup {
  return {
    one: (entity, id) => records[entity]?.find((row) => row['id'] === id),
    many: (entity, field, id) => records[entity]?.filter((row) => row[field] === id) ?? [],
  }
}
