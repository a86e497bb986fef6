import { z } from 'zod'
import { refuse, type Row, type Write } from '../kernel'
import { entityOf, parseInput, parsePatch, parseRecord, type Model } from '../model'
import { allOf, isEqual, prepareQuery, type Query } from '../query'
import { demandRegionsNamed } from '../regions'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { checkDisplay, displaySchema } from './display'
import { demandOwnReferences } from './owner-reference'
import { problem } from './problem'
import { demandUnused, usesOfQuery, type QueryUses, type Visible } from './query-use'
import { readSavedQuery } from './read-saved-query'
import { visibleQueries, type SavedQuery } from './saved-query'
import { wordSchema } from './term'

const MOST_CHARACTERS = 200

const name = z.string().trim().min(1).max(MOST_CHARACTERS)

const saveSchema = z.strictObject({
  name,
  entity: z.string(),
  criteria: z.unknown(),
  display: displaySchema.prefault({}),
  shared: z.boolean().default(false),
})

const editSchema = z
  .strictObject({ name, criteria: z.unknown(), display: displaySchema, shared: z.boolean() })
  .partial()
  .extend({ version: z.number().int().optional() })

const duplicateSchema = z.strictObject({ name: name.optional() })

/** What to keep: criteria of one entity (a `Query` or bare criteria) under a name, private unless shared. */
export type NewSavedQuery = z.input<typeof saveSchema>

/** What to change. With `version`, only while nobody else has changed it since. */
export type SavedQueryPatch = z.input<typeof editSchema>

/** The name of the copy; left out, it says that it is one. */
export type QueryCopy = z.input<typeof duplicateSchema>

function insertion(record: Row, context: DecisionContext): Outcome<SavedQuery> {
  const row = parseRecord(entityOf(context.model, 'savedQuery'), {
    ...record,
    id: context.identifiers.next(),
    ownerId: context.actor,
    createdAt: context.now,
  })
  const value = readSavedQuery(context.model, row)
  demandOwnReferences(value.criteria, value)
  return { writes: [{ type: 'insert', entity: 'savedQuery', rows: [row] }], value }
}

/**
 * Keeps a query. The criteria are checked against the model now and bound when they are run: `me` is then its owner, and in a shared
 * one nothing else of who asks may be said.
 *
 * @throws refusals `input.invalid`, `model.entity_unknown`, `lists.display_field`, `lists.display_twice`, `lists.shared_reference`,
 * `lists.no_owner`, `region.unknown`, those of `prepareQuery`.
 */
export function* saveQuery(input: unknown, context: DecisionContext): Decision<Outcome<SavedQuery>> {
  const given = parseInput(saveSchema, input)
  checkDisplay(entityOf(context.model, given.entity), given.display, '/display')
  const criteria = keptCriteria(context.model, given.entity, given.criteria)
  yield* demandRegionsNamed({ query: criteria, input: given.criteria }, context)
  return insertion({ ...given, criteria }, context)
}

function keptCriteria(model: Model, entity: string, criteria: unknown): Query {
  return prepareQuery(model, entity, criteria).query
}

/** The query, if the actor sees it. Refused with `lists.query_unknown`. */
function* seenQuery(id: string, context: DecisionContext): Decision<Row> {
  const entity = entityOf(context.model, 'savedQuery')
  const where = allOf(isEqual(entity, 'id', parseInput(wordSchema, id)), visibleQueries(context.model, context.actor))
  const [row] = yield { entity: 'savedQuery', where, lock: 'update' }
  return row ?? refuse(problem('lists.query_unknown', { data: { query: id } }))
}

/** The query, if it is theirs to change. Refused with `lists.query_unknown`, `lists.not_owner`. */
function* ownQuery(id: string, context: DecisionContext): Decision<Row> {
  const row = yield* seenQuery(id, context)
  if (context.actor !== null && row['ownerId'] !== context.actor)
    refuse(problem('lists.not_owner', { data: { name: row['name'] } }))
  return row
}

/**
 * A copy of a query that one sees, of one's own and private, with its criteria and its display. What it says of its owner is now said
 * of the new one.
 *
 * @throws refusals `lists.query_unknown`, `input.invalid`, `lists.no_owner`.
 */
export function* duplicateQuery(id: string, input: unknown, context: DecisionContext): Decision<Outcome<SavedQuery>> {
  const given = parseInput(duplicateSchema, input)
  const row = yield* seenQuery(id, context)
  const { entity, criteria, display, name: original } = readSavedQuery(context.model, row)
  const copied = { fr: `Copie de ${original}`, en: `Copy of ${original}` }[context.locale]
  const usual = copied.length > MOST_CHARACTERS ? original : copied
  return insertion({ name: given.name ?? usual, entity, criteria, display, shared: false }, context)
}

/**
 * Renames a query, shares it or takes it back, changes its criteria or how it is shown. Only its owner may.
 *
 * @throws refusals `lists.query_unknown`, `lists.not_owner`, `session.stale`, and those of {@link saveQuery}.
 */
export function* editQuery(id: string, input: unknown, context: DecisionContext): Decision<Outcome<SavedQuery>> {
  const { version, criteria, ...patch } = parseInput(editSchema, input)
  const row = yield* ownQuery(id, context)
  const about = entityOf(context.model, String(row['entity']))
  if (patch.display !== undefined) checkDisplay(about, patch.display, '/display')
  const kept = criteria === undefined ? null : keptCriteria(context.model, about.name, criteria)
  if (kept !== null) yield* demandRegionsNamed({ query: kept, input: criteria }, context)
  const set = parsePatch(entityOf(context.model, 'savedQuery'), {
    ...patch,
    ...(kept === null ? {} : { criteria: kept }),
    version: Number(row['version']) + 1,
  })
  const write: Write = {
    type: 'update',
    entity: 'savedQuery',
    id,
    set,
    ...(version === undefined ? {} : { expect: { version } }),
  }
  const value = readSavedQuery(context.model, { ...row, ...set })
  demandOwnReferences(value.criteria, value)
  return { writes: [write], value }
}

/**
 * Removes a query that nothing uses. Only its owner may.
 *
 * @throws refusals `lists.query_unknown`, `lists.not_owner`, `lists.query_in_use` with the list of uses.
 */
export function* removeQuery(
  id: string,
  uses: { readonly registry: readonly QueryUses[]; readonly visible: Visible },
  context: DecisionContext,
): Decision<Outcome<void>> {
  const row = yield* ownQuery(id, context)
  demandUnused(String(row['name']), yield* usesOfQuery(id, uses.registry, uses.visible, context))
  return { writes: [{ type: 'remove', entity: 'savedQuery', id }], value: undefined }
}
