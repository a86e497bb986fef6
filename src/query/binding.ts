import type { CalendarContext, Row } from '../kernel'
import type { GroupSelection } from './operand'

/** Who asks: the id, the facts known of them, and the groups they belong to. */
export interface QueryActor {
  readonly id: string
  readonly fields: Row
  readonly groups: readonly string[]
}

/** What references are bound to. One binding serves a whole set of criteria, so that `now` is one instant throughout. */
export interface Binding extends CalendarContext {
  /** Null where nobody in particular asks: `me`, `myGroups` and facts of the actor are then refused. */
  readonly actor: QueryActor | null
  /** The groups of a selection as they are now, each once. */
  readonly groupsOf: (selection: GroupSelection) => readonly string[]
}
