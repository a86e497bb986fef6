import type { Localized } from '../kernel'

/** A record of another entity that a field of this one points to. */
export interface OneRelation<Target extends string = string> {
  readonly type: 'one'
  readonly target: Target
  /** The field of this entity that holds the id of the other record. */
  readonly field: string
  /** The words users see for the other record; without them those of the field are shown. */
  readonly label?: Localized
}

/** The records of another entity that point to this one. */
export interface ManyRelation<Target extends string = string> {
  readonly type: 'many'
  readonly target: Target
  /** The field of the other entity that holds the id of this record. */
  readonly field: string
  /** The words users see for the other records, in the plural; without them the name of the relation is shown. */
  readonly label?: Localized
}

export type Relation<Target extends string = string> = OneRelation<Target> | ManyRelation<Target>

export interface RelationSpec {
  readonly label?: Localized
}

/** `group: one('group', 'groupId')`: our `groupId` names the group. */
export function one<const Target extends string>(
  target: Target,
  field: string,
  spec: RelationSpec = {},
): OneRelation<Target> {
  return { type: 'one', target, field, ...spec }
}

/** `contacts: many('contact', 'accountId')`: the contacts whose `accountId` names us. */
export function many<const Target extends string>(
  target: Target,
  field: string,
  spec: RelationSpec = {},
): ManyRelation<Target> {
  return { type: 'many', target, field, ...spec }
}
