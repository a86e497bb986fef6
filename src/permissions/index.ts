export type { Actor, ActorProvider, Profile, SuppliedActor } from './actor'
export { atLeast, GENERIC_RIGHTS, type GenericRight, type Level, type Reach } from './level'
