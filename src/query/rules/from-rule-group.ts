import { isPlainObject, isRefusal, refuse } from '../../kernel'
import { entityOf, type EntityDefinition, isNumeric, type Model } from '../../model'
import { type Budget, DEFAULT_BUDGET, plainCopy } from '../budget'
import { prepareQuery } from '../compile'
import type { Query } from '../criteria'
import { type Findings, findings } from '../findings'
import { onlyMembers } from '../members'
import { problem, UNREADABLE } from './problem'
import { operatorOfRule, takesList } from './rule-operator'

/** Criteria not checked yet, and where each of their parts stood in the rules: the longer path first. */
interface Reading {
  readonly model: Model
  readonly found: Findings
  readonly places: [criteria: string, rules: string][]
}

/** A place in the rules and the one it comes to have in the criteria. */
interface Place {
  readonly entity: EntityDefinition
  readonly rules: string
  readonly criteria: string
}

/** What stands in for a part that was refused: nobody sees it, since the refusal is thrown in the end. */
const REFUSED: unknown = { type: 'and', criteria: [] }

/**
 * A query from a group of rules of react-querybuilder, read as strictly as criteria are. Ids, paths, locks and metadata of the interface
 * are set aside. Combinators may stand at the group or between each two rules (`and` then binds before `or`). Numbers may come as the
 * texts of an input, lists as texts with commas. The empty group at the root is everything.
 *
 * @throws one refusal with at most 20 problems, each with the JSON pointer of its rule: `query.rule_not_read` for what criteria do not have
 * (muted rules, other combinators, expressions, empty groups), the budget's, and those of `prepareQuery`.
 * @example
 * fromRuleGroup(model, 'account', { combinator: 'and', rules: [{ field: 'status', operator: '=', value: 'client' }] })
 */
export function fromRuleGroup(model: Model, entity: string, input: unknown, budget: Budget = DEFAULT_BUDGET): Query {
  const definition = entityOf(model, entity)
  const reading: Reading = { model, found: findings(), places: [] }
  const root: Place = { entity: definition, rules: '', criteria: '' }
  const where = readGroup(reading, plainCopy(input, budget), root, true)
  reading.found.settle()
  try {
    return prepareQuery(model, entity, where, budget).query
  } catch (error) {
    if (!isRefusal(error)) throw error
    return refuse(error.problems.map((one) => ({ ...one, path: placeInRules(reading, one.path) })))
  }
}

function placeInRules({ places }: Reading, path: string): string {
  let nearest: [string, string] = ['', '']
  for (const place of places)
    if ((path === place[0] || path.startsWith(`${place[0]}/`)) && place[0].length >= nearest[0].length) nearest = place
  const rest = path.slice(nearest[0].length)
  if (rest === '/relation') return `${nearest[1]}/field`
  // A value that names a field is the name itself.
  return nearest[1] + (rest.startsWith('/value') ? rest.replace(/\/field$/, '') : rest)
}

function notRead(reading: Reading, why: keyof typeof UNREADABLE, path: string): unknown {
  reading.found.add(problem('query.rule_not_read', { path, data: { why: UNREADABLE[why] } }))
  return REFUSED
}

const GROUP_MEMBERS = ['combinator', 'rules', 'not', 'id', 'path', 'disabled', 'muted']
const RULE_MEMBERS = ['field', 'operator', 'value', 'valueSource', 'match', 'id', 'path', 'disabled', 'muted', 'meta']

function readGroup(reading: Reading, input: unknown, place: Place, isRoot: boolean): unknown {
  reading.places.push([place.criteria, place.rules])
  if (!isPlainObject(input)) return notRead(reading, 'shape', place.rules)
  onlyMembers(input, GROUP_MEMBERS, place.rules, reading.found)
  const { combinator, rules, not: isDenied = false, muted } = input
  const isKnown = combinator === undefined || combinator === 'and' || combinator === 'or'
  if (!isKnown || !Array.isArray(rules) || typeof isDenied !== 'boolean') return notRead(reading, 'shape', place.rules)
  if (muted === true) return notRead(reading, 'muted', place.rules)
  if (rules.length === 0) return isRoot && !isDenied ? REFUSED : notRead(reading, 'empty', place.rules)
  const inner: Place = { ...place, criteria: isDenied ? `${place.criteria}/criteria` : place.criteria }
  const combined =
    combinator === undefined
      ? readIndependent(reading, rules, inner)
      : { type: combinator, criteria: rules.map((_, index) => readPart(reading, rules, index, inner, index)) }
  return isDenied ? { type: 'not', criteria: combined } : combined
}

/** One of several rules, which comes to stand at a position among the criteria of its place. */
function readPart(reading: Reading, rules: readonly unknown[], index: number, place: Place, position: number): unknown {
  const rule: Place = {
    ...place,
    rules: `${place.rules}/rules/${index}`,
    criteria: `${place.criteria}/criteria/${position}`,
  }
  return readRule(reading, rules[index], rule)
}

