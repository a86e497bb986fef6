import type { Decision, DecisionContext } from '../storage'
import { above } from './lineage'
import type { Region } from './region'
import { lockRegions } from './standing-regions'

/** The regions asked for, locked, and the line of each: itself and what contains it. */
export interface LockedLine {
  readonly locked: ReadonlyMap<string, Region>
  readonly lineOf: (region: string) => readonly string[]
}

/**
 * Locks regions for a change of the tree at them, and holds those around them where they are, until nobody moved one meanwhile. Whoever
 * hangs something into the tree, or takes it out, does so: of two moves that would make a circle together the second sees what the
 * first did. Those who only hold do so together: branches of one tree change at the same time.
 */
export function* lockLine(regions: readonly string[], context: DecisionContext): Decision<LockedLine> {
  const locked = new Map(yield* lockRegions(regions, context))
  const asked = new Set(regions)
  for (;;) {
    const lines = new Map<string, readonly string[]>()
    for (const region of regions) lines.set(region, yield* above(region, context))
    const more = [...lines.values()].flat().filter((id) => !asked.has(id))
    if (more.length === 0) return { locked, lineOf: (region) => lines.get(region) ?? [] }
    yield* lockRegions(more, context, 'share')
    for (const id of more) asked.add(id)
  }
}
