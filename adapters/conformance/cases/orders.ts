import type { OrderTable } from './case-table'
import { item } from './case-rows'

const asc = (field: string) => ({ field, direction: 'asc' }) as const
const desc = (field: string) => ({ field, direction: 'desc' }) as const
const at = (iso: string) => new Date(iso)

/** Missing values come last both ways; ties go by id, in the direction of the last key. */
export const orders: OrderTable = {
  name: 'order of every kind: missing values last, ties by id',
  requirement: 'R2.5',
  records: {
    item: [
      item('d', { name: 'x', note: 'Zoé', origin: 'b', size: 2.5, ratio: -1.5, price: 100, checked: true, grade: 'low', madeOn: '2026-03-29', soldAt: at('2026-03-29T00:00:00.001Z'), ownerId: null, rank: 1 }),
      item('a', { name: 'x', note: null, origin: 'B', size: null, ratio: null, price: null, checked: null, grade: null, madeOn: null, soldAt: null, rank: 1 }),
      item('c', { name: 'x', note: 'élan', origin: 'a', size: -2.5, ratio: 1e10, price: 20, checked: false, grade: 'high', madeOn: '1999-12-31', soldAt: at('2026-03-29T00:00:00.000Z'), rank: 2 }),
      item('b', { name: 'x', note: 'Élan', origin: null, size: 10, ratio: 0.25, price: 3, checked: true, grade: 'middle', madeOn: '2026-04-01', soldAt: at('1969-12-31T23:59:59.999Z'), rank: 2 }),
      item('e', { name: 'x', note: '', origin: '', size: 10, ratio: 0.25, price: -5, checked: false, grade: null, madeOn: '2026-03-29', soldAt: null, rank: 1 }),
    ],
  },
  cases: [
    { name: 'by nothing: by id', orderBy: [], ids: ['a', 'b', 'c', 'd', 'e'] },
    { name: 'by id, downwards', orderBy: [desc('id')], ids: ['e', 'd', 'c', 'b', 'a'] },
    { name: 'all equal: by id', orderBy: [asc('name')], ids: ['a', 'b', 'c', 'd', 'e'] },
    { name: 'all equal, downwards: by id downwards', orderBy: [desc('name')], ids: ['e', 'd', 'c', 'b', 'a'] },
    { name: 'text, folded; the empty text first', orderBy: [asc('note')], ids: ['e', 'b', 'c', 'd', 'a'] },
    { name: 'text downwards, the missing still last', orderBy: [desc('note')], ids: ['d', 'c', 'b', 'e', 'a'] },
    { name: 'code, by bytes: capitals first', orderBy: [asc('origin')], ids: ['e', 'a', 'c', 'd', 'b'] },
    { name: 'code downwards', orderBy: [desc('origin')], ids: ['d', 'c', 'a', 'e', 'b'] },
    { name: 'enum, by its code', orderBy: [asc('grade')], ids: ['c', 'd', 'b', 'a', 'e'] },
    { name: 'enum downwards, two missing', orderBy: [desc('grade')], ids: ['b', 'd', 'c', 'e', 'a'] },
    { name: 'decimals', orderBy: [asc('size')], ids: ['c', 'd', 'b', 'e', 'a'] },
    { name: 'decimals downwards', orderBy: [desc('size')], ids: ['e', 'b', 'd', 'c', 'a'] },
    { name: 'double', orderBy: [asc('ratio')], ids: ['d', 'b', 'e', 'c', 'a'] },
    { name: 'double downwards', orderBy: [desc('ratio')], ids: ['c', 'e', 'b', 'd', 'a'] },
    { name: 'money', orderBy: [asc('price')], ids: ['e', 'b', 'c', 'd', 'a'] },
    { name: 'money downwards', orderBy: [desc('price')], ids: ['d', 'c', 'b', 'e', 'a'] },
    { name: 'boolean, false first', orderBy: [asc('checked')], ids: ['c', 'e', 'b', 'd', 'a'] },
    { name: 'boolean downwards', orderBy: [desc('checked')], ids: ['d', 'b', 'e', 'c', 'a'] },
    { name: 'date', orderBy: [asc('madeOn')], ids: ['c', 'd', 'e', 'b', 'a'] },
    { name: 'date downwards', orderBy: [desc('madeOn')], ids: ['b', 'e', 'd', 'c', 'a'] },
    { name: 'instant, to the millisecond and before 1970', orderBy: [asc('soldAt')], ids: ['b', 'c', 'd', 'a', 'e'] },
    { name: 'instant downwards, two missing', orderBy: [desc('soldAt')], ids: ['d', 'c', 'b', 'e', 'a'] },
    { name: 'reference, all missing', orderBy: [desc('ownerId')], ids: ['e', 'd', 'c', 'b', 'a'] },
    { name: 'two keys', orderBy: [asc('rank'), asc('price')], ids: ['e', 'd', 'a', 'b', 'c'] },
    { name: 'two keys, against each other', orderBy: [desc('rank'), asc('price')], ids: ['b', 'c', 'e', 'd', 'a'] },
    { name: 'two keys, missing in the second, downwards', orderBy: [asc('rank'), desc('soldAt')], ids: ['d', 'e', 'a', 'c', 'b'] },
    { name: 'missing in the first, then the second', orderBy: [asc('grade'), desc('price')], ids: ['c', 'd', 'b', 'e', 'a'] },
    { name: 'three keys', orderBy: [asc('name'), desc('rank'), asc('note')], ids: ['b', 'c', 'e', 'd', 'a'] },
    { name: 'the id among the keys', orderBy: [asc('rank'), desc('id'), asc('price')], ids: ['e', 'd', 'a', 'c', 'b'] },
  ],
}

