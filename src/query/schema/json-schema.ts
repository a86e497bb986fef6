import type { Json } from '../../kernel'

/** A JSON Schema (draft 2020-12), as plain JSON data. */
export type JsonSchema = { readonly [keyword: string]: Json }

export const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

export const constant = (value: Json): JsonSchema => ({ const: value })
export const oneOfWords = (words: readonly string[]): JsonSchema => ({ enum: words })
export const anyOf = (...schemas: readonly JsonSchema[]): JsonSchema =>
  schemas.length === 1 && schemas[0] !== undefined ? schemas[0] : { anyOf: schemas }
export const listOf = (items: JsonSchema, most: number): JsonSchema => ({ type: 'array', items, maxItems: most })
export const pairOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items, minItems: 2, maxItems: 2 })
export const reference = (definition: string): JsonSchema => ({ $ref: `#/$defs/${definition}` })

/** An object with these members and no others; a name that ends with `?` may be left out. */
export function object(members: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const names = Object.keys(members)
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(members).map(([name, schema]) => [plain(name), schema])),
    required: names.filter((name) => !name.endsWith('?')),
    additionalProperties: false,
  }
}

const plain = (name: string): string => (name.endsWith('?') ? name.slice(0, -1) : name)
