import { z } from 'zod'
import { refuse, type Row, type Write } from '../kernel'
import { entityOf, parseInput, parsePatch, parseRecord, type Model } from '../model'
import { allOf, isEqual, prepareQuery, type Query } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { checkDisplay, displaySchema } from './display'
import { problem } from './problem'
import { readSavedQuery } from './read-saved-query'
import { visibleQueries, type SavedQuery } from './saved-query'

const name = z.string().trim().min(1).max(200)

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

/** What to keep: criteria of one entity (a `Query` or bare criteria) under a name, private unless shared. */
export type NewSavedQuery = z.input<typeof saveSchema>

/** What to change. With `version`, only while nobody else has changed it since. */
export type SavedQueryPatch = z.input<typeof editSchema>

/**
 * Keeps a query. The criteria are checked against the model now and bound when they are run.
 *
 * @throws refusals `input.invalid`, `model.entity_unknown`, `lists.display_field`, `lists.display_twice`, those of `prepareQuery`.
 */
export function* saveQuery(input: unknown, context: DecisionContext): Decision<Outcome<SavedQuery>> {
  yield* []
  const given = parseInput(saveSchema, input)
  const about = entityOf(context.model, given.entity)
  checkDisplay(about, given.display, '/display')
  const row = parseRecord(entityOf(context.model, 'savedQuery'), {
    ...given,
    id: context.identifiers.next(),
    criteria: keptCriteria(context.model, given.entity, given.criteria),
    ownerId: context.actor,
    createdAt: context.now,
  })
  return {
    writes: [{ type: 'insert', entity: 'savedQuery', rows: [row] }],
    value: readSavedQuery(context.model, row),
  }
}

function keptCriteria(model: Model, entity: string, criteria: unknown): Query {
  return prepareQuery(model, entity, criteria).query
}

/** The query, if the actor sees it and it is theirs to change. Refused with `lists.query_unknown`, `lists.not_owner`. */
function* ownQuery(id: string, context: DecisionContext): Decision<Row> {
  const entity = entityOf(context.model, 'savedQuery')
  const where = allOf(isEqual(entity, 'id', id), visibleQueries(context.model, context.actor))
  const [row] = yield { entity: 'savedQuery', where, lock: 'update' }
  if (row === undefined) return refuse(problem('lists.query_unknown', { data: { query: id } }))
  if (context.actor !== null && row['ownerId'] !== context.actor)
    refuse(problem('lists.not_owner', { data: { name: row['name'] } }))
  return row
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
  const set = parsePatch(entityOf(context.model, 'savedQuery'), {
    ...patch,
    ...(criteria === undefined ? {} : { criteria: keptCriteria(context.model, about.name, criteria) }),
    version: Number(row['version']) + 1,
  })
  const write: Write = {
    type: 'update',
    entity: 'savedQuery',
    id,
    set,
    ...(version === undefined ? {} : { expect: { version } }),
  }
  return { writes: [write], value: readSavedQuery(context.model, { ...row, ...set }) }
}

/** Refused with `lists.query_unknown`, `lists.not_owner`. */
export function* removeQuery(id: string, context: DecisionContext): Decision<Outcome<void>> {
  yield* ownQuery(id, context)
  return { writes: [{ type: 'remove', entity: 'savedQuery', id }], value: undefined }
}
