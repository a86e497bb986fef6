import type { AutomationDraft } from 'clientele/automation'
import { memoryAdapter } from 'clientele/memory'
import { crmEntities, defineModel } from 'clientele/model'
import { createClientele } from 'clientele/session'
import { beforeAll, describe, expect, test } from 'vitest'
import { eventOf, model, refusalOf, reminder, scene, type Scene } from './scene'

let at: Scene

beforeAll(async () => {
  at = await scene()
})

const task = { do: 'task', to: [{ who: 'lead' }], title: { fr: 'Faire' } } as const
const email = reminder.action
const changeStatus = { do: 'changeStatus', status: 'confirmed' } as const

const refused = async (draft: unknown): Promise<[string, string]> => {
  const { code, path } = await refusalOf(() => at.session.automations.create(draft as AutomationDraft))
  return [code, path]
}

describe('what each trigger allows', () => {
  const triggers = {
    'event.created': ['changeStatus', 'email', 'task'],
    'event.statusChanged': ['email', 'task'],
    'event.start': ['email', 'task'],
    'event.end': ['email', 'task'],
    'quote.statusChanged': ['changeStatus', 'email', 'task'],
    'quote.opened': ['changeStatus', 'email', 'task'],
    'invoice.statusChanged': ['changeStatus', 'email', 'task'],
    'invoice.opened': ['changeStatus', 'email', 'task'],
  }
  const rows = Object.entries(triggers).flatMap(([on, allowed]) =>
    [changeStatus, email, task].map((action) => [on, action, allowed.includes(action.do)] as const),
  )

  test.each(rows)('R5.3 %s with %o: %s', async (on, action, isAllowed) => {
    const draft = { name: 'Essai', trigger: { on }, action } as AutomationDraft
    if (isAllowed) expect(await at.session.automations.create(draft)).toMatchObject({ triggerType: on, active: true })
    else expect(await refused(draft)).toEqual(['automation.action_not_offered', '/action/do'])
  })

  test('R5.3 the refusal says why, in both languages', async () => {
    const draft = { name: 'Essai', trigger: { on: 'event.start' }, action: changeStatus } as const
    const refusal = await refusalOf(() => at.session.automations.create(draft))
    expect(refusal.messageIn('en')).toBe(
      'The trigger "Event start date" does not allow the action "Change the event status". It allows: Send an e-mail, Create a task. (at /action/do)',
    )
    expect(refusal.messageIn('fr')).toContain("« Date de début de l'événement »")
  })
})

describe('what is refused when an automation is saved', () => {
  test.each([
    [
      'an unknown trigger',
      { ...reminder, trigger: { on: 'event.cancelled' } },
      'automation.trigger_unknown',
      '/trigger/on',
    ],
    ['an unknown action', { ...reminder, action: { do: 'sms' } }, 'automation.action_unknown', '/action/do'],
    ['no name', { ...reminder, name: '  ' }, 'input.invalid', '/name'],
    ['an unknown member', { ...reminder, colour: 'red' }, 'input.invalid', ''],
    [
      'a time of day that is none',
      { ...reminder, timing: { when: 'before', days: 1, at: '25:00' } },
      'input.invalid',
      '/timing/at',
    ],
    [
      'a zone that is none',
      { ...reminder, timing: { when: 'before', days: 1, timeZone: 'Mars/Base' } },
      'input.invalid',
      '/timing/timeZone',
    ],
    ['days that are negative', { ...reminder, timing: { when: 'before', days: -1 } }, 'input.invalid', '/timing/days'],
    [
      'before something that happens',
      { ...reminder, trigger: { on: 'event.created' } },
      'automation.before_not_offered',
      '/timing/when',
    ],
    [
      'a status on a date',
      { ...reminder, trigger: { on: 'event.start', to: ['won'] } },
      'automation.restriction_not_offered',
      '/trigger/to',
    ],
    [
      'a pipeline on an event',
      { name: 'x', trigger: { on: 'event.statusChanged', pipeline: ['a'] }, action: task },
      'automation.restriction_not_offered',
      '/trigger/pipeline',
    ],
    ['nobody to write to', { ...reminder, action: { ...email, to: [] } }, 'input.invalid', '/action/to'],
    [
      'a user who is not there',
      { ...reminder, action: { ...email, to: [{ who: 'lead' }, { who: 'user', user: 'zoe' }] } },
      'automation.user_unknown',
      '/action/to/1/user',
    ],
    [
      'an address that is none',
      { ...reminder, action: { ...email, bcc: [{ who: 'address', address: 'a@b.test\nBcc: c@d.test' }] } },
      'automation.address_refused',
      '/action/bcc/0/address',
    ],
    [
      'a task for somebody outside',
      { ...reminder, action: { ...task, to: [{ who: 'mainContact' }] } },
      'input.invalid',
      '/action/to/0/who',
    ],
    [
      'an unknown dynamic field',
      { ...reminder, action: { ...email, subject: { fr: 'Bonjour', en: 'Hello {{contact.nickname}}' } } },
      'automation.template_field',
      '/action/subject/en',
    ],
    [
      'a record that is not around',
      { ...reminder, action: { ...email, text: { fr: '{{quote.number}}' } } },
      'automation.template_field',
      '/action/text/fr',
    ],
    [
      'braces left open',
      { ...reminder, action: { ...email, text: { fr: 'Bonjour {{contact.name' } } },
      'automation.template_broken',
      '/action/text/fr',
    ],
    ['no text at all', { ...reminder, action: { ...email, text: {} } }, 'input.invalid', '/action/text'],
    [
      'a condition on a field that is not there',
      { ...reminder, condition: { type: 'test', field: 'colour', operator: 'eq', value: 'red' } },
      'query.unknown_field',
      '/condition/field',
    ],
    [
      'a condition on whoever asks',
      { ...reminder, condition: { type: 'test', field: 'ownerId', operator: 'eq', value: { ref: 'me' } } },
      'query.unresolved',
      '/condition/value',
    ],
    [
      'a condition on a region that is not there',
      {
        ...reminder,
        condition: {
          type: 'test',
          field: 'groupId',
          operator: 'in',
          value: [{ ref: 'groups', selection: { regions: ['x'] } }],
        },
      },
      'region.unknown',
      '/condition/value/0/selection/regions/0',
    ],
  ])('R5.3 R5.6 %s', async (_, draft, code, path) => {
    expect(await refused(draft)).toEqual([code, path])
  })

  test('R5.3 everything wrong is said at once, and nothing is written', async () => {
    const before = (await at.session.automations.list()).length
    const draft = {
      ...reminder,
      trigger: { on: 'event.created' },
      action: { ...email, subject: { fr: '{{x.y}}' } },
    } as const
    const { problems } = await refusalOf(() => at.session.automations.create(draft))
    expect(problems.map(({ code }) => code)).toEqual(['automation.before_not_offered', 'automation.template_field'])
    expect(await at.session.automations.list()).toHaveLength(before)
  })

  test('R5.3 an edit is checked as a whole: the action must fit the new trigger', async () => {
    const { id } = await at.session.automations.create({
      name: 'x',
      trigger: { on: 'event.created' },
      action: changeStatus,
    })
    const { code } = await refusalOf(() => at.session.automations.update(id, { trigger: { on: 'event.end' } }))
    expect(code).toBe('automation.action_not_offered')
  })

  test('R5.3 what the host’s model does not have is refused with what is missing', async () => {
    const small = defineModel({ user: crmEntities.user, group: crmEntities.group })
    const crm = await createClientele({ model: small, store: memoryAdapter(), timeZone: 'Europe/Paris', migrate: true })
    const refusal = await refusalOf(() => crm.system('test').automations.create(reminder))
    expect(refusal.problems.map(({ code }) => code)).toContain('automation.role_missing')
  })
})

