import { refuse } from '../kernel'
import { entityOf } from '../model'
import { anyOf, isAmong, isEqual } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { problem } from './organisation-problem'

/** Within what somebody acts who is given an organisation: nothing outside of it is there for them, whatever else they hold. */
export interface OrganisationBound {
  /** The organisation given. */
  readonly organisation: string
  /** It and those below it. */
  readonly organisations: readonly string[]
  /** Those above it. */
  readonly above: readonly string[]
  /** The groups of it and of those below it. An organisation without any sees nothing. */
  readonly groups: readonly string[]
}

/** What an organisation comes to as it is now. One that is not there holds nothing at all. */
export function* boundOf(organisation: string, context: DecisionContext): Decision<OrganisationBound> {
  const nesting = entityOf(context.model, 'organisationAncestor')
  const member = entityOf(context.model, 'organisationGroup')
  const rows = yield {
    entity: nesting.name,
    where: anyOf(isEqual(nesting, 'ancestorId', organisation), isEqual(nesting, 'organisationId', organisation)),
  }
  const organisations = rows.flatMap((row) =>
    row['ancestorId'] === organisation ? [String(row['organisationId'])] : [],
  )
  const groups =
    organisations.length === 0
      ? []
      : yield { entity: member.name, where: isAmong(member, 'organisationId', organisations) }
  return {
    organisation,
    organisations,
    above: rows.flatMap((row) => (row['ancestorId'] === organisation ? [] : [String(row['ancestorId'])])),
    groups: groups.map((row) => String(row['groupId'])),
  }
}

/** The bound of an organisation that somebody outside names. Refused with `organisation.unknown`. */
export function* namedBound(organisation: string, path: string, context: DecisionContext): Decision<OrganisationBound> {
  const bound = yield* boundOf(organisation, context)
  if (bound.organisations.length === 0) refuse(problem('organisation.unknown', { path, data: { organisation } }))
  return bound
}

/** Those of some groups that are within a bound; all of them where there is none. */
export function groupsInBound(groups: readonly string[], bound: OrganisationBound | null): readonly string[] {
  if (bound === null) return groups
  const within = new Set(bound.groups)
  return groups.filter((group) => within.has(group))
}
