import {
  crmEntities,
  defineModel,
  last,
  prepareQuery,
  query,
  type Clientele,
  type RecordOf,
  type Session,
} from 'clientele'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { kernel } from './kernel'
import { refusal } from './refusal'

const model = defineModel(crmEntities)
type Crm = typeof crmEntities

/** Programs that are wrong: they do not compile, and refuse what they do where nothing was compiled. */
describe('wrong programs', () => {
  test('find and count know the entities, their fields, and whose criteria they are', async () => {
    const { crm } = await kernel()
    const boss = await crm.as('boss')
    const contacts = query(model, 'contact', (c) => c.name.eq('Zoë'))
    // @ts-expect-error there is no such entity
    expect(await refusal(() => boss.find('acount'))).toBe('model.entity_unknown')
    // @ts-expect-error there is no such field to order by
    expect(await refusal(() => boss.find('account', { orderBy: ['nom'] }))).toBe('session.bad_order /orderBy/0')
    // @ts-expect-error there is no such field to show
    expect(await refusal(() => boss.find('account', { fields: ['shoe'] }))).toBe('session.bad_field /fields/0')
    // @ts-expect-error there is no such option
    expect(await refusal(() => boss.find('account', { filter: {} }))).toBe('input.invalid')
    // @ts-expect-error the criteria are about contacts
    expect(await refusal(() => boss.find('account', { where: contacts }))).toBe('query.wrong_entity /entity')
    // @ts-expect-error the criteria are about contacts
    expect(await refusal(() => boss.count('account', contacts))).toBe('query.wrong_entity /entity')
    // @ts-expect-error there is no such field to write
    expect(await refusal(() => boss.export('account', { columns: ['shoe'] }))).toBe('session.bad_field /columns/0')
    // @ts-expect-error the criteria are about contacts
    expect(await refusal(() => boss.export('account', { where: contacts }))).toBe('query.wrong_entity /entity')
    // @ts-expect-error there is no such format
    expect(await refusal(() => boss.export('account', { format: 'pdf' }))).toBe('input.invalid /format')
  })

  test('create and update know what a record holds, and that the kernel keeps its own', async () => {
    const { crm, system } = await kernel()
    const boss = await crm.as('boss')
    await system.create('account', { id: 'a1', name: 'Garage', groupId: 'lille' })
    // @ts-expect-error the group is missing
    expect(await refusal(() => boss.create('account', { name: 'x' }))).toBe('record.invalid /groupId')
    // @ts-expect-error a name is a text
    expect(await refusal(() => boss.create('account', { name: 5, groupId: 'lille' }))).toBe('record.invalid /name')
    // @ts-expect-error there is no such kind
    expect(await refusal(() => boss.create('account', { name: 'x', groupId: 'lille', kind: 'robot' }))).toBe(
      'record.invalid /kind',
    )
    // @ts-expect-error there is no such field
    expect(await refusal(() => boss.update('account', 'a1', { shoe: 1 }))).toBe('record.unknown_field /shoe')
    // @ts-expect-error identifiers stay
    expect(await refusal(() => boss.update('account', 'a1', { id: 'a2' }))).toBe('session.id_is_fixed /id')
    // @ts-expect-error a status is never missing
    expect(await refusal(() => boss.update('account', 'a1', { status: null }))).toBe('record.invalid /status')
    // @ts-expect-error there is no such field to expect
    expect(await refusal(() => boss.update('account', 'a1', { city: 'x' }, { shoe: 1 }))).toBe(
      'session.unknown_expectation /expect/shoe',
    )
    // @ts-expect-error regions have actions of their own
    expect(await refusal(() => boss.create('region', { name: 'Nord' }))).toBe('session.kernel_entity')
  })

  test('actions know their words', async () => {
    const { crm } = await kernel()
    const boss = await crm.as('boss')
    // @ts-expect-error records are read or managed
    expect(await refusal(() => boss.rights.can('delete', 'account', 'a1'))).toBe('input.invalid /use')
    // @ts-expect-error there is no such entity
    expect(await refusal(() => boss.rights.can('read', 'acount', 'a1'))).toBe('model.entity_unknown')
    // @ts-expect-error there is no such event
    expect(await refusal(() => boss.automations.create({ name: 'x', trigger: { on: 'event.begins' } }))).toBe(
      'automation.trigger_unknown /trigger/on',
    )
    // @ts-expect-error there is no such period
    expect(await refusal(() => boss.reports.assignments({ range: 'lastCentury' }))).toBe('reports.range_unknown /range')
    // @ts-expect-error there is no such kind
    const joke = () => boss.communication.publish({ kind: 'joke', title: { fr: 'x' }, listId: 'x' })
    expect(await refusal(joke)).toBe('input.invalid /kind')
    // @ts-expect-error nobody is not a user
    expect(await refusal(() => crm.as(null))).toBe('session.no_actor')
    // @ts-expect-error the system acts for a reason
    expect(await refusal(() => crm.system())).toBe('session.bad_reason')
  })
})

describe('right programs', () => {
  test('a page leads to the next, results have the fields asked for, and what comes from outside becomes typed', async () => {
    const { crm } = await kernel()
    const boss = await crm.as('boss')
    const page = await boss.find('account', { orderBy: ['name', { field: 'city', direction: 'desc' }] })
    expectTypeOf(page.rows).toEqualTypeOf<readonly RecordOf<Crm, 'account'>[]>()
    expect((await boss.find('account', { orderBy: ['name'], after: page.end, before: null })).rows).toEqual([])

    const named = await boss.find('account', { fields: ['name'] })
    expectTypeOf(named.rows).items.toHaveProperty('name').toBeString()
    expectTypeOf(named.rows).items.not.toHaveProperty('city')

    const outside: unknown = JSON.parse('{ "type": "test", "field": "startsAt", "operator": "isEmpty" }')
    const { query: read } = prepareQuery(model, 'event', outside)
    for await (const event of boss.stream('event', { where: read, fields: ['startsAt'] }))
      expectTypeOf(event).toEqualTypeOf<{ readonly id: string; readonly startsAt: Date | null }>()
    expect(await boss.count('event', read)).toBe(0)
    expect(
      await boss.count(
        'event',
        query(model, 'event', (e) => e.startsAt.within(last(3, 'days'))),
      ),
    ).toBe(0)
    // @ts-expect-error these are criteria of events
    expect(await refusal(() => boss.count('account', read))).toBe('query.wrong_entity /entity')
  })

  test('sessions and kernels are handed about under short names', async () => {
    const { crm } = await kernel()
    const accounts = (session: Session<Crm>): Promise<number> => session.count('account')
    const everyone = async (kernelOf: Clientele<Crm>): Promise<number> => accounts(kernelOf.system('count'))
    expect(await accounts(await crm.as('boss'))).toBe(0)
    expect(await everyone(crm)).toBe(0)
  })

  test('what is missing is null, and what is not named stays', async () => {
    const { crm } = await kernel()
    const boss = await crm.as('boss')
    const made = await boss.create('account', { name: 'Garage', groupId: 'lille', tags: ['vip'], city: 'Lille' })
    expectTypeOf(made.city).toEqualTypeOf<string | null>()
    const loose: { city?: string | null; tags?: string[] | undefined } = { city: null, tags: undefined }
    const changed = await Reflect.apply(boss.update, boss, ['account', made.id, loose])
    expect(changed).toMatchObject({ city: null, tags: ['vip'] })
    // @ts-expect-error a set is emptied, not left undefined
    await boss.update('account', made.id, { tags: undefined })
    expect((await boss.get('account', made.id))?.tags).toEqual(['vip'])
  })
})
