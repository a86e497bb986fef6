import { z } from 'zod'
import { refuse, type Row, type Write } from '../kernel'
import { entityOf, parseInput, parseRecord } from '../model'
import { allOf, isAmong, isEqual } from '../query'
import type { OrganisationBound } from '../permissions'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { parseComposition, type NewComposition } from './composition'
import { recomposed } from './composed-lists'
import { demandNamed } from './demand-composition'
import { readList, type DistributionList } from './distribution-list'
import { listNamed, listRow } from './list-membership'
import { demandUsers } from './demand-users'
import { problem } from './problem'

const userIds = z.array(z.string()).max(100_000)
const name = z.string().trim().min(1).max(200)
const listSchema = z.strictObject({ name, members: userIds.optional(), composition: z.unknown().optional() })
const renameSchema = z.strictObject({ name, version: z.number().int().optional() })
const recomposeSchema = z.strictObject({ composition: z.unknown(), version: z.number().int().optional() })

const PATH = '/composition'

/** A list of chosen users, or a dynamic one: who is on it is then what its composition comes to at the moment. */
export type NewDistributionList =
  | { readonly name: string; readonly members?: readonly string[]; readonly composition?: never }
  | { readonly name: string; readonly composition: NewComposition; readonly members?: never }

/** Another composition, in the place of the whole one; with `version`, only while nobody else has changed the list since. */
export interface ListRecomposition {
  readonly composition: NewComposition
  readonly version?: number
}

/** A new name; with `version`, only while nobody else has changed the list since. */
export type ListRenaming = z.input<typeof renameSchema>

function membership(listId: string, users: readonly string[], context: DecisionContext): Write[] {
  const rows = [...new Set(users)].map((userId): Row => ({
    id: context.identifiers.next(),
    listId,
    userId,
    addedAt: context.now,
  }))
  if (rows.length === 0) return []
  return [{ type: 'insert', entity: 'distributionListMember', rows, onConflict: 'skip', key: ['listId', 'userId'] }]
}

/**
 * It is the list of the organisation that bounds who makes it: of chosen users, or with a composition a dynamic one.
 *
 * @throws refusals `input.invalid`, `communication.list_two_kinds`, `communication.user_unknown`, and those of `parseComposition` and
 * `demandNamed`.
 */
export function* createList(
  input: unknown,
  context: DecisionContext,
  bound: OrganisationBound | null = null,
): Decision<Outcome<DistributionList>> {
  const { name, members = [], composition: given } = parseInput(listSchema, input)
  const composition = given === undefined ? null : parseComposition(context.model, given, PATH)
  if (composition !== null && members.length > 0) refuse(problem('communication.list_two_kinds', { path: '/members' }))
  yield* demandUsers(members, '/members', context)
  if (composition !== null) yield* demandNamed(composition, given, PATH, context)
  const row = parseRecord(entityOf(context.model, 'distributionList'), {
    id: context.identifiers.next(),
    name,
    kind: composition === null ? 'fixed' : 'dynamic',
    composition,
    organisationId: bound?.organisation ?? null,
    createdAt: context.now,
  })
  const list = readList(row)
  return {
    writes: [{ type: 'insert', entity: 'distributionList', rows: [row] }, ...membership(list.id, members, context)],
    value: list,
  }
}

/** Any list may be renamed, that of everyone too. Refused with `input.invalid`, `communication.list_unknown`, `session.stale`. */
export function* renameList(id: string, input: unknown, context: DecisionContext): Decision<Outcome<DistributionList>> {
  const { name, version } = parseInput(renameSchema, input)
  const list = yield* listNamed(id, '', context)
  const set = { name, version: list.version + 1 }
  const expect = version === undefined ? {} : { expect: { version } }
  return { writes: [{ type: 'update', entity: 'distributionList', id, set, ...expect }], value: { ...list, ...set } }
}

/**
 * Says anew who is on a dynamic list. A list stays what it is: one of chosen users, or that of everyone, takes no composition.
 *
 * @throws refusals `input.invalid`, `communication.list_unknown`, `communication.list_not_dynamic`, `session.stale`, and those of
 * `parseComposition` and `demandNamed`.
 */
export function* recomposeList(
  id: string,
  input: unknown,
  context: DecisionContext,
): Decision<Outcome<DistributionList>> {
  const { composition: given, version } = parseInput(recomposeSchema, input)
  const composition = parseComposition(context.model, given, PATH)
  const row = yield* listRow(id, '', context, 'update')
  const list = readList(row)
  if (list.kind !== 'dynamic') refuse(problem('communication.list_not_dynamic', { data: { list: list.name } }))
  yield* demandNamed(composition, given, PATH, context)
  const write = recomposed(row, composition)
  const expect = { expect: { version: version ?? list.version } }
  return { writes: [{ ...write, ...expect }], value: { ...list, composition, version: list.version + 1 } }
}

function* chosenList(id: string, context: DecisionContext): Decision<DistributionList> {
  const list = yield* listNamed(id, '', context, 'share')
  if (list.kind === 'everyone') refuse(problem('communication.list_everyone', { data: { list: list.name } }))
  if (list.kind === 'dynamic') refuse(problem('communication.list_dynamic', { data: { list: list.name } }))
  return list
}

/**
 * Puts users on a list; those who are on it stay.
 *
 * @throws refusals `communication.list_unknown`, `communication.list_everyone`, `communication.list_dynamic`, `communication.user_unknown`.
 */
export function* addMembers(id: string, input: unknown, context: DecisionContext): Decision<Outcome<void>> {
  const users = parseInput(userIds, input)
  const list = yield* chosenList(id, context)
  yield* demandUsers(users, '', context)
  return { writes: membership(list.id, users, context), value: undefined }
}

/** Takes users off a list; those who are not on it do not matter. Refused as {@link addMembers}. */
export function* removeMembers(id: string, input: unknown, context: DecisionContext): Decision<Outcome<void>> {
  const users = parseInput(userIds, input)
  const list = yield* chosenList(id, context)
  const entity = entityOf(context.model, 'distributionListMember')
  const rows = yield {
    entity: entity.name,
    where: allOf(isEqual(entity, 'listId', list.id), isAmong(entity, 'userId', users)),
  }
  const writes = rows.map((row): Write => ({ type: 'remove', entity: entity.name, id: String(row['id']) }))
  return { writes, value: undefined }
}
