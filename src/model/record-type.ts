import type { z } from 'zod'
import type { EntitySpec } from './entity'
import type { Relation } from './relation'

/** The entities of a model by name. */
export type EntityMap = Readonly<Record<string, EntitySpec>>

export type ShapeOf<Spec> = Spec extends { readonly fields: z.ZodObject<infer Shape> } ? Shape : never

export type RelationsOf<Spec> =
  Spec extends EntitySpec<z.ZodRawShape, infer Relations extends Readonly<Record<string, Relation>>> ? Relations : never

export type FieldName<E extends EntityMap, N extends keyof E> = keyof ShapeOf<E[N]> & string

type Read<T> = undefined extends T ? Exclude<T, undefined> | null : T

/** A record as it is read: every field is there, a missing value is `null`. */
export type RecordOf<E extends EntityMap, N extends keyof E> = {
  readonly [F in FieldName<E, N>]: Read<z.output<ShapeOf<E[N]>[F]>>
}

/** A record as it is given for creation: defaults and missing values may be left out, and so may the id. */
export type NewRecordOf<E extends EntityMap, N extends keyof E> = Omit<z.input<E[N]['fields']>, 'id'> & {
  readonly id?: string
}

/** What a field may be set to: what is missing is `null`; nothing goes back to its default by being left out. */
type Settable<S> = S extends z.ZodDefault
  ? Exclude<z.input<S>, undefined>
  : undefined extends z.input<S>
    ? Exclude<z.input<S>, undefined> | null
    : z.input<S>

/** Some fields of a record, each with its new value. */
export type RecordPatchOf<E extends EntityMap, N extends keyof E> = {
  readonly [F in Exclude<FieldName<E, N>, 'id'>]?: Settable<ShapeOf<E[N]>[F]>
}
