import { describe, expect, test } from 'vitest'
import { decideOver } from 'clientele/storage'
import { editQuery, readSavedQuery, removeQuery, saveQuery, type SavedQuery } from 'clientele/lists'
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
    expect(problem?.message.fr).toMatch(/Trop petit/)
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
    expect(refusalOf(() => decideOver(tables.answer, removeQuery(shared.id, bob))).code).toBe('lists.not_owner')
    tables.apply(decideOver(tables.answer, removeQuery(shared.id, context)).writes)
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
