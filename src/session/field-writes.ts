import { isPlainObject, isRefusal, jsonPointer, refuse, Refusal, sameValue, type Problem, type Row } from '../kernel'
import { entityOf, parsePatch, parseRecord, type EntityDefinition, type FieldDefinition } from '../model'
import { storageProblem } from '../storage'
import { fieldProblem, type FieldAccess } from './field-access'
import { problem } from './problem'

const NONE: ReadonlySet<string> = new Set()

function rulesFor({ hidden, readOnly }: FieldAccess, entity: string) {
  return { hidden: hidden.get(entity) ?? NONE, readOnly: readOnly.get(entity) ?? NONE }
}

/** What a new record has where nothing is said; null without a default. */
function usual({ schema }: FieldDefinition): unknown {
  const outcome = schema.safeParse(undefined)
  return outcome.success ? (outcome.data ?? null) : null
}

/** The read-only fields that would come to hold something else than they do. */
function changedReadOnly(
  access: FieldAccess,
  entity: string,
  set: Row,
  standing: (field: string) => unknown,
): Problem[] {
  return Object.keys(set).flatMap((field) => {
    if (sameValue(set[field] ?? null, standing(field) ?? null)) return []
    return fieldProblem(access, { entity, field, path: jsonPointer([field]) }, 'change') ?? []
  })
}

/**
 * A new record from an actor: fields hidden from them or read-only have their defaults. A hidden field is refused as one that is not
 * there; a read-only one may be given as it would be anyway.
 *
 * @throws refusals `session.fields_withheld` where such a field needs a value and has no default, `session.read_only_field`,
 * and those of `parseRecord`.
 */
export function newRecord(access: FieldAccess, name: string, input: unknown): Row {
  const whole = entityOf(access.whole, name)
  const { hidden, readOnly } = rulesFor(access, name)
  if (hidden.size + readOnly.size === 0) return parseRecord(whole, input)
  const withheld = [...hidden, ...readOnly].some((field) => whole.fields.get(field)?.optional === false)
  if (withheld) refuse(problem('session.fields_withheld', { data: { entity: whole.label } }))
  // Read once: what a computed member says may change.
  const given = isPlainObject(input) ? { ...input } : input
  parseRecord(entityOf(access.visible, name), given)
  const row = parseRecord(whole, given)
  const named = isPlainObject(given) ? Object.fromEntries(Object.keys(given).map((field) => [field, row[field]])) : {}
  const problems = changedReadOnly(access, name, named, (field) => {
    const definition = whole.fields.get(field)
    return readOnly.has(field) && definition !== undefined ? usual(definition) : row[field]
  })
  return problems.length > 0 ? refuse(problems) : row
}

/**
 * What an actor changes of a record as it stands. A hidden field is refused as one that is not there; a read-only one may be given as
 * it is.
 *
 * @throws refusals `session.read_only_field`, `session.hidden_rule`, and those of `parsePatch`.
 */
export function changedFields(access: FieldAccess, name: string, input: unknown, before: Row): Row {
  const whole = entityOf(access.whole, name)
  const { hidden, readOnly } = rulesFor(access, name)
  if (hidden.size + readOnly.size === 0) return parsePatch(whole, input, before)
  const given = isPlainObject(input) ? { ...input } : input
  parsePatch(entityOf(access.visible, name), given)
  const set = hidden.size === 0 ? parsePatch(whole, given, before) : patchUnseen(whole, hidden, given, before)
  const problems = changedReadOnly(access, name, set, (field) => before[field])
  return problems.length > 0 ? refuse(problems) : set
}

/**
 * The rules that span the fields of a record hold, whoever sees which of them. What they say is told only where they would say it
 * without the hidden values as well; otherwise that something hidden stands in the way.
 */
function patchUnseen(entity: EntityDefinition, hidden: ReadonlySet<string>, input: unknown, before: Row): Row {
  const found = refusedBy(() => parsePatch(entity, input, before))
  if (!('problems' in found)) return found.value
  const unseen = [...entity.fields.values()].filter(({ name }) => hidden.has(name))
  const neutral = { ...before, ...Object.fromEntries(unseen.map((field) => [field.name, usual(field)])) }
  const told = refusedBy(() => parsePatch(entity, input, neutral))
  const isTold = 'problems' in told && JSON.stringify(told.problems) === JSON.stringify(found.problems)
  return refuse(isTold ? found.problems : problem('session.hidden_rule', { data: { entity: entity.label } }))
}

function refusedBy(work: () => Row): { readonly value: Row } | { readonly problems: readonly Problem[] } {
  try {
    return { value: work() }
  } catch (error) {
    if (!isRefusal(error)) throw error
    return { problems: error.problems }
  }
}

const UNSEEN = { fr: 'un champ qui vous est caché', en: 'value, hidden from you' }

/** What a store says of one field that it does not take. */
const OF_A_FIELD: ReadonlySet<string> = new Set([
  'storage.reference_missing',
  'storage.value_missing',
  'storage.value_too_long',
  'storage.value_out_of_range',
  'storage.value_rejected',
])

/** What a store does not take is told without the names of the fields that the actor does not see. */
export function withoutHiddenFields(access: FieldAccess, error: unknown): unknown {
  if (access.hidden.size === 0 || !isRefusal(error)) return error
  const problems = error.problems.map((one) => unseenIn(access, one))
  const isSame = problems.every((one, place) => one === error.problems[place])
  return isSame ? error : new Refusal(problems, { cause: error.cause })
}

function unseenIn({ hidden, whole }: FieldAccess, one: Problem): Problem {
  const { entity, field, fields } = one.data
  const gone = hidden.get(String(entity))
  if (gone === undefined) return one
  if (OF_A_FIELD.has(one.code) && gone.has(String(field)))
    return problem('session.hidden_rule', { data: { entity: entityOf(whole, String(entity)).label } })
  if (one.code !== 'storage.conflict' || !Array.isArray(fields)) return one
  const seen = fields.filter((name: unknown) => !gone.has(String(name)))
  if (seen.length === fields.length) return one
  return storageProblem('storage.conflict', {
    path: one.path,
    data: { entity, fields: seen.length > 0 ? seen : UNSEEN },
  })
}
