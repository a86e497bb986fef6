import { describe, expect, test } from 'vitest'
import type { Happening, Row } from 'clientele/kernel'
import { EVERYTHING } from 'clientele/query'
import { assign, assignmentLog, openConversation } from 'clientele/reports'
import { decideOver, type Decision, type DecisionContext, type Outcome } from 'clientele/storage'
import { contextAt, model } from '../lists/deciding'
import { PlainTables } from '../lists/plain-tables'
import { refusalOf } from '../kernel/refusal-of'

const users = ['ana', 'bob', 'zoe'].map((id) => ({ id, name: id.toUpperCase() }))
const contacts = [
  { id: 'c1', name: 'Marie Curie', groupId: 'lille' },
  { id: 'c2', name: 'Louis Pasteur', groupId: 'lille' },
]
const conversation = (id: string, contactId: string, assigneeId: string | null): Row => ({
  id,
  contactId,
  assigneeId,
  groupId: 'lille',
  channel: null,
  status: 'open',
  openedAt: null,
  closedAt: null,
})

function world(...conversations: Row[]): PlainTables {
  return new PlainTables(model, {
    user: users,
    contact: contacts,
    group: [{ id: 'lille', name: 'Lille' }],
    conversation: conversations,
  })
}

const scopes = { manage: EVERYTHING, visible: () => EVERYTHING }
const at = (minute: number, parts: Partial<DecisionContext> = {}) =>
  contextAt(`2026-03-02T09:${String(minute).padStart(2, '0')}:00Z`, parts)

/** What a session does: the writes of a decision, then what the log makes of their changes. */
function perform<T>(tables: PlainTables, decision: Decision<Outcome<T>>, context: DecisionContext): T {
  const { writes, happenings = [], value } = decideOver(tables.answer, decision)
  write(tables, writes, happenings, context)
  return value
}

function write(
  tables: PlainTables,
  writes: Outcome<unknown>['writes'],
  happenings: readonly Happening[],
  context: DecisionContext,
): void {
  const before = new Map(tables.rows('conversation').map((row) => [row['id'], row]))
  tables.apply(writes)
  const changes = tables
    .rows('conversation')
    .filter((row) => before.get(row['id']) !== row)
    .map((after) => {
      const old = before.get(after['id']) ?? null
      const type: 'created' | 'updated' = old === null ? 'created' : 'updated'
      return { entity: 'conversation', id: String(after['id']), type, before: old, after }
    })
  tables.apply(decideOver(tables.answer, assignmentLog.react({ changes, happenings }, context)))
}

const logged = (tables: PlainTables) =>
  tables
    .rows('assignment')
    .map((row) => [
      row['conversationId'],
      row['contactName'],
      row['previousAssigneeId'],
      row['assigneeId'],
      row['source'],
      row['assignedById'],
    ])

