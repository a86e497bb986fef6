import { sameValue, type Change, type Localized, type Row, type Write } from '../kernel'
import { demandUnused, type KeptCriteria, type QueryUses } from '../lists'
import { regionsNamed, withRegionsReplaced, type RegionReferences } from '../regions'
import type { Reaction } from '../storage'
import { composedLists, recomposed, withParts, type ComposedList } from './composed-lists'
import { partsOf, type CompositionPart } from './composition'
import { demandAskerless } from './demand-composition'
import { demandQueriesFit } from './keepable-list'
import { audienceQuery } from './known-lists'

/** What stands in the way of removing something that a list names, in words. */
export const listLabel = ({ name }: Row): Localized => ({
  fr: `la liste de diffusion ${String(name)}`,
  en: `the distribution list ${String(name)}`,
})

const useOf = ({ row }: ComposedList) => ({ entity: 'distributionList', id: String(row['id']), label: listLabel(row) })

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

/** The criteria of dynamic lists follow codes that are moved into others. */
export const keptCompositions: KeptCriteria = function* (rewritten, context) {
  const lists = yield* composedLists(context, 'update')
  return lists.flatMap(({ row, composition }): Write[] => {
    const changed = withParts(composition, (part) =>
      'criteria' in part ? { criteria: rewritten(part.criteria) ?? part.criteria } : part,
    )
    return sameValue(changed, composition) ? [] : [recomposed(row, changed)]
  })
}

/**
 * A saved query that a list asks stays, and goes on being one that can say who is on it: whatever whoever changes it sees of the list.
 * Refused as when the list was composed.
 */
export const queriesOfListsStay: Reaction = {
  name: 'communication.queriesOfListsStay',
  entities: () => ['savedQuery'],
  *react({ changes }, context) {
    const touched = new Map<string, Change>()
    for (const change of changes)
      if (change.before !== null && !sameValue(change.before['criteria'], change.after?.['criteria']))
        touched.set(change.id, change)
    if (touched.size === 0) return []
    const asked = new Set(
      (yield* composedLists(context)).flatMap(({ composition }) =>
        partsOf(composition).flatMap(({ part }) => ('query' in part && touched.has(part.query) ? [part.query] : [])),
      ),
    )
    for (const id of asked) {
      const { before, after } = touched.get(id) ?? { before: null, after: null }
      if (after === null) demandUnused(String(before?.['name']), { uses: [], others: true })
      else demandAskerless(context, audienceQuery(context.model, after), '/criteria')
    }
    if (asked.size > 0) yield* demandQueriesFit(asked, context)
    return []
  },
}
