import type { CriteriaTable } from './case-table'
import { item, owner, team } from './case-rows'
import { and, count, is, not, some, where } from './criteria-json'

/** Asked by `o1`, who belongs to the teams `t1` and `t2`. */
export const references: CriteriaTable = {
  name: 'references: who asks, their groups, regions, other fields',
  requirement: 'R2.2',
  records: {
    team: [team('t1'), team('t2'), team('t3'), team('t4')],
    owner: [
      owner('o1', { name: 'Élodie', timeZone: 'Europe/Paris', limit: 5000, teamId: 't1' }),
      owner('o2', { name: 'Marc', timeZone: 'Europe/London', limit: 100, teamId: 't2' }),
      owner('o3', { name: 'elodie', timeZone: 'Europe/Paris', teamId: 't3' }),
      owner('o4', { name: 'Zoé', teamId: null }),
    ],
    item: [
      item('a', { ownerId: 'o1', price: 6000, name: 'Élodie', note: 'ELODIE', status: 'x', origin: 'x' }),
      item('b', { ownerId: 'o2', price: 50, name: 'b', note: 'B ', status: 'x', origin: 'X' }),
      item('c', { ownerId: 'o3', price: 5000, name: 'c', note: null, status: 'y', origin: null }),
      item('d', { ownerId: null, price: null, name: 'd', note: 'other', status: 'y', origin: 'y' }),
    ],
  },
  cases: [
    { name: 'eq me', where: where('ownerId', 'eq', { ref: 'me' }), matches: ['a'] },
    { name: 'ne me holds for the missing', where: where('ownerId', 'ne', { ref: 'me' }), matches: ['b', 'c', 'd'] },
    { name: 'in me and another', where: where('ownerId', 'in', [{ ref: 'me' }, 'o3']), matches: ['a', 'c'] },
    { name: 'the id of a user eq me', entity: 'owner', where: where('id', 'eq', { ref: 'me' }), matches: ['o1'] },
    { name: 'in my groups', entity: 'owner', where: where('teamId', 'in', { ref: 'myGroups' }), matches: ['o1', 'o2'] },
    {
      name: 'notIn my groups holds for the missing',
      entity: 'owner',
      where: where('teamId', 'notIn', { ref: 'myGroups' }),
      matches: ['o3', 'o4'],
    },
    {
      name: 'in my groups and another',
      entity: 'owner',
      where: where('teamId', 'in', [{ ref: 'myGroups' }, 't3']),
      matches: ['o1', 'o2', 'o3'],
    },
    {
      name: 'the id of a group in my groups',
      entity: 'team',
      where: where('id', 'in', { ref: 'myGroups' }),
      matches: ['t1', 't2'],
    },
    { name: 'through a relation', where: is('owner', where('teamId', 'in', { ref: 'myGroups' })), matches: ['a', 'b'] },
    {
      name: 'in the groups of a region',
      entity: 'owner',
      where: where('teamId', 'in', { ref: 'groups', selection: { regions: ['south'] } }),
      matches: ['o3'],
    },
    {
      name: 'in the groups of two regions and a group of one of them',
      entity: 'owner',
      where: where('teamId', 'in', { ref: 'groups', selection: { regions: ['north', 'south'], groups: ['t1'] } }),
      matches: ['o1', 'o2', 'o3'],
    },
    {
      name: 'in the groups of a region without any',
      entity: 'owner',
      where: where('teamId', 'in', { ref: 'groups', selection: { regions: ['empty'] } }),
      matches: [],
    },
    {
      name: 'notIn the groups of a region without any',
      entity: 'owner',
      where: where('teamId', 'notIn', { ref: 'groups', selection: { regions: ['empty'] } }),
      matches: ['o1', 'o2', 'o3', 'o4'],
    },
    {
      name: 'a selection of nothing',
      entity: 'owner',
      where: where('teamId', 'in', { ref: 'groups', selection: {} }),
      matches: [],
    },
    {
      name: 'a fact of the actor: code',
      entity: 'owner',
      where: where('timeZone', 'eq', { ref: 'actor', field: 'timeZone' }),
      matches: ['o1', 'o3'],
    },
    {
      name: 'a fact of the actor: money',
      where: where('price', 'gte', { ref: 'actor', field: 'limit' }),
      matches: ['a', 'c'],
    },
    {
      name: 'a fact of the actor: text, folded',
      entity: 'owner',
      where: where('name', 'eq', { ref: 'actor', field: 'name' }),
      matches: ['o1', 'o3'],
    },
    {
      name: 'text eq another text, both folded',
      where: where('note', 'eq', { ref: 'field', field: 'name' }),
      matches: ['a', 'b'],
    },
    {
      name: 'text ne another text holds for the missing',
      where: where('note', 'ne', { ref: 'field', field: 'name' }),
      matches: ['c', 'd'],
    },
    {
      name: 'code eq another code, exact',
      where: where('origin', 'eq', { ref: 'field', field: 'status' }),
      matches: ['a', 'd'],
    },
    {
      name: 'not code eq another code',
      where: not(where('origin', 'eq', { ref: 'field', field: 'status' })),
      matches: ['b', 'c'],
    },
    {
      name: 'a field within a relation is that of the other record',
      entity: 'owner',
      where: some('items', where('origin', 'eq', { ref: 'field', field: 'status' })),
      matches: ['o1'],
    },
    {
      name: 'counted with a reference',
      entity: 'team',
      where: count(
        'owners',
        'gte',
        1,
        and(where('id', 'ne', { ref: 'me' }), where('teamId', 'in', { ref: 'myGroups' })),
      ),
      matches: ['t2'],
    },
  ],
}
