import { z } from 'zod'
import type { Localized } from '../kernel'
import { refuse } from '../kernel'
import type { FieldDefinition } from './entity'
import { factsOf } from './field'
import type { OwnColumn, JoinedColumn } from './mapping'
import { problem } from './problem'

/** The wrappers that a kind is seen through; any other hides what the value is. */
function unwrap(schema: z.ZodType): { inner: z.ZodType; nullable: boolean; optional: boolean; wrapper: string | null } {
  let inner = schema
  let nullable = false
  let optional = false
  while (factsOf(inner) === undefined) {
    if (inner instanceof z.ZodNullable) nullable = optional = true
    else if (inner instanceof z.ZodOptional) nullable = optional = true
    else if (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) optional = true
    else if (!(inner instanceof z.ZodReadonly)) return { inner, nullable, optional, wrapper: inner._zod.def.type }
    const within = inner.unwrap()
    if (!(within instanceof z.ZodType)) return { inner, nullable, optional, wrapper: inner._zod.def.type }
    inner = within
  }
  return { inner, nullable, optional, wrapper: null }
}

/** `startsAt` → "Starts at": what is shown for a field that nobody gave words to. */
export function wordsOf(name: string): Localized {
  const words = name
    .replace(/(Id|At|On)$/, (ending) => (ending === 'Id' ? '' : ` ${ending.toLowerCase()}`))
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, capital: string) => `${before} ${capital.toLowerCase()}`)
    .replaceAll('_', ' ')
    .trim()
  const shown = words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1)
  return { fr: shown, en: shown }
}

/** Resolves one field of a zod object. Refused with `model.kind_unknown` where its kind cannot be seen. */
export function readField(
  entity: string,
  name: string,
  schema: z.core.$ZodType,
  column: OwnColumn | JoinedColumn | null,
): FieldDefinition {
  const isClassic = schema instanceof z.ZodType
  const { inner, nullable, optional, wrapper } = unwrap(isClassic ? schema : z.unknown())
  const facts = factsOf(inner)
  if (facts === undefined || !isClassic)
    refuse(
      problem('model.kind_unknown', {
        path: `/${entity}/fields/${name}`,
        data: { entity, field: name, wrapper: wrapper ?? 'z.unknown()' },
      }),
    )
  return {
    ...facts,
    name,
    label: facts.label ?? (name === 'id' ? { fr: 'Identifiant', en: 'Identifier' } : wordsOf(name)),
    nullable: nullable || (facts.kind === 'json' && schema.safeParse(null).success),
    optional: optional || schema.safeParse(undefined).success,
    schema,
    options: facts.options ?? [],
    order: column?.codec?.type === 'integer-id' ? 'integer' : 'bytes',
  }
}
