import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { caseBinding } from '../../adapters/conformance/cases'
import { conformanceModel } from '../../adapters/conformance/model'
import type { Row } from '../../src/kernel'
import { crmEntities, defineModel } from '../../src/model'
import {
  ago,
  and,
  type Binding,
  bindQuery,
  changesWithTime,
  last,
  next,
  nextChange,
  not,
  now,
  or,
  predicate,
  prepareQuery,
  previousPeriod,
  query,
  type Query,
  thisPeriod,
  today,
} from '../../src/query'
import { SEED, worldsOf } from './arbitrary'
import { lookupIn } from './record-lookup'

const MINUTE = 60_000
const model = defineModel(crmEntities)
const nobody = lookupIn({})
const paris: Binding = { ...caseBinding, now: new Date('2026-03-28T10:00:00Z') }

const onInvoices = (where: Parameters<typeof query<typeof crmEntities, 'invoice'>>[2]) => query(model, 'invoice', where)
const onAccounts = (where: Parameters<typeof query<typeof crmEntities, 'account'>>[2]) => query(model, 'account', where)

const invoice = (fields: Row): Row => ({ id: 'i1', status: 'sent', ...fields })
const account = (fields: Row): Row => ({ id: 'a1', status: 'client', ...fields })

describe('R2.2 when the answer changes by time alone', () => {
  type Case = [what: string, where: Query, row: Row, next: string | null, binding?: Binding]
  const cases: readonly Case[] = [
    [
      'an invoice comes into the last 30 days on its day, at local midnight',
      onInvoices((i) => i.dueOn.within(last(30, 'days'))),
      invoice({ dueOn: '2026-04-03' }),
      '2026-04-02T22:00:00.000Z',
    ],
    [
      'and leaves them thirty days later, summer time begun',
      onInvoices((i) => i.dueOn.within(last(30, 'days'))),
      invoice({ dueOn: '2026-03-01' }),
      '2026-03-30T22:00:00.000Z',
    ],
    [
      'it is past due once its day is over',
      onInvoices((i) => i.dueOn.lt(today())),
      invoice({ dueOn: '2026-03-28' }),
      '2026-03-28T23:00:00.000Z',
    ],
    [
      'an instant is passed a millisecond after itself',
      onAccounts((a) => a.createdAt.lt(now())),
      account({ createdAt: new Date('2026-03-28T10:00:00.250Z') }),
      '2026-03-28T10:00:00.251Z',
    ],
    [
      'two days ago keeps the time of day over the night that clocks change',
      onAccounts((a) => a.createdAt.lt(ago(2, 'days'))),
      account({ createdAt: new Date('2026-03-27T11:30:00Z') }),
      '2026-03-29T10:30:00.001Z',
    ],
    [
      'in hours it does not',
      onAccounts((a) => a.createdAt.lt(ago(48, 'hours'))),
      account({ createdAt: new Date('2026-03-27T11:30:00Z') }),
      '2026-03-29T11:30:00.001Z',
    ],
    [
      'the next month begins',
      onInvoices((i) => i.issuedOn.within(previousPeriod('month'))),
      invoice({ issuedOn: '2026-03-02' }),
      '2026-03-31T22:00:00.000Z',
    ],
    [
      'a fiscal year that begins in April',
      onInvoices((i) => i.issuedOn.within(thisPeriod('fiscal-year'))),
      invoice({ issuedOn: '2026-03-02' }),
      '2026-03-31T22:00:00.000Z',
    ],
    [
      'what one part loses another still gives: the answer changes later',
      onInvoices((i) => or(i.dueOn.within(last(7, 'days')), i.issuedOn.within(last(30, 'days')))),
      invoice({ dueOn: '2026-03-25', issuedOn: '2026-03-20' }),
      '2026-04-18T22:00:00.000Z',
    ],
    [
      'never: the day is past',
      onInvoices((i) => i.dueOn.within(next(7, 'days'))),
      invoice({ dueOn: '2026-03-01' }),
      null,
    ],
    [
      'never: it does not matter',
      onInvoices((i) => and(i.status.eq('paid'), i.dueOn.lt(today()))),
      invoice({ dueOn: '2026-04-01' }),
      null,
    ],
    [
      'never: nothing is told from now',
      onInvoices((i) => i.dueOn.lt('2026-04-01')),
      invoice({ dueOn: '2026-03-01' }),
      null,
    ],
    ['never: there is no day', onInvoices((i) => not(i.dueOn.lt(today()))), invoice({ dueOn: null }), null],
    [
      'never: before that the calendar ends',
      onInvoices((i) => i.dueOn.within(last(7, 'days'))),
      invoice({ dueOn: '9999-12-31' }),
      null,
    ],
    [
      'where the clock goes back over midnight, the day begins twice',
      onInvoices((i) => i.dueOn.eq(today())),
      invoice({ dueOn: '2010-11-07' }),
      // 00:00 on the 7th comes first at 02:30Z; a minute later it is 23:01 on the 6th again.
      '2010-11-07T02:31:00.000Z',
      { ...paris, timeZone: 'America/St_Johns', now: new Date('2010-11-07T02:30:30Z') },
    ],
  ]

  test.each<Case>([...cases])('%s', (_, where, row, expected, binding = paris) => {
    const prepared = prepareQuery(model, where.entity, where)
    expect(nextChange(prepared, row, nobody, binding)?.toISOString() ?? null).toBe(expected)
  })

  test('a related record that comes of age changes its account', () => {
    const where = onAccounts((a) => a.invoices.count((i) => i.dueOn.lt(ago(30, 'days'))).gte(2))
    const prepared = prepareQuery(model, 'account', where)
    const lookup = lookupIn({
      invoice: ['2026-01-01', '2026-03-10', '2026-03-05'].map((dueOn, index) => ({
        id: `i${index}`,
        accountId: 'a1',
        dueOn,
      })),
    })
    expect(nextChange(prepared, account({}), lookup, paris)?.toISOString()).toBe('2026-04-04T22:00:00.000Z')
    expect(nextChange(prepared, { ...account({}), id: 'a2' }, lookup, paris)).toBe(null)
  })

  test('called again at each answer, it walks through a life', () => {
    const prepared = prepareQuery(
      model,
      'invoice',
      onInvoices((i) => or(i.dueOn.eq(today()), i.dueOn.within(previousPeriod('month')))),
    )
    const walked: string[] = []
    for (let at: Date | null = paris.now; at !== null;) {
      at = nextChange(prepared, invoice({ dueOn: '2026-04-10' }), nobody, { ...paris, now: at })
      if (at !== null) walked.push(at.toISOString())
    }
    expect(walked).toEqual([
      '2026-04-09T22:00:00.000Z',
      '2026-04-10T22:00:00.000Z',
      '2026-04-30T22:00:00.000Z',
      '2026-05-31T22:00:00.000Z',
    ])
  })

  test('it is what a look at every minute finds', () => {
    let changes = 0
    let others = 0
    fc.assert(
      fc.property(worldsOf(conformanceModel, 60), fc.integer({ min: -30, max: 12 }), (world, hour) => {
        const start = world.binding.now.getTime() + hour * 60 * MINUTE
        const binding = { ...world.binding, now: new Date(start) }
        const lookup = lookupIn(world.records)
        const moving = world.questions
          .map(({ entity, where }) => ({ entity, prepared: prepareQuery(conformanceModel, entity, where) }))
          .filter(({ prepared }) => changesWithTime(prepared.checked))
        for (const { entity, prepared } of moving.slice(0, 6))
          for (const row of (world.records[entity] ?? []).slice(0, 2)) {
            const answer = (time: number) =>
              predicate(bindQuery(prepared, { ...binding, now: new Date(time) }))(row, lookup)
            const found = nextChange(prepared, row, lookup, binding)?.getTime() ?? Number.POSITIVE_INFINITY
            const before = answer(start)
            const horizon = Math.min(found - 1, start + 30 * 60 * MINUTE)
            for (let time = start; time <= horizon; time += MINUTE)
              if (answer(time) !== before) expect.fail(`changed at ${new Date(time).toISOString()} already`)
            if (found === Number.POSITIVE_INFINITY) others += 1
            else {
              changes += 1
              expect([answer(found - 1), answer(found)]).toEqual([before, !before])
            }
          }
      }),
      { numRuns: 60, seed: SEED },
    )
    expect(changes).toBeGreaterThan(30)
    expect(others).toBeGreaterThan(50)
  })
})
