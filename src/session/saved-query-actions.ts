import { refuse, type Row } from '../kernel'
import { z } from 'zod'
import { entityOf, parseInput } from '../model'
import { allOf, EVERYTHING, isEqual, prepareQuery, usedFields, type Query } from '../query'
import type { ExportedFile } from '../reports'
import { decide, readAll, type Page } from '../storage'
import {
  asItsOwner,
  duplicateQuery,
  editQuery,
  listProblem,
  readSavedQuery,
  removeQuery,
  saveQuery,
  usesOfQuery,
  visibleQueries,
  type Display,
  type NewSavedQuery,
  type QueryCopy,
  type QueryUses,
  type SavedQuery,
  type SavedQueryPatch,
  type UsesSeen,
} from '../lists'
import type { SessionCore } from './core'
import type { ExportOptions } from './export-options'
import { exportRecords } from './export-records'
import { fieldProblem, shownDisplay } from './field-access'
import { demandRegionsNamed, lend } from './lent-queries'
import { recordId } from './record-id'
import { countRecords, findPage, streamRecords, type ReadOptions } from './record-reads'

/** Which page of a result; the order is that of its display unless another is given. */
export interface ResultOptions extends Omit<ReadOptions, 'where'> {
  /** Counts the whole result too. */
  readonly total?: boolean
}

/** In which order a result is streamed, and which fields of it. */
export type ResultStreamOptions = Omit<ReadOptions, 'where' | 'after' | 'before'>

/** A page of a result. */
export interface CountedPage extends Page {
  /** How many records the whole result has, where that was asked; null otherwise. */
  readonly total: number | null
}

/** The rest is read with the page. */
const resultOptions = z.looseObject({ total: z.boolean().optional() })

/** One page, and the whole counted where that is asked. */
export async function pageOf(
  core: SessionCore,
  { query, sort }: { readonly query: Query; readonly sort: ReadOptions['orderBy'] },
  given: ResultOptions,
): Promise<CountedPage> {
  const { total = false, ...options } = parseInput(resultOptions, given)
  const page = await findPage(core, query.entity, {
    ...(sort === undefined ? {} : { orderBy: sort }),
    ...options,
    where: query,
  })
  return { ...page, total: total ? await countRecords(core, query.entity, query) : null }
}

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

/** A saved query that the actor may see. Refused with `lists.query_unknown`. */
async function queryNamed(core: SessionCore, id: string): Promise<SavedQuery> {
  const [row] = await queryRows(core, { id: recordId(id) })
  return row === undefined ? refuse(listProblem('lists.query_unknown', { data: { query: id } })) : shownQuery(core, row)
}

/** A query as the actor sees it: whoever saved it may see more, and so its display may name fields that are not there. */
function shownQuery(core: SessionCore, row: Row): SavedQuery {
  const query = readSavedQuery(core.fields.whole, row)
  return { ...query, display: shownDisplay(core.fields, query.entity, query.display) }
}

/** Nobody learns of a field by the queries of those who see it. Refused with `session.hidden_field`, each field by itself. */
function demandSeen({ fields }: SessionCore, { entity, criteria }: SavedQuery): void {
  const used = usedFields(prepareQuery(fields.whole, entity, criteria))
  const asked = [
    ...used.fields.map((one) => ({ entity: one.entity, field: one.field })),
    ...used.relations.map(({ keyOf, key }) => ({ entity: keyOf, field: key })),
  ]
  const problems = asked.flatMap((one) => fieldProblem(fields, { ...one, path: '/criteria' }, 'see') ?? [])
  if (problems.length > 0) refuse(problems.slice(0, MOST_PROBLEMS))
}

const MOST_PROBLEMS = 20

/**
 * A saved query ready to be run, `me` being its owner, and how its result is sorted. Refused with `session.hidden_field` where it asks
 * about a field that is hidden from the actor, and with the missing level where it is their own and names regions that they may not read.
 */
export async function queryToRun(
  core: SessionCore,
  id: string,
): Promise<{
  readonly name: string
  readonly query: Query
  readonly display: Display
  readonly sort: Display['sort']
}> {
  const query = await queryNamed(core, id)
  demandSeen(core, query)
  const asked = asItsOwner(core.model, query.criteria, query.ownerId)
  if (query.ownerId === core.context().actor) demandRegionsNamed(core, query, asked.where)
  else lend(asked)
  return { name: query.name, query: asked, display: query.display, sort: query.display.sort }
}

