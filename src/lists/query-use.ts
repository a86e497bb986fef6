import { refuse } from '../kernel'
import {
  usesSeen,
  type Decision,
  type DecisionContext,
  type ReferringRecord,
  usesTold,
  type UsesSeen,
  type Visible,
} from '../storage'
import { problem } from './problem'

export type { UsesSeen, Visible } from '../storage'

/** Something that runs a saved query and would be left without it: an automation, an audience, a recurring export. */
export type QueryUse = ReferringRecord

/**
 * Asked before saved queries are removed; each module that refers to them brings one, and so may a host.
 *
 * @example
 * ```ts
 * function* dashboards(queries: readonly string[], { model }: DecisionContext): Decision<readonly QueryUse[]> {
 *   const rows = yield { entity: 'dashboard', where: isAmong(entityOf(model, 'dashboard'), 'queryId', queries) }
 *   return rows.map((row) => ({ entity: 'dashboard', id: String(row.id), label: { fr: String(row.name), en: String(row.name) } }))
 * }
 * ```
 */
export type QueryUses = (queries: readonly string[], context: DecisionContext) => Decision<readonly QueryUse[]>

/** Where a saved query is used, as far as somebody may see. */
export function* usesOfQuery(
  id: string,
  registry: readonly QueryUses[],
  visible: Visible,
  context: DecisionContext,
): Decision<UsesSeen> {
  const all: QueryUse[] = []
  for (const usesOf of registry) all.push(...(yield* usesOf([id], context)))
  return yield* usesSeen(all, visible, context.model)
}

/** Refused with `lists.query_in_use`. */
export function demandUnused(name: string, seen: UsesSeen): void {
  if (seen.uses.length === 0 && !seen.others) return
  const data = {
    name,
    ...usesTold(seen),
  }
  refuse(problem('lists.query_in_use', { data }))
}
