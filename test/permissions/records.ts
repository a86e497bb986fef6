import type { Row } from 'clientele/kernel'
import type { Actor, Profile, Reach } from 'clientele/permissions'
import type { RecordLookup } from 'clientele/query'

/** Records of the ready-made model that belong to groups and people in every way there is. */
export const records = {
  group: [{ id: 'lille' }, { id: 'amiens' }, { id: 'brest' }],
  user: [
    { id: 'ana', groupId: 'lille' },
    { id: 'bob', groupId: 'lille' },
    { id: 'eve', groupId: 'brest' },
    { id: 'max', groupId: null },
    { id: 'zoe', groupId: 'amiens' },
  ],
  account: [
    { id: 'a1', groupId: 'lille', ownerId: 'ana' },
    { id: 'a2', groupId: 'lille', ownerId: null },
    { id: 'a3', groupId: 'amiens', ownerId: 'bob' },
    { id: 'a4', groupId: 'brest', ownerId: 'ana' },
    { id: 'a5', groupId: 'brest', ownerId: 'eve' },
  ],
  conversation: [
    { id: 'c1', groupId: 'lille', assigneeId: 'bob' },
    { id: 'c2', groupId: 'brest', assigneeId: 'ana' },
    { id: 'c3', groupId: 'brest', assigneeId: null },
    { id: 'c4', groupId: 'amiens', assigneeId: null },
  ],
  // Its group and owner are those of its conversation.
  message: [
    { id: 'm1', conversationId: 'c1' },
    { id: 'm2', conversationId: 'c2' },
    { id: 'm3', conversationId: 'c3' },
    { id: 'm4', conversationId: 'gone' },
    { id: 'm5', conversationId: 'c4' },
  ],
  // Regions belong to no group and nobody.
  region: [{ id: 'north', name: 'Nord', parentId: null, removedAt: null, version: 1 }],
} as const satisfies Readonly<Record<string, readonly Row[]>>

export type EntityName = keyof typeof records

export const rowsOf = (entity: string): readonly Row[] =>
  Object.entries(records).find(([name]) => name === entity)?.[1] ?? []

export const lookup: RecordLookup = {
  one: (entity, id) => rowsOf(entity).find((row) => row['id'] === id),
  many: (entity, field, id) => rowsOf(entity).filter((row) => row[field] === id),
}

export function profile(modules: Profile['modules'], more: Partial<Profile> = {}): Profile {
  return { code: 'test', label: { fr: 'Essai', en: 'Trial' }, modules, rights: [], ...more }
}

/** Ana, of Lille and Amiens, who has Bob in her team. */
export function ana(modules: Profile['modules'], reach: Reach, more: Partial<Profile> = {}): Actor {
  return { id: 'ana', profile: profile(modules, more), reach, groups: ['lille', 'amiens'], team: ['bob'], fields: {} }
}
