import { refuse } from '../kernel'
import type { OrganisationBound } from '../permissions'
import type { Decision, DecisionContext } from '../storage'
import { composedLists } from './composed-lists'
import { andAbove, circleFrom, listGraph, questionsInAll, type ListGraph } from './list-graph'
import { problem } from './problem'

/**
 * The most questions that a list asks with all the lists that it names, each as often as it is named. They are one set of criteria, and
 * databases take no more than so in one (SQLite an expression of 1,000).
 */
const MOST_QUESTIONS = 500

/** The name of a list, for who may know that it is there. */
const naming =
  (graph: ListGraph, bound: OrganisationBound | null) =>
  (list: string): string => {
    const { name, organisation } = graph.get(list) ?? { name: '…', organisation: null }
    return bound === null || (organisation !== null && bound.organisations.includes(organisation)) ? name : '…'
  }

function demandSizes(
  changed: Iterable<string>,
  graph: ListGraph,
  { path, nameOf }: { readonly path: string; readonly nameOf: (list: string) => string },
): void {
  const sizes = questionsInAll(graph)
  for (const list of andAbove(changed, graph)) {
    const questions = sizes.get(list) ?? 0
    const data = { list: nameOf(list), questions, most: MOST_QUESTIONS }
    if (questions > MOST_QUESTIONS) refuse(problem('communication.composition_too_large', { path, data }))
  }
}

/**
 * A last look at a list that was composed: it does not contain itself, and neither it nor a list that names it asks too much at once. All
 * dynamic lists are held meanwhile, so that of two which would close a circle together the later one sees the other. `bound` keeps the
 * names of lists out of sight untold.
 *
 * @throws refusals `communication.list_circle` with the line, `communication.composition_too_large`.
 */
export function* demandKeepable(
  id: string,
  context: DecisionContext,
  bound: OrganisationBound | null = null,
): Decision<void> {
  const graph = yield* listGraph(yield* composedLists(context, 'share'), context)
  const nameOf = naming(graph, bound)
  const path = '/composition'
  const circle = circleFrom(id, graph)
  if (circle !== null)
    refuse(problem('communication.list_circle', { path, data: { line: circle.map(nameOf).join(' → ') } }))
  demandSizes([id], graph, { path, nameOf })
}

/** The lists that ask these saved queries do not ask too much as they are now. Refused with `communication.composition_too_large`. */
export function* demandQueriesFit(queries: ReadonlySet<string>, context: DecisionContext): Decision<void> {
  const graph = yield* listGraph(yield* composedLists(context), context)
  const asking = [...graph].flatMap(([id, node]) => (node.queries.some((one) => queries.has(one)) ? [id] : []))
  // Whose lists those are is not the query's owner's to know.
  demandSizes(asking, graph, { path: '/criteria', nameOf: () => '…' })
}
