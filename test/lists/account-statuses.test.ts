import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { code, crmEntities, defineModel, entity, extendModel, id, oneOf, text, type Model } from 'clientele/model'
import { decideOver, type Decision, type Outcome } from 'clientele/storage'
import {
  addTerm,
  allTerms,
  editTerm,
  listEntities,
  listReactions,
  orderTerms,
  readAccountStatus,
  removeTerm,
  seedLists,
  statusTerms,
} from 'clientele/lists'
import { refusalOf } from '../kernel/refusal-of'
import { contextAt, model } from './deciding'
import { PlainTables } from './plain-tables'

const context = contextAt('2026-03-02T09:00:00Z')

function seeded(over: Model = model): PlainTables {
  const tables = new PlainTables(over)
  tables.apply(decideOver(tables.answer, seedLists({ ...context, model: over })).writes)
  return tables
}

function done<T>(tables: PlainTables, decision: Decision<Outcome<T>>): T {
  const { writes, value } = decideOver(tables.answer, decision)
  tables.apply(writes)
  return value
}

const codes = (tables: PlainTables): readonly string[] =>
  decideOver(tables.answer, allTerms(statusTerms)).map((one) => one.code)

describe('the statuses that exist from the start', () => {
  test('R2.3 Client, Prospect, Suspect and Fournisseur exist from the start, in this order', () => {
    const found = seeded().rows('accountStatus').map(readAccountStatus)
    expect(
      found.map(({ code: word, label, position, archived }) => [word, label.fr, label.en, position, archived]),
    ).toEqual([
      ['client', 'Client', 'Client', 0, false],
      ['prospect', 'Prospect', 'Prospect', 1, false],
      ['suspect', 'Suspect', 'Suspect', 2, false],
      ['supplier', 'Fournisseur', 'Supplier', 3, false],
    ])
  })

  test('R2.3 starting again adds only what is missing and leaves the rest as it is', () => {
    const renamed = {
      id: 's1',
      code: 'client',
      label: { fr: 'Acheteur', en: 'Buyer' },
      position: 7,
      archived: false,
      display: { columns: [], sort: [] },
      version: 3,
    }
    const tables = new PlainTables(model, { accountStatus: [renamed] })
    tables.apply(decideOver(tables.answer, seedLists(context)).writes)
    expect(tables.rows('accountStatus')).toHaveLength(4)
    expect(tables.rows('accountStatus')[0]).toEqual(renamed)
    expect(decideOver(tables.answer, seedLists(contextAt('2026-03-03T09:00:00Z'))).writes).toEqual([])
  })

  test('R2.3 a host whose own field names its codes starts with those', () => {
    const status = code({
      options: [
        { code: 'C', label: { fr: 'Client actif', en: 'Active client' } },
        { code: 'P', label: { fr: 'Piste', en: 'Lead' } },
      ],
    })
    const account = entity({ module: 'accounts', fields: z.object({ id: id(), name: text(), status }) })
    const tables = seeded(extendModel(defineModel({ account }), listEntities))
    expect(tables.rows('accountStatus').map((row) => [row['code'], row['label']])).toEqual([
      ['C', { fr: 'Client actif', en: 'Active client' }],
      ['P', { fr: 'Piste', en: 'Lead' }],
    ])
  })
})

