import type { Write } from '../kernel'
import type { Decision, DecisionContext, ReferringRecord } from '../storage'

/** A record that refers to a region and would be left without it. */
export type RegionUse = ReferringRecord

/**
 * Where regions are referred to: asked before one is removed. Each module that refers to regions brings one, and so may a host.
 *
 * @example
 * ```ts
 * const targets: RegionReferences = {
 *   *uses(regions, { model }) {
 *     const rows = yield { entity: 'target', where: isAmong(entityOf(model, 'target'), 'regionId', regions) }
 *     return rows.map((row) => ({ entity: 'target', id: String(row.id), label: { fr: `l'objectif ${row.name}`, en: `the target ${row.name}` } }))
 *   },
 *   *replace(regions, regionId, { model }) {
 *     const rows = yield { entity: 'target', where: isAmong(entityOf(model, 'target'), 'regionId', regions), lock: 'update' }
 *     return rows.map((row) => ({ type: 'update', entity: 'target', id: String(row.id), set: { regionId } }))
 *   },
 * }
 * ```
 */
export interface RegionReferences {
  uses(regions: readonly string[], context: DecisionContext): Decision<readonly RegionUse[]>
  /** What to write so that another region stands in the place of these. Without it, these uses hold a region whatever is named. */
  replace?(regions: readonly string[], replacement: string, context: DecisionContext): Decision<readonly Write[]>
}
