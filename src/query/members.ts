import type { Findings } from './findings'
import { problem } from './problem'

/** An object of the JSON form, of which nothing is known yet. */
export type Members = Readonly<Record<string, unknown>>

const A_TEXT = { fr: 'un texte', en: 'a text' }

export function onlyMembers(members: Members, known: readonly string[], path: string, found: Findings): void {
  for (const member of Object.keys(members))
    if (!known.includes(member))
      found.add(problem('query.unknown_member', { path, data: { member, known: known.join(', ') } }))
}

export function textMember(members: Members, member: string, path: string, found: Findings): string {
  const value = members[member]
  if (typeof value === 'string') return value
  found.add(problem('query.member_missing', { path: `${path}/${member}`, data: { member, expected: A_TEXT } }))
  return ''
}
