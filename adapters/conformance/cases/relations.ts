import type { CriteriaTable, CaseRecords } from './case-table'
import { item, owner, part, team } from './case-rows'
import { and, every, is, none, not, or, some, where } from './criteria-json'

/** A tree of items (root over left and right, left over leaf), their parts, makers and teams. */
export const relatedRecords: CaseRecords = {
  team: [team('t1', { name: 'Lille' }), team('t2', { name: 'Lyon' })],
  owner: [
    owner('o1', { name: 'Élodie', teamId: 't1', limit: 500 }),
    owner('o2', { name: 'Marc', teamId: 't2' }),
    owner('o3', { name: 'Sans équipe', limit: 100 }),
  ],
  item: [
    item('root', { ownerId: 'o1', status: 'open', price: 1000 }),
    item('left', { ownerId: 'o2', parentId: 'root', status: 'open', price: 300 }),
    item('right', { ownerId: null, parentId: 'root', status: 'done', price: null }),
    item('leaf', { ownerId: 'o1', parentId: 'left', status: 'done', price: 50 }),
    item('alone', { ownerId: 'o3', status: 'done', price: 0 }),
  ],
  part: [
    part('p1', {
      itemId: 'root',
      makerId: 'o1',
      status: 'ok',
      quantity: 2,
      price: 100,
      length: 1.1,
      readyOn: '2026-03-01',
      tags: ['spare'],
    }),
    part('p2', {
      itemId: 'root',
      makerId: 'o2',
      status: 'late',
      quantity: null,
      price: 150,
      length: 2.2,
      readyOn: null,
    }),
    part('p3', {
      itemId: 'left',
      makerId: 'o2',
      status: 'ok',
      quantity: 5,
      price: null,
      length: null,
      readyOn: '2026-03-29',
    }),
    part('p4', {
      itemId: 'left',
      makerId: 'o3',
      status: 'ok',
      quantity: 0,
      price: 0,
      length: 3.3,
      readyOn: '2026-04-02',
    }),
    part('p5', { itemId: 'leaf', makerId: null, status: null, quantity: null, price: null, length: null }),
    part('p6', { itemId: null, makerId: 'o1', status: 'ok', quantity: 100, price: 9999, length: 9 }),
  ],
}

const ALL = ['root', 'left', 'right', 'leaf', 'alone']
const isOk = where('status', 'eq', 'ok')