/** Rules with a combinator between each two, "independent combinators": `and` binds before `or`. */
function readIndependent(reading: Reading, rules: readonly unknown[], place: Place): unknown {
  const alternatives: number[][] = [[]]
  for (const [index, part] of rules.entries()) {
    if (index % 2 === 0) alternatives.at(-1)?.push(index)
    else if (part === 'or') alternatives.push([])
    else if (part !== 'and') return notRead(reading, 'shape', `${place.rules}/rules/${index}`)
  }
  if (rules.length % 2 === 0) return notRead(reading, 'shape', place.rules)
  const together = (indexes: readonly number[], at: Place): unknown => ({
    type: 'and',
    criteria: indexes.map((index, position) => readPart(reading, rules, index, at, position)),
  })
  const [all = []] = alternatives
  if (alternatives.length === 1) return together(all, place)
  const criteria = alternatives.map((indexes, position) => {
    const [only = 0] = indexes
    if (indexes.length === 1) return readPart(reading, rules, only, place, position)
    return together(indexes, { ...place, criteria: `${place.criteria}/criteria/${position}` })
  })
  return { type: 'or', criteria }
}

function readRule(reading: Reading, input: unknown, place: Place): unknown {
  reading.places.push([place.criteria, place.rules])
  if (!isPlainObject(input)) return notRead(reading, 'rule', place.rules)
  if (input['rules'] !== undefined) return readGroup(reading, input, place, false)
  onlyMembers(input, RULE_MEMBERS, place.rules, reading.found)
  const { field, operator: name, muted, match } = input
  if (typeof field !== 'string' || typeof name !== 'string') return notRead(reading, 'rule', place.rules)
  if (muted === true) return notRead(reading, 'muted', place.rules)
  if (match !== undefined) return readMatch(reading, input, field, place)
  if (name === 'notBetween') {
    reading.places.push([`${place.criteria}/criteria`, place.rules])
    return { type: 'not', criteria: readTest(reading, input, field, 'between', place) }
  }
  return readTest(reading, input, field, name, place)
}

type Members = Readonly<Record<string, unknown>>

function readTest(reading: Reading, rule: Members, field: string, name: string, place: Place): unknown {
  const operator = operatorOfRule(name)
  if (operator === undefined) return notRead(reading, 'operator', `${place.rules}/operator`)
  if (operator === 'isEmpty' || operator === 'isNotEmpty') return { type: 'test', field, operator }
  const source = rule['valueSource'] ?? 'value'
  if (source !== 'value' && source !== 'field') return notRead(reading, 'source', `${place.rules}/valueSource`)
  const valueOf = (item: unknown): unknown =>
    source === 'field' ? { ref: 'field', field: item } : plainValue(place.entity, field, item)
  const { value } = rule
  if (!takesList(operator)) return { type: 'test', field, operator, value: valueOf(value) }
  const items = typeof value === 'string' ? splitList(value) : value
  return { type: 'test', field, operator, value: Array.isArray(items) ? items.map(valueOf) : valueOf(items) }
}

const NUMBER = /^-?\d+(?:\.\d+)?$/

/** Inputs of a page give texts: those of a number or of a yes and no are read as what they mean. */
function plainValue(entity: EntityDefinition, name: string, value: unknown): unknown {
  const kind = entity.fields.get(name)?.kind
  if (typeof value !== 'string' || kind === undefined) return value
  if (isNumeric(kind)) return NUMBER.test(value.trim()) ? Number(value) : value
  if (kind === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

/** A list as react-querybuilder joins it: commas between the items, those within one behind a backslash. */
function splitList(text: string): readonly string[] {
  const items = ['']
  for (let index = 0; index < text.length; index++) {
    if (text.startsWith('\\,', index)) {
      items.push(`${items.pop() ?? ''},`)
      index += 1
    } else if (text[index] === ',') items.push('')
    else items.push(`${items.pop() ?? ''}${text[index] ?? ''}`)
  }
  return items.map((item) => item.trim()).filter((item) => item !== '')
}

const COUNTS: ReadonlyMap<unknown, string> = new Map([
  ['atLeast', 'gte'],
  ['atMost', 'lte'],
  ['exactly', 'eq'],
])

const QUANTIFIERS: ReadonlyMap<unknown, string> = new Map([
  ['some', 'some'],
  ['none', 'none'],
  ['all', 'every'],
])

function readMatch(reading: Reading, rule: Members, relation: string, place: Place): unknown {
  const known = place.entity.relations.get(relation)
  const match = rule['match']
  const path = `${place.rules}/match`
  if (!isPlainObject(match)) return notRead(reading, 'match', path)
  const { mode, threshold } = match
  const operator = COUNTS.get(mode)
  const quantifier = QUANTIFIERS.get(mode)
  if (operator === undefined && quantifier === undefined) return notRead(reading, 'match', path)
  if (operator !== undefined && (typeof threshold !== 'number' || !Number.isSafeInteger(threshold) || threshold < 0))
    return notRead(reading, 'match', path)
  // An unknown relation is refused by its name; what is asked beyond it cannot be read.
  if (known === undefined) return { type: 'related', relation, quantifier: 'some', criteria: REFUSED }
  const isOne = known.type === 'one'
  if (isOne && mode !== 'some' && mode !== 'none') return notRead(reading, 'toOne', path)
  const isDenied = isOne && mode === 'none'
  const criteria = readGroup(
    reading,
    rule['value'],
    {
      entity: entityOf(reading.model, known.target),
      rules: `${place.rules}/value`,
      criteria: `${place.criteria}${isDenied ? '/criteria' : ''}/criteria`,
    },
    false,
  )
  if (operator !== undefined)
    return { type: 'measure', relation, measure: 'count', operator, value: threshold, criteria }
  if (!isOne) return { type: 'related', relation, quantifier, criteria }
  const met = { type: 'related', relation, quantifier: 'is', criteria }
  return isDenied ? { type: 'not', criteria: met } : met
}
