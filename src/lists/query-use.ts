import { refuse, type Localized } from '../kernel'
import { entityOf, type Model } from '../model'
import { allOf, isAmong, type BoundCriteria } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { problem } from './problem'

/** Something that runs a saved query and would be left without it: an automation, an audience, a recurring export. */
export interface QueryUse {
  readonly entity: string
  readonly id: string
  /** What a user recognises it by. */
  readonly label: Localized
}

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

/** The uses of a query that somebody may see, and how many there are besides. */
export interface UsesSeen {
  readonly uses: readonly QueryUse[]
  readonly others: number
}

/** Which records of an entity somebody may see. */
export type Visible = (entity: string) => BoundCriteria

function* seenAmong(uses: readonly QueryUse[], visible: Visible, model: Model): Decision<readonly QueryUse[]> {
  const seen = new Set<QueryUse>()
  for (const name of new Set(uses.map((use) => use.entity))) {
    const entity = entityOf(model, name)
    const alike = uses.filter((use) => use.entity === name)
    const ids = alike.map(({ id }) => id)
    const rows = yield { entity: name, where: allOf(isAmong(entity, 'id', ids), visible(name)) }
    const there = new Set(rows.map((row) => String(row['id'])))
    for (const use of alike) if (there.has(use.id)) seen.add(use)
  }
  return uses.filter((use) => seen.has(use))
}

/** Where a saved query is used, as far as somebody may see. */
export function* usesOfQuery(
  id: string,
  registry: readonly QueryUses[],
  visible: Visible,
  context: DecisionContext,
): Decision<UsesSeen> {
  const all: QueryUse[] = []
  for (const usesOf of registry) all.push(...(yield* usesOf([id], context)))
  const uses = yield* seenAmong(all, visible, context.model)
  return { uses, others: all.length - uses.length }
}

/** Refused with `lists.query_in_use`. */
export function demandUnused(name: string, { uses, others }: UsesSeen): void {
  if (uses.length + others === 0) return
  const data = {
    name,
    uses: uses.map(({ label }) => label),
    others,
    records: uses.map(({ entity, id }) => ({ entity, id })),
  }
  refuse(problem('lists.query_in_use', { data }))
}
