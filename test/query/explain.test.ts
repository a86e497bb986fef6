import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { caseBinding } from '../../adapters/conformance/cases'
import { conformanceModel } from '../../adapters/conformance/model'
import type { Row } from '../../src/kernel'
import { crmEntities, defineModel } from '../../src/model'
import {
  and,
  bindQuery,
  explain,
  last,
  me,
  not,
  or,
  predicate,
  prepareQuery,
  query,
  type Query,
  type Verdict,
} from '../../src/query'
import { question } from './arbitrary'
import { lookupIn } from './record-lookup'

const model = defineModel(crmEntities)
const records = {
  user: [{ id: 'u1', name: 'Camille' }],
  invoice: [
    { id: 'i1', accountId: 'a1', status: 'paid', total: 120_000, dueOn: '2026-03-01' },
    { id: 'i2', accountId: 'a1', status: 'overdue', total: 80_000, dueOn: '2026-03-20' },
    { id: 'i3', accountId: 'a1', status: 'paid', total: 4_000, dueOn: null },
  ],
}
const account: Row = { id: 'a1', status: 'prospect', origin: null, ownerId: 'u1', revenue: 250_000, tags: ['vip'] }
const naming = { nameOf: (entity: string, id: string) => (entity === 'user' && id === 'u1' ? 'Camille' : undefined) }
const spaced = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

const onAccounts = (where: Parameters<typeof query<typeof crmEntities, 'account'>>[2]) => query(model, 'account', where)
const why = (where: Query, locale: 'fr' | 'en', row = account) =>
  explain(prepareQuery(model, 'account', where), row, lookupIn(records), caseBinding, { model, locale, naming })
const reasons = (where: Query, locale: 'fr' | 'en', row = account) =>
  why(where, locale, row).reasons.map(({ text }) => spaced(text))

describe('R2.2 why a record is in, or is not', () => {
  test('not: the part that fails, with what it saw', () => {
    const where = onAccounts((a) => and(a.tags.has('vip'), a.status.eq('client'), a.ownerId.isNotEmpty()))
    expect(why(where, 'fr').holds).toBe(false)
    expect(reasons(where, 'fr')).toEqual(['Statut est « client » : non (« prospect »)'])
    expect(reasons(where, 'en')).toEqual(['Status is “client”: no (“prospect”)'])
  })

  test('in: every part that had to hold, the fewest of those that could', () => {
    const where = onAccounts((a) =>
      and(or(and(a.tags.has('vip'), a.ownerId.isNotEmpty()), a.revenue.gt(100_000)), not(a.origin.eq('BNI'))),
    )
    expect(reasons(where, 'fr')).toEqual([
      "Chiffre d'affaires dépasse 1 000,00 € : oui (2 500,00 €)",
      "Origine n'est pas « BNI » : oui (vide)",
    ])
    expect(why(where, 'fr').reasons.map(({ path }) => path)).toEqual([
      '/where/criteria/0/criteria/1',
      '/where/criteria/1/criteria',
    ])
  })

  test('the related record that decided, or how many did not', () => {
    const overdue = onAccounts((a) => a.invoices.some((i) => i.status.eq('overdue')))
    expect(reasons(overdue, 'en')).toEqual(['there are invoices where Status is “overdue”: yes (“i2”)'])
    const lost = onAccounts((a) => a.invoices.some((i) => i.status.eq('lost')))
    expect(reasons(lost, 'fr')).toEqual(['il y a des factures où Statut est « lost » : non (0 sur 3)'])
    const allPaid = onAccounts((a) => a.invoices.every((i) => i.status.eq('paid')))
    expect(reasons(allPaid, 'fr')).toEqual(["il n'y a que des factures où Statut est « paid » : non (« i2 »)"])
    const owned = onAccounts((a) => a.owner.is((u) => u.name.eq('Zoë')))
    expect(reasons(owned, 'fr')).toEqual(['Responsable est une fiche où (Nom est « Zoë ») : non (Camille)'])
    expect(reasons(owned, 'fr', { ...account, ownerId: null })).toEqual([
      'Responsable est une fiche où (Nom est « Zoë ») : non (aucune fiche)',
    ])
  })

  test('the tree goes on beyond the relation', () => {
    const where = onAccounts((a) => a.invoices.some((i) => and(i.status.eq('overdue'), i.total.gte(80_000))))
    const { verdict } = why(where, 'en')
    expect(verdict).toMatchObject({
      type: 'related',
      holds: true,
      relation: 'invoices',
      among: 3,
      others: [
        {
          entity: 'invoice',
          id: 'i2',
          verdict: {
            type: 'and',
            holds: true,
            path: '/where/criteria',
            parts: [
              { type: 'test', path: '/where/criteria/criteria/0', field: 'status', value: 'overdue', holds: true },
              { type: 'test', path: '/where/criteria/criteria/1', field: 'total', value: 80_000, holds: true },
            ],
          },
        },
      ],
    })
  })

  test('figures, and who took part in them', () => {
    const where = onAccounts((a) => a.invoices.sum('total', (i) => i.status.eq('paid')).gt(200_000))
    expect(why(where, 'fr').verdict).toMatchObject({
      type: 'measure',
      figure: 124_000,
      among: 3,
      counted: ['i1', 'i3'],
    })
    expect(reasons(where, 'fr')).toEqual([
      'la somme de Montant pour les factures où (Statut est « paid ») dépasse 2 000,00 € : non (1 240,00 €)',
    ])
    const count = onAccounts((a) => a.invoices.count((i) => i.dueOn.within(last(90, 'days'))).gte(3))
    expect(reasons(count, 'en')).toEqual([
      'there are at least 3 invoices where Due date is within the last 90 days: no (2)',
    ])
  })

  test('figures are shown as exactly as their fields are kept', () => {
    const measured = (measure: string, field: string, value: number) => {
      const where = { type: 'measure', relation: 'parts', measure, field, criteria: and(), operator: 'gt', value }
      const parts = [0.1, 0.2, 0.3].map((length, index) => ({ id: `p${index}`, itemId: 'i', length, price: index }))
      const lookup = lookupIn({ part: parts })
      const asked = prepareQuery(conformanceModel, 'item', where)
      const { verdict } = explain(asked, { id: 'i' }, lookup, caseBinding, { model: conformanceModel, locale: 'fr' })
      return [verdict.holds, 'figure' in verdict && verdict.figure, 'saw' in verdict && spaced(verdict.saw)]
    }
    expect(measured('sum', 'length', 0.6)).toEqual([false, 0.6, '0,6'])
    expect(measured('avg', 'price', 1)).toEqual([false, 1, '0,01 €'])
    expect(measured('avg', 'length', 0.2)).toEqual([false, 0.2, '0,2'])
    expect(measured('max', 'weight', 1)).toEqual([false, null, 'vide'])
  })

  test('another field is seen as well; references are told as they stand', () => {
    expect(
      reasons(
        onAccounts((a) => a.name.eq(a.city)),
        'en',
        { id: 'a1', name: 'Lille', city: null },
      ),
    ).toEqual(['Name is the same as City: no (“Lille” / empty)'])
    expect(
      reasons(
        onAccounts((a) => a.ownerId.eq(me())),
        'fr',
      ),
    ).toEqual(['Responsable est moi : non (Camille)'])
  })

  test('what asks nothing gives no reason', () => {
    expect(
      why(
        onAccounts(() => and()),
        'fr',
      ),
    ).toMatchObject({ holds: true, reasons: [] })
    expect(
      why(
        onAccounts(() => or()),
        'fr',
      ),
    ).toMatchObject({ holds: false, reasons: [] })
  })
})

