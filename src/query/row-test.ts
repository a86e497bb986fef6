import type { Row } from '../kernel'

/** Where a predicate finds the records that others are related to. */
export interface RecordLookup {
  /** The record of an entity with this id. */
  one(entity: string, id: string): Row | undefined
  /** The records of an entity whose `field` holds this id. */
  many(entity: string, field: string, id: string): readonly Row[]
}

/** Whether one record meets the criteria. */
export type RowTest = (row: Row, lookup: RecordLookup) => boolean
