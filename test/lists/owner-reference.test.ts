import { describe, expect, test } from 'vitest'
import { crmEntities, defineModel } from 'clientele/model'
import { actor, and, me, myGroups, not, or, query, type Query } from 'clientele/query'
import { decideOver } from 'clientele/storage'
import { asItsOwner, duplicateQuery, editQuery, saveQuery } from 'clientele/lists'
import { refusalOf } from '../kernel/refusal-of'
import { contextAt, model } from './deciding'
import { PlainTables } from './plain-tables'

const crm = defineModel(crmEntities)
const mine = query(crm, 'account', (a) => a.ownerId.eq(me()))
const myStructure = query(crm, 'account', (a) => not(a.groupId.in(myGroups())))
const myCity = query(crm, 'account', (a) => a.events.some((e) => e.timeZone.eq(actor('timeZone'))))
const context = contextAt('2026-03-02T09:00:00Z')

const save = (criteria: Query, parts: object = {}, at = context) =>
  decideOver(new PlainTables(model).answer, saveQuery({ name: 'q', entity: 'account', criteria, ...parts }, at)).value

describe('what a saved query says of the one who asks', () => {
  test('R2.2 is kept as it was said', () => {
    for (const criteria of [mine, myStructure, myCity]) expect(save(criteria).criteria).toEqual(criteria)
    expect(save(mine, { shared: true }).criteria).toEqual(mine)
  })

  test('R2.7 me is the owner when it is run, wherever it stands', () => {
    const everywhere = query(crm, 'account', (a) =>
      or(
        a.ownerId.in([me(), 'zoe']),
        not(a.events.some((e) => and(e.leadId.eq(me()), e.ownerId.ne(me())))),
        a.events.count((e) => e.leadId.eq(me())).gte(2),
        a.owner.is((o) => o.id.eq(me())),
        a.name.eq('me'),
      ),
    )
    const asAna = query(crm, 'account', (a) =>
      or(
        a.ownerId.in(['ana', 'zoe']),
        not(a.events.some((e) => and(e.leadId.eq('ana'), e.ownerId.ne('ana')))),
        a.events.count((e) => e.leadId.eq('ana')).gte(2),
        a.owner.is((o) => o.id.eq('ana')),
        a.name.eq('me'),
      ),
    )
    expect(asItsOwner(crm, everywhere, 'ana')).toEqual(asAna)
    expect(asItsOwner(crm, myStructure, 'ana')).toEqual(myStructure)
  })

  test('R2.7 the groups and fields of who asks are refused in a shared query, and when one is shared', () => {
    for (const criteria of [myStructure, myCity]) {
      const refusal = refusalOf(() => save(criteria, { shared: true }))
      expect([refusal.code, refusal.path]).toEqual(['lists.shared_reference', '/criteria'])
      const tables = new PlainTables(model)
      const { writes, value } = decideOver(
        tables.answer,
        saveQuery({ name: 'q', entity: 'account', criteria }, context),
      )
      tables.apply(writes)
      const share = () => decideOver(tables.answer, editQuery(value.id, { shared: true }, context))
      expect(refusalOf(share).code).toBe('lists.shared_reference')
      expect(
        decideOver(tables.answer, editQuery(value.id, { shared: true, criteria: mine }, context)).value.shared,
      ).toBe(true)
    }
    expect(refusalOf(() => save(myStructure, { shared: true })).messageIn('fr')).toContain('mes groupes')
  })

  test('R2.7 what the system saves has no owner, and cannot say me', () => {
    const system = contextAt('2026-03-02T09:00:00Z', { actor: null })
    expect(refusalOf(() => save(mine, {}, system)).code).toBe('lists.no_owner')
    const tables = new PlainTables(model)
    const { writes, value } = decideOver(
      tables.answer,
      saveQuery({ name: 'q', entity: 'account', criteria: mine }, context),
    )
    tables.apply(writes)
    expect(refusalOf(() => decideOver(tables.answer, duplicateQuery(value.id, {}, system))).code).toBe('lists.no_owner')
  })
})
