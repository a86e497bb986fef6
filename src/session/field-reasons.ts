import type { Localized } from '../kernel'
import { entityOf, followPath, type EntityDefinition } from '../model'
import type { RecordUse, RightsReason } from '../permissions'
import type { FieldAccess } from './field-access'

const IN_REACH: RightsReason = {
  code: 'ground_reach',
  data: {},
  message: { fr: "L'enregistrement est à votre portée.", en: 'The record is within your reach.' },
}

/** Whether a path of to-one relations goes by a field that is hidden. */
function isHiddenPath({ whole, hidden }: FieldAccess, entity: EntityDefinition, path: string | null): boolean {
  const end = path === null ? null : followPath(entity, path, whole.entities)
  if (end === null) return false
  let at = entity
  for (const name of end.relations) {
    const relation = at.relations.get(name)
    if (relation === undefined) return false
    if (hidden.get(at.name)?.has(relation.field) === true) return true
    at = entityOf(whole, relation.target)
  }
  return hidden.get(at.name)?.has(end.field.name) === true
}

/** The grounds that would tell a hidden field of the record: its group, its owner, what it belongs to. */
function grounds(access: FieldAccess, entity: EntityDefinition): ReadonlySet<string> {
  const told = [
    { code: 'ground_group', path: entity.group },
    { code: 'ground_owner', path: entity.owner },
    { code: 'ground_share', path: entity.belongsTo },
  ]
  return new Set(told.filter(({ path }) => isHiddenPath(access, entity, path)).map(({ code }) => code))
}

/**
 * Why somebody may use a record, in what they may be told: grounds that tell a hidden field are said no nearer than that the record is
 * within reach, and the fields that are hidden or, for changing it, read-only are named.
 */
export function reasonsTold(
  access: FieldAccess,
  entity: EntityDefinition,
  use: RecordUse,
  because: readonly RightsReason[],
): readonly RightsReason[] {
  const untold = grounds(access, entityOf(access.whole, entity.name))
  const kept = because.filter(({ code }) => !untold.has(code))
  const reach = untold.size === 0 ? [] : [IN_REACH]
  return [...kept, ...reach, ...fieldReasons(access, entity.name, use)]
}

/** What the fields of a record add to an answer about it: those that are hidden and, for changing it, those that are read-only. */
function fieldReasons(access: FieldAccess, entity: string, use: RecordUse): readonly RightsReason[] {
  const definition = entityOf(access.whole, entity)
  const told = (code: string, fields: ReadonlySet<string> | undefined, en: string, fr: string): RightsReason[] => {
    if (fields === undefined) return []
    const labels = [...fields].flatMap((field): readonly Localized[] => {
      const label = definition.fields.get(field)?.label
      return label === undefined ? [] : [label]
    })
    if (labels.length === 0) return []
    const named = (locale: keyof Localized): string => labels.map((label) => label[locale]).join(', ')
    return [
      {
        code,
        data: { entity, fields: [...fields] },
        message: { fr: `${fr} ${named('fr')}.`, en: `${en} ${named('en')}.` },
      },
    ]
  }
  return [
    ...told('fields_hidden', access.hidden.get(entity), 'Your profile hides:', 'Votre profil cache :'),
    ...(use === 'read'
      ? []
      : told('fields_read_only', access.readOnly.get(entity), 'Read-only:', 'En lecture seule :')),
  ]
}
