import { sameValue, type Localized, type Row, type Write } from '../kernel'
import type { QueryUses } from '../lists'
import { entityOf, type Model } from '../model'
import { isEqual, type BoundCriteria } from '../query'
import { regionsNamed, withRegionsReplaced, type RegionReferences } from '../regions'
import type { Decision, DecisionContext, Reaction, ReadRequest } from '../storage'
import { partsOf, readComposition, type Composition, type CompositionPart } from './composition'
import { demandAskerless } from './demand-composition'
import { audienceQuery } from './known-lists'

const LIST = 'distributionList'

const isDynamic = (model: Model): BoundCriteria => isEqual(entityOf(model, LIST), 'kind', 'dynamic')

/** A dynamic list with its composition. */
export interface ComposedList {
  readonly row: Row
  readonly composition: Composition
}

/** All dynamic lists: there are few, and what they name is looked up in what they say. */
export function* composedLists(
  { model }: DecisionContext,
  lock?: ReadRequest['lock'],
): Decision<readonly ComposedList[]> {
  const rows = yield { entity: LIST, where: isDynamic(model), ...(lock === undefined ? {} : { lock }) }
  return rows.map((row) => ({ row, composition: readComposition(row['composition']) }))
}

/** What stands in the way of removing something that a list names, in words. */
export const listLabel = ({ name }: Row): Localized => ({
  fr: `la liste de diffusion ${String(name)}`,
  en: `the distribution list ${String(name)}`,
})

const useOf = ({ row }: ComposedList) => ({ entity: LIST, id: String(row['id']), label: listLabel(row) })

/** Dynamic lists are uses of the saved queries that they name. */
export const audienceUses: QueryUses = function* (queries, context) {
  const wanted = new Set(queries)
  const all = yield* composedLists(context)
  return all
    .filter(({ composition }) => partsOf(composition).some(({ part }) => 'query' in part && wanted.has(part.query)))
    .map(useOf)
}

const regionsOf = ({ part }: { readonly part: CompositionPart }): readonly string[] => {
  if ('regions' in part) return part.regions
  return 'criteria' in part ? regionsNamed(part.criteria).map(({ region }) => region) : []
}

const namesOne = ({ composition }: ComposedList, regions: ReadonlySet<string>): boolean =>
  partsOf(composition).some((placed) => regionsOf(placed).some((region) => regions.has(region)))

/** A list with another composition, as whoever read it before is to see. */
export const recomposed = (row: Row, composition: unknown): Write => ({
  type: 'update',
  entity: LIST,
  id: String(row['id']),
  set: { composition, version: Number(row['version']) + 1 },
})

/** A composition with other parts in the place of its own. */
export const withParts = (
  { version, include, exclude }: Composition,
  change: (part: CompositionPart) => unknown,
): unknown => ({ version, include: include.map(change), exclude: exclude.map(change) })

/** The regions that dynamic lists name, as places or in their criteria. */
export const audienceReferences: RegionReferences = {
  *uses(regions, context) {
    const gone = new Set(regions)
    return (yield* composedLists(context)).filter((list) => namesOne(list, gone)).map(useOf)
  },
  *replace(regions, replacement, context) {
    const gone = new Set(regions)
    const put = (part: CompositionPart): unknown => {
      if ('criteria' in part) return withRegionsReplaced(part, gone, replacement)
      if (!('regions' in part)) return part
      const named = part.regions.map((region) => (gone.has(region) ? replacement : region))
      return { ...part, regions: [...new Set(named)] }
    }
    const using = (yield* composedLists(context, 'update')).filter((list) => namesOne(list, gone))
    return using.map(({ row, composition }) => recomposed(row, withParts(composition, put)))
  },
}

/** A saved query that a list uses goes on being one that can say who is on it. Refused as when the list was composed. */
export const queriesOfListsStayFit: Reaction = {
  name: 'communication.queriesOfListsStayFit',
  entities: () => ['savedQuery'],
  *react({ changes }, context) {
    const edited = new Map<string, Row>()
    for (const { id, before, after } of changes)
      if (before !== null && after !== null && !sameValue(before['criteria'], after['criteria'])) edited.set(id, after)
    if (edited.size === 0) return []
    const used = new Set(
      (yield* composedLists(context)).flatMap(({ composition }) =>
        partsOf(composition).flatMap(({ part }) => ('query' in part ? [part.query] : [])),
      ),
    )
    for (const [id, row] of edited)
      if (used.has(id)) demandAskerless(context, audienceQuery(context.model, row), '/criteria')
    return []
  },
}
