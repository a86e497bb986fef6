import { refuse } from '../kernel'
import { entityOf } from '../model'
import { allOf, isAmong } from '../query'
import { bulkProblem, demandChoice, demandGroups, groupEntity, parseSelection } from '../regions'
import { decide, readAll, streamPages } from '../storage'
import type { BulkOrder } from './bulk-work'
import type { SessionCore } from './core'
import { recordId } from './record-id'
import { queryToRun } from './saved-query-actions'
import { chosenGroups, type AskedSelection } from './selection-actions'
import { underPath, underPathLater } from './under-path'

/** Over what to do something, and what. Name one of `selection`, `records` and `query`. */
export interface BulkRequest {
  /** The groups of regions, and single groups: as they are now, each an item. */
  readonly selection?: AskedSelection
  /** The records of an entity that meet criteria now, each an item. */
  readonly records?: { readonly entity: string; readonly where?: object }
  /** The result of a saved query now, each record an item. */
  readonly query?: string
  readonly action: BulkOrder
}

/** What a request comes to now: of which entity, which records, and whether some are out of sight. */
export interface Subjects {
  readonly entity: string
  readonly ids: readonly string[]
  readonly others: boolean
}

/** The groups of a selection that the actor may read, by name. A single group that they may not is refused like one that is not there. */
async function groupsChosen(core: SessionCore, selection: AskedSelection): Promise<Subjects> {
  core.demandLevel('regions', 'read')
  const entity = groupEntity(core.fields.whole)
  const readable = core.scope(entity.name, 'read')
  if (typeof selection !== 'object' || selection === null || !('saved' in selection)) {
    const choice = underPath('/selection', () => parseSelection(selection))
    demandChoice(choice, '/selection')
    const named = choice.groups.map((group, index) => ({ group, path: `/selection/groups/${index}` }))
    await decide(core.store, demandGroups(named, core.context(), readable))
  }
  const { origins } = await chosenGroups(core, selection, null, '/selection')
  const rows = await readAll(core.store, {
    entity: entity.name,
    where: allOf(isAmong(entity, 'id', origins.keys()), readable),
    orderBy: [{ field: core.fields.whole.roles.group?.fields.name ?? 'name', direction: 'asc' }],
    fields: [],
  })
  return { entity: entity.name, ids: rows.map((row) => String(row['id'])), others: origins.size > rows.length }
}

async function recordsMeant(core: SessionCore, entity: string, where: unknown, path: string): Promise<Subjects> {
  core.demandLevel(underPath('/records/entity', () => entityOf(core.model, entity)).module, 'read')
  const meant = await underPathLater(path, () => core.compile(entity, where))
  const ids: string[] = []
  for await (const { rows } of streamPages(core.store, entity, { where: meant, fields: ['id'] }))
    for (const row of rows) ids.push(String(row['id']))
  return { entity, ids, others: false }
}

/** Over what a request runs, as it is now. Refused with `bulk.over_what`, and as selections, criteria and queries are. */
export async function subjectsOf(core: SessionCore, request: BulkRequest): Promise<Subjects> {
  const { selection, records, query } = request
  if ([selection, records, query].filter((one) => one !== undefined).length !== 1) refuse(bulkProblem('bulk.over_what'))
  if (selection !== undefined) return groupsChosen(core, selection)
  if (records !== undefined) return recordsMeant(core, records.entity, records.where, '/records/where')
  const { query: found } = await queryToRun(core, recordId(query, '/query'))
  return recordsMeant(core, found.entity, found, '/query')
}
