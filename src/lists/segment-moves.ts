import type { Write } from '../kernel'
import { entityOf } from '../model'
import { allOf, isAmong, isEqual, isMissing } from '../query'
import type { Decision, DecisionContext } from '../storage'

/** A record that goes into a segment or out of it. */
export interface SegmentMove {
  readonly recordId: string
  readonly segmentId: string
  readonly type: 'entered' | 'left'
  readonly at: Date
}

const keyOf = (recordId: unknown, segmentId: unknown): string => `${String(recordId)} ${String(segmentId)}`

function inserted(
  moves: readonly SegmentMove[],
  transaction: string | null,
  { identifiers }: DecisionContext,
): Write[] {
  const rows = moves.map((move) => ({ id: identifiers.next(), ...move, position: null, transaction }))
  return rows.length === 0 ? [] : [{ type: 'insert', entity: 'segmentEvent', rows }]
}

/**
 * The events of what changes moved. Where the same transaction told the contrary of a record before, and nobody read it, that is taken
 * back instead: a record that leaves and enters again before anything is kept did neither.
 */
export function* toldMoves(moves: readonly SegmentMove[], context: DecisionContext): Decision<readonly Write[]> {
  const { model, transaction } = context
  if (moves.length === 0) return []
  if (transaction === null) return toldOfTime(moves, context)
  const event = entityOf(model, 'segmentEvent')
  const told = yield {
    entity: event.name,
    where: allOf(
      isEqual(event, 'transaction', transaction),
      isMissing(event, 'position'),
      isAmong(
        event,
        'recordId',
        moves.map(({ recordId }) => recordId),
      ),
    ),
  }
  const undone = new Map(told.map((row) => [keyOf(row['recordId'], row['segmentId']), row]))
  const fresh = moves.filter((move) => !undone.has(keyOf(move.recordId, move.segmentId)))
  const back = moves.flatMap((move): Write[] => {
    const row = undone.get(keyOf(move.recordId, move.segmentId))
    return row === undefined ? [] : [{ type: 'remove', entity: event.name, id: String(row['id']) }]
  })
  return [...back, ...inserted(fresh, transaction, context)]
}

/** The events of what time alone moved: each happened at its moment, and no transaction undoes it. */
export const toldOfTime = (moves: readonly SegmentMove[], context: DecisionContext): readonly Write[] =>
  inserted(moves, null, context)
