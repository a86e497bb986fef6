import { z } from 'zod'
import { compareCodePoints, foldText, type Localized } from '../kernel'
import { entityOf, parseInput, type EntityDefinition } from '../model'
import { allOf, EVERYTHING, fieldOf, isAmong, type BoundCriteria } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { regionFrom } from './region'
import { groupEntity, standing } from './standing-regions'

const request = z.strictObject({
  text: z.string().max(200).default(''),
  limit: z.number().int().min(1).max(100).default(20),
})

/** What somebody types into a picker, and how many answers it shows (20 unless said, at most 100). */
export type PlaceSearch = z.input<typeof request>

/** A region or a group, saying which it is. */
export interface Place {
  readonly type: 'region' | 'group'
  readonly id: string
  readonly name: string
  /** What it is, in the words of the model: "Région", "Agence". */
  readonly label: Localized
  /** For a region inside another, the name of that one: it tells regions of the same name apart. */
  readonly within: string | null
}

/** A name that holds the text, compared as the field compares; text that says nothing is in every name. */
function named(entity: EntityDefinition, name: string, text: string): BoundCriteria {
  const field = fieldOf(entity, name)
  const pattern = field.exact === true ? text.trim() : foldText(text)
  return pattern === '' ? EVERYTHING : { type: 'test', field, negated: false, operator: 'contains', value: pattern }
}

/**
 * Regions and groups by name, together in the order of their names. `scopes` are what the asker may read of each.
 */
export function* searchPlaces(
  input: unknown,
  scopes: { readonly region: BoundCriteria; readonly group: BoundCriteria },
  context: DecisionContext,
): Decision<readonly Place[]> {
  const { text, limit } = parseInput(request, input)
  const region = entityOf(context.model, 'region')
  const group = groupEntity(context.model)
  const groupName = context.model.roles.group?.fields.name ?? 'name'
  const byName = (field: string) => ({ orderBy: [{ field, direction: 'asc' as const }], limit })
  const regions = yield {
    entity: region.name,
    where: allOf(named(region, 'name', text), standing(context.model), scopes.region),
    ...byName('name'),
  }
  const groups = yield {
    entity: group.name,
    where: allOf(named(group, groupName, text), scopes.group),
    ...byName(groupName),
  }
  const found = regions.map(regionFrom)
  const parents = yield {
    entity: region.name,
    where: isAmong(
      region,
      'id',
      found.flatMap(({ parentId }) => parentId ?? []),
    ),
  }
  const names = new Map(parents.map(regionFrom).map(({ id, name }) => [id, name]))
  const places: Place[] = [
    ...found.map(({ id, name, parentId }) => ({
      type: 'region' as const,
      id,
      name,
      label: region.label,
      within: parentId === null ? null : (names.get(parentId) ?? null),
    })),
    ...groups.map((row) => ({
      type: 'group' as const,
      id: String(row['id']),
      name: String(row[groupName]),
      label: group.label,
      within: null,
    })),
  ]
  // Both lists come in this order already, and sorting keeps regions ahead of groups of the same name.
  return places.sort((a, b) => compareCodePoints(foldText(a.name), foldText(b.name))).slice(0, limit)
}
