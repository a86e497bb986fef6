import { isPlainObject, isWellFormedText, jsonPointer, type Problem } from '../kernel'
import { problem } from './problem'

const MOST_PROBLEMS = 20

interface Place {
  readonly value: unknown
  readonly step: string | number
  readonly outer: Place | null
  readonly depth: number
}

/** Each part of some data, each object once: cycles end, and however deep it is, the stack stays as it is. */
function* partsOf(root: unknown, depth: number): Generator<Place> {
  const met = new Set<unknown>()
  const waiting: Place[] = [{ value: root, step: '', outer: null, depth: 0 }]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const outer = at
    yield outer
    const { value } = outer
    if (typeof value !== 'object' || value === null || outer.depth >= depth || met.has(value)) continue
    met.add(value)
    const enter = (step: string | number, part: unknown) =>
      waiting.push({ value: part, step, outer, depth: outer.depth + 1 })
    if (Array.isArray(value)) value.forEach((item: unknown, index) => enter(index, item))
    else if (isPlainObject(value)) for (const [key, item] of Object.entries(value)) enter(key, item)
  }
}

function pointerTo(place: Place): string {
  const path: (string | number)[] = []
  for (let at = place; at.outer !== null; at = at.outer) path.push(at.step)
  return jsonPointer(path.reverse())
}

const isMalformed = (value: unknown): boolean => typeof value === 'string' && !isWellFormedText(value)

/** The texts that no database keeps, those with a NUL character or half of a surrogate pair, so many levels down. */
export function malformedTexts(input: unknown, depth = Number.POSITIVE_INFINITY): Problem[] {
  const found: Problem[] = []
  for (const place of partsOf(input, depth)) {
    if (!isMalformed(place.value) && !isMalformed(place.step)) continue
    found.push(problem('text.malformed', { path: pointerTo(place) }))
    if (found.length === MOST_PROBLEMS) break
  }
  return found
}

/** Whether bytes stand somewhere in it. */
export function holdsBytes(input: unknown): boolean {
  for (const { value } of partsOf(input, Number.POSITIVE_INFINITY)) if (ArrayBuffer.isView(value)) return true
  return false
}

const isJsonValue = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  Array.isArray(value) ||
  isPlainObject(value)

/** Whether data comes back from JSON as it is: nothing in it is a Date, a function or a bigint, and nothing contains itself. */
export function isJsonData(root: unknown): boolean {
  const open = new Set<unknown>()
  const clear = new Set<unknown>()
  const waiting: { readonly value: unknown; readonly leaves: boolean }[] = [{ value: root, leaves: false }]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const { value, leaves } = at
    if (leaves) {
      open.delete(value)
      clear.add(value)
      continue
    }
    if (!isJsonValue(value) || open.has(value)) return false
    if (typeof value !== 'object' || value === null || clear.has(value)) continue
    open.add(value)
    waiting.push({ value, leaves: true })
    for (const part of Object.values(value)) waiting.push({ value: part, leaves: false })
  }
  return true
}