/** The answer that a tree would give if its leaves said otherwise. */
function answer(verdict: Verdict, says: (path: string, holds: boolean) => boolean): boolean {
  switch (verdict.type) {
    case 'and':
      return verdict.parts.every((part) => answer(part, says))
    case 'or':
      return verdict.parts.some((part) => answer(part, says))
    case 'not':
      return !answer(verdict.part, says)
    default:
      return says(verdict.path, verdict.holds)
  }
}

function leavesOf(verdict: Verdict): readonly string[] {
  if (verdict.type === 'and' || verdict.type === 'or') return verdict.parts.flatMap(leavesOf)
  return verdict.type === 'not' ? leavesOf(verdict.part) : [verdict.path]
}

describe('R2.2 for every criteria and all records', () => {
  const binding = { ...caseBinding, actor: { id: 'a1', fields: {}, groups: ['a1', 'a2'] } }

  test('the explanation agrees with the predicate, its reasons settle the answer, and none of them could be spared', () => {
    fc.assert(
      fc.property(question, ({ entity, where, records: rows }) => {
        const prepared = prepareQuery(conformanceModel, entity, where)
        const lookup = lookupIn(rows)
        const holds = predicate(bindQuery(prepared, binding))
        for (const row of (rows[entity] ?? []).slice(0, 3)) {
          const explained = explain(prepared, row, lookup, binding, { model: conformanceModel, locale: 'fr' })
          expect(explained.holds).toBe(holds(row, lookup))
          const deciding = explained.reasons.map(({ path }) => path)
          const leaves = leavesOf(explained.verdict)
          if (leaves.length > 8) continue
          // Whatever any set of other leaves says, all of them together included.
          const settledBy = (kept: readonly string[]) => {
            const others = leaves.filter((path) => !kept.includes(path))
            return Array.from({ length: 2 ** others.length }, (_, bits) => bits).every(
              (bits) =>
                answer(explained.verdict, (path, said) =>
                  kept.includes(path) ? said : (bits & (2 ** others.indexOf(path))) !== 0,
                ) === explained.holds,
            )
          }
          expect(settledBy(deciding)).toBe(true)
          for (const path of deciding) expect(settledBy(deciding.filter((one) => one !== path))).toBe(false)
        }
      }),
      { numRuns: 600, seed: 20_260_329 },
    )
  })
})