export const textOrders: OrderTable = {
  name: 'order of texts: folded, by code points',
  requirement: 'R2.5',
  records: {
    item: [
      item('1', { name: 'Zola', origin: 'Zola' }),
      item('2', { name: 'abricot', origin: 'abricot' }),
      item('3', { name: 'Éclair', origin: 'Éclair' }),
      item('4', { name: 'eau', origin: 'eau' }),
      item('5', { name: 'œuf', origin: 'œuf' }),
      item('6', { name: 'ode', origin: 'ode' }),
      item('7', { name: 'of', origin: 'of' }),
      item('8', { name: 'a b', origin: 'a b' }),
      item('9', { name: 'a-c', origin: 'a-c' }),
      item('10', { name: 'ab', origin: 'ab' }),
      item('11', { name: '😀', origin: '😀' }),
      item('12', { name: '\uffee', origin: '\uffee' }),
      item('13', { name: '\ue000', origin: '\ue000' }),
      item('14', { name: '日本', origin: '日本' }),
      item('15', { name: '10', origin: '10' }),
      item('16', { name: '9', origin: '9' }),
      item('17', { name: 'a', origin: 'a' }),
      item('18', { name: '_x', origin: '_x' }),
      item('19', { name: 'ÉCLAIR', origin: 'ÉCLAIR' }),
    ],
  },
  cases: [
    {
      name: 'text: folded, then by code points; the astral last',
      orderBy: [asc('name')],
      ids: ['15', '16', '18', '17', '8', '9', '10', '2', '4', '19', '3', '6', '5', '7', '1', '12', '14', '13', '11'],
    },
    {
      name: 'text downwards',
      orderBy: [desc('name')],
      ids: ['11', '13', '14', '12', '1', '7', '5', '6', '3', '19', '4', '2', '10', '9', '8', '17', '18', '16', '15'],
    },
    {
      name: 'code: as written, by code points',
      orderBy: [asc('origin')],
      ids: ['15', '16', '1', '18', '17', '8', '9', '10', '2', '4', '6', '7', '19', '3', '5', '14', '13', '12', '11'],
    },
    {
      name: 'id: by bytes, not as numbers',
      orderBy: [],
      ids: ['1', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '2', '3', '4', '5', '6', '7', '8', '9'],
    },
  ],
}
