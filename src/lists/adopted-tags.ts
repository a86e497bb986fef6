import { refuse, type Change, type Row } from '../kernel'
import { entityOf, parseRecord } from '../model'
import { isAmong } from '../query'
import type { Reaction } from '../storage'
import { allTerms } from './edit-terms'
import { tagFieldOf, tagHolders, tagTerms } from './tag'
import { isCode } from './term'

const codesOf = (row: Row | null, field: string): readonly string[] => {
  const value: unknown = row?.[field]
  return Array.isArray(value) ? value.filter(isCode) : []
}

const put = ({ before, after }: Change, field: string): readonly string[] => {
  const there = new Set(codesOf(before, field))
  return codesOf(after, field).filter((code) => !there.has(code))
}

/**
 * Tags are put on records freely: a code that nobody has named yet becomes a tag with itself as its words, behind the others, to be
 * renamed or merged later. So whatever a record carries is in the vocabulary. Archived tags are no longer taken.
 *
 * Refuses with `lists.tag_archived`.
 */
export const adoptedTags: Reaction = {
  name: 'lists.adopted_tags',
  entities: (model) => tagHolders(model).map((holder) => holder.entity.name),
  *react({ changes }, context) {
    const codes = new Set(
      changes.flatMap((change) => {
        const field = tagFieldOf(context.model, entityOf(context.model, change.entity))
        return field === null ? [] : put(change, field)
      }),
    )
    if (codes.size === 0) return []
    const definition = entityOf(context.model, tagTerms.entity)
    // Held, so that none goes meanwhile because no record seemed to carry it.
    const rows = yield { entity: tagTerms.entity, where: isAmong(definition, 'code', codes), lock: 'share' }
    const archived = rows.find((row) => row['archived'] === true)
    if (archived !== undefined) refuse(tagTerms.archived(String(archived['code']), '/tags'))
    const known = new Set(rows.map((row) => row['code']))
    const fresh = [...codes].filter((code) => !known.has(code))
    if (fresh.length === 0) return []
    const behind = 1 + Math.max(-1, ...(yield* allTerms(tagTerms)).map((term) => term.position))
    const adopted = fresh.map((code, index) =>
      parseRecord(definition, {
        id: context.identifiers.next(),
        code,
        label: { fr: code, en: code },
        position: behind + index,
      }),
    )
    return [{ type: 'insert', entity: tagTerms.entity, rows: adopted, onConflict: 'skip', key: ['code'] }]
  },
}
