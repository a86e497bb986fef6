import { createMongoAbility, type RawRuleOf, type MongoAbility } from '@casl/ability'
import type { Row } from 'clientele/kernel'
import { code, defineModel, entity, id, reference } from 'clientele/model'
import { type Actor, allows, type Profile } from 'clientele/permissions'
import type { RecordLookup } from 'clientele/query'
import { z } from 'zod'
import { generator } from './accounts'
import { type Contest, OURS } from './contest'

const owned = (module: string) =>
  entity({
    module,
    fields: z.object({
      id: id(),
      status: code(),
      groupId: reference('group').nullable(),
      ownerId: reference('user').nullable(),
    }),
    group: 'groupId',
    owner: 'ownerId',
  })

const model = defineModel({
  account: owned('accounts'),
  invoice: owned('invoices'),
  event: owned('events'),
  group: entity({ module: 'groups', fields: z.object({ id: id() }) }),
  user: entity({ module: 'users', fields: z.object({ id: id() }) }),
})

const profile: Profile = {
  code: 'sales',
  label: { fr: 'Vente', en: 'Sales' },
  modules: { accounts: 'manage', invoices: 'read' },
  rights: [],
}

/** Somebody of twenty groups who leads three others: manages their accounts, reads their invoices, knows of no events. */
const newActor = (): Actor => ({
  id: 'u1',
  profile,
  reach: 'structure',
  groups: Array.from({ length: 20 }, (_, index) => `g${index * 7}`),
  team: ['u2', 'u3', 'u4'],
  fields: {},
})

interface Owned extends Row {
  readonly entity: 'account' | 'invoice' | 'event'
  readonly groupId: string | null
  readonly ownerId: string | null
}

/** Four accounts in five; one record in four is within reach or so. */
function records(count: number): readonly Owned[] {
  const random = generator(20_261_122)
  const below = (most: number): number => Math.floor(random() * most)
  return Array.from({ length: count }, (_, index) => {
    const kind = random()
    return {
      id: `r${index}`,
      entity: kind < 0.8 ? 'account' : kind < 0.9 ? 'invoice' : 'event',
      status: 'client',
      groupId: random() < 0.95 ? `g${below(140)}` : null,
      ownerId: random() < 0.9 ? `u${below(60)}` : null,
    }
  })
}

const alone: RecordLookup = { one: () => undefined, many: () => [] }

/** The same rights, as a person would write them down for one user. */
function handWrittenRights({ id: me, groups, team }: Actor): (record: Owned) => boolean {
  const mine = new Set(groups)
  const ours = new Set([me, ...team])
  return ({ entity: name, groupId, ownerId }) => {
    if (name !== 'account') return false
    return (groupId !== null && mine.has(groupId)) || (ownerId !== null && ours.has(ownerId))
  }
}

type Subject = 'account' | 'invoice' | 'event' | Owned
type Ability = MongoAbility<['read' | 'update', Subject]>

function caslAbility({ id: me, groups, team }: Actor): Ability {
  const within = [{ groupId: { $in: [...groups] } }, { ownerId: { $in: [me, ...team] } }]
  const rules: RawRuleOf<Ability>[] = [
    ...within.map((conditions) => ({
      action: ['read' as const, 'update' as const],
      subject: 'account' as const,
      conditions,
    })),
    ...within.map((conditions) => ({ action: 'read' as const, subject: 'invoice' as const, conditions })),
    { action: 'update', subject: 'invoice', inverted: true },
  ]
  return createMongoAbility<Ability>(rules, { detectSubjectType: (record) => record.entity })
}

/** Whether one user may change each of many records: by group, by owner and team, denied by module. */
export function canContest(count: number): Contest {
  const all = records(count)
  const actor = newActor()
  const handWritten = handWrittenRights(actor)
  const ability = caslAbility(actor)
  return {
    title: `may a user change each of ${count.toLocaleString('en')} records`,
    reference: {
      name: 'hand-written owner/team/deny',
      run: () => {
        let allowed = 0
        for (const record of all) if (handWritten(record)) allowed++
        return allowed
      },
    },
    others: [
      {
        name: OURS,
        run: () => {
          let allowed = 0
          for (const record of all) if (allows(model, actor, 'manage', record.entity, record, alone)) allowed++
          return allowed
        },
      },
      {
        name: '@casl/ability',
        run: () => {
          let allowed = 0
          for (const record of all) if (ability.can('update', record)) allowed++
          return allowed
        },
      },
    ],
    targets: { 'hand-written owner/team/deny': 5, '@casl/ability': 1 / 2 },
  }
}

/** The first decision for an actor whose rights were just read: nothing of them is compiled yet. */
export function firstDecisionContest(): Contest {
  const [record] = records(1)
  if (record === undefined) throw new Error('There is no record')
  return {
    title: 'the first decision for an actor',
    reference: { name: 'hand-written owner/team/deny', run: () => handWrittenRights(newActor())(record) },
    others: [
      { name: OURS, run: () => allows(model, newActor(), 'manage', record.entity, record, alone) },
      { name: '@casl/ability', run: () => caslAbility(newActor()).can('update', record) },
    ],
    targets: {},
    most: 1e6,
  }
}
