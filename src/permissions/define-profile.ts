import { z } from 'zod'
import { refuse, type Write } from '../kernel'
import { entityOf, parseInput, parseRecord, type EntityDefinition, type Model } from '../model'
import { isEqual } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import type { Actor, Profile } from './actor'
import { BUILT_IN_PROFILES } from './built-in-profiles'
import { fieldRuleProblems } from './field-rules'
import { profileFrom } from './find-profile'
import { beyondProfile } from './holding'
import { administersAlone } from './last-administrator'
import { problem as organisationProblem } from './organisation-problem'
import { problem } from './problem'
import { hasRight } from './reach-and-level'
import { profileParts } from './rights-entities'

const definition = z.strictObject({
  code: z.string().min(1).max(100),
  ...profileParts,
  reach: profileParts.reach.default({}),
  fields: profileParts.fields.default({}),
  version: z.number().int().optional(),
})

/** A profile to define, or to define anew under the same code; users who have it are concerned at once. */
export type ProfileDefinition = z.input<typeof definition>

/**
 * Defines a profile. `giver` null is the system. Take the lock {@link RIGHTS_LOCK}.
 *
 * @param ruled - the entities whose fields a profile may hide or keep read-only.
 * @param keeper - who says what users have: where the host does, nobody here is the last administrator.
 * @throws refusals `rights.field_entity`, `rights.field_unknown`, `rights.field_identity`, `rights.profile_built_in`, `rights.not_held`, `organisation.beyond`, `rights.last_administrator_profile`, `session.stale`.
 */
export function* defineProfile(
  input: unknown,
  giver: Actor | null,
  context: DecisionContext,
  ruled: ReadonlyMap<string, EntityDefinition> = context.model.entities,
  keeper: 'kernel' | 'host' = 'kernel',
): Decision<Outcome<void>> {
  const { version, ...given } = parseInput(definition, input)
  const { code } = given
  if (BUILT_IN_PROFILES.some((builtIn) => builtIn.code === code))
    refuse(problem('rights.profile_built_in', { path: '/code', data: { profile: code } }))
  // Profiles serve every organisation.
  if ((giver?.bound ?? null) !== null) refuse(organisationProblem('organisation.beyond', { path: '/code' }))
  const misruled = [...fieldRuleProblems(given.fields, ruled)]
  if (misruled.length > 0) refuse(misruled)
  const entity = entityOf(context.model, 'profile')
  const [row] = yield { entity: entity.name, where: isEqual(entity, 'code', code), lock: 'update' }
  const before = row === undefined ? null : profileFrom(row)
  demandHeld(giver, before === null ? [given] : [before, given], context.model)
  if (before?.rights.includes('administrator') === true && !given.rights.includes('administrator')) {
    if (keeper === 'kernel' && (yield* administersAlone(code, context)))
      refuse(problem('rights.last_administrator_profile', { path: '/rights', data: { profile: code } }))
  }
  const { label, modules, rights, reach, fields } = given
  const set = { label, modules, rights, reach, fields }
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

function demandHeld(giver: Actor | null, profiles: readonly Profile[], model: Model): void {
  if (giver === null || hasRight(giver, 'administrator')) return
  const missing = profiles.flatMap((profile) => [...beyondProfile(giver, { profile, reach: 'own' }, model)])
  if (missing.length > 0) refuse(problem('rights.not_held', { data: { missing } }))
}
