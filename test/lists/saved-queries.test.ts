import { describe, expect, test } from 'vitest'
import { sequentialIdentifiers } from 'clientele/kernel'
import { entityOf } from 'clientele/model'
import { EVERYTHING, isAmong, isEqual } from 'clientele/query'
import { decideOver } from 'clientele/storage'
import {
  duplicateQuery,
  editQuery,
  readSavedQuery,
  removeQuery,
  saveQuery,
  type QueryUse,
  type QueryUses,
  type SavedQuery,
} from 'clientele/lists'
import { refusalOf } from '../kernel/refusal-of'
import { contextAt, model } from './deciding'
import { PlainTables } from './plain-tables'

const bniClients = {
  type: 'and',
  criteria: [
    { type: 'test', field: 'status', operator: 'eq', value: 'client' },
    { type: 'test', field: 'origin', operator: 'in', value: ['BNI'] },
  ],
}
const input = { name: 'Clients BNI', entity: 'account', criteria: bniClients }
const context = contextAt('2026-03-02T09:00:00Z')
const unused = { registry: [], visible: () => EVERYTHING }

function saved(tables: PlainTables, given: object = {}): SavedQuery {
  const { writes, value } = decideOver(tables.answer, saveQuery({ ...input, ...given }, context))
  tables.apply(writes)
  return value
}

describe('saving a query', () => {
  test('R2.1 keeps nested criteria as they were said, in their versioned form', () => {
    const tables = new PlainTables(model)
    const query = saved(tables)
    expect(query.criteria).toEqual({ version: 1, entity: 'account', where: bniClients })
    expect(tables.rows('savedQuery')).toEqual([
      {
        id: 'made-00000001',
        name: 'Clients BNI',
        entity: 'account',
        criteria: query.criteria,
        display: { columns: [], sort: [] },
        shared: false,
        ownerId: 'ana',
        createdAt: new Date('2026-03-02T09:00:00Z'),
        version: 1,
      },
    ])
  })

  test('R2.2 keeps what is relative unexpanded', () => {
    const where = {
      type: 'test',
      field: 'createdAt',
      operator: 'within',
      value: { range: 'last', count: 30, unit: 'days' },
    }
    expect(saved(new PlainTables(model), { criteria: where }).criteria.where).toEqual(where)
  })

  test('R2.1 refuses criteria that the model does not know, with their place', () => {
    const criteria = { type: 'test', field: 'colour', operator: 'eq', value: 'red' }
    const refusal = refusalOf(() => saved(new PlainTables(model), { criteria }))
    expect(refusal.code).toBe('query.unknown_field')
    expect(refusalOf(() => saved(new PlainTables(model), { entity: 'planet' })).code).toBe('model.entity_unknown')
  })

  test('R2.1 refuses criteria about another entity', () => {
    const criteria = { version: 1, entity: 'contact', where: { type: 'and', criteria: [] } }
    expect(refusalOf(() => saved(new PlainTables(model), { criteria })).code).toBe('query.wrong_entity')
  })

  test('refuses criteria too deep to be read, and malformed text, before anything is written', () => {
    let criteria: object = { type: 'and', criteria: [] }
    for (let depth = 0; depth < 20_000; depth++) criteria = { type: 'not', criteria }
    expect(refusalOf(() => saved(new PlainTables(model), { criteria })).code).toBe('query.too_deep')
    expect(refusalOf(() => saved(new PlainTables(model), { name: 'a\0b' })).code).toBe('text.malformed')
  })

  test('R2.5 keeps columns, their order and the sorting, and refuses those that are not there', () => {
    const display = { columns: ['city', 'name'], sort: [{ field: 'name', direction: 'desc' }] }
    expect(saved(new PlainTables(model), { display }).display).toEqual(display)
    const refusal = refusalOf(() =>
      saved(new PlainTables(model), { display: { columns: ['city', 'colour', 'city'], sort: [{ field: 'tags' }] } }),
    )
    expect(refusal.problems.map(({ code, path }) => [code, path])).toEqual([
      ['lists.display_field', '/display/columns/1'],
      ['lists.display_twice', '/display/columns/2'],
      ['lists.display_field', '/display/sort/0/field'],
    ])
  })

  test('says what is wrong with the input in both languages', () => {
    const refusal = refusalOf(() => saved(new PlainTables(model), { name: ' ' }))
    expect(refusal.problems.map(({ code, path }) => [code, path])).toEqual([['input.invalid', '/name']])
    const [problem] = refusal.problems
    expect(problem?.message.fr).not.toBe(problem?.message.en)
    expect(problem?.message.fr).toBe('Ce qui a été donné est refusé : ceci ne peut pas être vide.')
  })
})

