import type { Decision, DecisionContext } from '../storage'
import { above } from './lineage'
import type { Region } from './region'
import { lockRegions } from './standing-regions'

/** The regions asked for and those around them, locked, and the line of each: itself and what contains it. */
export interface LockedLine {
  readonly locked: ReadonlyMap<string, Region>
  readonly lineOf: (region: string) => readonly string[]
}

/**
 * Locks regions and every region around them, until nobody moved one of them meanwhile. Whoever hangs something into the tree, or takes
 * it out, does so: of two moves that would make a circle together the second waits, then sees what the first did. Nothing else of
 * the tree is held: what happens in other branches goes on.
 */
export function* lockLine(regions: readonly string[], context: DecisionContext): Decision<LockedLine> {
  const locked = new Map<string, Region>()
  const asked = new Set<string>()
  for (;;) {
    const lines = new Map<string, readonly string[]>()
    for (const region of regions) lines.set(region, yield* above(region, context))
    const more = [...regions, ...[...lines.values()].flat()].filter((id) => !asked.has(id))
    if (more.length === 0) return { locked, lineOf: (region) => lines.get(region) ?? [] }
    for (const [id, region] of yield* lockRegions(more, context)) locked.set(id, region)
    for (const id of more) asked.add(id)
  }
}
