import type { Problem } from '../kernel'
import type { Codec } from './codec'
import { isNumeric, type EntityDefinition, type FieldDefinition } from './entity'
import { columnOf, isJoined, type Mapping } from './mapping'
import { problem } from './problem'

type Entities = ReadonlyMap<string, EntityDefinition>

const list = (names: Iterable<string>): string => [...names].join(', ')

function* checkRelations(entity: EntityDefinition, all: Entities): Generator<Problem> {
  for (const [name, relation] of entity.relations) {
    const path = `/${entity.name}/relations/${name}`
    if (entity.fields.has(name)) yield problem('model.name_twice', { path, data: { entity: entity.name, name } })
    const target = all.get(relation.target)
    if (target === undefined) {
      yield problem('model.target_unknown', {
        path,
        data: {
          what: { fr: 'La relation', en: 'relation' },
          entity: entity.name,
          name,
          target: relation.target,
          known: list(all.keys()),
        },
      })
      continue
    }
    const [holder, pointed] = relation.type === 'one' ? [entity, target] : [target, entity]
    const field = holder.fields.get(relation.field)
    if (field?.kind !== 'reference' || field.target !== pointed.name)
      yield problem('model.relation_field', {
        path,
        data: { entity: entity.name, name, field: relation.field, holder: holder.name, target: pointed.name },
      })
  }
  for (const field of entity.fields.values())
    if (field.kind === 'reference' && field.target !== undefined && !all.has(field.target))
      yield problem('model.target_unknown', {
        path: `/${entity.name}/fields/${field.name}`,
        data: {
          what: { fr: 'Le champ', en: 'field' },
          entity: entity.name,
          name: field.name,
          target: field.target,
          known: list(all.keys()),
        },
      })
}

function* checkNames(entity: EntityDefinition): Generator<Problem> {
  const known = list(entity.fields.keys())
  const keys = [
    ...entity.unique.map((fields) => ({ what: { fr: 'Une clé unique', en: 'A unique key' }, fields })),
    ...entity.indexes.map((fields) => ({ what: { fr: 'Un index', en: 'An index' }, fields })),
    { what: { fr: 'La table', en: 'The table' }, fields: Object.keys(entity.table?.columns ?? {}) },
  ]
  for (const { what, fields } of keys)
    for (const field of fields)
      if (!entity.fields.has(field))
        yield problem('model.field_unknown', {
          path: `/${entity.name}`,
          data: { what, entity: entity.name, field, known },
        })
}

/** The entity at which a path of to-one relations ends and the reference it ends in, or null. */
export function followPath(
  entity: EntityDefinition,
  path: string,
  all: Entities,
): {
  readonly relations: readonly string[]
  readonly entity: EntityDefinition
  readonly field: FieldDefinition
} | null {
  const steps = path.split('.')
  const last = steps.pop() ?? ''
  let at = entity
  for (const step of steps) {
    const relation = at.relations.get(step)
    const target = relation?.type === 'one' ? all.get(relation.target) : undefined
    if (target === undefined) return null
    at = target
  }
  const field = at.fields.get(last)
  return field === undefined ? null : { relations: steps, entity: at, field }
}

function* checkPaths(entity: EntityDefinition, all: Entities): Generator<Problem> {
  const paths = [
    { what: { fr: 'groupe', en: 'group' }, path: entity.group },
    { what: { fr: 'propriétaire', en: 'owner' }, path: entity.owner },
  ]
  for (const { what, path } of paths) {
    if (path === null) continue
    const end = followPath(entity, path, all)
    // A path may end in an id (a group is its own group, a user their own owner) or in a plain code that names one.
    const ends =
      end !== null && (end.field.kind === 'reference' || end.field.kind === 'id' || end.field.kind === 'code')
    if (!ends)
      yield problem('model.path_misfit', {
        path: `/${entity.name}`,
        data: { what, entity: entity.name, path, target: what.en === 'group' ? 'group' : 'user' },
      })
  }
}

const fits = (codec: Codec, field: FieldDefinition): boolean => {
  switch (codec.type) {
    case 'decimal':
      return field.kind === 'money' || (field.kind === 'number' && field.decimals !== undefined)
    case 'flag':
      return field.kind === 'boolean'
    case 'integer-id':
    case 'uuid':
      return field.kind === 'id' || field.kind === 'reference'
    case 'epoch':
    case 'utc-timestamp':
    case 'iso-text':
      return field.kind === 'instant'
    case 'separated':
      return field.kind === 'tags'
    case 'codes':
      return field.kind === 'code' || field.kind === 'enum'
    case 'custom':
      return !isNumeric(field.kind) || codec.decode.length <= 1
    default:
      return codec satisfies never
  }
}

function* checkMapping(entity: EntityDefinition, mapping: Mapping): Generator<Problem> {
  if (mapping.tenant === undefined)
    yield problem('model.tenant_missing', {
      path: `/${entity.name}/table/tenant`,
      data: { table: mapping.table, entity: entity.name },
    })
  for (const field of entity.fields.values()) {
    const column = columnOf(mapping, field.name)
    const path = `/${entity.name}/table/columns/${field.name}`
    if (column.codec !== undefined && !fits(column.codec, field))
      yield problem('model.codec_misfit', {
        path,
        data: { codec: column.codec.type, entity: entity.name, field: field.name, kind: field.kind },
      })
    const folded = isJoined(column) ? undefined : column.folded
    if (field.kind === 'text' && field.exact !== true && folded === undefined)
      yield problem('model.text_not_searchable', { path, data: { entity: entity.name, field: field.name } })
  }
}

/** Everything that is wrong with one entity, given the others. */
export function checkEntity(entity: EntityDefinition, all: Entities): Problem[] {
  const problems = [...checkNames(entity), ...checkRelations(entity, all), ...checkPaths(entity, all)]
  if (entity.fields.get('id')?.kind !== 'id')
    problems.push(problem('model.id_missing', { path: `/${entity.name}/fields/id`, data: { entity: entity.name } }))
  if (entity.table !== null) problems.push(...checkMapping(entity, entity.table))
  return problems
}
