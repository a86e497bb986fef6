import { expect, test } from 'vitest'
import { decideOver } from 'clientele/storage'
import { readAccountStatus, seedLists } from 'clientele/lists'
import { contextAt, model } from './deciding'
import { PlainTables } from './plain-tables'

test('R2.3 Client, Prospect, Suspect and Fournisseur exist from the start, in this order', () => {
  const tables = new PlainTables(model)
  tables.apply(decideOver(tables.answer, seedLists(contextAt('2026-03-02T09:00:00Z'))).writes)
  const statuses = tables.rows('accountStatus').map(readAccountStatus)
  expect(statuses.map(({ code, label, position, archived }) => [code, label.fr, label.en, position, archived])).toEqual(
    [
      ['client', 'Client', 'Client', 0, false],
      ['prospect', 'Prospect', 'Prospect', 1, false],
      ['suspect', 'Suspect', 'Suspect', 2, false],
      ['supplier', 'Fournisseur', 'Supplier', 3, false],
    ],
  )
})

test('R2.3 starting again adds only what is missing and leaves the rest as it is', () => {
  const renamed = {
    id: 's1',
    code: 'client',
    label: { fr: 'Acheteur', en: 'Buyer' },
    position: 7,
    archived: false,
    version: 3,
  }
  const tables = new PlainTables(model, { accountStatus: [renamed] })
  tables.apply(decideOver(tables.answer, seedLists(contextAt('2026-03-02T09:00:00Z'))).writes)
  expect(tables.rows('accountStatus')).toHaveLength(4)
  expect(tables.rows('accountStatus')[0]).toEqual(renamed)
  expect(decideOver(tables.answer, seedLists(contextAt('2026-03-03T09:00:00Z'))).writes).toEqual([])
})
