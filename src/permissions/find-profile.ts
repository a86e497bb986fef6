import { z } from 'zod'
import { refuse, type Row } from '../kernel'
import { entityOf } from '../model'
import { EVERYTHING, isEqual } from '../query'
import type { Decision, DecisionContext } from '../storage'
import type { Profile } from './actor'
import { BUILT_IN_PROFILES } from './built-in-profiles'
import { problem } from './problem'
import { profileParts } from './rights-entities'

const stored = z.object({ code: z.string(), ...profileParts, fields: profileParts.fields.default({}) })

export const profileFrom = (row: Row): Profile => stored.parse(row)

/** Every profile: the built-in ones, then those defined, by code. */
export function* allProfiles(context: DecisionContext): Decision<readonly Profile[]> {
  const { name } = entityOf(context.model, 'profile')
  const rows = yield { entity: name, where: EVERYTHING, orderBy: [{ field: 'code', direction: 'asc' }] }
  return [...BUILT_IN_PROFILES, ...rows.map(profileFrom)]
}

/** A profile by its code, built-in or defined. Refused with `rights.profile_unknown`. */
export function* findProfile(code: string, path: string, context: DecisionContext): Decision<Profile> {
  const builtIn = BUILT_IN_PROFILES.find((profile) => profile.code === code)
  if (builtIn !== undefined) return builtIn
  const profile = entityOf(context.model, 'profile')
  const [row] = yield { entity: profile.name, where: isEqual(profile, 'code', code) }
  if (row !== undefined) return profileFrom(row)
  const known = (yield* allProfiles(context)).map((one) => one.code)
  return refuse(problem('rights.profile_unknown', { path, data: { profile: code, known } }))
}
