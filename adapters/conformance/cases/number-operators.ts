import type { CriteriaTable } from './case-table'
import { item } from './case-rows'
import { where } from './criteria-json'

/** Numbers with decimals, doubles, whole numbers and money. */
export const numberOperators: CriteriaTable = {
  name: 'number: every operator, with decimals and as a double',
  requirement: 'R2.1',
  records: {
    item: [
      item('a', { size: 0.1, ratio: 0.1, rank: 1 }),
      item('b', { size: 0.3, ratio: 0.1 + 0.2, rank: 2 }),
      item('c', { size: -12.34, ratio: -12.5, rank: -3 }),
      item('d', { size: 0, ratio: 0, rank: 0 }),
      item('e', { size: 19.99, ratio: 1e300, rank: 9_007_199_254_740_991 }),
      item('f', { size: null, ratio: null, rank: -9_007_199_254_740_991 }),
      item('g', { size: 1.15, ratio: 2.2250738585072014e-308, rank: 0 }),
    ],
  },
  cases: [
    { name: 'decimals eq', where: where('size', 'eq', 0.3), matches: ['b'] },
    { name: 'decimals eq, hard in binary', where: where('size', 'eq', 1.15), matches: ['g'] },
    { name: 'decimals eq 0 is not the missing', where: where('size', 'eq', 0), matches: ['d'] },
    {
      name: 'decimals ne holds for the missing',
      where: where('size', 'ne', 0.3),
      matches: ['a', 'c', 'd', 'e', 'f', 'g'],
    },
    { name: 'decimals in', where: where('size', 'in', [19.99, -12.34, 7]), matches: ['c', 'e'] },
    {
      name: 'decimals notIn holds for the missing',
      where: where('size', 'notIn', [19.99, -12.34, 7]),
      matches: ['a', 'b', 'd', 'f', 'g'],
    },
    { name: 'decimals lt', where: where('size', 'lt', 0.1), matches: ['c', 'd'] },
    { name: 'decimals lte', where: where('size', 'lte', 0.1), matches: ['a', 'c', 'd'] },
    { name: 'decimals gt', where: where('size', 'gt', 1.15), matches: ['e'] },
    { name: 'decimals gte', where: where('size', 'gte', 1.15), matches: ['e', 'g'] },
    { name: 'decimals between, both ends in', where: where('size', 'between', [0.1, 1.15]), matches: ['a', 'b', 'g'] },
    { name: 'decimals between, upside down', where: where('size', 'between', [1.15, 0.1]), matches: [] },
    { name: 'decimals isEmpty', where: where('size', 'isEmpty'), matches: ['f'] },
    { name: 'decimals isNotEmpty', where: where('size', 'isNotEmpty'), matches: ['a', 'b', 'c', 'd', 'e', 'g'] },
    { name: 'double eq is exact: 0.1 + 0.2 is not 0.3', where: where('ratio', 'eq', 0.3), matches: [] },
    { name: 'double eq the very sum', where: where('ratio', 'eq', 0.1 + 0.2), matches: ['b'] },
    {
      name: 'double ne holds for the missing',
      where: where('ratio', 'ne', 0),
      matches: ['a', 'b', 'c', 'e', 'f', 'g'],
    },
    { name: 'double in', where: where('ratio', 'in', [1e300, 2.2250738585072014e-308]), matches: ['e', 'g'] },
    { name: 'double lt', where: where('ratio', 'lt', 0.1), matches: ['c', 'd', 'g'] },
    { name: 'double gt 0 sees the smallest', where: where('ratio', 'gt', 0), matches: ['a', 'b', 'e', 'g'] },
    { name: 'double gte', where: where('ratio', 'gte', 1e300), matches: ['e'] },
    { name: 'double lte', where: where('ratio', 'lte', -12.5), matches: ['c'] },
    { name: 'double between', where: where('ratio', 'between', [0, 0.3]), matches: ['a', 'd', 'g'] },
    { name: 'double, minus zero is zero', where: where('ratio', 'eq', -0), matches: ['d'] },
    { name: 'integer eq the greatest', where: where('rank', 'eq', 9_007_199_254_740_991), matches: ['e'] },
    {
      name: 'integer lt the greatest',
      where: where('rank', 'lt', 9_007_199_254_740_991),
      matches: ['a', 'b', 'c', 'd', 'f', 'g'],
    },
    { name: 'integer lte the least', where: where('rank', 'lte', -9_007_199_254_740_991), matches: ['f'] },
    { name: 'integer between', where: where('rank', 'between', [-3, 1]), matches: ['a', 'c', 'd', 'g'] },
  ],
}

export const moneyOperators: CriteriaTable = {
  name: 'money: every operator, in minor units',
  requirement: 'R2.1',
  records: {
    item: [
      item('a', { price: 1999, cost: 1999 }),
      item('b', { price: 2000, cost: 5 }),
      item('c', { price: -1, cost: 0 }),
      item('d', { price: 0, cost: 3 }),
      item('e', { price: null, cost: 2000 }),
      item('f', { price: 900_000_000_000_000, cost: 0 }),
    ],
  },
  cases: [
    { name: 'eq', where: where('price', 'eq', 1999), matches: ['a'] },
    { name: 'eq 0 is not the missing', where: where('price', 'eq', 0), matches: ['d'] },
    { name: 'ne holds for the missing', where: where('price', 'ne', 0), matches: ['a', 'b', 'c', 'e', 'f'] },
    { name: 'in', where: where('price', 'in', [1999, 900_000_000_000_000]), matches: ['a', 'f'] },
    { name: 'notIn holds for the missing', where: where('price', 'notIn', [1999, 0]), matches: ['b', 'c', 'e', 'f'] },
    { name: 'lt', where: where('price', 'lt', 0), matches: ['c'] },
    { name: 'lte', where: where('price', 'lte', 1999), matches: ['a', 'c', 'd'] },
    { name: 'gt', where: where('price', 'gt', 1999), matches: ['b', 'f'] },
    { name: 'gte', where: where('price', 'gte', 2000), matches: ['b', 'f'] },
    { name: 'between', where: where('price', 'between', [0, 2000]), matches: ['a', 'b', 'd'] },
    { name: 'isEmpty', where: where('price', 'isEmpty'), matches: ['e'] },
    { name: 'isNotEmpty', where: where('price', 'isNotEmpty'), matches: ['a', 'b', 'c', 'd', 'f'] },
    {
      name: 'against another amount of the record: gt',
      where: where('price', 'gt', { ref: 'field', field: 'cost' }),
      matches: ['b', 'f'],
    },
    {
      name: 'against another amount: lte',
      where: where('price', 'lte', { ref: 'field', field: 'cost' }),
      matches: ['a', 'c', 'd'],
    },
    {
      name: 'against another amount: ne holds for the missing',
      where: where('price', 'ne', { ref: 'field', field: 'cost' }),
      matches: ['b', 'c', 'd', 'e', 'f'],
    },
    {
      name: 'in, another amount among the values',
      where: where('price', 'in', [0, { ref: 'field', field: 'cost' }]),
      matches: ['a', 'd'],
    },
    {
      name: 'between a value and another amount',
      where: where('price', 'between', [0, { ref: 'field', field: 'cost' }]),
      matches: ['a', 'd'],
    },
  ],
}
