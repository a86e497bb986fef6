import type { CriteriaTable } from './case-table'
import { item, owner } from './case-rows'
import { where } from './criteria-json'

/** Codes, enums, ids and references: compared byte for byte, whatever the collation of the database. */
export const codeOperators: CriteriaTable = {
  name: 'code: every operator, present, missing and empty; exact to the byte',
  requirement: 'R2.1',
  records: {
    item: [
      item('a', { origin: 'BNI' }),
      item('b', { origin: 'bni' }),
      item('c', { origin: 'BNI ' }),
      item('d', { origin: 'web' }),
      item('e', { origin: '' }),
      item('f', { origin: null }),
      item('g', { origin: 'été' }),
      item('h', { origin: 'e\u0301te\u0301' }),
      item('i', { origin: ' ' }),
    ],
  },
  cases: [
    { name: 'eq heeds case and trailing spaces', where: where('origin', 'eq', 'BNI'), matches: ['a'] },
    { name: 'eq, lower case', where: where('origin', 'eq', 'bni'), matches: ['b'] },
    { name: 'eq, with the trailing space', where: where('origin', 'eq', 'BNI '), matches: ['c'] },
    { name: 'eq heeds how an accent is written', where: where('origin', 'eq', 'été'), matches: ['g'] },
    { name: 'eq the empty code is not missing', where: where('origin', 'eq', ''), matches: ['e'] },
    { name: 'eq a blank is not the empty code', where: where('origin', 'eq', ' '), matches: ['i'] },
    {
      name: 'ne holds for the missing',
      where: where('origin', 'ne', 'BNI'),
      matches: ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'],
    },
    { name: 'in', where: where('origin', 'in', ['BNI', 'web', 'WEB']), matches: ['a', 'd'] },
    { name: 'in, one value twice', where: where('origin', 'in', ['web', 'web']), matches: ['d'] },
    { name: 'in, the empty code among them', where: where('origin', 'in', ['', 'web']), matches: ['d', 'e'] },
    { name: 'in nothing', where: where('origin', 'in', []), matches: [] },
    {
      name: 'notIn holds for the missing',
      where: where('origin', 'notIn', ['BNI', 'bni', 'web']),
      matches: ['c', 'e', 'f', 'g', 'h', 'i'],
    },
    {
      name: 'notIn nothing',
      where: where('origin', 'notIn', []),
      matches: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'],
    },
    { name: 'isEmpty: null and the empty code, not a blank', where: where('origin', 'isEmpty'), matches: ['e', 'f'] },
    { name: 'isNotEmpty', where: where('origin', 'isNotEmpty'), matches: ['a', 'b', 'c', 'd', 'g', 'h', 'i'] },
    { name: 'a field that is never missing: isEmpty', where: where('status', 'isEmpty'), matches: [] },
    {
      name: 'many values',
      where: where('origin', 'in', Array.from({ length: 2_000 }, (_, index) => `x${index}`).concat('web')),
      matches: ['d'],
    },
    {
      name: 'many values refused',
      where: where('origin', 'notIn', Array.from({ length: 2_000 }, (_, index) => `x${index}`).concat('web')),
      matches: ['a', 'b', 'c', 'e', 'f', 'g', 'h', 'i'],
    },
  ],
}

export const keyOperators: CriteriaTable = {
  name: 'id, reference and enum: every operator',
  requirement: 'R2.1',
  records: {
    owner: [owner('o1'), owner('o2'), owner('O1')],
    item: [
      item('k1', { ownerId: 'o1', grade: 'low' }),
      item('K1', { ownerId: 'O1', grade: 'high' }),
      item('k2', { ownerId: 'o2', grade: 'middle' }),
      item('k3', { ownerId: null, grade: null }),
    ],
  },
  cases: [
    { name: 'id eq heeds case', where: where('id', 'eq', 'k1'), matches: ['k1'] },
    { name: 'id ne', where: where('id', 'ne', 'k1'), matches: ['K1', 'k2', 'k3'] },
    { name: 'id in', where: where('id', 'in', ['k3', 'K1', 'absent']), matches: ['K1', 'k3'] },
    { name: 'id notIn', where: where('id', 'notIn', ['k3', 'K1', 'absent']), matches: ['k1', 'k2'] },
    { name: 'id isNotEmpty', where: where('id', 'isNotEmpty'), matches: ['k1', 'K1', 'k2', 'k3'] },
    { name: 'reference eq heeds case', where: where('ownerId', 'eq', 'o1'), matches: ['k1'] },
    { name: 'reference ne holds for the missing', where: where('ownerId', 'ne', 'o1'), matches: ['K1', 'k2', 'k3'] },
    { name: 'reference in', where: where('ownerId', 'in', ['o2', 'O1']), matches: ['K1', 'k2'] },
    {
      name: 'reference notIn holds for the missing',
      where: where('ownerId', 'notIn', ['o2', 'O1']),
      matches: ['k1', 'k3'],
    },
    { name: 'reference eq what is not there', where: where('ownerId', 'eq', 'o1 '), matches: [] },
    { name: 'reference isEmpty', where: where('ownerId', 'isEmpty'), matches: ['k3'] },
    { name: 'reference isNotEmpty', where: where('ownerId', 'isNotEmpty'), matches: ['k1', 'K1', 'k2'] },
    { name: 'enum eq', where: where('grade', 'eq', 'low'), matches: ['k1'] },
    { name: 'enum ne holds for the missing', where: where('grade', 'ne', 'low'), matches: ['K1', 'k2', 'k3'] },
    { name: 'enum in', where: where('grade', 'in', ['low', 'middle']), matches: ['k1', 'k2'] },
    {
      name: 'enum notIn holds for the missing',
      where: where('grade', 'notIn', ['low', 'middle']),
      matches: ['K1', 'k3'],
    },
    { name: 'enum isEmpty', where: where('grade', 'isEmpty'), matches: ['k3'] },
    { name: 'enum isNotEmpty', where: where('grade', 'isNotEmpty'), matches: ['k1', 'K1', 'k2'] },
  ],
}
