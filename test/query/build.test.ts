import { describe, expect, expectTypeOf, test } from 'vitest'
import { conformanceModel } from '../../adapters/conformance/model'
import { isRefusal } from '../../src/kernel'
import { crmEntities, defineModel } from '../../src/model'
import {
  actor,
  ago,
  and,
  type Criteria,
  groupsOf,
  last,
  me,
  myGroups,
  not,
  or,
  type Query,
  query,
  thisPeriod,
  today,
} from '../../src/query'

const crm = defineModel(crmEntities)

describe('a query written with the builder', () => {
  test('R2.1 is the worked case: status = Client and origin = BNI', () => {
    const clients = query(crm, 'account', (a) => and(a.status.eq('client'), a.origin.eq('BNI')))
    expectTypeOf(clients).toEqualTypeOf<Query<'account'>>()
    expect(clients).toEqual({
      version: 1,
      entity: 'account',
      where: {
        type: 'and',
        criteria: [
          { type: 'test', field: 'status', operator: 'eq', value: 'client' },
          { type: 'test', field: 'origin', operator: 'eq', value: 'BNI' },
        ],
      },
    })
  })

  test('R2.2 asks about related records, relative dates, who asks and other fields', () => {
    const written = query(crm, 'account', (a) =>
      and(
        or(a.origin.in(['BNI', 'web']), a.tags.has('vip')),
        a.invoices.count((i) => and(i.status.eq('overdue'), i.dueOn.within(last(90, 'days')))).gte(3),
        a.contacts.some((c) => c.email.isNotEmpty()),
        a.invoices.sum('total').between(0, 500_00),
        a.invoices.every((i) => i.paidOn.lte(i.dueOn)),
        a.owner.is((u) => or(u.id.eq(me()), u.groupId.in(myGroups()))),
        a.groupId.in(groupsOf({ regions: ['north'] })),
        not(a.createdAt.lt(ago(30, 'days'))),
        a.createdAt.within(thisPeriod('month')),
        a.createdAt.gte(new Date('2026-01-01T00:00:00Z')),
        a.createdAt.between('2026-01-01', today()),
        a.name.eq(actor('name')),
        a.group.is(),
        a.events.none(),
      ),
    )
    expect(JSON.parse(JSON.stringify(written))).toEqual(written)
    expect(written.where).toMatchObject({
      criteria: [
        { type: 'or' },
        {
          type: 'measure',
          relation: 'invoices',
          measure: 'count',
          operator: 'gte',
          value: 3,
          criteria: { criteria: [{ field: 'status' }, { value: { range: 'last', count: 90, unit: 'days' } }] },
        },
        { type: 'related', quantifier: 'some' },
        {
          type: 'measure',
          measure: 'sum',
          field: 'total',
          operator: 'between',
          value: [0, 50000],
          criteria: { type: 'and', criteria: [] },
        },
        {
          quantifier: 'every',
          criteria: { field: 'paidOn', operator: 'lte', value: { ref: 'field', field: 'dueOn' } },
        },
        { quantifier: 'is', criteria: { criteria: [{ value: { ref: 'me' } }, { value: { ref: 'myGroups' } }] } },
        { value: { ref: 'groups', selection: { regions: ['north'] } } },
        { type: 'not', criteria: { value: { ref: 'ago', count: 30, unit: 'days' } } },
        { operator: 'within', value: { range: 'this', unit: 'month' } },
        { value: '2026-01-01T00:00:00.000Z' },
        { operator: 'between', value: ['2026-01-01', { ref: 'today' }] },
        { value: { ref: 'actor', field: 'name' } },
        { relation: 'group', quantifier: 'is', criteria: { type: 'and', criteria: [] } },
        { relation: 'events', quantifier: 'none' },
      ],
    })
  })

  test('is frozen through and through', () => {
    const written = query(crm, 'account', (a) =>
      and(a.origin.in(['BNI']), not(a.contacts.some((c) => c.tags.hasAny(['x'])))),
    )
    const parts: unknown[] = [written]
    for (const part of parts)
      if (typeof part === 'object' && part !== null) {
        expect(Object.isFrozen(part)).toBe(true)
        parts.push(...Object.values(part))
      }
    expect(parts.length).toBeGreaterThan(15)
  })

  test('takes saved criteria in', () => {
    const vip = query(crm, 'account', (a) => a.tags.has('vip'))
    const both = query(crm, 'account', (a) => and(vip.where, a.status.eq('client')))
    expect(both.where).toMatchObject({ criteria: [vip.where, { field: 'status' }] })
  })
})

