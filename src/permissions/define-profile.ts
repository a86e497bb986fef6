import { z } from 'zod'
import { refuse, type Write } from '../kernel'
import { entityOf, parseInput, parseRecord } from '../model'
import { isEqual } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import type { Actor, Profile } from './actor'
import { BUILT_IN_PROFILES } from './built-in-profiles'
import { profileFrom } from './find-profile'
import { beyondProfile } from './holding'
import { administratorProfiles, administratorRemains } from './last-administrator'
import { problem } from './problem'
import { hasRight } from './reach-and-level'
import { profileParts } from './rights-entities'

const definition = z.strictObject({
  code: z.string().min(1).max(100),
  ...profileParts,
  reach: profileParts.reach.default({}),
  version: z.number().int().optional(),
})

/** A profile to define, or to define anew under the same code; users who have it are concerned at once. */
export type ProfileDefinition = z.input<typeof definition>

/**
 * Defines a profile. `giver` null is the system. Take the lock {@link RIGHTS_LOCK}.
 *
 * @throws refusals `rights.profile_built_in`, `rights.not_held`, `rights.last_administrator_profile`, `session.stale`.
 */
export function* defineProfile(input: unknown, giver: Actor | null, context: DecisionContext): Decision<Outcome<void>> {
  const { version, ...given } = parseInput(definition, input)
  const { code } = given
  if (BUILT_IN_PROFILES.some((builtIn) => builtIn.code === code))
    refuse(problem('rights.profile_built_in', { path: '/code', data: { profile: code } }))
  const entity = entityOf(context.model, 'profile')
  const [row] = yield { entity: entity.name, where: isEqual(entity, 'code', code), lock: 'update' }
  const before = row === undefined ? null : profileFrom(row)
  demandHeld(giver, before === null ? [given] : [before, given])
  if (before?.rights.includes('administrator') === true && !given.rights.includes('administrator')) {
    const others = (yield* administratorProfiles(context)).filter((other) => other !== code)
    if (!(yield* administratorRemains([], others, context)))
      refuse(problem('rights.last_administrator_profile', { path: '/rights', data: { profile: code } }))
  }
  const set = { label: given.label, modules: given.modules, rights: given.rights, reach: given.reach }
  const write: Write =
    row === undefined
      ? {
          type: 'insert',
          entity: entity.name,
          rows: [parseRecord(entity, { id: context.identifiers.next(), code, ...set })],
        }
      : {
          type: 'update',
          entity: entity.name,
          id: String(row['id']),
          set,
          ...(version === undefined ? {} : { expect: { version } }),
        }
  return { writes: [write], value: undefined }
}

function demandHeld(giver: Actor | null, profiles: readonly Profile[]): void {
  if (giver === null || hasRight(giver, 'administrator')) return
  const missing = profiles.flatMap((profile) => [...beyondProfile(giver, { profile, reach: 'own' })])
  if (missing.length > 0) refuse(problem('rights.not_held', { data: { missing } }))
}