export const relations: CriteriaTable = {
  name: 'relations: is, some, none, every, over what may be missing',
  requirement: 'R2.2',
  records: relatedRecords,
  cases: [
    { name: 'is', where: is('owner', where('name', 'eq', 'elodie')), matches: ['root', 'leaf'] },
    {
      name: 'is anything: the reference leads somewhere',
      where: is('owner'),
      matches: ['root', 'left', 'leaf', 'alone'],
    },
    {
      name: 'not is holds where there is none',
      where: not(is('owner', where('name', 'eq', 'elodie'))),
      matches: ['left', 'right', 'alone'],
    },
    {
      name: 'is not: there is one, and it is another',
      where: is('owner', where('name', 'ne', 'elodie')),
      matches: ['left', 'alone'],
    },
    { name: 'is, of a missing field', where: is('owner', where('limit', 'isEmpty')), matches: ['left'] },
    {
      name: 'is, through two relations',
      where: is('owner', is('team', where('name', 'eq', 'Lille'))),
      matches: ['root', 'leaf'],
    },
    { name: 'not is within is', where: is('owner', not(is('team'))), matches: ['alone'] },
    { name: 'is nothing', where: is('owner', or()), matches: [] },
    {
      name: 'is, and a test beside it',
      where: and(is('owner', where('limit', 'gte', 100)), where('price', 'lt', 100)),
      matches: ['leaf', 'alone'],
    },
    { name: 'some', where: some('parts', isOk), matches: ['root', 'left'] },
    { name: 'some of anything', where: some('parts'), matches: ['root', 'left', 'leaf'] },
    { name: 'some of nothing', where: some('parts', or()), matches: [] },
    { name: 'some that is not', where: some('parts', not(isOk)), matches: ['root', 'leaf'] },
    { name: 'some: one record meets both', where: some('parts', and(isOk, where('price', 'gt', 100))), matches: [] },
    {
      name: 'some and some: two records may',
      where: and(some('parts', isOk), some('parts', where('price', 'gt', 100))),
      matches: ['root'],
    },
    { name: 'not some', where: not(some('parts', isOk)), matches: ['right', 'leaf', 'alone'] },
    { name: 'none', where: none('parts', isOk), matches: ['right', 'leaf', 'alone'] },
    { name: 'none at all', where: none('parts'), matches: ['right', 'alone'] },
    { name: 'not none', where: not(none('parts', isOk)), matches: ['root', 'left'] },
    { name: 'every, also over nothing', where: every('parts', isOk), matches: ['left', 'right', 'alone'] },
    {
      name: 'every, with a missing value',
      where: every('parts', where('price', 'isNotEmpty')),
      matches: ['root', 'right', 'alone'],
    },
    {
      name: 'every that is not',
      where: every('parts', where('status', 'ne', 'late')),
      matches: ['left', 'right', 'leaf', 'alone'],
    },
    { name: 'every of anything', where: every('parts'), matches: ALL },
    { name: 'every of nothing: those without', where: every('parts', or()), matches: ['right', 'alone'] },
    { name: 'not every', where: not(every('parts', isOk)), matches: ['root', 'leaf'] },
    {
      name: 'some through a to-one relation',
      where: some('parts', is('maker', where('name', 'startsWith', 'mar'))),
      matches: ['root', 'left'],
    },
    {
      name: 'every through a to-one relation that may be missing',
      where: every('parts', is('maker')),
      matches: ['root', 'left', 'right', 'alone'],
    },
    { name: 'is, then some', where: is('owner', some('parts', where('itemId', 'isEmpty'))), matches: ['root', 'leaf'] },
    { name: 'to itself: is', where: is('parent', where('status', 'eq', 'open')), matches: ['left', 'right', 'leaf'] },
    { name: 'to itself: is of is', where: is('parent', is('parent')), matches: ['leaf'] },
    { name: 'to itself: some', where: some('children', where('status', 'eq', 'open')), matches: ['root'] },
    { name: 'to itself: some of some', where: some('children', some('children')), matches: ['root'] },
    { name: 'to itself: none', where: none('children'), matches: ['right', 'leaf', 'alone'] },
    {
      name: 'to itself: every',
      where: every('children', where('status', 'eq', 'done')),
      matches: ['left', 'right', 'leaf', 'alone'],
    },
    {
      name: 'to itself: a sibling',
      where: is('parent', some('children', where('price', 'isEmpty'))),
      matches: ['left', 'right'],
    },
    {
      name: 'to itself and back',
      where: some('children', is('parent', where('price', 'eq', 1000))),
      matches: ['root'],
    },
    {
      name: 'to itself: children with parts',
      where: some('children', some('parts', where('quantity', 'eq', 0))),
      matches: ['root'],
    },
    {
      name: 'an item or its parent',
      where: or(where('price', 'gte', 1000), is('parent', where('price', 'gte', 1000))),
      matches: ['root', 'left', 'right'],
    },
    { name: 'tags of another record', where: some('parts', where('tags', 'has', 'spare')), matches: ['root'] },
    {
      name: 'dates of another record',
      where: some('parts', where('readyOn', 'within', { range: 'last', count: 7, unit: 'days' })),
      matches: ['left'],
    },
    {
      name: 'fields of the other record against each other',
      where: some('parts', where('price', 'gt', 120)),
      matches: ['root'],
    },
    {
      name: 'asked of parts',
      entity: 'part',
      where: is('item', is('owner', where('limit', 'gte', 500))),
      matches: ['p1', 'p2', 'p5'],
    },
    {
      name: 'asked of parts: not is',
      entity: 'part',
      where: not(is('item', where('status', 'eq', 'open'))),
      matches: ['p5', 'p6'],
    },
    { name: 'asked of owners', entity: 'owner', where: every('items', where('status', 'eq', 'done')), matches: ['o3'] },
    {
      name: 'asked of teams',
      entity: 'team',
      where: some('owners', some('items', some('children'))),
      matches: ['t1', 't2'],
    },
  ],
}
