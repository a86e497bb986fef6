import { z } from 'zod'
import { isRefusal, type Row } from '../kernel'
import { entityOf, type Model } from '../model'
import { prepareQuery } from '../query'
import { displaySchema } from './display'
import type { SavedQuery } from './saved-query'

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  entity: z.string(),
  criteria: z.unknown(),
  display: displaySchema,
  shared: z.boolean(),
  ownerId: z.string().nullable(),
  createdAt: z.date(),
  version: z.number(),
})

/**
 * A row of the store as a saved query. The criteria are checked again: the model may have changed since they were saved, and what
 * it no longer knows is refused, never skipped.
 *
 * @throws refusals `model.entity_unknown` and those of `prepareQuery`.
 */
export function readSavedQuery(model: Model, row: Row): SavedQuery {
  const read = rowSchema.parse(row)
  entityOf(model, read.entity)
  return { ...read, criteria: prepareQuery(model, read.entity, read.criteria).query }
}

/** The same, or null where the model does not understand it any more. */
export function readableQuery(model: Model, row: Row): SavedQuery | null {
  try {
    return readSavedQuery(model, row)
  } catch (error) {
    if (isRefusal(error)) return null
    throw error
  }
}
