import type { z } from 'zod'
import type { Localized } from '../kernel'
import type { CodeOption, FieldFacts } from './field'
import type { FieldKind } from './field-kind'
import type { Mapping } from './mapping'
import type { Relation } from './relation'

/** The fields whose values, taken together, are unique within a tenant; `where` limits it to rows with a value in each. */
export type UniqueKey = readonly string[]

/** An entity as its author writes it. */
export interface EntitySpec<
  Shape extends z.ZodRawShape = z.ZodRawShape,
  Relations extends Readonly<Record<string, Relation>> = Readonly<Record<string, Relation>>,
> {
  /** The module that guards it: the unit of rights. */
  readonly module: string
  readonly fields: z.ZodObject<Shape>
  readonly relations?: Relations
  /** The reference to the group that the record belongs to, or a path of to-one relations that leads to it: `account.groupId`. */
  readonly group?: string
  /** The reference to the user who owns the record, or a path that leads to it. */
  readonly owner?: string
  /**
   * The reference to the record that this one belongs to, or a path that leads to it: `accountId`, `contact.accountId`. What is shared
   * carries what belongs to it, from one to the next; no entity may come to belong to itself.
   */
  readonly belongsTo?: string
  readonly label?: Localized
  /** Each a list of fields, unique together; rows with a missing value in one of them do not count. */
  readonly unique?: readonly UniqueKey[]
  /** Each a list of fields the store should find by, in this order. */
  readonly indexes?: readonly (readonly string[])[]
  /** Where a host's table holds it; without a mapping the kernel keeps a table of its own. */
  readonly table?: Mapping
}

/** Declares an entity: a zod object plus what zod cannot say. */
export function entity<
  Shape extends z.ZodRawShape,
  const Relations extends Readonly<Record<string, Relation>> = Readonly<Record<never, Relation>>,
>(spec: EntitySpec<Shape, Relations>): EntitySpec<Shape, Relations> {
  return spec
}

/** A field as the library's code sees it: erased, resolved, checked. */
export interface FieldDefinition extends FieldFacts {
  readonly name: string
  readonly label: Localized
  readonly nullable: boolean
  /** A record may be created without it: it is nullable, optional or has a default. */
  readonly optional: boolean
  readonly schema: z.ZodType
  /** How ids and references order: byte for byte, or as numbers where a host's column is an integer. */
  readonly order: 'bytes' | 'integer'
  readonly options: readonly CodeOption[]
}

/** An entity as the library's code sees it. */
export interface EntityDefinition {
  readonly name: string
  readonly module: string
  readonly label: Localized
  readonly schema: z.ZodObject
  readonly fields: ReadonlyMap<string, FieldDefinition>
  readonly relations: ReadonlyMap<string, Relation>
  readonly group: string | null
  readonly owner: string | null
  readonly belongsTo: string | null
  readonly unique: readonly UniqueKey[]
  readonly indexes: readonly (readonly string[])[]
  readonly table: Mapping | null
}

/** Kinds whose values are compared as numbers. */
export const isNumeric = (kind: FieldKind): boolean => kind === 'number' || kind === 'money'

/** Kinds that hold one machine word, compared byte for byte. */
export const isWord = (kind: FieldKind): boolean =>
  kind === 'id' || kind === 'reference' || kind === 'code' || kind === 'enum'