export function savedQueryActions(core: SessionCore, registry: readonly QueryUses[]) {
  const visible = (entity: string) => core.scope(entity, 'read')
  return {
    /**
     * Keeps criteria under a name, to be run at any time. Private unless shared. `me` in it is its owner, whoever runs it; what else
     * it says of the one who asks (my groups, my fields) it may say only while it is private.
     *
     * @throws refusals `session.missing_level`, `input.invalid`, `lists.display_field`, `lists.display_twice`,
     * `lists.shared_reference`, `lists.no_owner`, and those of `prepareQuery`.
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
     * Copies a query that one sees, one's own or a shared one: private, with its criteria and its display. Where it says `me`, the copy
     * means its new owner.
     *
     * @throws refusals `session.missing_level`, `lists.query_unknown`, `input.invalid`.
     * @example
     * ```ts
     * const mine = await session.lists.duplicate(clients.id, { name: 'Mes clients BNI' })
     * ```
     */
    async duplicate(id: string, copy: QueryCopy = {}): Promise<SavedQuery> {
      core.demandLevel('lists', 'manage')
      return core.perform((context) => duplicateQuery(recordId(id), copy, context))
    },

    /**
     * Renames a query, shares it, changes its criteria or its display. Only its owner may.
     *
     * @throws refusals `lists.query_unknown`, `lists.not_owner`, `session.stale`, and those of `save`.
     */
    async edit(id: string, patch: SavedQueryPatch): Promise<SavedQuery> {
      core.demandLevel('lists', 'manage')
      return core.perform((context) => editQuery(recordId(id), patch, context))
    },

    /**
     * Removes a query that nothing uses. Only its owner may.
     *
     * @throws refusals `lists.query_unknown`, `lists.not_owner`, `lists.query_in_use` with the uses that the actor may see and
     * whether there are others.
     */
    async remove(id: string): Promise<void> {
      core.demandLevel('lists', 'manage')
      return core.perform((context) => removeQuery(recordId(id), { registry, visible }, context))
    },

    /** Where a query is used: the uses that the actor may see, and whether there are others. Refused with `lists.query_unknown`. */
    async uses(id: string): Promise<UsesSeen> {
      await queryNamed(core, id)
      return decide(core.store, usesOfQuery(id, registry, visible, core.context()))
    },

    /**
     * The queries of one's own and those that are shared, by name; about one entity where it is given. Refused with
     * `model.entity_unknown`.
     */
    async queries(entity?: string): Promise<readonly SavedQuery[]> {
      const about = entity === undefined ? {} : { entity: entityOf(core.model, entity).name }
      const rows = await queryRows(core, about)
      return rows.map((row) => shownQuery(core, row))
    },

    /** Refused with `lists.query_unknown`. */
    query: (id: string): Promise<SavedQuery> => queryNamed(core, id),

    /**
     * A page of what a query selects now, of the records that the actor may read: the one `after` a place, or the one `before` it;
     * with `total`, how many there are in all.
     *
     * @throws refusals `lists.query_unknown`, `session.missing_level`, `session.hidden_field` where the query asks about a field that is
     * hidden from the actor, `session.bad_limit`, `session.two_cursors`, `query.unresolved`.
     * @example
     * ```ts
     * const first = await session.lists.run(clients.id, { limit: 20, total: true })
     * const second = await session.lists.run(clients.id, { limit: 20, after: first.end })
     * const back = await session.lists.run(clients.id, { limit: 20, before: second.start })
     * ```
     */
    async run(id: string, options: ResultOptions = {}): Promise<CountedPage> {
      return pageOf(core, await queryToRun(core, id), options)
    },

    /** How many records a query selects now, of those that the actor may read. Refused as `run`. */
    async count(id: string): Promise<number> {
      const { query } = await queryToRun(core, id)
      return countRecords(core, query.entity, query)
    },

    /**
     * Every record that a query selects, page after page (`limit` at a time): each once, as of its page. Refused as `run`.
     *
     * @example
     * ```ts
     * for await (const account of await session.lists.stream(clients.id)) write(account)
     * ```
     */
    async stream(id: string, options: ResultStreamOptions = {}): Promise<AsyncIterable<Row>> {
      const { query, sort } = await queryToRun(core, id)
      return streamRecords(core, query.entity, { orderBy: sort, ...options, where: query })
    },

    /**
     * What a query selects now as a file, CSV or an Excel workbook: every record that the actor may read, however many, in the columns and the
     * order of its display unless others are asked for. Takes the right `export`, and reading the records. The rights are those of this call,
     * also for pages that are read later.
     *
     * Whom a record points to is shown by name as far as the actor may read them, statuses and tags by their words. In CSV a text that a
     * spreadsheet would calculate stands behind an apostrophe. A workbook goes on in further sheets past 1,048,575 records.
     *
     * @throws refusals `session.missing_right`, `session.bad_field` for a column that is not there or hidden, `lists.display_twice`,
     * `session.bad_order`, `input.invalid`, and those of `run`; while it is read, `reports.file_too_large` where a workbook would pass 4 GiB.
     * @example
     * ```ts
     * const file = await session.lists.export(clients.id, { format: 'xlsx', locale: 'fr' })
     * response.setHeader('Content-Type', file.mediaType)
     * response.setHeader('Content-Disposition', `attachment; filename=${file.name}`)
     * for await (const chunk of file.content) response.write(chunk)
     * ```
     */
    async export(id: string, options: ExportOptions = {}): Promise<ExportedFile> {
      core.demand('export')
      const { name, query, display } = await queryToRun(core, id)
      const { columns, sort } = display
      return exportRecords(
        core,
        { entity: query.entity, where: query, name: { fr: name, en: name }, columns, sort },
        options,
      )
    },
  }
}
