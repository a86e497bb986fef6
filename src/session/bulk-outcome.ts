import { z } from 'zod'
import { refuse, type Localized, type Problem } from '../kernel'
import { entityOf, parseInput } from '../model'
import { allOf, EVERYTHING, isEqual, type BoundCriteria } from '../query'
import { bulkProblem, type BulkState } from '../regions'
import { readAll } from '../storage'
import { bulkFrom, itemsOf, progressOf, type BulkProgress, type KeptBulk } from './bulk-run'
import { labelOfKind } from './bulk-work'
import type { SessionCore } from './core'
import type { Engine } from './engine'
import { recordId } from './record-id'

/** One item and what became of it. */
export interface BulkItemOutcome {
  /** From 0, in the order of the run. */
  readonly position: number
  /** The group, or the record. */
  readonly id: string
  readonly state: BulkState
  /** Why it was refused or failed, each with code, path and a message in French and English; empty otherwise. */
  readonly problems: readonly Problem[]
  /** What the action answered, as JSON; null unless it was done. */
  readonly result: unknown
  readonly settledAt: Date | null
}

/** What a bulk action came to. */
export interface BulkOutcome extends BulkProgress {
  readonly kind: string
  readonly label: Localized
  /** Of which entity the items are. */
  readonly entity: string
  /** Whether the selection has groups that the one who started it may not see: nothing was done to them. */
  readonly others: boolean
  readonly startedBy: string | null
  readonly startedAt: Date
  /** Null while something is still to be done. */
  readonly finishedAt: Date | null
  readonly cancelledAt: Date | null
}

/** A page of items beside the counts; `end` leads to the next. */
export interface BulkOutcomePage extends BulkOutcome {
  readonly items: { readonly rows: readonly BulkItemOutcome[]; readonly end: string | null; readonly more: boolean }
}

export interface BulkItemsAsked {
  readonly state?: BulkState
  /** 1 to 1,000; 50 unless said. */
  readonly limit?: number
  readonly after?: string | null
}

const STATES = ['pending', 'done', 'refused', 'failed', 'cancelled'] as const satisfies readonly BulkState[]

const askedSchema = z.strictObject({
  state: z.enum(STATES).optional(),
  limit: z.number().int().min(1).max(1_000).default(50),
  after: z.string().max(100_000).nullish(),
})
const itemSchema = z.object({
  position: z.number(),
  recordId: z.string(),
  state: z.enum(STATES),
  problems: z.array(z.custom<Problem>((value) => typeof value === 'object' && value !== null)).nullable(),
  result: z.unknown(),
  settledAt: z.date().nullable(),
})

/** The bulk actions of one's own; those of everybody for the system. */
export function ownActions({ actor, fields }: SessionCore): BoundCriteria {
  return actor === null ? EVERYTHING : isEqual(entityOf(fields.whole, 'bulkAction'), 'startedBy', actor.id)
}

/** A bulk action that the actor started. Refused with `bulk.unknown`. */
export async function ownBulk(core: SessionCore, given: string): Promise<KeptBulk> {
  const id = recordId(given)
  const where = allOf(isEqual(entityOf(core.fields.whole, 'bulkAction'), 'id', id), ownActions(core))
  const [row] = await readAll(core.unconfined, { entity: 'bulkAction', where })
  return row === undefined ? refuse(bulkProblem('bulk.unknown', { path: '/id', data: { action: id } })) : bulkFrom(row)
}

/** An action with the figures of its items. */
export async function outcomeOf(
  core: SessionCore,
  kept: KeptBulk,
  registered: Engine['bulkActions'],
): Promise<BulkOutcome> {
  const { kind, entity, others, startedBy, startedAt, finishedAt, cancelledAt } = kept
  const progress = await progressOf(core.unconfined, core.fields.whole, kept)
  const label = labelOfKind(kind, registered)
  return { ...progress, kind, label, entity, others, startedBy, startedAt, finishedAt, cancelledAt }
}

/** An action with its figures and a page of its items. */
export async function outcomePage(
  core: SessionCore,
  id: string,
  asked: BulkItemsAsked,
  registered: Engine['bulkActions'],
): Promise<BulkOutcomePage> {
  const { state, limit, after } = parseInput(askedSchema, asked)
  const outcome = await outcomeOf(core, await ownBulk(core, id), registered)
  const item = entityOf(core.fields.whole, 'bulkItem')
  const page = await core.unconfined.find(item.name, {
    where: allOf(
      itemsOf(core.fields.whole, outcome.id),
      ...(state === undefined ? [] : [isEqual(item, 'state', state)]),
    ),
    orderBy: [{ field: 'position', direction: 'asc' }],
    limit,
    ...(after === null || after === undefined ? {} : { after }),
  })
  const rows = page.rows.map((row): BulkItemOutcome => {
    const { recordId: subject, problems, ...rest } = itemSchema.parse(row)
    return { ...rest, id: subject, problems: problems ?? [] }
  })
  return { ...outcome, items: { rows, end: page.end, more: page.more } }
}
