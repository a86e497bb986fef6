import { refuse, type Row } from '../kernel'
import { entityOf } from '../model'
import { allOf, EVERYTHING, isEqual } from '../query'
import { readAll, type Page } from '../storage'
import {
  editQuery,
  listProblem,
  readAccountStatus,
  readSavedQuery,
  removeQuery,
  saveQuery,
  visibleQueries,
  type AccountStatus,
  type NewSavedQuery,
  type SavedQuery,
  type SavedQueryPatch,
} from '../lists'
import type { SessionCore } from './core'
import { countRecords, findPage, type ReadOptions } from './record-reads'

/** Which page of a query's result; the order is that of its display unless another is given. */
export type RunOptions = Omit<ReadOptions, 'where'>

async function queryRows(
  core: SessionCore,
  narrowed: { readonly id?: string; readonly entity?: string },
): Promise<readonly Row[]> {
  core.demandLevel('lists', 'read')
  const entity = entityOf(core.model, 'savedQuery')
  const { id, entity: about } = narrowed
  return readAll(core.store, {
    entity: entity.name,
    where: allOf(
      visibleQueries(core.model, core.context().actor),
      id === undefined ? EVERYTHING : isEqual(entity, 'id', id),
      about === undefined ? EVERYTHING : isEqual(entity, 'entity', about),
    ),
    orderBy: [{ field: 'name', direction: 'asc' }],
  })
}

async function queryNamed(core: SessionCore, id: string): Promise<SavedQuery> {
  const [row] = await queryRows(core, { id })
  return row === undefined
    ? refuse(listProblem('lists.query_unknown', { data: { query: id } }))
    : readSavedQuery(core.model, row)
}

/** Saved queries and account statuses, as one session may use them. */
export function listActions(core: SessionCore) {
  return {
    /**
     * Keeps criteria under a name, to be run at any time. Private unless shared.
     *
     * @throws refusals `session.missing_level`, `input.invalid`, `lists.display_field`, and those of `prepareQuery`.
     * @example
     * ```ts
     * const clients = await session.lists.save({
     *   name: 'Clients BNI',
     *   entity: 'account',
     *   criteria: query(model, 'account', (a) => and(a.status.eq('client'), a.origin.eq('BNI'))),
     *   display: { columns: ['name', 'city'], sort: [{ field: 'name' }] },
     * })
     * ```
     */
    async save(query: NewSavedQuery): Promise<SavedQuery> {
      core.demandLevel('lists', 'manage')
      return core.perform((context) => saveQuery(query, context))
    },

    /**
     * Renames a query, shares it, changes its criteria or its display. Only its owner may.
     *
     * @throws refusals `lists.query_unknown`, `lists.not_owner`, `session.stale`, and those of `save`.
     */
    async edit(id: string, patch: SavedQueryPatch): Promise<SavedQuery> {
      core.demandLevel('lists', 'manage')
      return core.perform((context) => editQuery(id, patch, context))
    },

    /** Refused with `lists.query_unknown`, `lists.not_owner`. */
    async remove(id: string): Promise<void> {
      core.demandLevel('lists', 'manage')
      return core.perform((context) => removeQuery(id, context))
    },

    /** The queries of one's own and those that are shared, by name; about one entity where it is given. */
    async queries(entity?: string): Promise<readonly SavedQuery[]> {
      const rows = await queryRows(core, entity === undefined ? {} : { entity })
      return rows.map((row) => readSavedQuery(core.model, row))
    },

    /** Refused with `lists.query_unknown`. */
    query: (id: string): Promise<SavedQuery> => queryNamed(core, id),

    /**
     * A page of what a query selects now, of the records that the actor may read.
     *
     * @throws refusals `lists.query_unknown`, `session.missing_level`, `session.bad_limit`, `query.unresolved`.
     */
    async run(id: string, options: RunOptions = {}): Promise<Page> {
      const { entity, criteria, display } = await queryNamed(core, id)
      return findPage(core, entity, { orderBy: display.sort, ...options, where: criteria })
    },

    /** How many records a query selects now, of those that the actor may read. Refused as `run`. */
    async count(id: string): Promise<number> {
      const { entity, criteria } = await queryNamed(core, id)
      return countRecords(core, entity, criteria)
    },

    /** The account statuses in their order, archived ones too. */
    async statuses(): Promise<readonly AccountStatus[]> {
      core.demandLevel('lists', 'read')
      const rows = await readAll(core.store, {
        entity: 'accountStatus',
        where: EVERYTHING,
        orderBy: [
          { field: 'position', direction: 'asc' },
          { field: 'code', direction: 'asc' },
        ],
      })
      return rows.map(readAccountStatus)
    },
  }
}
