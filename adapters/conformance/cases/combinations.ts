import type { CriteriaTable } from './case-table'
import { item } from './case-rows'
import { and, not, or, where } from './criteria-json'

const ALL = ['a', 'b', 'c', 'd', 'e']
const isClient = where('status', 'eq', 'client')
const fromBni = where('origin', 'eq', 'BNI')
const dear = where('price', 'gte', 1000)

export const combinations: CriteriaTable = {
  name: 'and, or, not: nested, empty and repeated',
  requirement: 'R2.1',
  records: {
    item: [
      item('a', { status: 'client', origin: 'BNI', price: 2000 }),
      item('b', { status: 'client', origin: null, price: 10 }),
      item('c', { status: 'prospect', origin: 'BNI', price: null }),
      item('d', { status: 'prospect', origin: 'web', price: 1000 }),
      item('e', { status: 'client', origin: 'web', price: null }),
    ],
  },
  cases: [
    { name: 'status = Client AND origin = BNI', where: and(isClient, fromBni), matches: ['a'] },
    { name: 'or', where: or(fromBni, dear), matches: ['a', 'c', 'd'] },
    { name: 'and over or', where: and(isClient, or(fromBni, dear, where('origin', 'isEmpty'))), matches: ['a', 'b'] },
    { name: 'or over and', where: or(and(isClient, fromBni), and(not(isClient), dear)), matches: ['a', 'd'] },
    { name: 'and of nothing', where: and(), matches: ALL },
    { name: 'or of nothing', where: or(), matches: [] },
    { name: 'not and of nothing', where: not(and()), matches: [] },
    { name: 'not or of nothing', where: not(or()), matches: ALL },
    { name: 'nothing within and', where: and(isClient, or()), matches: [] },
    { name: 'everything within or', where: or(isClient, and()), matches: ALL },
    { name: 'everything within and', where: and(isClient, and(), not(or())), matches: ['a', 'b', 'e'] },
    { name: 'nothing within or', where: or(isClient, or(), not(and())), matches: ['a', 'b', 'e'] },
    { name: 'not of a test with missing values', where: not(dear), matches: ['b', 'c', 'e'] },
    { name: 'not not', where: not(not(dear)), matches: ['a', 'd'] },
    { name: 'not and: De Morgan with missing values', where: not(and(fromBni, dear)), matches: ['b', 'c', 'd', 'e'] },
    { name: 'not or: De Morgan with missing values', where: not(or(fromBni, dear)), matches: ['b', 'e'] },
    { name: 'a test and its complement', where: and(dear, not(dear)), matches: [] },
    { name: 'a test or its complement', where: or(dear, not(dear)), matches: ALL },
    { name: 'the same test twice', where: and(isClient, isClient, or(isClient, isClient)), matches: ['a', 'b', 'e'] },
    { name: 'empty list under a negation', where: not(where('origin', 'in', [])), matches: ALL },
    { name: 'empty list in a combination', where: or(dear, where('origin', 'in', [])), matches: ['a', 'd'] },
    {
      name: 'deep',
      where: not(and(not(or(not(and(isClient, not(fromBni))), dear)), not(not(isClient)))),
      matches: ['a', 'c', 'd'],
    },
    { name: 'a range of two bounds', where: and(where('price', 'gt', 10), where('price', 'lt', 2000)), matches: ['d'] },
    {
      name: 'not between holds for the missing',
      where: not(where('price', 'between', [10, 1000])),
      matches: ['a', 'c', 'e'],
    },
    { name: 'not ne', where: not(where('origin', 'ne', 'BNI')), matches: ['a', 'c'] },
    { name: 'not notIn', where: not(where('origin', 'notIn', ['BNI', 'web'])), matches: ['a', 'c', 'd', 'e'] },
    { name: 'not isNotEmpty', where: not(where('price', 'isNotEmpty')), matches: ['c', 'e'] },
    {
      name: 'a comparison against a field that is missing',
      where: where('price', 'gt', { ref: 'field', field: 'cost' }),
      matches: ['a', 'b', 'd'],
    },
    {
      name: 'not a comparison against a field',
      where: not(where('price', 'gt', { ref: 'field', field: 'cost' })),
      matches: ['c', 'e'],
    },
  ],
}
