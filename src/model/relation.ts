/** A record of another entity that a field of this one points to. */
export interface OneRelation<Target extends string = string> {
  readonly type: 'one'
  readonly target: Target
  /** The field of this entity that holds the id of the other record. */
  readonly field: string
}

/** The records of another entity that point to this one. */
export interface ManyRelation<Target extends string = string> {
  readonly type: 'many'
  readonly target: Target
  /** The field of the other entity that holds the id of this record. */
  readonly field: string
}

export type Relation<Target extends string = string> = OneRelation<Target> | ManyRelation<Target>

/** `group: one('group', 'groupId')`: our `groupId` names the group. */
export function one<const Target extends string>(target: Target, field: string): OneRelation<Target> {
  return { type: 'one', target, field }
}

/** `contacts: many('contact', 'accountId')`: the contacts whose `accountId` names us. */
export function many<const Target extends string>(target: Target, field: string): ManyRelation<Target> {
  return { type: 'many', target, field }
}