describe('changing statuses', () => {
  const partner = { code: 'partner', label: { fr: 'Partenaire', en: 'Partner' } }

  test('R2.3 one is added behind the others, and its code is its own', () => {
    const tables = seeded()
    const added = done(tables, addTerm(statusTerms, partner, context))
    expect(added).toMatchObject({ ...partner, position: 4, archived: false, version: 1 })
    expect(codes(tables)).toEqual(['client', 'prospect', 'suspect', 'supplier', 'partner'])
    const again = refusalOf(() => decideOver(tables.answer, addTerm(statusTerms, partner, context)))
    expect([again.code, again.path]).toEqual(['lists.status_taken', '/code'])
  })

  test('R2.3 the label changes, in both languages, never the code', () => {
    const tables = seeded()
    done(tables, editTerm(statusTerms, 'suspect', { label: { fr: 'Piste', en: 'Lead' } }, context))
    expect(tables.rows('accountStatus')[2]).toMatchObject({
      code: 'suspect',
      label: { fr: 'Piste', en: 'Lead' },
      version: 2,
    })
    const edit = (patch: object) =>
      refusalOf(() => decideOver(tables.answer, editTerm(statusTerms, 'suspect', patch, context)))
    expect(edit({ code: 'lead' }).code).toBe('input.invalid')
    expect(edit({ label: { fr: 'Piste' } }).path).toBe('/label/en')
    expect(edit({ label: { fr: ' ', en: 'x' } }).path).toBe('/label/fr')
  })

  test('R2.3 they are put in order; those not named follow as they were', () => {
    const tables = seeded()
    const value = done(tables, orderTerms(statusTerms, ['supplier', 'prospect']))
    expect(value.map((one) => one.code)).toEqual(['supplier', 'prospect', 'client', 'suspect'])
    expect(codes(tables)).toEqual(['supplier', 'prospect', 'client', 'suspect'])
    expect(decideOver(tables.answer, orderTerms(statusTerms, [])).writes).toEqual([])
    const order = (given: unknown) => refusalOf(() => decideOver(tables.answer, orderTerms(statusTerms, given)))
    expect([order(['client', 'gone']).code, order(['client', 'gone']).path]).toEqual(['lists.status_unknown', '/1'])
    expect([order(['client', 'client']).code, order(['client', 'client']).path]).toEqual(['lists.code_twice', '/1'])
  })

  test('R2.3 the one that new accounts take unless said otherwise is neither archived nor removed', () => {
    const tables = seeded()
    const archive = () => decideOver(tables.answer, editTerm(statusTerms, 'prospect', { archived: true }, context))
    expect(refusalOf(archive).code).toBe('lists.status_default')
    expect(refusalOf(() => decideOver(tables.answer, removeTerm(statusTerms, 'prospect', context))).code).toBe(
      'lists.status_default',
    )
    expect(done(tables, editTerm(statusTerms, 'client', { archived: true }, context)).archived).toBe(true)
    expect(done(tables, editTerm(statusTerms, 'client', { archived: false }, context)).archived).toBe(false)
  })

  test('R2.5 the list of a status keeps its columns and its sorting, held to the account', () => {
    const tables = seeded()
    const display = { columns: ['name', 'city'], sort: [{ field: 'name', direction: 'desc' as const }] }
    expect(done(tables, editTerm(statusTerms, 'client', { display }, context)).display).toEqual(display)
    const wrong = { columns: ['name', 'colour'] }
    const refusal = refusalOf(() =>
      decideOver(tables.answer, editTerm(statusTerms, 'client', { display: wrong }, context)),
    )
    expect([refusal.code, refusal.path]).toEqual(['lists.display_field', '/display/columns/1'])
  })

  test('a status that is not there is refused with those that are', () => {
    const refusal = refusalOf(() => decideOver(seeded().answer, editTerm(statusTerms, 'gone', {}, context)))
    expect(refusal).toMatchObject({
      code: 'lists.status_unknown',
      data: { code: 'gone', known: ['client', 'prospect', 'suspect', 'supplier'] },
    })
  })
})

describe('what accounts take', () => {
  const [knownStatuses] = listReactions.filter(({ name }) => name === 'lists.known_statuses')

  const react = (tables: PlainTables, before: string | null, after: string, over: Model = model) => {
    const row = (status: string) => ({ id: 'a1', name: 'x', status })
    const change = {
      entity: 'account',
      id: 'a1',
      type: before === null ? ('created' as const) : ('updated' as const),
      before: before === null ? null : row(before),
      after: { ...row(after), name: 'y' },
    }
    const reaction = knownStatuses?.react({ changes: [change], happenings: [] }, { ...context, model: over })
    return reaction === undefined ? null : decideOver(tables.answer, reaction)
  }

  test('R2.3 only a status that is known and not archived', () => {
    const tables = seeded()
    done(tables, editTerm(statusTerms, 'supplier', { archived: true }, context))
    expect(react(tables, null, 'client')).toEqual([])
    expect(react(tables, 'client', 'suspect')).toEqual([])
    expect(refusalOf(() => react(tables, null, 'lead'))).toMatchObject({
      code: 'lists.status_unknown',
      path: '/status',
      data: { code: 'lead', known: ['client', 'prospect', 'suspect'] },
    })
    expect(refusalOf(() => react(tables, 'client', 'supplier')).code).toBe('lists.status_archived')
  })

  test('R2.3 one that they hold already stays theirs, archived or unknown', () => {
    const tables = seeded()
    done(tables, editTerm(statusTerms, 'supplier', { archived: true }, context))
    expect(react(tables, 'supplier', 'supplier')).toEqual([])
    expect(react(tables, 'legacy', 'legacy')).toEqual([])
    expect(react(tables, 'legacy', 'client')).toEqual([])
  })

  test('R2.3 a closed list of the host’s own is left to its schema', () => {
    const status = oneOf({ hot: { fr: 'Chaud', en: 'Hot' } })
    const closed = defineModel({
      ...crmEntities,
      account: entity({ ...crmEntities.account, fields: crmEntities.account.fields.extend({ status }) }),
    })
    expect(knownStatuses?.entities(closed)).toEqual([])
    expect(knownStatuses?.entities(model)).toEqual(['account'])
    expect(react(seeded(), null, 'hot', closed)).toEqual([])
  })
})
