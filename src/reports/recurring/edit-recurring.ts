import { nextOccurrence, refuse, sameValue, type Row, type Write } from '../../kernel'
import { listProblem, visibleQueries } from '../../lists'
import { entityOf, parsePatch, parseRecord } from '../../model'
import { allOf, isEqual, type BoundCriteria } from '../../query'
import { demandChoice, demandGroups, demandRegions, lockRegions, originsOf, shownGroups } from '../../regions'
import type { Decision, DecisionContext, Outcome } from '../../storage'
import { plannedRun, plannedTimes, unplanned } from './plan-runs'
import { problem } from './problem'
import type { ReadDraft, ReadPatch, WantedSelection } from './recurring-draft'
import {
  definitionOf,
  exportShown,
  queryOf,
  standingExports,
  type ExportContent,
  type ExportDefinition,
  type RecurringExport,
} from './recurring-export'

const EXPORT = 'recurringExport'

/** What somebody may name and change. */
export interface ExportReach {
  readonly exports: BoundCriteria
  /** The groups that they may read. */
  readonly groups: BoundCriteria
}

/** The query, held so that it is not removed before the export stands among its uses. Refused with `lists.query_unknown`. */
function* holdQuery(content: ExportContent, { model, actor }: DecisionContext): Decision<void> {
  const query = queryOf(content)
  if (query === null) return
  const where = allOf(isEqual(entityOf(model, 'savedQuery'), 'id', query), visibleQueries(model, actor))
  const [row] = yield { entity: 'savedQuery', where, lock: 'share' }
  if (row === undefined) refuse(listProblem('lists.query_unknown', { path: '/content/query', data: { query } }))
}

/** The fields that say which groups: the regions as they are named and, frozen, the groups that they come to now. */
function* selectionFields(wanted: WantedSelection, readable: BoundCriteria, context: DecisionContext): Decision<Row> {
  if (wanted === null) return { groups: null, automaticallyAddNewGroups: true, frozenGroups: null, frozenAt: null }
  const { automaticallyAddNewGroups, ...choice } = wanted
  demandChoice(choice, '/selection')
  // Held, so that none is removed before the export stands among its uses.
  yield* lockRegions(choice.regions, context, 'share')
  yield* demandRegions(choice.regions, null, '/selection/regions', context)
  const named = choice.groups.map((group, index) => ({ group, path: `/selection/groups/${index}` }))
  yield* demandGroups(named, context, readable)
  const fields = { groups: { ref: 'groups', selection: choice }, automaticallyAddNewGroups }
  if (automaticallyAddNewGroups) return { ...fields, frozenGroups: null, frozenAt: null }
  const origins = yield* originsOf(choice, null, '/selection', context)
  const { groups } = yield* shownGroups(origins, readable, context)
  return { ...fields, frozenGroups: groups.map(({ id }) => id), frozenAt: context.now }
}

/**
 * Keeps a recurring export, for the one who saves it.
 *
 * @throws refusals `reports.export_without_owner` for the system, `lists.query_unknown`, `region.unknown`, `region.group_unknown`,
 * `region.named_twice`, `region.group_twice`, `region.selection_empty`.
 */
export function* createRecurringExport(
  draft: ReadDraft,
  reach: ExportReach,
  context: DecisionContext,
): Decision<Outcome<RecurringExport>> {
  if (context.actor === null) refuse(problem('reports.export_without_owner'))
  yield* holdQuery(draft.content, context)
  const { selection, ...given } = draft
  const chosen = yield* selectionFields(selection, reach.groups, context)
  const row = parseRecord(entityOf(context.model, EXPORT), {
    ...given,
    ...chosen,
    id: context.identifiers.next(),
    queryId: queryOf(draft.content),
    ownerId: context.actor,
    createdAt: context.now,
  })
  const definition = definitionOf(row)
  const nextAt = definition.active ? nextOccurrence(definition.schedule, context.now) : null
  return {
    writes: [{ type: 'insert', entity: EXPORT, rows: [row] }, ...plannedRun(definition.id, nextAt, context)],
    value: exportShown(definition, nextAt),
  }
}

/** An export within reach, locked. Refused with `reports.export_unknown`. */
function* lockedExport(id: string, within: BoundCriteria, { model }: DecisionContext): Decision<ExportDefinition> {
  const where = allOf(isEqual(entityOf(model, EXPORT), 'id', id), standingExports(model), within)
  const [row] = yield { entity: EXPORT, where, lock: 'update' }
  return row === undefined ? refuse(problem('reports.export_unknown', { data: { export: id } })) : definitionOf(row)
}

