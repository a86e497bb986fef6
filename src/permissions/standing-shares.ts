import { z } from 'zod'
import type { Row } from '../kernel'
import { allOf, anyOf, compares, isEqual, isMissing, type BoundCriteria } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { shareEntity, type Share, type SharedRecord } from './share'

const stored = z.object({
  entity: z.string(),
  recordId: z.string(),
  userId: z.string(),
  use: z.enum(['read', 'work']),
  expiresAt: z.date().nullable().default(null),
  sharedBy: z.string().nullable().default(null),
  sharedAt: z.date(),
  version: z.number(),
})

export function shareFrom(row: Row): Share {
  const { userId, use, expiresAt, sharedBy, sharedAt, version } = stored.parse(row)
  return { user: userId, use, expiresAt, sharedBy, sharedAt, version }
}

function sharedFrom(row: Row): SharedRecord {
  const { entity, recordId, use, expiresAt, sharedBy } = stored.parse(row)
  return { entity, id: recordId, use, expiresAt, sharedBy }
}

/** Shares that still give something: the moment of the expiry itself is past it. */
const inForce = ({ model, now }: DecisionContext): BoundCriteria => {
  const share = shareEntity(model)
  return anyOf(isMissing(share, 'expiresAt'), compares(share, 'expiresAt', 'gt', now))
}

/** What is shared with a user now. */
export function* sharedWith(user: string, context: DecisionContext): Decision<readonly SharedRecord[]> {
  const share = shareEntity(context.model)
  const rows = yield { entity: share.name, where: allOf(isEqual(share, 'userId', user), inForce(context)) }
  return rows.map(sharedFrom)
}

/** With whom a record is shared now, by user. */
export function* sharesOfRecord(entity: string, id: string, context: DecisionContext): Decision<readonly Share[]> {
  const share = shareEntity(context.model)
  const rows = yield {
    entity: share.name,
    where: allOf(isEqual(share, 'entity', entity), isEqual(share, 'recordId', id), inForce(context)),
    orderBy: [{ field: 'userId', direction: 'asc' }],
  }
  return rows.map(shareFrom)
}

/** The moment at which the first of these shares ends; null where none does. */
export const firstExpiry = (shares: readonly SharedRecord[]): Date | null =>
  shares.reduce<Date | null>(
    (first, { expiresAt }) => (expiresAt !== null && (first === null || expiresAt < first) ? expiresAt : first),
    null,
  )
