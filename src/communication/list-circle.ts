import { refuse } from '../kernel'
import type { OrganisationBound } from '../permissions'
import type { Decision, DecisionContext } from '../storage'
import { partsOf } from './composition'
import { composedLists, type ComposedList } from './composition-uses'
import { problem } from './problem'

/** The most parts that a list has with all the lists that it names, counted as often as they are named: what one question may ask. */
const MOST_PARTS_IN_ALL = 1_000

interface Node {
  readonly name: string
  readonly organisation: string | null
  readonly parts: number
  readonly lists: readonly string[]
}

const nodeOf = ({ row, composition }: ComposedList): Node => {
  const parts = partsOf(composition)
  const organisation = typeof row['organisationId'] === 'string' ? row['organisationId'] : null
  return {
    name: String(row['name']),
    organisation,
    parts: parts.length,
    lists: parts.flatMap(({ part }) => ('list' in part ? [part.list] : [])),
  }
}

/** The way from a list back to itself; null where there is none. Without recursion: lists nest as deep as somebody likes. */
function circleFrom(id: string, nodes: ReadonlyMap<string, Node>): readonly string[] | null {
  const cameFrom = new Map<string, string>()
  const waiting = [id]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const next of nodes.get(at)?.lists ?? []) {
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

/** How many parts each list has with those it names; they are in no circle. */
function weights(nodes: ReadonlyMap<string, Node>): ReadonlyMap<string, number> {
  const known = new Map<string, number>()
  for (const start of nodes.keys()) {
    const waiting = [start]
    for (let id = waiting.at(-1); id !== undefined; id = waiting.at(-1)) {
      const { parts, lists } = nodes.get(id) ?? { parts: 0, lists: [] }
      const open = lists.filter((one) => !known.has(one))
      if (open.length > 0) waiting.push(...open)
      else {
        known.set(
          id,
          lists.reduce((sum, one) => sum + (known.get(one) ?? 0), parts),
        )
        waiting.pop()
      }
    }
  }
  return known
}

/**
 * A last look at a list that was composed: it does not contain itself, and neither it nor a list that names it asks too much at once. All
 * dynamic lists are held meanwhile, so that of two which would close a circle together the later one sees the other.
 *
 * `bound` keeps the names of lists out of sight untold.
 *
 * @throws refusals `communication.list_circle` with the line, `communication.composition_too_large`.
 */
export function* demandKeepable(
  id: string,
  context: DecisionContext,
  bound: OrganisationBound | null = null,
): Decision<void> {
  const all = yield* composedLists(context, 'share')
  const nodes = new Map(all.map((one) => [String(one.row['id']), nodeOf(one)] as const))
  const isSeen = ({ organisation }: Node): boolean =>
    bound === null || (organisation !== null && bound.organisations.includes(organisation))
  const nameOf = (list: string): string => {
    const node = nodes.get(list)
    return node !== undefined && isSeen(node) ? node.name : '…'
  }
  const path = '/composition'
  const circle = circleFrom(id, nodes)
  if (circle !== null) {
    const line = circle.map(nameOf).join(' → ')
    refuse(problem('communication.list_circle', { path, data: { line } }))
  }
  for (const [list, parts] of weights(nodes))
    if (parts > MOST_PARTS_IN_ALL) {
      const data = { list: nameOf(list), parts, most: MOST_PARTS_IN_ALL }
      refuse(problem('communication.composition_too_large', { path, data }))
    }
}
