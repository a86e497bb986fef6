import { isPlainObject, refuse, type Localized, type Row } from '../kernel'
import { entityOf, type Model } from '../model'
import { EVERYTHING, isAmong, type BoundCriteria, type Query } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { problem } from './problem'
import type { RegionReferences } from './region-references'
import { lockRegions } from './standing-regions'

/** A region as criteria name it, and where: a JSON pointer. */
interface NamedRegion {
  readonly region: string
  readonly path: string
}

const selectionOf = (node: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | null =>
  node['ref'] === 'groups' && isPlainObject(node['selection']) ? node['selection'] : null

/** Every region that criteria name in a selection of groups, wherever it stands in their JSON. */
export function regionsNamed(criteria: unknown): readonly NamedRegion[] {
  const found: NamedRegion[] = []
  const waiting: { readonly node: unknown; readonly path: string }[] = [{ node: criteria, path: '' }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, path } = next
    if (Array.isArray(node)) {
      for (const [index, item] of node.entries()) waiting.push({ node: item, path: `${path}/${index}` })
    } else if (isPlainObject(node)) {
      const regions = selectionOf(node)?.['regions']
      if (Array.isArray(regions))
        for (const [index, region] of regions.entries())
          if (typeof region === 'string') found.push({ region, path: `${path}/selection/regions/${index}` })
      for (const [name, value] of Object.entries(node))
        if (typeof value === 'object') waiting.push({ node: value, path: `${path}/${name}` })
    }
  }
  return found
}

/** The same criteria with one region in the place of others, each named once. */
export function withRegionsReplaced(criteria: unknown, regions: ReadonlySet<string>, replacement: string): unknown {
  if (Array.isArray(criteria)) return criteria.map((one) => withRegionsReplaced(one, regions, replacement))
  if (!isPlainObject(criteria)) return criteria
  const selection = selectionOf(criteria)
  const named = selection?.['regions']
  if (selection === null || !Array.isArray(named))
    return Object.fromEntries(
      Object.entries(criteria).map(([name, value]) => [name, withRegionsReplaced(value, regions, replacement)]),
    )
  const put = named.map((region: unknown) => (typeof region === 'string' && regions.has(region) ? replacement : region))
  return { ...criteria, selection: { ...selection, regions: [...new Set(put)] } }
}

/**
 * Criteria that are about to be kept name regions that are there; these are locked, so that none is removed before the criteria stand
 * among its uses. Refused with `region.unknown` where it is named.
 */
export function* demandRegionsNamed(
  { query, input }: { readonly query: Query; readonly input: unknown },
  context: DecisionContext,
): Decision<void> {
  // Told where it stands in what was given: a whole query, or bare criteria.
  const named = regionsNamed(isPlainObject(input) && input['where'] !== undefined ? query : query.where)
  if (named.length === 0) return
  const there = yield* lockRegions(new Set(named.map(({ region }) => region)), context, 'share')
  const unknown = named.filter(({ region }) => !there.has(region))
  if (unknown.length > 0)
    refuse(unknown.map((one) => problem('region.unknown', { path: one.path, data: { region: one.region } })))
}

/** Records that keep criteria: what of them names regions. */
export interface CriteriaHolder {
  readonly entity: string
  /** The field that holds the criteria, as JSON. */
  readonly field: string
  /** Which of the records count; all unless said. */
  readonly where?: (model: Model) => BoundCriteria
  readonly label: (row: Row) => Localized
}

/** The references of kept criteria: read as they stand, whether or not the model still understands the rest of them. */
export function criteriaReferences({
  entity,
  field,
  where = () => EVERYTHING,
  label,
}: CriteriaHolder): RegionReferences {
  const naming = (rows: readonly Row[], regions: ReadonlySet<string>): readonly Row[] =>
    rows.filter((row) => regionsNamed(row[field]).some(({ region }) => regions.has(region)))
  return {
    *uses(regions, { model }) {
      const rows = yield { entity, where: where(model) }
      return naming(rows, new Set(regions)).map((row) => ({ entity, id: String(row['id']), label: label(row) }))
    },
    *replace(regions, replacement, { model }) {
      const gone = new Set(regions)
      const named = naming(yield { entity, where: where(model) }, gone).map((row) => String(row['id']))
      const rows = yield { entity, where: isAmong(entityOf(model, entity), 'id', named), lock: 'update' }
      return naming(rows, gone).map((row) => ({
        type: 'update',
        entity,
        id: String(row['id']),
        set: { [field]: withRegionsReplaced(row[field], gone, replacement) },
      }))
    },
  }
}
