import { z } from 'zod'
import { refuse, type Row, type Write } from '../kernel'
import { entityOf, parseInput, parseRecord } from '../model'
import { allOf, isAmong, isEqual } from '../query'
import type { OrganisationBound } from '../permissions'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { listNamed, readList, type DistributionList } from './list-membership'
import { problem } from './problem'

const userIds = z.array(z.string()).max(100_000)
const listSchema = z.strictObject({ name: z.string().trim().min(1).max(200), members: userIds.default([]) })
const renameSchema = z.strictObject({ name: z.string().trim().min(1).max(200), version: z.number().int().optional() })

/** A list of chosen users. */
export type NewDistributionList = z.input<typeof listSchema>

/** A new name; with `version`, only while nobody else has changed the list since. */
export type ListRenaming = z.input<typeof renameSchema>

function* checkUsers(ids: readonly string[], path: string, context: DecisionContext): Decision<void> {
  const role = context.model.roles.user
  if (role === null || ids.length === 0) return
  const users = yield { entity: role.entity, where: isAmong(entityOf(context.model, role.entity), 'id', ids) }
  const known = new Set(users.map((user) => user['id']))
  const problems = ids.flatMap((user, index) =>
    known.has(user) ? [] : [problem('communication.user_unknown', { path: `${path}/${index}`, data: { user } })],
  )
  if (problems.length > 0) refuse(problems.slice(0, 20))
}

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

/** It is the list of the organisation that bounds who makes it. Refused with `input.invalid`, `communication.user_unknown`. */
export function* createList(
  input: unknown,
  context: DecisionContext,
  bound: OrganisationBound | null = null,
): Decision<Outcome<DistributionList>> {
  const { name, members } = parseInput(listSchema, input)
  yield* checkUsers(members, '/members', context)
  const row = parseRecord(entityOf(context.model, 'distributionList'), {
    id: context.identifiers.next(),
    name,
    kind: 'fixed',
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

function* chosenList(id: string, context: DecisionContext): Decision<DistributionList> {
  const list = yield* listNamed(id, '', context)
  if (list.kind === 'everyone') refuse(problem('communication.list_everyone', { data: { list: list.name } }))
  return list
}

/**
 * Puts users on a list; those who are on it stay.
 *
 * @throws refusals `communication.list_unknown`, `communication.list_everyone`, `communication.user_unknown`.
 */
export function* addMembers(id: string, input: unknown, context: DecisionContext): Decision<Outcome<void>> {
  const users = parseInput(userIds, input)
  const list = yield* chosenList(id, context)
  yield* checkUsers(users, '', context)
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
