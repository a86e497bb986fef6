import type { Localized } from '../kernel'
import { entityOf, type Model } from '../model'
import { allOf, isAmong, type BoundCriteria } from '../query'
import type { Decision } from './decision'

/** A record that refers to something, and would be left without it. */
export interface ReferringRecord {
  readonly entity: string
  readonly id: string
  /** What a user recognises it by. */
  readonly label: Localized
}

/** The uses that somebody may see, and whether there are others; how many would tell of what is out of sight. */
export interface UsesSeen {
  readonly uses: readonly ReferringRecord[]
  readonly others: boolean
}

const OTHERS: Localized = { fr: "d'autres que vous ne pouvez pas voir", en: 'others that you may not see' }

/** What stands in the way, in words, the others among it. */
export const withOthers = (named: readonly Localized[], others: boolean): readonly Localized[] =>
  others ? [...named, OTHERS] : named

/** So many uses are named in a refusal; of more, the number is told. */
const MOST_NAMED = 20

/** Uses as a refusal tells them: in words, and which records those are. */
export function usesTold({ uses, others }: UsesSeen) {
  const labels = uses.map(({ label }) => label)
  const more = labels.length - MOST_NAMED
  const named = more > 0 ? [...labels.slice(0, MOST_NAMED), { fr: `${more} de plus`, en: `${more} more` }] : labels
  return { uses: withOthers(named, others), others, records: uses.map(({ entity, id }) => ({ entity, id })) }
}

/** Which records of an entity somebody may see. */
export type Visible = (entity: string) => BoundCriteria

/** Tells the uses that somebody may see, and that there are others. */
export function* usesSeen(all: readonly ReferringRecord[], visible: Visible, model: Model): Decision<UsesSeen> {
  const seen = new Set<ReferringRecord>()
  for (const name of new Set(all.map((use) => use.entity))) {
    const entity = entityOf(model, name)
    const alike = all.filter((use) => use.entity === name)
    const ids = alike.map(({ id }) => id)
    const rows = yield { entity: name, where: allOf(isAmong(entity, 'id', ids), visible(name)) }
    const there = new Set(rows.map((row) => String(row['id'])))
    for (const use of alike) if (there.has(use.id)) seen.add(use)
  }
  const uses = all.filter((use) => seen.has(use))
  return { uses, others: uses.length < all.length }
}
