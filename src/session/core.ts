import type { Change } from '../kernel'
import type { Actor, GenericRight, Level } from '../permissions'
import type { Model } from '../model'
import type { Binding, BoundCriteria, PreparedQuery } from '../query'
import type { Decision, DecisionContext, Outcome, Store } from '../storage'
import type { FieldAccess } from './field-access'

export interface PerformOptions<T> {
  /** Named locks for rules that span records. */
  readonly locks?: readonly string[]
  /** A last look at the transaction before it is kept; a refusal here undoes everything. */
  readonly verify?: (store: Store, done: { readonly value: T; readonly changes: readonly Change[] }) => Promise<void>
}

/** What the actions of a module stand on: who acts, what they may see, and the one way to write. */
export interface SessionCore {
  /** As the actor sees it, without the fields hidden from them: whatever they give is read against it. */
  readonly model: Model
  /** What the actor sees of the fields of records and may change of them, and the whole model. */
  readonly fields: FieldAccess
  /** Null for the system, which may do everything. */
  readonly actor: Actor | null
  /**
   * Unscoped: join `scope` to whatever is shown to the actor. Inside `perform` its transaction is used. For whom an organisation bounds
   * the kernel's records, people and places are those of the organisation already.
   */
  readonly store: Store
  /** The store as it is, whatever bounds the actor: for what is shown to everybody, such as the brands of those above. */
  readonly unconfined: Store
  context(): DecisionContext
  /** Refused with `rights.missing_right`. */
  demand(right: GenericRight): void
  /**
   * Refused with `session.missing_level`; a module without any grant, or switched off, as unknown; and with `session.missing_right`
   * where reading the module takes a right besides, as the activity feed does.
   */
  demandLevel(module: string, level: Level): void
  /** Refused with `organisation.beyond` to whom an organisation bounds: for what serves, or reaches, all of them. */
  demandUnbounded(): void
  /** The records of an entity that the actor may read or change; joined by AND to every find, count, aggregate and stream. */
  scope(entity: string, use: 'read' | 'manage'): BoundCriteria
  /** What criteria that were read against the model are bound to: this actor, as far as they see themselves, and this moment. */
  binding(prepared: PreparedQuery): Promise<Binding>
  /** Criteria from outside: checked, bound to this actor and moment, and joined with the read scope. */
  compile(entity: string, where: unknown): Promise<BoundCriteria>
  /**
   * Runs a decision and everything that reacts to its writes in one transaction, journalled. The decision is not checked
   * against the scope: the action that calls it demands what it needs first. Its context has the model as the actor sees it; give
   * it `inWhole` where something must hold of fields that the actor does not see.
   */
  perform<T>(decide: (context: DecisionContext) => Decision<Outcome<T>>, options?: PerformOptions<T>): Promise<T>
}

/** A context over the whole model, also the fields that the actor does not see: for what must hold whoever looks. */
export const inWhole = ({ fields }: Pick<SessionCore, 'fields'>, context: DecisionContext): DecisionContext => ({
  ...context,
  model: fields.whole,
})
