import type { CriteriaTable } from './case-table'
import { item } from './case-rows'
import { not, where } from './criteria-json'

const at = (iso: string) => new Date(iso)

/** On 29 March 2026 the clocks of Paris jump from 02:00 to 03:00: the day lasts 23 hours, from 23:00Z to 22:00Z. */
export const instantOperators: CriteriaTable = {
  name: 'instant: every operator, around the night when summer time begins',
  requirement: 'R2.2',
  records: {
    item: [
      item('a', { soldAt: at('2026-03-28T22:59:59.999Z') }),
      item('b', { soldAt: at('2026-03-28T23:00:00.000Z') }),
      item('c', { soldAt: at('2026-03-29T00:59:59.999Z') }),
      item('d', { soldAt: at('2026-03-29T01:00:00.000Z') }),
      item('e', { soldAt: at('2026-03-29T10:00:00.000Z') }),
      item('f', { soldAt: at('2026-03-29T10:00:00.001Z') }),
      item('g', { soldAt: at('2026-03-29T21:59:59.999Z') }),
      item('h', { soldAt: at('2026-03-29T22:00:00.000Z') }),
      item('i', { soldAt: null }),
      item('j', { soldAt: at('2026-03-22T11:00:00.000Z') }),
    ],
  },
  cases: [
    { name: 'eq', where: where('soldAt', 'eq', '2026-03-29T10:00:00.000Z'), matches: ['e'] },
    {
      name: 'eq, the same instant told in another zone',
      where: where('soldAt', 'eq', '2026-03-29T12:00:00+02:00'),
      matches: ['e'],
    },
    {
      name: 'ne holds for the missing',
      where: where('soldAt', 'ne', '2026-03-29T10:00:00Z'),
      matches: ['a', 'b', 'c', 'd', 'f', 'g', 'h', 'i', 'j'],
    },
    { name: 'lt', where: where('soldAt', 'lt', '2026-03-28T23:00:00Z'), matches: ['a', 'j'] },
    { name: 'lte', where: where('soldAt', 'lte', '2026-03-28T23:00:00Z'), matches: ['a', 'b', 'j'] },
    {
      name: 'gt, to the millisecond',
      where: where('soldAt', 'gt', '2026-03-29T10:00:00.000Z'),
      matches: ['f', 'g', 'h'],
    },
    { name: 'gte', where: where('soldAt', 'gte', '2026-03-29T10:00:00.001Z'), matches: ['f', 'g', 'h'] },
    {
      name: 'between, both in',
      where: where('soldAt', 'between', ['2026-03-29T00:59:59.999Z', '2026-03-29T10:00:00Z']),
      matches: ['c', 'd', 'e'],
    },
    { name: 'isEmpty', where: where('soldAt', 'isEmpty'), matches: ['i'] },
    {
      name: 'isNotEmpty',
      where: where('soldAt', 'isNotEmpty'),
      matches: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j'],
    },
    {
      name: 'eq a day is all of it, local',
      where: where('soldAt', 'eq', '2026-03-29'),
      matches: ['b', 'c', 'd', 'e', 'f', 'g'],
    },
    {
      name: 'ne a day is the rest, the missing too',
      where: where('soldAt', 'ne', '2026-03-29'),
      matches: ['a', 'h', 'i', 'j'],
    },
    { name: 'lt a day is before it begins', where: where('soldAt', 'lt', '2026-03-29'), matches: ['a', 'j'] },
    {
      name: 'lte a day is before it ends',
      where: where('soldAt', 'lte', '2026-03-29'),
      matches: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'j'],
    },
    { name: 'gt a day is after it ends', where: where('soldAt', 'gt', '2026-03-29'), matches: ['h'] },
    { name: 'gte a day', where: where('soldAt', 'gte', '2026-03-29'), matches: ['b', 'c', 'd', 'e', 'f', 'g', 'h'] },
    {
      name: 'between days, both whole',
      where: where('soldAt', 'between', ['2026-03-28', '2026-03-28']),
      matches: ['a'],
    },
    {
      name: 'eq today is all of it',
      where: where('soldAt', 'eq', { ref: 'today' }),
      matches: ['b', 'c', 'd', 'e', 'f', 'g'],
    },
    { name: 'gte now', where: where('soldAt', 'gte', { ref: 'now' }), matches: ['e', 'f', 'g', 'h'] },
    {
      name: 'eq 7 days ago, at the same local time',
      where: where('soldAt', 'eq', { ref: 'ago', count: 7, unit: 'days' }),
      matches: ['j'],
    },
    {
      name: 'gte 9 hours ago, across the jump',
      where: where('soldAt', 'gte', { ref: 'ago', count: 9, unit: 'hours' }),
      matches: ['d', 'e', 'f', 'g', 'h'],
    },
    {
      name: 'lt 12 hours from now',
      where: where('soldAt', 'lt', { ref: 'fromNow', count: 12, unit: 'hours' }),
      matches: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'j'],
    },
    {
      name: 'within today',
      where: where('soldAt', 'within', { range: 'today' }),
      matches: ['b', 'c', 'd', 'e', 'f', 'g'],
    },
    {
      name: 'not within today holds for the missing',
      where: not(where('soldAt', 'within', { range: 'today' })),
      matches: ['a', 'h', 'i', 'j'],
    },
    { name: 'within yesterday', where: where('soldAt', 'within', { range: 'yesterday' }), matches: ['a'] },
    {
      name: 'within the last hour, the present included',
      where: where('soldAt', 'within', { range: 'last', count: 1, unit: 'hours' }),
      matches: ['e'],
    },
    {
      name: 'within the next hour',
      where: where('soldAt', 'within', { range: 'next', count: 1, unit: 'hours' }),
      matches: ['e', 'f'],
    },
    {
      name: 'within the last 7 days: to the end of today',
      where: where('soldAt', 'within', { range: 'last', count: 7, unit: 'days' }),
      matches: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
    },
    {
      name: 'within this week, to Sunday midnight',
      where: where('soldAt', 'within', { range: 'this', unit: 'week' }),
      matches: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
    },
    {
      name: 'within the following week',
      where: where('soldAt', 'within', { range: 'following', unit: 'week' }),
      matches: ['h'],
    },
    {
      name: 'within days',
      where: where('soldAt', 'within', { range: 'between', from: '2026-03-22', to: '2026-03-28' }),
      matches: ['a', 'j'],
    },
  ],
}