describe('who may', () => {
  test('R5.1 only those with the right create and change automations', async () => {
    const levels = { reader: 'read', guest: 'access', maker: 'manage' } as const
    const crm = await createClientele({
      model,
      store: at.adapter,
      timeZone: 'Europe/Paris',
      clock: at.clock,
      actors: {
        async actorOf(user) {
          const level = Object.entries(levels).find(([name]) => name === user)?.[1]
          const modules = { events: 'read', ...(level === undefined ? {} : { automations: level }) } as const
          return { profile: { code: 'p', label: { fr: 'P', en: 'P' }, modules, rights: [] }, reach: 'all' }
        },
      },
    })
    const { id } = await at.session.automations.create(reminder)
    const maker = await crm.as('maker')
    expect(await maker.automations.update(id, { name: 'Vu' })).toMatchObject({ name: 'Vu' })
    expect((await maker.automations.create(reminder)).ownerId).toBe('maker')
    const codes = await Promise.all(
      ['reader', 'guest', 'nobody'].map(async (user) => {
        const session = await crm.as(user)
        const calls = [
          () => session.automations.create(reminder),
          () => session.automations.switchOff(id),
          () => session.automations.remove(id),
          () => session.automations.pause(),
          () => session.automations.list(),
        ]
        return Promise.all(
          calls.map((call) =>
            call().then(
              () => 'done',
              ({ code }) => code,
            ),
          ),
        )
      }),
    )
    const missing = 'session.missing_level'
    const unknown = 'session.module_unknown'
    expect(codes).toEqual([
      [missing, missing, missing, missing, 'done'],
      [missing, missing, missing, missing, missing],
      [unknown, unknown, unknown, unknown, unknown],
    ])
  })

  test('R5.7 somebody sees the runs of the events they may read, and no others', async () => {
    await at.session.create('event', eventOf('hers', '2026-05-10T18:00:00Z', { ownerId: 'anna' }))
    await at.session.create('event', eventOf('his', '2026-05-10T18:00:00Z', { ownerId: 'bruno' }))
    await at.session.automations.create(reminder)
    const profile = { code: 'p', label: { fr: 'P', en: 'P' }, modules: { '*': 'read' }, rights: [] } as const
    const crm = await createClientele({
      model,
      store: at.adapter,
      timeZone: 'Europe/Paris',
      clock: at.clock,
      actors: { actorOf: async () => ({ profile, reach: 'own' }) },
    })
    const anna = await crm.as('anna')
    const seen = (await anna.automations.runs({ status: 'pending' })).rows.map(({ subjectId }) => subjectId)
    expect(new Set(seen)).toEqual(new Set(['hers']))
    expect((await refusalOf(() => anna.automations.runs({ event: 'his' }))).code).toBe('automation.event_unknown')
    expect((await anna.automations.statistics()).total.pending).toBe(seen.length)
  })
})
