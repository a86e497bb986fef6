import type { Row, Write } from 'clientele/kernel'
import { entityOf, type Model } from 'clientele/model'
import { compareRows, predicate, type RecordLookup } from 'clientele/query'
import type { ReadRequest } from 'clientele/storage'

/** Rows by entity, in plain arrays: what a decision is asked over, and what it leads to. */
export class PlainTables {
  readonly #rows = new Map<string, Row[]>()

  constructor(
    readonly model: Model,
    rows: Readonly<Record<string, readonly Row[]>> = {},
  ) {
    for (const [entity, list] of Object.entries(rows)) this.#rows.set(entity, [...list])
  }

  rows(entity: string): readonly Row[] {
    return this.#rows.get(entity) ?? []
  }

  readonly answer = ({ entity, where, orderBy = [], limit }: ReadRequest): readonly Row[] => {
    const definition = entityOf(this.model, entity)
    const holds = predicate(where)
    const lookup: RecordLookup = {
      one: (name, id) => this.rows(name).find((row) => row['id'] === id),
      many: (name, field, id) => this.rows(name).filter((row) => row[field] === id),
    }
    return this.rows(entity)
      .filter((row) => holds(row, lookup))
      .sort(compareRows(definition, orderBy))
      .slice(0, limit)
  }

  apply(writes: readonly Write[]): void {
    for (const write of writes) {
      const rows = this.rows(write.entity)
      if (write.type === 'insert') {
        const key = write.key ?? ['id']
        const isThere = (row: Row) => rows.some((other) => key.every((name) => other[name] === row[name]))
        const added = write.onConflict === 'skip' ? write.rows.filter((row) => !isThere(row)) : write.rows
        this.#rows.set(write.entity, [...rows, ...added])
      } else if (write.type === 'update')
        this.#rows.set(
          write.entity,
          rows.map((row) => (row['id'] === write.id ? { ...row, ...write.set } : row)),
        )
      else
        this.#rows.set(
          write.entity,
          rows.filter((row) => row['id'] !== write.id),
        )
    }
  }
}
