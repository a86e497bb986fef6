import { z } from 'zod'
import { refuse, type Problem, type Row, type Write } from '../kernel'
import { entityOf, parseInput, parseRecord } from '../model'
import { allOf, isAmong, isEqual, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import type { Actor } from './actor'
import { problem } from './problem'
import { isShareable, shareEntity, type Share } from './share'
import { shareFrom, sharesOfRecord } from './standing-shares'

const word = z.string().min(1).max(191)
const user = z.union([word, z.strictObject({ user: word, version: z.number().int() })])
const about = { entity: word, id: word, users: z.array(user).min(1).readonly() }
const giving = z.strictObject({
  ...about,
  use: z.enum(['read', 'work']),
  expiresAt: z.date().nullable().default(null),
})
const taking = z.strictObject(about)

/** Users by id; with the version of the share that was read, a change over somebody else's is refused. */
export type ShareGift = z.input<typeof giving>
export type ShareTaking = z.input<typeof taking>

/** Who shares, which records of the entity they manage by rights of their own, and which they see at all. */
export interface Sharer {
  /** Null for the system. */
  readonly actor: Actor | null
  readonly manages: BoundCriteria
  readonly sees: BoundCriteria
}

/** The users whom the host's identity system knows; null where the users are records, which are then asked. */
export type KnownUsers = ReadonlySet<string> | null

/** Shares of a record change one after another. */
const LOCKED = { lock: 'update' } as const

interface Named {
  readonly user: string
  readonly version: number | null
}

const named = (users: readonly z.output<typeof user>[]): readonly Named[] =>
  users.map((one) => (typeof one === 'string' ? { user: one, version: null } : one))

const MOST_PROBLEMS = 20

function refuseAll(problems: readonly Problem[]): void {
  if (problems.length > 0) refuse(problems.slice(0, MOST_PROBLEMS))
}

function demandOnce(users: readonly Named[]): void {
  const met = new Set<string>()
  refuseAll(
    users.flatMap(({ user: name }, index) => {
      if (met.has(name)) return [problem('rights.named_twice', { path: `/users/${index}`, data: { name } })]
      met.add(name)
      return []
    }),
  )
}

/** The same answer for a record that is out of sight as for one that is not there. */
function* demandManaged(
  entity: string,
  id: string,
  { manages, sees }: Sharer,
  lock: { readonly lock?: 'update' },
  context: DecisionContext,
): Decision<void> {
  const definition = entityOf(context.model, entity)
  if (!isShareable(context.model, definition))
    refuse(problem('share.entity_closed', { path: '/entity', data: { entity: definition.label } }))
  const one = isEqual(definition, 'id', id)
  const [record] = yield { entity, where: allOf(one, manages), ...lock }
  if (record !== undefined) return
  const [seen] = yield { entity, where: allOf(one, sees) }
  const code = seen === undefined ? 'share.record_unknown' : 'share.not_yours'
  refuse(problem(code, { path: '/id', data: { entity: definition.label, id } }))
}

/** The records of users, held so that nobody leaves meanwhile; null where the model has no users to ask. */
function* usersThere(ids: readonly string[], context: DecisionContext): Decision<KnownUsers> {
  const role = context.model.roles.user
  if (role === null) return null
  const entity = entityOf(context.model, role.entity)
  const rows = yield { entity: entity.name, where: isAmong(entity, 'id', ids), fields: ['id'], lock: 'share' }
  return new Set(rows.map((row) => String(row['id'])))
}

function* demandUsers(users: readonly Named[], known: KnownUsers, context: DecisionContext): Decision<void> {
  const ids = users.map((one) => one.user)
  const there = known === null ? yield* usersThere(ids, context) : known
  refuseAll(
    ids.flatMap((id, index) =>
      there === null || there.has(id)
        ? []
        : [problem('rights.user_unknown', { path: `/users/${index}`, data: { user: id } })],
    ),
  )
}

/** The users whom a gift names, for a host whose identity system must be asked who they are. Refused with `input.invalid`. */
export const usersOfGift = (input: unknown): readonly string[] =>
  named(parseInput(giving, input).users).map(({ user: id }) => id)

/** The shares there are of a record with some users, expired ones included, each still as it was read. */
function* sharesWith(
  entity: string,
  id: string,
  users: readonly Named[],
  context: DecisionContext,
): Decision<ReadonlyMap<string, Row>> {
  const share = shareEntity(context.model)
  const ids = users.map((one) => one.user)
  const rows = yield {
    entity: share.name,
    where: allOf(isEqual(share, 'entity', entity), isEqual(share, 'recordId', id), isAmong(share, 'userId', ids)),
    lock: 'update',
  }
  const there = new Map(rows.map((row) => [String(row['userId']), row]))
  refuseAll(
    users.flatMap(({ user: name, version }, index) =>
      version === null || there.get(name)?.['version'] === version
        ? []
        : [problem('share.stale', { path: `/users/${index}`, data: { user: name } })],
    ),
  )
  return there
}

/**
 * Shares a record with users, or changes what is shared with them; a share that is so already stays as it is.
 *
 * @throws refusals `input.invalid`, `model.entity_unknown`, `share.entity_closed`, `share.record_unknown`, `share.not_yours`,
 * `share.with_oneself`, `share.expiry_past`, `share.stale`, `rights.user_unknown`, `rights.named_twice`.
 */
export function* giveShares(
  input: unknown,
  sharer: Sharer,
  known: KnownUsers,
  context: DecisionContext,
): Decision<Outcome<void>> {
  const { entity, id, use, expiresAt, ...given } = parseInput(giving, input)
  const users = named(given.users)
  yield* demandManaged(entity, id, sharer, LOCKED, context)
  demandOnce(users)
  const own = users.findIndex((one) => one.user === sharer.actor?.id)
  if (own >= 0) refuse(problem('share.with_oneself', { path: `/users/${own}`, data: { user: users[own]?.user } }))
  if (expiresAt !== null && expiresAt <= context.now)
    refuse(problem('share.expiry_past', { path: '/expiresAt', data: { expiresAt } }))
  yield* demandUsers(users, known, context)
  const there = yield* sharesWith(entity, id, users, context)

  const share = shareEntity(context.model)
  const inserted: Row[] = []
  const writes: Write[] = []
  for (const { user: userId } of users) {
    const row = there.get(userId)
    const terms = { use, expiresAt, sharedBy: sharer.actor?.id ?? null, sharedAt: context.now }
    if (row === undefined)
      inserted.push(parseRecord(share, { id: context.identifiers.next(), entity, recordId: id, userId, ...terms }))
    else if (differs(shareFrom(row), use, expiresAt))
      writes.push({ type: 'update', entity: share.name, id: String(row['id']), set: terms })
  }
  if (inserted.length > 0) writes.push({ type: 'insert', entity: share.name, rows: inserted })
  return { writes, value: undefined }
}

const differs = (share: Share, use: Share['use'], expiresAt: Date | null): boolean =>
  share.use !== use || share.expiresAt?.getTime() !== expiresAt?.getTime()

/**
 * Takes shares back. Whoever manages the record takes any; everybody may give up their own.
 *
 * @throws refusals `input.invalid`, `model.entity_unknown`, `share.entity_closed`, `share.record_unknown`, `share.not_yours`,
 * `share.not_there`, `share.stale`, `rights.named_twice`.
 */
export function* takeShares(input: unknown, sharer: Sharer, context: DecisionContext): Decision<Outcome<void>> {
  const { entity, id, ...given } = parseInput(taking, input)
  const users = named(given.users)
  const { label } = entityOf(context.model, entity)
  const isOwn = sharer.actor !== null && users.every((one) => one.user === sharer.actor?.id)
  if (!isOwn) yield* demandManaged(entity, id, sharer, LOCKED, context)
  demandOnce(users)
  const there = yield* sharesWith(entity, id, users, context)
  refuseAll(
    users.flatMap((one, index) =>
      there.has(one.user)
        ? []
        : [problem('share.not_there', { path: `/users/${index}`, data: { entity: label, id, user: one.user } })],
    ),
  )
  const { name } = shareEntity(context.model)
  return {
    writes: [...there.values()].map((row): Write => ({ type: 'remove', entity: name, id: String(row['id']) })),
    value: undefined,
  }
}

/** With whom a record is shared, for those who manage it by rights of their own. Refused as {@link giveShares}. */
export function* readShares(
  entity: string,
  id: string,
  sharer: Sharer,
  context: DecisionContext,
): Decision<readonly Share[]> {
  yield* demandManaged(entity, id, sharer, {}, context)
  return yield* sharesOfRecord(entity, id, context)
}
