import { isRefusal } from 'clientele'
import { beforeEach, describe, expect, test } from 'vitest'
import { refusal } from '../session/refusal'
import { network, type Network } from './organisation-scene'

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

let at: Network

beforeEach(async () => {
  at = await network()
})

describe('white label', () => {
  test('R2.13 an organisation takes from those above what it does not set', async () => {
    const { organisations } = at.ana
    const shown = (organisation: string) => organisations.brandOf({ organisation })
    expect(await shown('brittany')).toEqual({ organisation: 'brittany', name: 'Bretagne', logo: null, colours: {} })
    await organisations.brand({
      organisation: 'west',
      name: ' Grand Ouest ',
      logo: 'https://cdn.example.com/west.png',
      colours: { primary: '#0AF', text: '#101010' },
    })
    await organisations.brand({ organisation: 'brittany', logo: PIXEL, colours: { primary: '#0b6e4f' } })
    expect(await shown('west')).toEqual({
      organisation: 'west',
      name: 'Grand Ouest',
      logo: 'https://cdn.example.com/west.png',
      colours: { primary: '#00aaff', text: '#101010' },
    })
    expect(await shown('brittany')).toEqual({
      organisation: 'brittany',
      name: 'Grand Ouest',
      logo: PIXEL,
      colours: { primary: '#0b6e4f', text: '#101010' },
    })
    await organisations.brand({ organisation: 'brittany', name: 'Breizh', logo: null, colours: null })
    expect(await organisations.brandOf({ group: 'brest' })).toEqual({
      organisation: 'brittany',
      name: 'Breizh',
      logo: 'https://cdn.example.com/west.png',
      colours: { primary: '#00aaff', text: '#101010' },
    })
    expect((await organisations.list()).find(({ id }) => id === 'brittany')?.brand).toEqual({
      name: 'Breizh',
      logo: null,
      colours: null,
    })
    expect((await organisations.overview()).map(({ shown: brand }) => brand.name)).toEqual([
      'Breizh',
      'Est',
      'Grand Ouest',
    ])
  })

  test('R2.13 whom an organisation bounds shows its brand, with what it takes from above, and knows no other', async () => {
    await at.ana.organisations.brand({ organisation: 'west', colours: { primary: '#123456' } })
    const bri = await at.crm.as('bri')
    await bri.organisations.brand({ organisation: 'brittany', name: 'Breizh' })
    const own = { organisation: 'brittany', name: 'Breizh', logo: null, colours: { primary: '#123456' } }
    expect([await bri.organisations.brandOf(), await bri.organisations.brandOf({ group: 'rennes' })]).toEqual([
      own,
      own,
    ])
    expect((await bri.organisations.overview()).map(({ shown }) => shown)).toEqual([own])
    for (const whose of [{ group: 'paris' }, { group: 'nowhere' }, { organisation: 'west' }, { organisation: 'x' }])
      expect(await bri.organisations.brandOf(whose)).toBeNull()
    expect([await at.ana.organisations.brandOf(), await at.ana.organisations.brandOf({ group: 'siege' })]).toEqual([
      null,
      null,
    ])
  })

  test('R2.13 an e-mail carries the brand of the organisation whose record it is about', async () => {
    const { ana, crm, clock, system, mails } = at
    await ana.organisations.brand({ organisation: 'west', logo: 'https://cdn.example.com/west.png' })
    await ana.automations.create({
      name: 'Rappel',
      trigger: { on: 'event.start' },
      timing: { when: 'before', days: 1 },
      action: {
        do: 'email',
        to: [{ who: 'address', address: 'zoe@exemple.fr' }],
        subject: { fr: '{{event.name}} avec {{organisation.name}}' },
        text: { fr: 'À bientôt !' },
      },
    })
    const startsAt = new Date('2026-03-20T10:00:00Z')
    for (const groupId of ['brest', 'paris', 'siege'])
      await system.create('event', { id: `e-${groupId}`, name: 'Salon', startsAt, groupId })
    clock.set('2026-03-19T12:00:00Z')
    await crm.tick()
    const sent = mails.map(({ subject, brand }) => [subject, brand] as const)
    expect(sent.sort(([a], [b]) => a.localeCompare(b))).toEqual([
      ['Salon avec', null],
      [
        'Salon avec Bretagne',
        { organisation: 'brittany', name: 'Bretagne', logo: 'https://cdn.example.com/west.png', colours: {} },
      ],
      ['Salon avec Est', { organisation: 'east', name: 'Est', logo: null, colours: {} }],
    ])
  })

  test.each([
    ['a logo over http', { logo: 'http://cdn.example.com/a.png' }, 'organisation.logo_refused /logo'],
    ['a logo that is a script', { logo: 'javascript:alert(1)' }, 'organisation.logo_refused /logo'],
    ['a logo with a password', { logo: 'https://me:secret@example.com/a.png' }, 'organisation.logo_refused /logo'],
    [
      'a logo that ends an attribute',
      { logo: 'https://example.com/a.png" onerror="x' },
      'organisation.logo_refused /logo',
    ],
    ['a logo of two lines', { logo: 'https://example.com/a\n.png' }, 'organisation.logo_refused /logo'],
    ['a page as a logo', { logo: 'data:text/html;base64,PGI+' }, 'organisation.logo_refused /logo'],
    [
      'a drawing that may carry scripts',
      { logo: 'data:image/svg+xml;base64,PHN2Zz4=' },
      'organisation.logo_refused /logo',
    ],
    ['no image in the address', { logo: 'data:image/png;base64,' }, 'organisation.logo_refused /logo'],
    ['an image that is no base64', { logo: 'data:image/png;base64,a"b=' }, 'organisation.logo_refused /logo'],
    ['a heavy image', { logo: `data:image/png;base64,${'AAAA'.repeat(25_001)}` }, 'organisation.logo_refused /logo'],
    ['a long address', { logo: `https://example.com/${'a'.repeat(2_001)}` }, 'organisation.logo_refused /logo'],
    ['an empty logo', { logo: '' }, 'input.invalid /logo'],
    ['a colour by name', { colours: { primary: 'red' } }, 'organisation.colour_refused /colours/primary'],
    ['a colour with more to it', { colours: { primary: '#fff;x:y' } }, 'organisation.colour_refused /colours/primary'],
    ['a word that is no word', { colours: { 'a b/c': '#fff' } }, 'organisation.colour_refused /colours/a b~1c'],
    [
      'too many colours',
      { colours: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`c${index}`, '#fff'])) },
      'organisation.colour_refused /colours/c20',
    ],
    ['an empty name', { name: '  ' }, 'input.invalid /name'],
    ['a name that is too long', { name: 'x'.repeat(201) }, 'input.invalid /name'],
    ['a half character', { name: 'x\uD800' }, 'text.malformed /name'],
    ['an unknown setting', { font: 'Arial' }, 'input.invalid'],
  ])('R2.13 %s is refused, and nothing is written', async (_, brand, expected) => {
    const before = await at.ana.organisations.list()
    const branding = { organisation: 'west', ...brand }
    expect(await refusal(() => Reflect.apply(at.ana.organisations.brand, undefined, [branding]))).toBe(expected)
    expect(await at.ana.organisations.list()).toEqual(before)
  })
})

