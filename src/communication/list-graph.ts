import { readableQuery, testsOf } from '../lists'
import { entityOf } from '../model'
import { isAmong, type Query } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { partsOf, type CompositionPart } from './composition'
import type { ComposedList } from './composed-lists'

/** A dynamic list among the others. */
export interface ListNode {
  readonly name: string
  readonly organisation: string | null
  /** How many questions it asks by itself: one for each part, and those of its criteria. */
  readonly questions: number
  /** The lists that it names, each as often as it does. */
  readonly lists: readonly string[]
  readonly queries: readonly string[]
}

export type ListGraph = ReadonlyMap<string, ListNode>

const testsIn = ({ where }: Query): number => testsOf(where).length

/** Dynamic lists and what they name, by their ids. */
export function* listGraph(all: readonly ComposedList[], { model }: DecisionContext): Decision<ListGraph> {
  const query = entityOf(model, 'savedQuery')
  const namedIn = ({ composition }: ComposedList): readonly string[] =>
    partsOf(composition).flatMap(({ part }) => ('query' in part ? [part.query] : []))
  const named = new Set(all.flatMap(namedIn))
  const rows = named.size === 0 ? [] : yield { entity: query.name, where: isAmong(query, 'id', named) }
  const asked = new Map(
    rows.map((row) => {
      const saved = readableQuery(model, row)
      return [String(row['id']), saved === null ? 0 : testsIn(saved.criteria)] as const
    }),
  )
  const questionsOf = (part: CompositionPart): number => {
    if ('criteria' in part) return 1 + testsIn(part.criteria)
    return 'query' in part ? 1 + (asked.get(part.query) ?? 0) : 1
  }
  return new Map(
    all.map((one) => {
      const { row, composition } = one
      const parts = partsOf(composition).map(({ part }) => part)
      const node: ListNode = {
        name: String(row['name']),
        organisation: typeof row['organisationId'] === 'string' ? row['organisationId'] : null,
        questions: parts.reduce((sum, part) => sum + questionsOf(part), 0),
        lists: parts.flatMap((part) => ('list' in part ? [part.list] : [])),
        queries: namedIn(one),
      }
      return [String(row['id']), node] as const
    }),
  )
}

/** The way from a list back to itself; null where there is none. Without recursion: lists nest as deep as somebody likes. */
export function circleFrom(id: string, graph: ListGraph): readonly string[] | null {
  const cameFrom = new Map<string, string>()
  const waiting = [id]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const next of graph.get(at)?.lists ?? []) {
      if (next === id) {
        const line = [id]
        for (let back: string | undefined = at; back !== undefined; back = cameFrom.get(back)) line.unshift(back)
        return line
      }
      if (cameFrom.has(next)) continue
      cameFrom.set(next, at)
      waiting.push(next)
    }
  return null
}

/** These lists, and all that name them, however far away. */
export function andAbove(ids: Iterable<string>, graph: ListGraph): ReadonlySet<string> {
  const naming = new Map<string, string[]>()
  for (const [id, { lists }] of graph) for (const one of lists) naming.set(one, [...(naming.get(one) ?? []), id])
  const found = new Set<string>()
  const waiting = [...ids]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue
    found.add(id)
    for (const one of naming.get(id) ?? []) waiting.push(one)
  }
  return found
}

/** How many questions each list asks with those that it names, which are in no circle. */
export function questionsInAll(graph: ListGraph): ReadonlyMap<string, number> {
  const known = new Map<string, number>()
  for (const start of graph.keys()) {
    const waiting = [start]
    for (let id = waiting.at(-1); id !== undefined; id = waiting.at(-1)) {
      const { questions, lists } = graph.get(id) ?? { questions: 0, lists: [] }
      const open = new Set(lists.filter((one) => !known.has(one)))
      if (open.size > 0) {
        waiting.push(...open)
        continue
      }
      const inner = lists.reduce((sum, one) => sum + (known.get(one) ?? 0), 0)
      known.set(id, questions + inner)
      waiting.pop()
    }
  }
  return known
}
