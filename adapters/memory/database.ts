import type { EntityDefinition, Model } from '../../src/model'
import { createJournal } from './journal'
import { rootScope, type Scope } from './scope'
import { createTable, type Table } from './table'

/** All the data of one adapter: a table for each entity and tenant, made when first asked for. */
export interface Database {
  readonly scope: Scope
  /** Makes ready for the entities of a model; data under the same names stays. */
  define(model: Model): void
  table(entity: EntityDefinition, tenant: string): Table
  /** The tables of an entity by tenant. */
  tablesOf(entity: EntityDefinition): Iterable<readonly [tenant: string, table: Table]>
  clear(): void
}

export function createDatabase(): Database {
  const journal = createJournal()
  const tables = new Map<string, Map<string, Table>>()

  const tenantsOf = (entity: EntityDefinition): Map<string, Table> => {
    const known = tables.get(entity.name) ?? new Map<string, Table>()
    tables.set(entity.name, known)
    return known
  }
  return {
    scope: rootScope(journal),
    define(model) {
      for (const entity of model.entities.values()) for (const table of tenantsOf(entity).values()) table.define(entity)
    },
    table(entity, tenant) {
      const tenants = tenantsOf(entity)
      const known = tenants.get(tenant)
      if (known !== undefined) return known
      const table = createTable(entity, journal)
      tenants.set(tenant, table)
      return table
    },
    tablesOf: tenantsOf,
    clear: () => tables.clear(),
  }
}
