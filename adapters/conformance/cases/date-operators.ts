import type { CriteriaTable } from './case-table'
import { item } from './case-rows'
import { where } from './criteria-json'

export const dateOperators: CriteriaTable = {
  name: 'date: every operator, and the dates of the calendar',
  requirement: 'R2.2',
  records: {
    item: [
      item('a', { madeOn: '2026-03-28', listedOn: '2026-03-28' }),
      item('b', { madeOn: '2026-03-29', listedOn: '2026-03-28' }),
      item('c', { madeOn: '2026-03-30', listedOn: '2026-04-01' }),
      item('d', { madeOn: '2024-02-29', listedOn: '2024-03-01' }),
      item('e', { madeOn: null, listedOn: '2026-03-29' }),
      item('f', { madeOn: '1582-10-10', listedOn: '1000-01-01' }),
      item('g', { madeOn: '9999-12-31', listedOn: '9999-12-31' }),
      item('h', { madeOn: '2026-03-22', listedOn: '2026-03-23' }),
      item('i', { madeOn: '2026-02-28', listedOn: '2026-03-01' }),
    ],
  },
  cases: [
    { name: 'eq', where: where('madeOn', 'eq', '2026-03-29'), matches: ['b'] },
    { name: 'eq, a leap day', where: where('madeOn', 'eq', '2024-02-29'), matches: ['d'] },
    { name: 'eq, a day the Gregorian reform left out', where: where('madeOn', 'eq', '1582-10-10'), matches: ['f'] },
    {
      name: 'ne holds for the missing',
      where: where('madeOn', 'ne', '2026-03-29'),
      matches: ['a', 'c', 'd', 'e', 'f', 'g', 'h', 'i'],
    },
    { name: 'lt', where: where('madeOn', 'lt', '2026-03-28'), matches: ['d', 'f', 'h', 'i'] },
    { name: 'lte', where: where('madeOn', 'lte', '2026-03-28'), matches: ['a', 'd', 'f', 'h', 'i'] },
    { name: 'gt', where: where('madeOn', 'gt', '2026-03-29'), matches: ['c', 'g'] },
    { name: 'gte', where: where('madeOn', 'gte', '9999-12-31'), matches: ['g'] },
    {
      name: 'between, both days in',
      where: where('madeOn', 'between', ['2026-03-28', '2026-03-30']),
      matches: ['a', 'b', 'c'],
    },
    { name: 'isEmpty', where: where('madeOn', 'isEmpty'), matches: ['e'] },
    { name: 'isNotEmpty', where: where('madeOn', 'isNotEmpty'), matches: ['a', 'b', 'c', 'd', 'f', 'g', 'h', 'i'] },
    { name: 'eq another date', where: where('madeOn', 'eq', { ref: 'field', field: 'listedOn' }), matches: ['a', 'g'] },
    { name: 'gt another date', where: where('madeOn', 'gt', { ref: 'field', field: 'listedOn' }), matches: ['b', 'f'] },
    {
      name: 'lt another date',
      where: where('madeOn', 'lt', { ref: 'field', field: 'listedOn' }),
      matches: ['c', 'd', 'h', 'i'],
    },
    {
      name: 'ne another date holds for the missing',
      where: where('madeOn', 'ne', { ref: 'field', field: 'listedOn' }),
      matches: ['b', 'c', 'd', 'e', 'f', 'h', 'i'],
    },
    { name: 'eq today', where: where('madeOn', 'eq', { ref: 'today' }), matches: ['b'] },
    {
      name: 'lt now is before today',
      where: where('madeOn', 'lt', { ref: 'now' }),
      matches: ['a', 'd', 'f', 'h', 'i'],
    },
    { name: 'eq 7 days ago', where: where('madeOn', 'eq', { ref: 'ago', count: 7, unit: 'days' }), matches: ['h'] },
    {
      name: 'eq a month ago, the month being shorter',
      where: where('madeOn', 'eq', { ref: 'ago', count: 1, unit: 'months' }),
      matches: ['i'],
    },
    { name: 'eq tomorrow', where: where('madeOn', 'eq', { ref: 'fromNow', count: 1, unit: 'days' }), matches: ['c'] },
    {
      name: 'between moments',
      where: where('madeOn', 'between', [{ ref: 'ago', count: 1, unit: 'weeks' }, { ref: 'today' }]),
      matches: ['a', 'b', 'h'],
    },
    { name: 'within today', where: where('madeOn', 'within', { range: 'today' }), matches: ['b'] },
    { name: 'within yesterday', where: where('madeOn', 'within', { range: 'yesterday' }), matches: ['a'] },
    { name: 'within tomorrow', where: where('madeOn', 'within', { range: 'tomorrow' }), matches: ['c'] },
    {
      name: 'within the last 7 days: today included, a week ago not',
      where: where('madeOn', 'within', { range: 'last', count: 7, unit: 'days' }),
      matches: ['a', 'b'],
    },
    {
      name: 'within the last 8 days',
      where: where('madeOn', 'within', { range: 'last', count: 8, unit: 'days' }),
      matches: ['a', 'b', 'h'],
    },
    {
      name: 'within the next 2 days',
      where: where('madeOn', 'within', { range: 'next', count: 2, unit: 'days' }),
      matches: ['b', 'c'],
    },
    {
      name: 'within this week, begun on Monday the 23rd',
      where: where('madeOn', 'within', { range: 'this', unit: 'week' }),
      matches: ['a', 'b'],
    },
    { name: 'within last week', where: where('madeOn', 'within', { range: 'previous', unit: 'week' }), matches: ['h'] },
    {
      name: 'within this month',
      where: where('madeOn', 'within', { range: 'this', unit: 'month' }),
      matches: ['a', 'b', 'c', 'h'],
    },
    {
      name: 'within last month',
      where: where('madeOn', 'within', { range: 'previous', unit: 'month' }),
      matches: ['i'],
    },
    {
      name: 'within the following fiscal year, from 1 April',
      where: where('listedOn', 'within', { range: 'following', unit: 'fiscal-year' }),
      matches: ['c'],
    },
    {
      name: 'within a range since a day, to the end of today',
      where: where('madeOn', 'within', { range: 'since', date: '2026-03-22' }),
      matches: ['a', 'b', 'h'],
    },
    {
      name: 'within days, both in',
      where: where('madeOn', 'within', { range: 'between', from: '2024-02-29', to: '2026-03-22' }),
      matches: ['d', 'h', 'i'],
    },
  ],
}
