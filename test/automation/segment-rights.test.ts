import { query, type Profile, type Query } from 'clientele'
import { describe, expect, test } from 'vitest'
import { kernel } from '../session/kernel'
import { refusalOf } from './scene'

const profile = (modules: Profile['modules'], fields?: Profile['fields']): Profile => ({
  code: 'p',
  label: { fr: 'P', en: 'P' },
  modules,
  rights: [],
  ...(fields === undefined ? {} : { fields }),
})

const maker = { accounts: 'read', contacts: 'read', automations: 'manage' } as const
const lister = { ...maker, lists: 'read', invoices: 'read' } as const

const actors = {
  without: { profile: profile(maker), reach: 'all' },
  maker: { profile: profile({ ...lister, lists: 'manage' }), reach: 'all' },
  lone: { profile: profile({ contacts: 'read', lists: 'manage' }), reach: 'all' },
  near: { profile: profile(lister), reach: 'structure', groups: ['lille'] },
  blind: { profile: profile(lister, { contact: { phone: 'hidden' } }), reach: 'all' },
  unsure: { profile: profile(lister, { contact: { consentedAt: 'hidden' } }), reach: 'all' },
} as const

const email = {
  do: 'email',
  to: [{ who: 'address', address: 'x@y.test' }],
  subject: { fr: 'Bonjour' },
  text: { fr: 'Bonjour' },
} as const

async function scene() {
  const all = await kernel(actors)
  const { crm, model, system } = all
  const contact = { groupId: 'lille', tags: ['vip'], phone: '1', consentedAt: new Date('2026-01-01T00:00:00Z') }
  await system.create('contact', { ...contact, id: 'zoe', name: 'Zoë', email: 'zoe@x.test' })
  await system.create('contact', { ...contact, id: 'lea', name: 'Léa', email: 'lea@x.test', groupId: 'amiens' })
  const boss = await crm.as('boss')
  const follow = async (criteria: Query, shared = true) => {
    const saved = await boss.lists.save({ name: 'Suivis', entity: criteria.entity, criteria, shared })
    return (await boss.lists.segments.create({ query: saved.id, announce: true })).id
  }
  const segments = {
    vip: await follow(query(model, 'contact', (c) => c.tags.has('vip'))),
    mine: await follow(
      query(model, 'contact', (c) => c.tags.has('gold')),
      false,
    ),
    owing: await follow(query(model, 'account', (a) => a.invoices.some((i) => i.status.eq('overdue')))),
    called: await follow(query(model, 'contact', (c) => c.phone.eq('1'))),
  }
  const draft = (segment: string) =>
    ({ name: 'Suivre', trigger: { on: 'segment.entered', segment }, action: email }) as const
  const code = async (work: () => Promise<unknown>): Promise<string> => {
    try {
      await work()
      return 'done'
    } catch (error) {
      const { code: word, path } = await refusalOf(() => Promise.reject(error))
      return `${word} ${path}`
    }
  }
  return { ...all, boss, segments, draft, code }
}

describe('who has automations follow segments', () => {
  test('R2.6 R5.1 only who may look into the segment', async () => {
    const { crm, segments, draft, code } = await scene()
    const told = async (user: string) => {
      const session = await crm.as(user)
      return Promise.all(
        Object.values(segments).map((segment) => code(() => session.automations.create(draft(segment)))),
      )
    }
    const unknown = 'lists.segment_unknown /trigger/segment'
    const beyond = 'lists.segment_beyond_rights /trigger/segment'
    expect(await told('without')).toEqual(Array(4).fill('session.module_unknown /trigger/segment'))
    expect(await told('maker')).toEqual(['done', unknown, 'done', 'done'])
    expect(await told('near')).toEqual(['done', unknown, beyond, 'done'])
    expect(await told('blind')).toEqual(['done', unknown, 'done', 'session.hidden_field /trigger/segment'])
  })

  test('R2.6 R2.14 who does not see the consent writes to nobody by it', async () => {
    const { crm, segments, draft } = await scene()
    const unsure = await crm.as('unsure')
    const refusal = await refusalOf(() =>
      unsure.automations.create({ ...draft(segments.vip), action: { ...email, to: [{ who: 'member' }] } }),
    )
    expect([refusal.code, refusal.path]).toEqual(['automation.consent_missing', '/action/to/0'])
    expect(refusal.messageIn('fr')).toContain('contact.consent')
  })

  test('R2.6 what such an automation does is changed by who may look into its segment only', async () => {
    const { crm, boss, segments, draft, code } = await scene()
    const { id } = await boss.automations.create(draft(segments.mine))
    const maker = await crm.as('maker')
    const unknown = 'lists.segment_unknown /trigger/segment'
    expect(await code(() => maker.automations.update(id, { name: 'Autre' }))).toBe(unknown)
    const trigger = { on: 'segment.left', segment: segments.vip } as const
    expect(await code(() => maker.automations.update(id, { trigger }))).toBe('done')
    expect(await code(() => boss.automations.update(id, { trigger: { ...trigger, segment: segments.mine } }))).toBe(
      'done',
    )
    expect(await code(() => maker.automations.switchOff(id))).toBe('done')
  })

  test('R2.6 R2.14 runs are told of records one may read, and of none to whom some field is hidden', async () => {
    const { crm, boss, system, segments, draft } = await scene()
    await boss.automations.create(draft(segments.vip))
    for (const id of ['zoe', 'lea']) {
      await system.update('contact', id, { tags: [] })
      await system.update('contact', id, { tags: ['vip'] })
    }
    const seen = async (user: string) =>
      (await (await crm.as(user)).automations.runs()).rows.map(({ subjectId }) => subjectId).sort()
    expect(await seen('boss')).toEqual(['lea', 'zoe'])
    expect(await seen('near')).toEqual(['zoe'])
    expect(await seen('blind')).toEqual([])
  })

  test('R2.7 an automation out of sight stands in the way all the same, without a word about it', async () => {
    const { crm, model, boss } = await scene()
    const other = await crm.as('lone')
    const saved = await other.lists.save({
      name: 'À moi',
      entity: 'contact',
      criteria: query(model, 'contact', (c) => c.tags.has('gold')),
      shared: true,
    })
    const segment = await other.lists.segments.create({ query: saved.id })
    await boss.automations.create({
      name: 'Cachée',
      trigger: { on: 'segment.left', segment: segment.id },
      action: email,
    })
    const { code, data } = await refusalOf(() => other.lists.segments.remove(segment.id))
    expect([code, data['others'], data['records']]).toEqual(['lists.segment_in_use', true, []])
  })
})