describe('bad input', () => {
  test.each([
    ['a cycle', 'move', { organisation: 'west', parentId: 'brittany' }, 'organisation.cycle /parentId'],
    ['itself', 'move', { organisation: 'west', parentId: 'west' }, 'organisation.cycle /parentId'],
    ['nowhere', 'move', { organisation: 'west', parentId: 'north' }, 'organisation.unknown /parentId'],
    ['nothing to move', 'move', { organisation: 'north', parentId: null }, 'organisation.unknown /organisation'],
    [
      'two unknown',
      'move',
      { organisation: 'n', parentId: 's' },
      'organisation.unknown /organisation, organisation.unknown /parentId',
    ],
    ['no place', 'move', { organisation: 'west' }, 'input.invalid /parentId'],
    ['a stale move', 'move', { organisation: 'west', parentId: 'east', version: 7 }, 'session.stale'],
    ['a taken name', 'create', { name: ' ouést' }, 'organisation.name_taken /name'],
    ['no name', 'create', { name: '  ' }, 'record.invalid /name'],
    ['a taken identifier', 'create', { id: 'west', name: 'x' }, 'organisation.id_twice /id'],
    ['an unknown parent', 'create', { name: 'x', parentId: 'north' }, 'organisation.unknown /parentId'],
    ['a group twice', 'create', { name: 'x', groups: ['siege', 'siege'] }, 'organisation.group_twice /groups/1'],
    ['an unknown group', 'create', { name: 'x', groups: ['siege', 'oslo'] }, 'region.group_unknown /groups/1'],
    [
      'a bad colour',
      'create',
      { name: 'x', brand: { colours: { a: 'b' } } },
      'organisation.colour_refused /brand/colours/a',
    ],
    ['a misspelt part', 'create', { name: 'x', parent: 'west' }, 'input.invalid'],
    ['a taken name', 'rename', { organisation: 'west', name: 'EST' }, 'organisation.name_taken /name'],
    ['a stale name', 'rename', { organisation: 'west', name: 'x', version: 9 }, 'session.stale'],
    ['no groups', 'assign', { organisation: 'west', groups: [] }, 'input.invalid /groups'],
    [
      'a group twice',
      'assign',
      { organisation: 'west', groups: ['siege', 'siege'] },
      'organisation.group_twice /groups/1',
    ],
    ['a stale list', 'assign', { organisation: 'west', groups: ['siege'], version: 4 }, 'session.stale'],
    [
      'a group of another',
      'unassign',
      { organisation: 'west', groups: ['paris'] },
      'organisation.group_not_in /groups/0',
    ],
    ['one in use', 'remove', { organisation: 'east' }, 'organisation.in_use /organisation'],
    [
      'one replaced by itself',
      'remove',
      { organisation: 'east', replacement: 'east' },
      'organisation.cycle /replacement',
    ],
    [
      'one replaced from below',
      'remove',
      { organisation: 'west', replacement: 'brittany' },
      'organisation.cycle /replacement',
    ],
    [
      'one replaced by none',
      'remove',
      { organisation: 'east', replacement: 'north' },
      'organisation.unknown /replacement',
    ],
    ['a stale removal', 'remove', { organisation: 'east', replacement: 'west', version: 9 }, 'session.stale'],
  ] as const)('R2.13 %s: %s is refused, and nothing is written', async (_, call, input, expected) => {
    const before = [await at.ana.organisations.overview(), await at.system.count('journalEntry')]
    expect(await refusal(() => Reflect.apply(at.ana.organisations[call], undefined, [input]))).toBe(expected)
    expect([await at.ana.organisations.overview(), await at.system.count('journalEntry')]).toEqual(before)
  })

  test('R2.13 only administrators change organisations; the module shows to whom it is given', async () => {
    await at.ana.rights.define({
      code: 'clerk',
      label: { fr: 'Employé', en: 'Clerk' },
      modules: { accounts: 'read', groups: 'read' },
      rights: ['advancedAdministration'],
    })
    await at.ana.rights.assign({ user: 'eve', profile: 'clerk' })
    const eve = await at.crm.as('eve')
    const codes = await Promise.all(
      [
        () => eve.organisations.create({ name: 'x' }),
        () => eve.organisations.brand({ organisation: 'east', name: 'x' }),
        () => eve.organisations.overview(),
        () => eve.organisations.list(),
        () => eve.find('organisation'),
        () => eve.organisations.brandOf({ organisation: 'east' }),
      ].map(refusal),
    )
    expect(codes).toEqual([
      'session.missing_right',
      'session.missing_right',
      'session.missing_right',
      'session.module_unknown',
      'session.module_unknown',
      'session.module_unknown',
    ])
    expect((await eve.organisations.brandOf())?.name).toBe('Est')
    expect((await eve.organisations.brandOf({ group: 'paris' }))?.name).toBe('Est')
  })

  test('R2.13 one in use says of what, as far as one may read it, and hands over to another', async () => {
    const { ana, crm } = at
    await ana.rights.assign({ user: 'wes', organisation: null, reach: 'own', groups: ['rennes'] })
    const wes = await crm.as('wes')
    const bri = await crm.as('bri')
    await bri.communication.createList({ name: 'Équipe', members: ['bri'] })
    const told = async (session: typeof wes) => {
      try {
        await session.organisations.remove({ organisation: 'brittany' })
      } catch (error) {
        if (!isRefusal(error, 'organisation.in_use')) throw error
        return [error.messageIn('en').replace(/^.*in use: (.*)\. Change.*$/, '$1'), error.data['others']]
      }
      return []
    }
    expect(await told(ana)).toEqual(['brest, rennes, Bri, Équipe', false])
    // Wes administers everything, and reads only what is his own: one group, and lists, which belong to nobody.
    expect(await told(wes)).toEqual(['rennes, Équipe, others that you may not see', true])
    await ana.organisations.remove({ organisation: 'brittany', replacement: 'east' })
    expect((await bri.rights.me())?.organisation?.id).toBe('east')
    expect((await bri.find('account')).rows.map(({ id }) => id).sort()).toEqual(['a-brest', 'a-paris', 'a-rennes'])
    expect((await bri.communication.lists()).map(({ name }) => name)).toEqual(['Équipe', 'Tout le monde'])
    await ana.organisations.unassign({ organisation: 'west', groups: ['nantes'] })
    await ana.organisations.remove({ organisation: 'west' })
    expect((await ana.organisations.list()).map(({ id }) => id)).toEqual(['east'])
  })
})
