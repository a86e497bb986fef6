import type { EntityDefinition, Model } from '../model'
import { allOf, isAmong, isNothing } from '../query'
import { readAll } from '../storage'
import type { SessionCore } from './core'

/** Fields by which people know a record. */
const KNOWN_BY = ['name', 'title', 'number']

/** The field by which the records of an entity are known, of those that the actor sees. */
function nameField(model: Model, { name, fields }: EntityDefinition): string | undefined {
  const roles = Object.values(model.roles).flatMap((role) =>
    role?.entity === name && 'name' in role.fields ? [role.fields.name] : [],
  )
  const named = [...roles, ...KNOWN_BY].flatMap((field) => (field === null ? [] : (fields.get(field) ?? [])))
  return named.find(({ kind }) => kind === 'text' || kind === 'code')?.name
}

/** Who may read no users knows their own name. */
function ownName({ actor, model }: SessionCore, entity: string): readonly (readonly [string, string])[] {
  const users = model.roles.user?.entity === entity ? model.entities.get(entity) : undefined
  const name = users === undefined || actor === null ? undefined : actor.fields[nameField(model, users) ?? '']
  return actor !== null && typeof name === 'string' && name !== '' ? [[actor.id, name]] : []
}

/** Reads the names of records, as far as somebody may; one question whatever the number of ids. */
export type NamesReader = (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>

/** What reads the names of an entity's records by the rights that the actor has now, whenever it is asked. */
export function namesReader(core: SessionCore, name: string): NamesReader {
  const entity = core.model.entities.get(name)
  const field = entity === undefined ? undefined : nameField(core.model, entity)
  if (entity === undefined || field === undefined) return () => Promise.resolve(new Map())
  const own = ownName(core, name)
  const within = core.scope(name, 'read')
  const { store } = core
  if (isNothing(within)) return () => Promise.resolve(new Map(own))
  return async (ids) => {
    const where = allOf(isAmong(entity, 'id', ids), within)
    const rows = await readAll(store, { entity: name, where, fields: [field] })
    const found = rows.flatMap((row): readonly (readonly [string, string])[] => {
      const [id, known] = [row['id'], row[field]]
      return typeof id === 'string' && typeof known === 'string' && known !== '' ? [[id, known]] : []
    })
    return new Map([...own, ...found])
  }
}