describe('changing a query', () => {
  test('R2.7 its owner renames and shares it, and only while it is unchanged when they say so', () => {
    const tables = new PlainTables(model)
    const { id } = saved(tables)
    const { writes, value } = decideOver(
      tables.answer,
      editQuery(id, { name: 'BNI', shared: true, version: 1 }, context),
    )
    expect(writes).toEqual([
      {
        type: 'update',
        entity: 'savedQuery',
        id,
        set: { name: 'BNI', shared: true, version: 2 },
        expect: { version: 1 },
      },
    ])
    tables.apply(writes)
    expect(tables.rows('savedQuery').map((row) => readSavedQuery(model, row))).toEqual([value])
  })

  test('R2.7 a private query does not exist for others; a shared one is not theirs to change', () => {
    const tables = new PlainTables(model)
    const mine = saved(tables)
    const shared = saved(tables, { shared: true })
    const bob = contextAt('2026-03-02T09:00:00Z', { actor: 'bob' })
    expect(refusalOf(() => decideOver(tables.answer, editQuery(mine.id, { name: 'x' }, bob))).code).toBe(
      'lists.query_unknown',
    )
    expect(refusalOf(() => decideOver(tables.answer, removeQuery(shared.id, unused, bob))).code).toBe('lists.not_owner')
    tables.apply(decideOver(tables.answer, removeQuery(shared.id, unused, context)).writes)
    expect(tables.rows('savedQuery')).toHaveLength(1)
  })

  test('R2.1 changed criteria are checked like new ones', () => {
    const tables = new PlainTables(model)
    const { id } = saved(tables)
    const edit = (criteria: unknown) => decideOver(tables.answer, editQuery(id, { criteria }, context))
    expect(refusalOf(() => edit({ type: 'test', field: 'name', operator: 'lt', value: 'a' })).code).toBe(
      'query.operator_misfit',
    )
    expect(edit({ type: 'or', criteria: [] }).value.criteria.where).toEqual({ type: 'or', criteria: [] })
  })

  test('criteria that the model no longer knows are refused when read, never skipped', () => {
    const tables = new PlainTables(model)
    saved(tables)
    const [row] = tables.rows('savedQuery')
    const stale = { version: 1, entity: 'account', where: { type: 'test', field: 'gone', operator: 'isEmpty' } }
    expect(refusalOf(() => readSavedQuery(model, { ...row, criteria: stale })).code).toBe('query.unknown_field')
  })
})

describe('copying a query', () => {
  const bob = contextAt('2026-03-03T09:00:00Z', {
    actor: 'bob',
    locale: 'fr',
    identifiers: sequentialIdentifiers('copy-'),
  })

  test('R2.7 a shared query becomes one’s own, private, with its criteria and its display', () => {
    const tables = new PlainTables(model)
    const display = { columns: ['name'], sort: [{ field: 'name', direction: 'asc' as const }] }
    const shared = saved(tables, { shared: true, display })
    const { writes, value } = decideOver(tables.answer, duplicateQuery(shared.id, {}, bob))
    tables.apply(writes)
    expect(value).toEqual({
      ...shared,
      id: 'copy-00000001',
      name: 'Copie de Clients BNI',
      shared: false,
      ownerId: 'bob',
      createdAt: bob.now,
      version: 1,
    })
    expect(tables.rows('savedQuery')).toHaveLength(2)
    const named = decideOver(tables.answer, duplicateQuery(shared.id, { name: 'À moi' }, bob)).value
    expect(named.name).toBe('À moi')
  })

  test('R2.7 a name too long to say that it is a copy stays as it is', () => {
    const tables = new PlainTables(model)
    const { id } = saved(tables, { name: 'x'.repeat(200) })
    expect(decideOver(tables.answer, duplicateQuery(id, {}, context)).value.name).toBe('x'.repeat(200))
  })

  test('R2.7 a private query of somebody else is not there to be copied', () => {
    const tables = new PlainTables(model)
    const mine = saved(tables)
    expect(refusalOf(() => decideOver(tables.answer, duplicateQuery(mine.id, {}, bob))).code).toBe(
      'lists.query_unknown',
    )
  })
})

describe('what uses a query', () => {
  const use = (id: string): QueryUse => ({ entity: 'task', id, label: { fr: `la tâche ${id}`, en: `the task ${id}` } })
  const tasks: QueryUses = function* (queries, { model: known }) {
    const rows = yield { entity: 'task', where: isAmong(entityOf(known, 'task'), 'title', queries) }
    return rows.map((row) => use(String(row['id'])))
  }

  test('R2.7 keeps it from being removed, and is told as far as the actor may see', () => {
    const tables = new PlainTables(model)
    const query = saved(tables)
    const rows = [
      { id: 't1', title: query.id, assigneeId: 'ana' },
      { id: 't2', title: query.id, assigneeId: 'eve' },
      { id: 't3', title: 'another', assigneeId: 'ana' },
    ]
    tables.apply([{ type: 'insert', entity: 'task', rows }])
    const uses = { registry: [tasks], visible: (name: string) => isEqual(entityOf(model, name), 'assigneeId', 'ana') }
    const refusal = refusalOf(() => decideOver(tables.answer, removeQuery(query.id, uses, context)))
    expect(refusal.code).toBe('lists.query_in_use')
    expect(refusal.data).toEqual({
      name: 'Clients BNI',
      uses: [use('t1').label, { fr: "d'autres que vous ne pouvez pas voir", en: 'others that you may not see' }],
      others: true,
      records: [{ entity: 'task', id: 't1' }],
    })
    expect(refusal.messageIn('fr')).toContain('la tâche t1')
    expect(JSON.stringify(refusal.problems)).not.toContain('t2')
    tables.apply([
      { type: 'remove', entity: 'task', id: 't1' },
      { type: 'remove', entity: 'task', id: 't2' },
    ])
    expect(decideOver(tables.answer, removeQuery(query.id, uses, context)).writes).toHaveLength(1)
  })
})
