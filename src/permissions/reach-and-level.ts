import type { Actor, Profile } from './actor'
import type { GenericRight, Level, Reach } from './level'

/** The level that a profile gives a module, by its name or by `'*'`; null where the module does not exist for the user. */
export function levelOf(profile: Profile, module: string): Level | null {
  const { modules } = profile
  if (Object.hasOwn(modules, module)) return modules[module] ?? null
  return Object.hasOwn(modules, '*') ? (modules['*'] ?? null) : null
}

/** The level that an actor has on a module: what the profile gives, and none where the module is switched off for everybody. */
export const levelFor = (actor: Pick<Actor, 'profile' | 'modulesOff'>, module: string): Level | null =>
  actor.modulesOff?.includes(module) === true ? null : levelOf(actor.profile, module)

/** How far the actor's rights reach in a module: what the profile says of it, else the user's own reach. */
export function reachOf(actor: Pick<Actor, 'profile' | 'reach'>, module: string): Reach {
  const { reach = {} } = actor.profile
  return Object.hasOwn(reach, module) ? (reach[module] ?? actor.reach) : actor.reach
}

export const hasRight = (actor: Pick<Actor, 'profile'>, right: GenericRight): boolean =>
  actor.profile.rights.includes(right)

/** Whether the actor may change the rights of others at all. */
export const managesRights = (actor: Pick<Actor, 'profile'>): boolean =>
  hasRight(actor, 'administrator') || hasRight(actor, 'advancedAdministration')