describe('what does not compile', () => {
  // Each function is compiled and never run: the compiler must refuse the line under each mark.
  const never = (_: () => unknown) => expect(true).toBe(true)

  test('a field or a relation that is not there', () => {
    never(() =>
      query(crm, 'account', (a) =>
        // @ts-expect-error there is no such field
        a.statut.eq('client'),
      ),
    )
    never(() =>
      query(crm, 'account', (a) =>
        // @ts-expect-error there is no such relation
        a.messages.some(),
      ),
    )
    // @ts-expect-error there is no such entity
    never(() => query(crm, 'client', () => and()))
  })

  test('an operator of another kind', () => {
    // @ts-expect-error a code has no order
    never(() => query(crm, 'account', (a) => a.status.gt('client')))
    // @ts-expect-error a code holds no pattern
    never(() => query(crm, 'account', (a) => a.status.contains('cli')))
    // @ts-expect-error a set is not equal to a code
    never(() => query(crm, 'account', (a) => a.tags.eq('vip')))
    // @ts-expect-error a text has no order
    never(() => query(crm, 'account', (a) => a.name.lt('m')))
    // @ts-expect-error a number holds no pattern
    never(() => query(crm, 'account', (a) => a.revenue.startsWith('1')))
    // @ts-expect-error a date is not in a list
    never(() => query(crm, 'invoice', (i) => i.dueOn.in(['2026-01-01'])))
    // @ts-expect-error opaque data takes no part
    never(() => query(conformanceModel, 'item', (i) => i.data.isEmpty()))
    // @ts-expect-error a to-one relation has no some
    never(() => query(crm, 'account', (a) => a.owner.some()))
    // @ts-expect-error a to-many relation has no is
    never(() => query(crm, 'account', (a) => a.contacts.is()))
  })

  test('a value of another type', () => {
    // @ts-expect-error an amount is a number
    never(() => query(crm, 'account', (a) => a.revenue.gt('1000')))
    // @ts-expect-error null is no value
    never(() => query(crm, 'account', (a) => a.origin.eq(null)))
    // @ts-expect-error undefined is no value
    never(() => query(crm, 'account', (a) => a.origin.eq(undefined)))
    // @ts-expect-error not one of the codes
    never(() => query(crm, 'account', (a) => a.kind.eq('firm')))
    // @ts-expect-error in takes a list
    never(() => query(crm, 'account', (a) => a.origin.in('BNI')))
    // @ts-expect-error a date is no moment in time
    never(() => query(crm, 'invoice', (i) => i.dueOn.eq(new Date(0))))
    // @ts-expect-error a boolean is not a word
    never(() => query(conformanceModel, 'item', (i) => i.active.eq('true')))
    // @ts-expect-error within takes a range
    never(() => query(crm, 'invoice', (i) => i.dueOn.within('2026-01-01')))
    // @ts-expect-error groups are not who asks
    never(() => query(crm, 'account', (a) => a.ownerId.eq(myGroups())))
    // @ts-expect-error an amount is not a plain number
    never(() => query(conformanceModel, 'item', (i) => i.price.gt(i.rank)))
    // @ts-expect-error a name has no sum
    never(() => query(crm, 'account', (a) => a.invoices.sum('number').gt(1)))
  })

  test('criteria of another entity, or a leaf of an outer level', () => {
    const ofContacts = query(crm, 'contact', (c) => c.email.isNotEmpty()).where
    // @ts-expect-error criteria on contacts are none on accounts
    never(() => query(crm, 'account', () => ofContacts))
    // @ts-expect-error one of them is about contacts
    never(() => query(crm, 'account', (a) => and(a.status.eq('client'), ofContacts)))
    // @ts-expect-error an outer leaf within some
    never(() => query(crm, 'account', (a) => a.contacts.some((c) => and(c.name.eq('x'), a.name.eq('x')))))
    // @ts-expect-error an outer field as a value
    never(() => query(crm, 'account', (a) => a.contacts.some((c) => c.ownerId.eq(a.ownerId))))
    expectTypeOf<Criteria<'contact'>>().not.toExtend<Criteria<'account'>>()
  })
})

describe('what types cannot see is refused', () => {
  const codeOf = (write: () => unknown) => {
    try {
      write()
    } catch (error) {
      if (isRefusal(error)) return `${error.code} ${error.path}`
      throw error
    }
    return 'accepted'
  }

  test('a leaf of an outer level, where both are about the same entity', () => {
    expect(
      codeOf(() =>
        query(conformanceModel, 'item', (i) => i.children.some((c) => and(c.status.eq('x'), i.status.eq('x')))),
      ),
    ).toBe('query.outer_scope /criteria/1')
    expect(
      codeOf(() =>
        query(conformanceModel, 'item', (i) =>
          i.children.some((c) => not(i.children.some((d) => c.status.eq(d.status)))),
        ),
      ),
    ).toBe('query.outer_scope ')
    expect(codeOf(() => query(conformanceModel, 'item', (i) => i.parent.is((p) => p.price.gt(i.price))))).toBe(
      'query.outer_scope ',
    )
    expect(
      codeOf(() =>
        query(conformanceModel, 'item', (i) => {
          let leaked: Criteria<'item'> = and()
          const children = i.children.some((c) => (leaked = c.status.eq('x')))
          return or(children, leaked)
        }),
      ),
    ).toBe('query.outer_scope /where/criteria/1')
  })

  test('a reference that points elsewhere, a code that is not known, a day that does not exist', () => {
    expect(codeOf(() => query(crm, 'account', (a) => a.groupId.eq(me())))).toBe('query.reference_misfit /where/value')
    expect(codeOf(() => query(crm, 'account', (a) => a.ownerId.in(myGroups())))).toBe(
      'query.reference_misfit /where/value',
    )
    expect(codeOf(() => query(crm, 'invoice', (i) => i.dueOn.eq('2026-02-30')))).toBe('query.value_type /where/value')
    expect(codeOf(() => query(crm, 'account', (a) => a.createdAt.eq(new Date(Number.NaN))))).toBe(
      'query.value_type /where/value',
    )
    expect(codeOf(() => query(crm, 'account', (a) => a.name.contains(' - ')))).toBe('query.pattern_empty /where/value')
  })
})