/** The export of one's own: what is mailed to somebody, nobody else says. Refused with `reports.export_not_owner`. */
function* ownExport(id: string, reach: ExportReach, context: DecisionContext): Decision<ExportDefinition> {
  const definition = yield* lockedExport(id, reach.exports, context)
  if (context.actor !== null && context.actor !== definition.ownerId)
    refuse(problem('reports.export_not_owner', { data: { name: definition.name } }))
  return definition
}

/** The groups of an export, said anew; nothing where nothing was said. */
function* selectionAnew(
  wanted: WantedSelection | undefined,
  readable: BoundCriteria,
  context: DecisionContext,
): Decision<Row> {
  return wanted === undefined ? {} : yield* selectionFields(wanted, readable, context)
}

/**
 * Changes a recurring export of one's own. What is chosen anew while it is frozen is kept as it is now.
 *
 * @throws refusals `reports.export_unknown`, `reports.export_not_owner`, `session.stale`, and those of {@link createRecurringExport}.
 */
export function* editRecurringExport(
  id: string,
  { version, selection, content, ...patch }: ReadPatch,
  reach: ExportReach,
  context: DecisionContext,
): Decision<Outcome<RecurringExport>> {
  const definition = yield* ownExport(id, reach, context)
  if (content !== undefined) yield* holdQuery(content, context)
  const chosen = yield* selectionAnew(selection, reach.groups, context)
  const set = parsePatch(entityOf(context.model, EXPORT), {
    ...patch,
    ...chosen,
    ...(content === undefined ? {} : { content, queryId: queryOf(content) }),
    version: definition.version + 1,
  })
  const write: Write = { type: 'update', entity: EXPORT, id, set, expect: { version: version ?? definition.version } }
  const now = definitionOf({ ...definition, ...set })
  if (!now.active || sameValue(now.schedule, definition.schedule)) {
    const times = yield* plannedTimes([id], context)
    return { writes: [write], value: exportShown(now, times.get(id) ?? null) }
  }
  const nextAt = nextOccurrence(now.schedule, context.now)
  const withdrawn = yield* unplanned([id], null, context)
  return { writes: [write, ...withdrawn, ...plannedRun(id, nextAt, context)], value: exportShown(now, nextAt) }
}

/** Has an export of one's own run again, from its next time on. Refused as {@link editRecurringExport}. */
export function* switchOnRecurringExport(
  id: string,
  reach: ExportReach,
  context: DecisionContext,
): Decision<Outcome<RecurringExport>> {
  const definition = yield* ownExport(id, reach, context)
  if (definition.active) {
    const times = yield* plannedTimes([id], context)
    return { writes: [], value: exportShown(definition, times.get(id) ?? null) }
  }
  const set = { active: true, version: definition.version + 1 }
  const nextAt = nextOccurrence(definition.schedule, context.now)
  return {
    writes: [{ type: 'update', entity: EXPORT, id, set }, ...plannedRun(id, nextAt, context)],
    value: exportShown({ ...definition, ...set }, nextAt),
  }
}

/** Stops an export within reach; what is under way and not yet mailed is not mailed. Refused with `reports.export_unknown`. */
export function* switchOffRecurringExport(
  id: string,
  reach: ExportReach,
  context: DecisionContext,
): Decision<Outcome<RecurringExport>> {
  const definition = yield* lockedExport(id, reach.exports, context)
  if (!definition.active) return { writes: [], value: exportShown(definition, null) }
  const set = { active: false, version: definition.version + 1 }
  const withdrawn = yield* unplanned([id], 'switchedOff', context)
  return {
    writes: [{ type: 'update', entity: EXPORT, id, set }, ...withdrawn],
    value: exportShown({ ...definition, ...set }, null),
  }
}

/** Ends exports; what they did stays in the tracking. */
export function* endedExports(ids: readonly string[], context: DecisionContext): Decision<readonly Write[]> {
  const set = { active: false, removedAt: context.now }
  const withdrawn = yield* unplanned(ids, 'removed', context)
  return [...ids.map((id): Write => ({ type: 'update', entity: EXPORT, id, set })), ...withdrawn]
}

/** Removes an export within reach. Refused with `reports.export_unknown`. */
export function* removeRecurringExport(
  id: string,
  reach: ExportReach,
  context: DecisionContext,
): Decision<Outcome<void>> {
  yield* lockedExport(id, reach.exports, context)
  return { writes: yield* endedExports([id], context), value: undefined }
}
