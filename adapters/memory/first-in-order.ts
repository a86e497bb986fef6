/** The first `count` items in order, sorted, without sorting the rest: a heap whose top is the last of those kept. */
export function firstInOrder<T>(items: Iterable<T>, compare: (a: T, b: T) => number, count: number): readonly T[] {
  const heap: T[] = []
  for (const item of items) {
    if (heap.length < count) {
      heap.push(item)
      rise(heap, compare)
    } else {
      const [last] = heap
      if (last === undefined || compare(item, last) >= 0) continue
      heap[0] = item
      sink(heap, compare)
    }
  }
  return heap.sort(compare)
}

function rise<T>(heap: T[], compare: (a: T, b: T) => number): void {
  for (let at = heap.length - 1; at > 0;) {
    const above = (at - 1) >>> 1
    if (!swapIfLater(heap, at, above, compare)) return
    at = above
  }
}

function sink<T>(heap: T[], compare: (a: T, b: T) => number): void {
  for (let at = 0; ;) {
    const left = 2 * at + 1
    const leftItem = heap[left]
    const rightItem = heap[left + 1]
    if (leftItem === undefined) return
    const below = rightItem !== undefined && compare(rightItem, leftItem) > 0 ? left + 1 : left
    if (!swapIfLater(heap, below, at, compare)) return
    at = below
  }
}

function swapIfLater<T>(heap: T[], below: number, above: number, compare: (a: T, b: T) => number): boolean {
  const lower = heap[below]
  const upper = heap[above]
  if (lower === undefined || upper === undefined || compare(lower, upper) <= 0) return false
  heap[below] = upper
  heap[above] = lower
  return true
}
