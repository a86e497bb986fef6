import { entity, entityOf, type EntityDefinition, type Model } from '../model'
import { problem } from './problem'
import { termFields, type CodeHolder, type Term, type Vocabulary, holdersTold } from './term'

/**
 * A word put on records of any entity that has tags: one vocabulary for all, so that VIP means the same on an account and on a
 * contact.
 */
export const tag = entity({
  module: 'lists',
  label: { fr: 'Étiquette', en: 'Tag' },
  fields: termFields,
  unique: [['code']],
})

/** A tag as it is read. */
export type Tag = Term

/** The field of an entity that holds its tags: that of the account's role, elsewhere the set of codes called `tags`. */
export function tagFieldOf(model: Model, definition: EntityDefinition): string | null {
  const role = model.roles.account
  if (role?.entity === definition.name) return role.fields.tags
  return definition.fields.get('tags')?.kind === 'tags' ? 'tags' : null
}

/** Where tags stand, over the whole model. */
export function tagHolders(model: Model): readonly CodeHolder[] {
  return [...model.entities.keys()].flatMap((name) => {
    const definition = entityOf(model, name)
    const field = tagFieldOf(model, definition)
    return field === null ? [] : [{ entity: definition, field }]
  })
}

export const tagTerms: Vocabulary = {
  entity: 'tag',
  unknown: (code, known, path) => problem('lists.tag_unknown', { path, data: { code, known } }),
  archived: (code, path) => problem('lists.tag_archived', { path, data: { code } }),
  taken: (code, path) => problem('lists.tag_taken', { path, data: { code } }),
  inUse: (code, holders) => problem('lists.tag_in_use', { data: { code, ...holders, holders: holdersTold(holders) } }),
  needed: () => null,
  holders: tagHolders,
}