/** On 25 October 2026 the clocks of Paris go back from 03:00 to 02:00: the day lasts 25 hours, from 22:00Z to 23:00Z. */
export const autumnNight: CriteriaTable = {
  name: 'instant: the night when summer time ends',
  requirement: 'R2.2',
  binding: { now: at('2026-10-25T01:30:00.000Z') },
  records: {
    item: [
      item('a', { soldAt: at('2026-10-24T21:59:59.999Z') }),
      item('b', { soldAt: at('2026-10-24T22:00:00.000Z') }),
      item('c', { soldAt: at('2026-10-25T00:30:00.000Z') }),
      item('d', { soldAt: at('2026-10-25T01:30:00.000Z') }),
      item('e', { soldAt: at('2026-10-25T22:59:59.999Z') }),
      item('f', { soldAt: at('2026-10-25T23:00:00.000Z') }),
    ],
  },
  cases: [
    {
      name: 'today lasts 25 hours',
      where: where('soldAt', 'within', { range: 'today' }),
      matches: ['b', 'c', 'd', 'e'],
    },
    {
      name: 'an hour ago the clock showed the same time',
      where: where('soldAt', 'eq', { ref: 'ago', count: 1, unit: 'hours' }),
      matches: ['c'],
    },
    { name: 'tomorrow begins at 23:00Z', where: where('soldAt', 'within', { range: 'tomorrow' }), matches: ['f'] },
    { name: 'eq a day', where: where('soldAt', 'eq', '2026-10-25'), matches: ['b', 'c', 'd', 'e'] },
  ],
}

/** Where midnight itself is jumped over: 6 September 2026 begins at 01:00 in Santiago de Chile. */
export const missingMidnight: CriteriaTable = {
  name: 'instant: a day without a midnight',
  requirement: 'R2.2',
  binding: { now: at('2026-09-06T12:00:00.000Z'), timeZone: 'America/Santiago' },
  records: {
    item: [
      item('a', { soldAt: at('2026-09-06T03:59:59.999Z') }),
      item('b', { soldAt: at('2026-09-06T04:00:00.000Z') }),
      item('c', { soldAt: at('2026-09-07T02:59:59.999Z') }),
      item('d', { soldAt: at('2026-09-07T03:00:00.000Z') }),
    ],
  },
  cases: [
    { name: 'today begins with the jump', where: where('soldAt', 'within', { range: 'today' }), matches: ['b', 'c'] },
    { name: 'yesterday ends with it', where: where('soldAt', 'eq', '2026-09-05'), matches: ['a'] },
    { name: 'gt a day', where: where('soldAt', 'gt', { ref: 'today' }), matches: ['d'] },
  ],
}
