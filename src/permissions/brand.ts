import { z } from 'zod'
import type { Row } from '../kernel'
import { entityOf, type Model } from '../model'
import { isAmong } from '../query'
import type { Decision } from '../storage'
import { checkColours, checkLogo, type Colours } from './brand-parts'
import { organisationFrom, type Organisation } from './organisation'

/** How an organisation presents itself in what is sent out: what it sets, then what those above it set. */
export interface Brand {
  /** The id of the organisation that speaks. */
  readonly organisation: string
  /** The name set nearest, else the organisation's own. */
  readonly name: string
  /** An `https` address, or an image in a `data:` address. */
  readonly logo: string | null
  /** By the host's own words (`primary`, `text` …), each `#rrggbb`. */
  readonly colours: Colours
}

export const brandSchema = z.strictObject({
  name: z.string().trim().min(1).max(200).nullable().optional(),
  logo: z.string().min(1).nullable().optional(),
  colours: z.record(z.string(), z.string()).nullable().optional(),
})

/** White label as it is set: what is left out stays as it is, null comes from the organisation above again. */
export type BrandDraft = z.input<typeof brandSchema>

/** The fields that a draft sets. Refused with `organisation.logo_refused`, `organisation.colour_refused`. */
export function brandFields({ name, logo, colours }: z.output<typeof brandSchema>, path: string): Row {
  return {
    ...(name === undefined ? {} : { displayName: name }),
    ...(logo === undefined ? {} : { logo: logo === null ? null : checkLogo(logo, `${path}/logo`) }),
    ...(colours === undefined ? {} : { colours: colours === null ? null : checkColours(colours, `${path}/colours`) }),
  }
}

/** An organisation and those above it, from the nearest. */
function lineOf(id: string, all: ReadonlyMap<string, Organisation>): readonly Organisation[] {
  const line: Organisation[] = []
  for (let at = all.get(id); at !== undefined && !line.includes(at); at = all.get(at.parentId ?? '')) line.push(at)
  return line
}

/** The brand of an organisation among all those above it; null where it is not there. */
export function brandAmong(id: string, all: ReadonlyMap<string, Organisation>): Brand | null {
  const line = lineOf(id, all)
  const [own] = line
  if (own === undefined) return null
  return {
    organisation: own.id,
    name: line.find(({ brand }) => brand.name !== null)?.brand.name ?? own.name,
    logo: line.find(({ brand }) => brand.logo !== null)?.brand.logo ?? null,
    colours: Object.assign({}, ...line.map(({ brand }) => brand.colours ?? {}).toReversed()),
  }
}

/** The brands of organisations, by id. Two questions, however many there are. */
export function* brandsOf(ids: Iterable<string>, model: Model): Decision<ReadonlyMap<string, Brand>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const nesting = entityOf(model, 'organisationAncestor')
  const organisation = entityOf(model, 'organisation')
  const line = yield { entity: nesting.name, where: isAmong(nesting, 'organisationId', wanted) }
  const rows = yield {
    entity: organisation.name,
    where: isAmong(organisation, 'id', new Set(line.map((row) => String(row['ancestorId'])))),
  }
  const all = new Map(rows.map(organisationFrom).map((one) => [one.id, one]))
  return new Map(
    wanted.flatMap((id) => {
      const brand = brandAmong(id, all)
      return brand === null ? [] : [[id, brand]]
    }),
  )
}

/** The brands that groups speak under, by the id of the group; one that is in no organisation has none. */
export function* brandsOfGroups(groups: Iterable<string>, model: Model): Decision<ReadonlyMap<string, Brand>> {
  const wanted = new Set(groups)
  if (wanted.size === 0) return new Map()
  const member = entityOf(model, 'organisationGroup')
  const rows = yield { entity: member.name, where: isAmong(member, 'groupId', wanted) }
  const brands = yield* brandsOf(
    rows.map((row) => String(row['organisationId'])),
    model,
  )
  return new Map(
    rows.flatMap((row) => {
      const brand = brands.get(String(row['organisationId']))
      return brand === undefined ? [] : [[String(row['groupId']), brand]]
    }),
  )
}
