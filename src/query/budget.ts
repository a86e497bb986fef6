import { isPlainObject, isRefusal, jsonPointer, refuse } from '../kernel'
import { problem } from './problem'

/** How much a set of criteria may hold. */
export interface Budget {
  /** How deep criteria are nested in criteria. */
  readonly depth: number
  /** Objects in all: combinations, tests and references. */
  readonly nodes: number
  /** Items of one list. */
  readonly listLength: number
  /** Items of all lists together. */
  readonly values: number
  /** Characters of one text. */
  readonly textLength: number
}

export const DEFAULT_BUDGET: Budget = { depth: 16, nodes: 1_000, listLength: 10_000, values: 50_000, textLength: 1_000 }

/** No object of the language has more members, nor a longer name for one. */
const MOST_MEMBERS = 16
const LONGEST_MEMBER = 100
/** A level of criteria is an object and, in a combination, a list; the envelope and a reference in a list come on top. */
const levelsOf = (depth: number): number => 2 * depth + 6

type Plain = Record<string, unknown>

/** One object or list on the way down: what is left of it to copy. */
interface Frame {
  readonly step: string | number
  readonly source: object
  readonly list: unknown[] | null
  readonly members: Plain
  readonly keys: readonly string[]
  readonly length: number
  position: number
}

/**
 * Copies unknown data within a budget, before anything walks it recursively. The copy is plain: later stages read it and never
 * the original, which may be cyclic, have getters or be a Proxy. Takes time and memory in proportion to the budget, not to the input,
 * but for one thing: of an object with very many members the engine lists all names before it tells the first (a million take it 0.3 s;
 * `JSON.parse` of as many takes it twice as long, so a limit on the size of a request's body is what keeps both out).
 * Refused with `query.too_deep`, `query.too_large`, `query.list_too_long`, `query.text_too_long`, `query.unknown_member`,
 * `query.not_plain`.
 */
export function plainCopy(input: unknown, budget: Budget = DEFAULT_BUDGET): unknown {
  try {
    return copy(input, budget)
  } catch (error) {
    if (isRefusal(error)) throw error
    // A trap of a Proxy threw.
    return refuse(problem('query.not_plain'))
  }
}

function copy(input: unknown, budget: Budget): unknown {
  const stack: Frame[] = []
  const levels = levelsOf(budget.depth)
  let nodes = 0
  let values = 0

  const pathTo = (step: string | number | null): string =>
    jsonPointer([...stack.slice(1).map((frame) => frame.step), ...(step === null ? [] : [step])])

  const open = (source: object, step: string | number): unknown => {
    const at = stack.length === 0 ? null : step
    if (stack.length >= levels) refuse(problem('query.too_deep', { path: pathTo(at), data: { limit: budget.depth } }))
    if (Array.isArray(source)) {
      const length = source.length
      if (length > budget.listLength)
        refuse(problem('query.list_too_long', { path: pathTo(at), data: { limit: budget.listLength } }))
      values += length
      if (values > budget.values)
        refuse(problem('query.too_large', { path: pathTo(at), data: { limit: budget.values } }))
      const list: unknown[] = []
      stack.push({ step, source, list, members: {}, keys: [], length, position: 0 })
      return list
    }
    if (!isPlainObject(source)) refuse(problem('query.not_plain', { path: pathTo(at) }))
    nodes += 1
    if (nodes > budget.nodes) refuse(problem('query.too_large', { path: pathTo(at), data: { limit: budget.nodes } }))
    const keys: string[] = []
    for (const key in source) {
      if (!Object.hasOwn(source, key)) continue
      keys.push(key)
      if (keys.length > MOST_MEMBERS || key.length > LONGEST_MEMBER) {
        const member = key.slice(0, LONGEST_MEMBER)
        refuse(problem('query.unknown_member', { path: pathTo(at), data: { member, known: '…' } }))
      }
    }
    const members: Plain = Object.create(null)
    stack.push({ step, source, list: null, members, keys, length: keys.length, position: 0 })
    return members
  }

  const take = (value: unknown, step: string | number | null): unknown => {
    switch (typeof value) {
      case 'string':
        if (value.length > budget.textLength)
          refuse(problem('query.text_too_long', { path: pathTo(step), data: { limit: budget.textLength } }))
        return value
      case 'number':
      case 'boolean':
        return value
      case 'object':
        return value === null ? null : open(value, step ?? '')
      default:
        return refuse(problem('query.not_plain', { path: pathTo(step) }))
    }
  }

  if (typeof input !== 'object' || input === null) return take(input, null)
  const root = open(input, '')
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    if (frame.position >= frame.length) {
      stack.pop()
      continue
    }
    const step = frame.list === null ? (frame.keys[frame.position] ?? '') : frame.position
    frame.position += 1
    const property = Object.getOwnPropertyDescriptor(frame.source, step)
    if (property !== undefined && !('value' in property)) refuse(problem('query.not_plain', { path: pathTo(step) }))
    const value: unknown = property?.value
    if (frame.list !== null) frame.list.push(take(value, step))
    // A member that is undefined is one that JSON would leave out.
    else if (value !== undefined) frame.members[step] = take(value, step)
  }
  return root
}
