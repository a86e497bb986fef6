import { z } from 'zod'
import { type Json, type Locale, localized } from '../kernel'
import type { FieldDefinition } from './entity'
import { entityOf, type Model } from './model'

/**
 * The JSON Schema (draft 2020-12) of a new record, for forms: labels as titles, codes with their words, the checks of the entity, what is
 * required. The id is left out: it is given when the record is created. Instants are ISO 8601 texts, money is in minor units.
 *
 * @example formSchema(model, 'contact', 'fr').properties // { name: { title: 'Nom', type: 'string', minLength: 1 }, … }
 */
export function formSchema(model: Model, entity: string, locale: Locale): { readonly [keyword: string]: Json } {
  const definition = entityOf(model, entity)
  const written: unknown = z.toJSONSchema(definition.schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodDate) Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
    },
  })
  const { properties, required } = parts.parse(JSON.parse(JSON.stringify(written)))
  const fields = [...definition.fields.values()].filter(({ name }) => name !== 'id')
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: localized(definition.label, locale),
    type: 'object',
    properties: Object.fromEntries(
      fields.map((field) => [
        field.name,
        { title: localized(field.label, locale), ...worded(field, properties, locale) },
      ]),
    ),
    required: required.filter((name) => name !== 'id'),
    additionalProperties: false,
  }
}

const parts = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.json())),
  required: z.array(z.string()).default([]),
})

/** The schema of a field, a closed list of codes told with their words. */
function worded(
  { name, kind, options, nullable }: FieldDefinition,
  properties: z.infer<typeof parts>['properties'],
  locale: Locale,
): { readonly [keyword: string]: Json } {
  const written = properties[name] ?? {}
  if (kind !== 'enum') return written
  const codes = options.map(({ code, label }) => ({ const: code, title: localized(label, locale) }))
  const { default: usual } = written
  return {
    oneOf: nullable ? [...codes, { type: 'null' }] : codes,
    ...(usual === undefined ? {} : { default: usual }),
  }
}
