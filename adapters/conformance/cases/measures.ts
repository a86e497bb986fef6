import { item, part } from './case-rows'
import type { CriteriaTable } from './case-table'
import { and, count, is, measure, not, or, where } from './criteria-json'
import { relatedRecords } from './relations'

const isOk = where('status', 'eq', 'ok')

/** Parts: root has 100 and 150 (lengths 1.1, 2.2), left a missing price and 0 (length 3.3), leaf one with nothing, the others none. */
export const measures: CriteriaTable = {
  name: 'measures: count, sum, min, max, avg, also over nothing',
  requirement: 'R2.2',
  records: relatedRecords,
  cases: [
    { name: 'count gte', where: count('parts', 'gte', 2), matches: ['root', 'left'] },
    { name: 'count gte 1', where: count('parts', 'gte', 1), matches: ['root', 'left', 'leaf'] },
    { name: 'count gt 0', where: count('parts', 'gt', 0, isOk), matches: ['root', 'left'] },
    { name: 'count eq 0', where: count('parts', 'eq', 0), matches: ['right', 'alone'] },
    { name: 'count lt 1', where: count('parts', 'lt', 1, isOk), matches: ['right', 'leaf', 'alone'] },
    { name: 'count lte 0', where: count('parts', 'lte', 0), matches: ['right', 'alone'] },
    { name: 'count ne', where: count('parts', 'ne', 2), matches: ['right', 'leaf', 'alone'] },
    { name: 'count ne 0', where: count('parts', 'ne', 0), matches: ['root', 'left', 'leaf'] },
    { name: 'count eq', where: count('parts', 'eq', 1, isOk), matches: ['root'] },
    { name: 'count between', where: count('parts', 'between', [1, 2], isOk), matches: ['root', 'left'] },
    {
      name: 'count gte 0 is everything',
      where: count('parts', 'gte', 0),
      matches: ['root', 'left', 'right', 'leaf', 'alone'],
    },
    {
      name: 'count gt -1 is everything',
      where: count('parts', 'gt', -1),
      matches: ['root', 'left', 'right', 'leaf', 'alone'],
    },
    { name: 'count lt 0 is nothing', where: count('parts', 'lt', 0), matches: [] },
    { name: 'count eq -1 is nothing', where: count('parts', 'eq', -1), matches: [] },
    {
      name: 'count ne -1 is everything',
      where: count('parts', 'ne', -1),
      matches: ['root', 'left', 'right', 'leaf', 'alone'],
    },
    {
      name: 'count of nothing',
      where: count('parts', 'eq', 0, or()),
      matches: ['root', 'left', 'right', 'leaf', 'alone'],
    },
    { name: 'not count', where: not(count('parts', 'gte', 2)), matches: ['right', 'leaf', 'alone'] },
    { name: 'count to itself', where: count('children', 'eq', 2), matches: ['root'] },
    { name: 'count within is', where: is('parent', count('children', 'gte', 2)), matches: ['left', 'right'] },
    {
      name: 'count of those that count',
      where: count('children', 'eq', 1, count('parts', 'gte', 2)),
      matches: ['root'],
    },
    {
      name: 'count through a to-one relation',
      where: count('parts', 'gte', 1, is('maker', where('limit', 'lt', 500))),
      matches: ['left'],
    },
    { name: 'sum gte', where: measure('sum', 'parts.price', 'gte', 250), matches: ['root'] },
    {
      name: 'sum eq 0: over nothing and over missing values',
      where: measure('sum', 'parts.price', 'eq', 0),
      matches: ['left', 'right', 'leaf', 'alone'],
    },
    { name: 'sum ne', where: measure('sum', 'parts.price', 'ne', 250), matches: ['left', 'right', 'leaf', 'alone'] },
    {
      name: 'sum lt',
      where: measure('sum', 'parts.price', 'lt', 150, isOk),
      matches: ['root', 'left', 'right', 'leaf', 'alone'],
    },
    { name: 'sum of decimals is exact', where: measure('sum', 'parts.length', 'eq', 3.3), matches: ['root', 'left'] },
    { name: 'sum between', where: measure('sum', 'parts.quantity', 'between', [2, 5]), matches: ['root', 'left'] },
    {
      name: 'not sum',
      where: not(measure('sum', 'parts.quantity', 'gt', 2)),
      matches: ['root', 'right', 'leaf', 'alone'],
    },
    { name: 'min', where: measure('min', 'parts.price', 'lt', 100), matches: ['left'] },
    { name: 'min eq', where: measure('min', 'parts.price', 'eq', 100), matches: ['root'] },
    {
      name: 'min over nothing is missing',
      where: measure('min', 'parts.price', 'lte', 1_000_000),
      matches: ['root', 'left'],
    },
    {
      name: 'not min holds over nothing',
      where: not(measure('min', 'parts.price', 'lte', 1_000_000)),
      matches: ['right', 'leaf', 'alone'],
    },
    {
      name: 'min ne holds over nothing',
      where: measure('min', 'parts.price', 'ne', 100),
      matches: ['left', 'right', 'leaf', 'alone'],
    },
    { name: 'max', where: measure('max', 'parts.length', 'gt', 2.2), matches: ['left'] },
    { name: 'max of those that match', where: measure('max', 'parts.price', 'eq', 100, isOk), matches: ['root'] },
    { name: 'max gte', where: measure('max', 'parts.length', 'gte', 2.2), matches: ['root', 'left'] },
    { name: 'not max', where: not(measure('max', 'parts.length', 'gte', 2.2)), matches: ['right', 'leaf', 'alone'] },
    { name: 'avg', where: measure('avg', 'parts.price', 'eq', 125), matches: ['root'] },
    { name: 'avg leaves missing values out', where: measure('avg', 'parts.quantity', 'eq', 2), matches: ['root'] },
    { name: 'avg gt, between whole numbers', where: measure('avg', 'parts.quantity', 'gt', 2.4999), matches: ['left'] },
    { name: 'avg gte, exactly at a half', where: measure('avg', 'parts.quantity', 'gte', 2.5), matches: ['left'] },
    { name: 'avg of decimals', where: measure('avg', 'parts.length', 'eq', 1.65), matches: ['root'] },
    { name: 'avg lt', where: measure('avg', 'parts.price', 'lt', 125), matches: ['left'] },
    {
      name: 'not avg holds over nothing',
      where: not(measure('avg', 'parts.price', 'lt', 125)),
      matches: ['root', 'right', 'leaf', 'alone'],
    },
    { name: 'avg between', where: measure('avg', 'parts.price', 'between', [0, 125]), matches: ['root', 'left'] },
    {
      name: 'a measure and a test beside it',
      where: and(count('parts', 'gte', 2), where('price', 'gt', 500)),
      matches: ['root'],
    },
    { name: 'of owners', entity: 'owner', where: measure('sum', 'items.price', 'gte', 1050), matches: ['o1'] },
    { name: 'of owners, counted', entity: 'owner', where: count('parts', 'eq', 2), matches: ['o1', 'o2'] },
  ],
}

