/** The units of UTF-16. */
const UNITS = 65_536

/**
 * Looks for many patterns in a text at once, in one walk through it, however many they are (Aho and Corasick, "Efficient string
 * matching: an aid to bibliographic search", 1975). Each pattern found is told by its number, once for every place.
 */
export function patternSearch(patterns: readonly string[]): (text: string, found: (pattern: number) => void) => void {
  // One map for all steps: a node and the unit that leads on from it.
  const steps = new Map<number, number>()
  const ends: number[] = [-1]
  const depthFirst: { readonly node: number; readonly parent: number; readonly unit: number }[] = []
  for (const [number, pattern] of patterns.entries()) {
    let node = 0
    for (let index = 0; index < pattern.length; index++) {
      const unit = pattern.charCodeAt(index)
      let next = steps.get(node * UNITS + unit)
      if (next === undefined) {
        next = ends.length
        ends.push(-1)
        steps.set(node * UNITS + unit, next)
        depthFirst.push({ node: next, parent: node, unit })
      }
      node = next
    }
    ends[node] = number
  }
  const { fallbacks, shorter } = linksOf(ends, depthFirst, steps)

  return (text, found) => {
    let node = 0
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index)
      let next = steps.get(node * UNITS + unit)
      while (next === undefined && node !== 0) {
        node = fallbacks[node] ?? 0
        next = steps.get(node * UNITS + unit)
      }
      node = next ?? 0
      for (let end = (ends[node] ?? -1) < 0 ? (shorter[node] ?? 0) : node; end !== 0; end = shorter[end] ?? 0)
        found(ends[end] ?? 0)
    }
  }
}

/**
 * For each node, where to go on when no step leads on (the longest other pattern that what was read ends with the beginning of), and the
 * next shorter pattern that ends here too.
 */
function linksOf(
  ends: readonly number[],
  nodes: readonly { readonly node: number; readonly parent: number; readonly unit: number }[],
  steps: ReadonlyMap<number, number>,
) {
  const depths = new Int32Array(ends.length)
  for (const { node, parent } of nodes) depths[node] = (depths[parent] ?? 0) + 1
  const fallbacks = new Int32Array(ends.length)
  const shorter = new Int32Array(ends.length)
  const byDepth = nodes.toSorted((a, b) => (depths[a.node] ?? 0) - (depths[b.node] ?? 0))
  for (const { node, parent, unit } of byDepth) {
    if (parent !== 0) {
      let from = fallbacks[parent] ?? 0
      let next = steps.get(from * UNITS + unit)
      while (next === undefined && from !== 0) {
        from = fallbacks[from] ?? 0
        next = steps.get(from * UNITS + unit)
      }
      fallbacks[node] = next ?? 0
    }
    const fallback = fallbacks[node] ?? 0
    shorter[node] = (ends[fallback] ?? -1) >= 0 ? fallback : (shorter[fallback] ?? 0)
  }
  return { fallbacks, shorter }
}
