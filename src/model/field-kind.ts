/** What a field is, beyond its TypeScript type: it decides the operators, the comparison and the storage of its values. */
export type FieldKind =
  | 'id'
  | 'reference'
  | 'code'
  | 'enum'
  | 'text'
  | 'number'
  | 'money'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'tags'
  | 'json'

export const FIELD_KINDS: readonly FieldKind[] = [
  'id',
  'reference',
  'code',
  'enum',
  'text',
  'number',
  'money',
  'boolean',
  'date',
  'instant',
  'tags',
  'json',
]

declare const kindOf: unique symbol

/** The mark that a field factory leaves on the type of its zod schema, so that the kind survives `.min()` and `.nullable()`. */
export interface Kinded<K extends FieldKind> {
  readonly [kindOf]?: K
}

/** The kind of a zod schema made by a field factory, seen through `.nullable()`, `.optional()`, `.default()` and `.readonly()`. */
export type KindOf<S> = S extends { readonly [kindOf]?: infer K extends FieldKind }
  ? K
  : S extends { readonly _zod: { readonly def: { readonly innerType: infer Inner } } }
    ? KindOf<Inner>
    : never