const MUCH = 900_000_000_000_000

/** Amounts whose sums are past 2^53 once they are told finely enough for an average. */
export const largeMeasures: CriteriaTable = {
  name: 'measures: the largest amounts are exact',
  requirement: 'R2.2',
  records: {
    item: [item('even'), item('odd'), item('debt'), item('none')],
    part: [
      part('p1', { itemId: 'even', price: MUCH }),
      part('p2', { itemId: 'odd', price: MUCH }),
      part('p3', { itemId: 'odd', price: MUCH + 1 }),
      part('p4', { itemId: 'debt', price: -MUCH }),
      part('p5', { itemId: 'debt', price: -MUCH - 1 }),
    ],
  },
  cases: [
    { name: 'avg eq', where: measure('avg', 'parts.price', 'eq', MUCH), matches: ['even'] },
    { name: 'avg gt', where: measure('avg', 'parts.price', 'gt', MUCH), matches: ['odd'] },
    { name: 'avg eq, at a half', where: measure('avg', 'parts.price', 'eq', MUCH + 0.5), matches: ['odd'] },
    { name: 'avg lt, at a half', where: measure('avg', 'parts.price', 'lt', MUCH + 0.5), matches: ['even', 'debt'] },
    { name: 'avg eq, below zero', where: measure('avg', 'parts.price', 'eq', -MUCH - 0.5), matches: ['debt'] },
    { name: 'avg gte, below zero', where: measure('avg', 'parts.price', 'gte', -MUCH), matches: ['even', 'odd'] },
    { name: 'avg ne', where: measure('avg', 'parts.price', 'ne', MUCH), matches: ['odd', 'debt', 'none'] },
    { name: 'sum eq', where: measure('sum', 'parts.price', 'eq', 2 * MUCH + 1), matches: ['odd'] },
    { name: 'sum lt', where: measure('sum', 'parts.price', 'lt', 2 * MUCH + 1), matches: ['even', 'debt', 'none'] },
    { name: 'max eq', where: measure('max', 'parts.price', 'eq', MUCH + 1), matches: ['odd'] },
  ],
}
