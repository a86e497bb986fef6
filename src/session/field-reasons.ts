import type { Localized } from '../kernel'
import { entityOf } from '../model'
import type { RecordUse, RightsReason } from '../permissions'
import type { FieldAccess } from './field-access'

/** What the fields of a record add to an answer about it: those that are hidden and, for changing it, those that are read-only. */
export function fieldReasons(access: FieldAccess, entity: string, use: RecordUse): readonly RightsReason[] {
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
