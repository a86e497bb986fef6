import { z } from 'zod'
import { isWellFormedText, type Localized } from '../kernel'
import type { FieldKind, Kinded } from './field-kind'

/** A code with the words shown for it. */
export interface CodeOption {
  readonly code: string
  readonly label: Localized
}

/** What a factory knows of its field; kept beside the zod schema and read back by `defineModel`. */
export interface FieldFacts {
  readonly kind: FieldKind
  readonly label?: Localized | undefined
  /** Text only: compared byte for byte instead of folded. */
  readonly exact?: boolean | undefined
  /** Money only: the ISO 4217 code of the one currency of the field. */
  readonly currency?: string | undefined
  /** Number only: the value is stored as an integer count of 10^-decimals; absent for a double. */
  readonly decimals?: number | undefined
  /** Reference only: the entity it points to. */
  readonly target?: string | undefined
  /** Enum and code: the codes known, in the order to show them. */
  readonly options?: readonly CodeOption[] | undefined
}

const facts = z.registry<FieldFacts>()

/** The facts of a schema made by a factory of this file; checks such as `.min()` keep them. */
export const factsOf = (schema: z.ZodType): FieldFacts | undefined => facts.get(schema)

function mark<S extends z.ZodType, K extends FieldKind>(schema: S, known: FieldFacts & { kind: K }): S & Kinded<K> {
  facts.add(schema, known)
  const kind: Kinded<K> = {}
  return Object.assign(schema, kind)
}

export interface FieldSpec {
  /** The words users see for the field; without them the field's name is shown. */
  readonly label?: Localized
}

const word = () => z.string().refine(isWellFormedText, { error: 'text.malformed' })

/** The identity of a record: a string that compares byte for byte. Every entity has exactly one, called `id`. */
export function id(spec: FieldSpec = {}): z.ZodString & Kinded<'id'> {
  return mark(word().min(1).max(191), { kind: 'id', ...spec })
}

/** The id of a record of another entity. */
export function reference(target: string, spec: FieldSpec = {}): z.ZodString & Kinded<'reference'> {
  return mark(word().min(1).max(191), { kind: 'reference', target, ...spec })
}

/** A machine word that compares byte for byte: a status, a currency, a country. */
export function code(
  spec: FieldSpec & { readonly options?: readonly CodeOption[] } = {},
): z.ZodString & Kinded<'code'> {
  return mark(word().max(191), { kind: 'code', ...spec })
}

/**
 * One of a closed list of codes, each with its words.
 *
 * @example
 * ```ts
 * const kind = oneOf({ company: { fr: 'Entreprise', en: 'Company' }, individual: { fr: 'Particulier', en: 'Individual' } })
 * ```
 */
export function oneOf<const Codes extends Readonly<Record<string, Localized>>>(
  codes: Codes,
  spec: FieldSpec = {},
): z.ZodEnum<{ [C in keyof Codes & string]: C }> & Kinded<'enum'> {
  const options = Object.entries(codes).map(([name, label]) => ({ code: name, label }))
  return mark(z.enum(Object.keys(codes) as (keyof Codes & string)[]), { kind: 'enum', options, ...spec })
}

/**
 * Words of people. Compares folded (case, accents, ligatures, apostrophes and hyphens make no difference) unless `exact`.
 * A text field of a host's own table is either `exact` or names the column that keeps its folded form.
 */
export function text(spec: FieldSpec & { readonly exact?: boolean } = {}): z.ZodString & Kinded<'text'> {
  return mark(word(), { kind: 'text', ...spec })
}

/** A finite number: a double, or exact with the given number of decimals (at most 6). */
export function number(spec: FieldSpec & { readonly decimals?: number } = {}): z.ZodNumber & Kinded<'number'> {
  return mark(z.number(), { kind: 'number', ...spec })
}

/** A whole number within ±(2^53 − 1). */
export function integer(spec: FieldSpec = {}): z.ZodNumber & Kinded<'number'> {
  return mark(z.number().int(), { kind: 'number', decimals: 0, ...spec })
}

/** An amount in the minor units (cents) of one currency, a whole number. Currencies never mix in a field. */
export function money(currency: string, spec: FieldSpec = {}): z.ZodNumber & Kinded<'money'> {
  return mark(z.number().int(), { kind: 'money', currency, ...spec })
}

export function flag(spec: FieldSpec = {}): z.ZodBoolean & Kinded<'boolean'> {
  return mark(z.boolean(), { kind: 'boolean', ...spec })
}

/** A civil date `YYYY-MM-DD`, without a zone. */
export function date(spec: FieldSpec = {}): z.ZodISODate & Kinded<'date'> {
  return mark(z.iso.date(), { kind: 'date', ...spec })
}

/** A moment, to the millisecond: a `Date`. Records that come from outside may write it as ISO 8601 with an offset. */
export function instant(spec: FieldSpec = {}): z.ZodDate & Kinded<'instant'> {
  return mark(z.date(), { kind: 'instant', ...spec })
}

/** A set of codes; order and repetition carry no meaning. */
export function tags(spec: FieldSpec = {}): z.ZodArray<z.ZodString> & Kinded<'tags'> {
  return mark(z.array(word().min(1).max(191)), { kind: 'tags', ...spec })
}

/** Opaque data with a schema of its own: saved criteria, patches, the content of an action. It takes no part in criteria. */
export function json<S extends z.ZodType>(schema: S, spec: FieldSpec = {}): S & Kinded<'json'> {
  return mark(schema, { kind: 'json', ...spec })
}