describe('the log of assignments', () => {
  test('R4.1 one row an assignment, with who it was before, who it is now, where from and by whom', () => {
    const tables = world(conversation('v1', 'c1', null))
    perform(tables, assign({ conversationId: 'v1', assigneeId: 'bob' }, scopes, at(0)), at(0))
    const later = at(5, { identifiers: { next: () => 'second' } })
    perform(tables, assign({ conversationId: 'v1', assigneeId: 'zoe', source: 'workflow' }, scopes, later), later)
    expect(tables.rows('assignment')).toEqual([
      {
        id: 'made-00000001',
        at: new Date('2026-03-02T09:00:00Z'),
        conversationId: 'v1',
        contactId: 'c1',
        contactName: 'Marie Curie',
        previousAssigneeId: null,
        assigneeId: 'bob',
        source: 'user',
        assignedById: 'ana',
      },
      {
        id: 'second',
        at: new Date('2026-03-02T09:05:00Z'),
        conversationId: 'v1',
        contactId: 'c1',
        contactName: 'Marie Curie',
        previousAssigneeId: 'bob',
        assigneeId: 'zoe',
        source: 'workflow',
        assignedById: null,
      },
    ])
  })

  test('R4.1 a conversation that is simply changed is logged as well: by a user, or by the API where the system acts', () => {
    const tables = world(conversation('v1', 'c1', 'bob'), conversation('v2', 'c2', 'bob'))
    const update = (id: string) => [{ type: 'update' as const, entity: 'conversation', id, set: { assigneeId: 'zoe' } }]
    write(tables, update('v1'), [], at(0))
    write(tables, update('v2'), [], at(1, { actor: null }))
    expect(logged(tables)).toEqual([
      ['v1', 'Marie Curie', 'bob', 'zoe', 'user', 'ana'],
      ['v2', 'Louis Pasteur', 'bob', 'zoe', 'developerApi', null],
    ])
  })

  test('R4.1 the same assignee again, or another field, logs nothing', () => {
    const tables = world(conversation('v1', 'c1', 'bob'))
    perform(tables, assign({ conversationId: 'v1', assigneeId: 'bob', source: 'bot' }, scopes, at(0)), at(0))
    write(tables, [{ type: 'update', entity: 'conversation', id: 'v1', set: { status: 'closed' } }], [], at(1))
    expect(logged(tables)).toEqual([])
  })

  test('R4.3 taking a conversation from everybody counts as an assignment', () => {
    const tables = world(conversation('v1', 'c1', 'bob'))
    perform(tables, assign({ conversationId: 'v1', assigneeId: null }, scopes, at(0)), at(0))
    expect(logged(tables)).toEqual([['v1', 'Marie Curie', 'bob', null, 'user', 'ana']])
  })

  test('R4.2 knows the sources of the library and those of the host, and refuses others', () => {
    const tables = world(conversation('v1', 'c1', null))
    perform(tables, assign({ conversationId: 'v1', assigneeId: 'bob', source: 'erp' }, scopes, at(0)), at(0))
    expect(logged(tables)).toEqual([['v1', 'Marie Curie', null, 'bob', 'erp', null]])
    const refusal = refusalOf(() =>
      decideOver(tables.answer, assign({ conversationId: 'v1', assigneeId: 'zoe', source: 'pigeon' }, scopes, at(1))),
    )
    expect([refusal.code, refusal.path]).toEqual(['reports.source_unknown', '/source'])
  })

  test('R4.1 refuses a conversation out of reach and an assignee who is not there', () => {
    const tables = world(conversation('v1', 'c1', null))
    const code = (input: object) => refusalOf(() => decideOver(tables.answer, assign(input, scopes, at(0)))).code
    expect(code({ conversationId: 'v9', assigneeId: 'bob' })).toBe('reports.conversation_unknown')
    expect(code({ conversationId: 'v1', assigneeId: 'nobody' })).toBe('reports.assignee_unknown')
    expect(code({ conversationId: 'v1' })).toBe('input.invalid')
  })
})

describe('a contact who returns', () => {
  const opened = (tables: PlainTables, record: object, context: DecisionContext) =>
    perform(
      tables,
      openConversation({ groupId: 'lille', ...record }, () => EVERYTHING, context),
      context,
    )

  test('R4.4 with an assignee stands in that inbox, and nothing is logged', () => {
    const tables = world(conversation('v1', 'c1', null))
    perform(tables, assign({ conversationId: 'v1', assigneeId: 'bob' }, scopes, at(0)), at(0))
    expect(opened(tables, { id: 'v2', contactId: 'c1' }, at(1))).toMatchObject({ id: 'v2', assigneeId: 'bob' })
    expect(tables.rows('conversation').map((row) => row['assigneeId'])).toEqual(['bob', 'bob'])
    expect(logged(tables)).toHaveLength(1)
  })

  test('R4.4 is known by the conversations where nothing was ever logged', () => {
    const tables = world(conversation('v1', 'c1', 'zoe'))
    expect(opened(tables, { contactId: 'c1' }, at(0))).toMatchObject({ assigneeId: 'zoe' })
    expect(logged(tables)).toEqual([])
  })

  test('R4.4 without an assignee any more, or for the first time, belongs to nobody', () => {
    const tables = world(conversation('v1', 'c1', 'bob'))
    perform(tables, assign({ conversationId: 'v1', assigneeId: null }, scopes, at(0)), at(0))
    expect(opened(tables, { contactId: 'c1' }, at(1))).toMatchObject({ assigneeId: null })
    expect(opened(tables, { contactId: 'c2' }, at(2))).toMatchObject({ assigneeId: null })
    expect(logged(tables)).toHaveLength(1)
  })

  test('R4.1 a conversation opened for somebody else is an assignment, from the one before', () => {
    const tables = world(conversation('v1', 'c1', 'bob'))
    opened(tables, { id: 'v2', contactId: 'c1', assigneeId: 'zoe' }, at(0))
    opened(tables, { id: 'v3', contactId: 'c2', assigneeId: 'zoe' }, at(1))
    expect(logged(tables)).toEqual([
      ['v2', 'Marie Curie', 'bob', 'zoe', 'user', 'ana'],
      ['v3', 'Louis Pasteur', null, 'zoe', 'user', 'ana'],
    ])
  })

  test('a contact who is not there is refused', () => {
    const refusal = refusalOf(() => opened(world(), { contactId: 'nobody' }, at(0)))
    expect([refusal.code, refusal.path]).toEqual(['reports.reference_unknown', '/contactId'])
  })
})
