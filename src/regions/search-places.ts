import { z } from 'zod'
import { compareCodePoints, foldText, refuse, type Localized } from '../kernel'
import { entityOf, parseInput, type EntityDefinition, type Model } from '../model'
import { allOf, EVERYTHING, fieldOf, isAmong, NOTHING, type BoundCriteria } from '../query'
import { readAll, storageProblem, type Store } from '../storage'
import { regionFrom } from './region'
import { groupEntity, standing } from './standing-regions'

const request = z.strictObject({
  text: z.string().max(200).default(''),
  limit: z.number().int().min(1).max(100).default(20),
  after: z.string().nullish(),
})

/**
 * What somebody types into a picker, and how many answers it shows (20 unless said, at most 100). `after` is the `end` of the page
 * before.
 */
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

/** A page of places; `end` leads to the next, null where the page is empty. */
export interface PlacePage {
  readonly rows: readonly Place[]
  readonly end: string | null
  readonly more: boolean
}

/** Where a page ended in each of the two lists; null: at its beginning. */
const cursorSchema = z.tuple([z.string().nullable(), z.string().nullable()])
type Ends = z.output<typeof cursorSchema>

function endsFrom(cursor: string | null | undefined): Ends {
  if (cursor === null || cursor === undefined) return [null, null]
  try {
    return cursorSchema.parse(JSON.parse(cursor))
  } catch {
    return refuse(storageProblem('storage.bad_cursor'))
  }
}

/** One of the two lists: the next rows of it, and where any number of them ends. */
async function listed(
  store: Store,
  asked: { entity: string; where: BoundCriteria; name: string },
  from: string | null,
  limit: number,
) {
  const page = (count: number) =>
    store.find(asked.entity, {
      where: asked.where,
      orderBy: [{ field: asked.name, direction: 'asc' }],
      limit: count,
      ...(from === null ? {} : { after: from }),
    })
  const first = await page(limit)
  return {
    rows: first.rows,
    more: first.more,
    async endOf(count: number): Promise<string | null> {
      if (count === 0) return from
      return count === first.rows.length ? first.end : (await page(count)).end
    },
  }
}

/** Two ordered lists as one, at most so many: how many of the first, and the places. */
function merged(regions: readonly Place[], groups: readonly Place[], limit: number): { taken: number; rows: Place[] } {
  const rows: Place[] = []
  let taken = 0
  while (rows.length < limit) {
    const region = regions[taken]
    const group = groups[rows.length - taken]
    if (region === undefined && group === undefined) break
    // Of the same name, the region comes first.
    const isRegion =
      region !== undefined &&
      (group === undefined || compareCodePoints(foldText(region.name), foldText(group.name)) <= 0)
    if (isRegion) {
      rows.push(region)
      taken += 1
    } else if (group !== undefined) rows.push(group)
  }
  return { taken, rows }
}

/**
 * A page of regions and groups by name, together in the order of their names. `scopes` are what the asker may read of each. Refused
 * with `storage.bad_cursor` for a cursor that no search made.
 */
export async function searchPlaces(
  store: Store,
  model: Model,
  input: unknown,
  scopes: { readonly region: BoundCriteria; readonly group: BoundCriteria },
): Promise<PlacePage> {
  const { text, limit, after } = parseInput(request, input)
  const [regionsEnd, groupsEnd] = endsFrom(after)
  const region = entityOf(model, 'region')
  const group = groupEntity(model)
  const groupName = model.roles.group?.fields.name ?? null
  const regionsAsked = allOf(named(region, 'name', text), standing(model), scopes.region)
  // Groups whose names are not there, or hidden from the one who asks, are not found by name.
  const groupsAsked = groupName === null ? NOTHING : allOf(named(group, groupName, text), scopes.group)
  const regions = await listed(store, { entity: region.name, where: regionsAsked, name: 'name' }, regionsEnd, limit)
  const groups = await listed(
    store,
    { entity: group.name, where: groupsAsked, name: groupName ?? 'id' },
    groupsEnd,
    limit,
  )
  const found = regions.rows.map(regionFrom)
  const parents = new Set(found.flatMap(({ parentId }) => parentId ?? []))
  const around = await readAll(store, {
    entity: region.name,
    where: allOf(isAmong(region, 'id', parents), scopes.region),
  })
  const names = new Map(around.map(regionFrom).map(({ id, name }) => [id, name]))
  const { taken, rows } = merged(
    found.map(({ id, name, parentId }) => ({
      type: 'region',
      id,
      name,
      label: region.label,
      within: parentId === null ? null : (names.get(parentId) ?? null),
    })),
    groups.rows.map((row) => ({
      type: 'group',
      id: String(row['id']),
      name: String(row[groupName ?? 'id']),
      label: group.label,
      within: null,
    })),
    limit,
  )
  const end = rows.length === 0 ? null : [await regions.endOf(taken), await groups.endOf(rows.length - taken)]
  return {
    rows,
    end: end === null ? null : JSON.stringify(end),
    more: regions.more || groups.more || regions.rows.length + groups.rows.length > rows.length,
  }
}
