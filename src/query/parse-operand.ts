import { type MomentUnit, isPlainObject, isWellFormedText, parseRange } from '../kernel'
import type { Findings } from './findings'
import { type Members, onlyMembers, textMember } from './members'
import type { GroupSelection, Literal, Operand, Reference } from './operand'
import type { Operator } from './operator'
import { problem } from './problem'

const UNITS = [
  'minutes',
  'hours',
  'days',
  'weeks',
  'months',
  'quarters',
  'years',
] as const satisfies readonly MomentUnit[]
const MOST_UNITS = 100_000
const REFERENCES = [
  'me',
  'actor',
  'myGroups',
  'groups',
  'field',
  'now',
  'today',
  'ago',
  'fromNow',
] as const satisfies readonly Reference['ref'][]

const A_SELECTION = { fr: 'une sélection de groupes', en: 'a selection of groups' }
const A_LIST_OF_IDS = { fr: "une liste d'identifiants", en: 'a list of ids' }
const A_COUNT = { fr: `un entier de 0 à ${MOST_UNITS}`, en: `a whole number from 0 to ${MOST_UNITS}` }
const A_UNIT = { fr: `l'une des unités ${UNITS.join(', ')}`, en: `one of the units ${UNITS.join(', ')}` }
const A_REFERENCE = {
  fr: `l'une des références ${REFERENCES.join(', ')}`,
  en: `one of the references ${REFERENCES.join(', ')}`,
}
const A_VALUE = { fr: 'une valeur, une référence ou une période', en: 'a value, a reference or a range' }

/** The value of a test, its shape only; null when refused. */
export function parseOperand(value: unknown, operator: Operator, path: string, found: Findings): Operand | null {
  if (value === null || value === undefined) {
    found.add(problem('query.value_missing', { path, data: { operator } }))
    return null
  }
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, index) => parseItem(item, operator, `${path}/${index}`, found))
    const kept = items.filter((item) => item !== null)
    return kept.length === items.length ? Object.freeze(kept) : null
  }
  if (isPlainObject(value) && value['range'] !== undefined) {
    const range = found.attempt(path, () => parseRange(value, path))
    return range === null ? null : Object.freeze(range)
  }
  return parseItem(value, operator, path, found)
}

function parseItem(value: unknown, operator: Operator, path: string, found: Findings): Literal | Reference | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (value === null || value === undefined) {
    found.add(problem('query.value_missing', { path, data: { operator } }))
    return null
  }
  if (isPlainObject(value) && value['ref'] !== undefined) {
    const reference = parseReference(value, path, found)
    return reference === null ? null : Object.freeze(reference)
  }
  found.add(problem('query.member_missing', { path, data: { member: 'value', expected: A_VALUE } }))
  return null
}

function parseReference(members: Members, path: string, found: Findings): Reference | null {
  const ref = REFERENCES.find((known) => known === members['ref'])
  switch (ref) {
    case undefined:
      found.add(
        problem('query.member_missing', { path: `${path}/ref`, data: { member: 'ref', expected: A_REFERENCE } }),
      )
      return null
    case 'me':
    case 'myGroups':
    case 'now':
    case 'today':
      onlyMembers(members, ['ref'], path, found)
      return { ref }
    case 'actor':
    case 'field':
      onlyMembers(members, ['ref', 'field'], path, found)
      return { ref, field: textMember(members, 'field', path, found) }
    case 'ago':
    case 'fromNow':
      return parseMoment(ref, members, path, found)
    case 'groups': {
      onlyMembers(members, ['ref', 'selection'], path, found)
      const selection = parseSelection(members['selection'], `${path}/selection`, found)
      return selection === null ? null : { ref, selection }
    }
    default:
      return ref satisfies never
  }
}

function parseMoment(ref: 'ago' | 'fromNow', members: Members, path: string, found: Findings): Reference | null {
  onlyMembers(members, ['ref', 'count', 'unit'], path, found)
  const count = members['count']
  const unit = UNITS.find((known) => known === members['unit'])
  const isCount = typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= MOST_UNITS
  if (!isCount)
    found.add(problem('query.member_missing', { path: `${path}/count`, data: { member: 'count', expected: A_COUNT } }))
  if (unit === undefined)
    found.add(problem('query.member_missing', { path: `${path}/unit`, data: { member: 'unit', expected: A_UNIT } }))
  return isCount && unit !== undefined ? { ref, count, unit } : null
}

function parseSelection(value: unknown, path: string, found: Findings): GroupSelection | null {
  if (!isPlainObject(value)) {
    found.add(problem('query.member_missing', { path, data: { member: 'selection', expected: A_SELECTION } }))
    return null
  }
  onlyMembers(value, ['regions', 'groups'], path, found)
  const regions = idList(value, 'regions', path, found)
  const groups = idList(value, 'groups', path, found)
  return Object.freeze({ ...(regions === null ? {} : { regions }), ...(groups === null ? {} : { groups }) })
}

function idList(
  members: Members,
  member: 'regions' | 'groups',
  path: string,
  found: Findings,
): readonly string[] | null {
  const value = members[member]
  if (value === undefined) return null
  const items: readonly unknown[] = Array.isArray(value) ? value : [null]
  const ids = items.filter((item): item is string => typeof item === 'string' && isWellFormedText(item))
  if (ids.length !== items.length)
    found.add(problem('query.member_missing', { path: `${path}/${member}`, data: { member, expected: A_LIST_OF_IDS } }))
  return Object.freeze(ids)
}
