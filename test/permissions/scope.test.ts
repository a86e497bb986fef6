import fc from 'fast-check'
import { memoryAdapter } from 'clientele/memory'
import { entityOf } from 'clientele/model'
import {
  allows,
  atLeast,
  can,
  levelOf,
  reachOf,
  scopeOf,
  type Actor,
  type Level,
  type Reach,
  type RecordUse,
} from 'clientele/permissions'
import { isEverything, isNothing, predicate } from 'clientele/query'
import { describe, expect, test } from 'vitest'
import { sceneModel as model } from '../regions/scene'
import { ana, lookup, profile, records, rowsOf, type EntityName } from './records'

const visible = (actor: Actor, entity: EntityName, use: RecordUse): readonly unknown[] => {
  const holds = predicate(scopeOf(model, actor, entity, use))
  return rowsOf(entity)
    .filter((row) => holds(row, lookup))
    .map(({ id }) => id)
}

const everything = (entity: EntityName): readonly string[] => records[entity].map(({ id }) => id)

/** What each reach holds of each entity. */
const REACHED: readonly (readonly [EntityName, Readonly<Record<Reach, readonly string[]>>])[] = [
  ['account', { own: ['a1', 'a3', 'a4'], structure: ['a1', 'a2', 'a3', 'a4'], all: everything('account') }],
  ['conversation', { own: ['c1', 'c2'], structure: ['c1', 'c2', 'c4'], all: everything('conversation') }],
  ['message', { own: ['m1', 'm2'], structure: ['m1', 'm2', 'm5'], all: everything('message') }],
  ['user', { own: ['ana', 'bob'], structure: ['ana', 'bob', 'zoe'], all: everything('user') }],
  // A group is nobody's own: those one belongs to stand in for it.
  ['group', { own: ['lille', 'amiens'], structure: ['lille', 'amiens'], all: everything('group') }],
  ['region', { own: ['north'], structure: ['north'], all: ['north'] }],
]

const LEVELS: readonly (Level | null)[] = [null, 'access', 'read', 'manage']
const REACHES: readonly Reach[] = ['own', 'structure', 'all']
const USES: readonly RecordUse[] = ['read', 'manage']

const table = REACHED.flatMap(([entity, reached]) =>
  LEVELS.flatMap((level) =>
    REACHES.flatMap((reach) =>
      USES.map((use) => {
        const enough = atLeast(level, use === 'read' ? 'read' : 'manage')
        // Changing regions takes the right administrator, whatever the level.
        const closed = entity === 'region' && use === 'manage'
        return { entity, level, reach, use, expected: enough && !closed ? reached[reach] : [] }
      }),
    ),
  ),
)

describe('the scope of a list', () => {
  test.each(table)(
    'R2.10 R2.11 $use $entity with level $level and reach $reach',
    ({ entity, level, reach, use, expected }) => {
      const { module } = entityOf(model, entity)
      const actor = ana(level === null ? {} : { [module]: level }, reach)
      expect(visible(actor, entity, use)).toEqual(expected)
    },
  )

  test('R2.10 a module not named follows *, one that is named does not', () => {
    const actor = ana({ '*': 'manage', accounts: 'access' }, 'all')
    expect(visible(actor, 'account', 'read')).toEqual([])
    expect(visible(actor, 'conversation', 'manage')).toEqual(everything('conversation'))
    expect(levelOf(actor.profile, 'constructor')).toBe('manage')
    expect(levelOf(profile({}), 'constructor')).toBeNull()
    expect(levelOf(profile({}), '__proto__')).toBeNull()
  })

  test('R2.11 a reach set for one module stands in place of the user’s own', () => {
    const actor = ana({ '*': 'read' }, 'own', { reach: { conversations: 'all' } })
    expect(reachOf(actor, 'conversations')).toBe('all')
    expect(visible(actor, 'conversation', 'read')).toEqual(everything('conversation'))
    expect(visible(actor, 'account', 'read')).toEqual(['a1', 'a3', 'a4'])
  })

  test('R2.11 everything and nothing are said as such, so that no store filters for them', () => {
    expect(isEverything(scopeOf(model, ana({ '*': 'read' }, 'all'), 'account', 'read'))).toBe(true)
    expect(isNothing(scopeOf(model, ana({ '*': 'access' }, 'all'), 'account', 'read'))).toBe(true)
    const nobody: Actor = { ...ana({ '*': 'read' }, 'structure'), groups: [] }
    expect(visible(nobody, 'group', 'read')).toEqual([])
  })

  test('R2.9 regions are changed by administrators, rights also by advanced administration, the journal by nobody', () => {
    const having = (...rights: Actor['profile']['rights']) => ana({ '*': 'manage' }, 'own', { rights })
    const open = (actor: Actor, entity: string) => isEverything(scopeOf(model, actor, entity, 'manage'))
    expect(['region', 'userAccess', 'journalEntry'].map((entity) => open(having('administrator'), entity))).toEqual([
      true,
      true,
      false,
    ])
    expect(['region', 'userAccess'].map((entity) => open(having('advancedAdministration'), entity))).toEqual([
      false,
      true,
    ])
    expect(['region', 'userAccess'].map((entity) => open(having('export'), entity))).toEqual([false, false])
  })
})

describe('a record and a list agree', () => {
  const users = ['ana', 'bob', 'eve', 'max', 'nobody']
  const groups = ['lille', 'amiens', 'brest', 'nowhere']
  const modules = ['accounts', 'conversations', 'users', 'groups', 'regions', '*']
  const actors: fc.Arbitrary<Actor> = fc.record({
    id: fc.constantFrom(...users),
    reach: fc.constantFrom(...REACHES),
    groups: fc.subarray(groups),
    team: fc.subarray(users),
    fields: fc.constant({}),
    profile: fc.record({
      code: fc.constant('random'),
      label: fc.constant({ fr: 'Hasard', en: 'Random' }),
      modules: fc.dictionary(fc.constantFrom(...modules), fc.constantFrom('access', 'read', 'manage')),
      rights: fc.subarray(['administrator', 'advancedAdministration', 'export'] as const),
      reach: fc.dictionary(fc.constantFrom(...modules), fc.constantFrom(...REACHES)),
    }),
  })
  const entities: readonly EntityName[] = ['account', 'conversation', 'message', 'user', 'group', 'region']

  test('R2.15 can(use, record) holds exactly for the records that a store lists, and says why', async () => {
    const store = await memoryAdapter().open(model)
    for (const entity of entities) await store.insert(entity, rowsOf(entity))
    const listed = async (actor: Actor, entity: EntityName, use: RecordUse) => {
      const { rows } = await store.find(entity, { where: scopeOf(model, actor, entity, use), orderBy: [], limit: 100 })
      return rows.map(({ id }) => id)
    }
    const agrees = async (actor: Actor, entity: EntityName, use: RecordUse) => {
      const answers = rowsOf(entity).map((row) => ({ row, ...can(model, actor, use, entity, row, lookup) }))
      const allowed = answers.filter((answer) => answer.allowed).map(({ row }) => row['id'])
      expect(allowed.sort()).toEqual(await listed(actor, entity, use))
      expect(allowed).toEqual([...visible(actor, entity, use)].sort())
      for (const { row, allowed: yes, because } of answers) {
        expect(because.length).toBeGreaterThan(0)
        expect(allows(model, actor, use, entity, row, lookup)).toBe(yes)
      }
    }
    await fc.assert(fc.asyncProperty(actors, fc.constantFrom(...entities), fc.constantFrom(...USES), agrees), {
      seed: 20_260_302,
      numRuns: 500,
    })
  })

  test('R2.10 whoever may change a record may read it, except what administration alone opens', () => {
    const property = fc.property(
      actors,
      fc.constantFrom('account' as const, 'message' as const, 'user' as const),
      (actor, entity) => {
        const read = visible(actor, entity, 'read')
        expect(read).toEqual(expect.arrayContaining([...visible(actor, entity, 'manage')]))
      },
    )
    fc.assert(property, { seed: 20_260_303, numRuns: 300 })
  })
})

describe('explanations', () => {
  const account = (id: string) => rowsOf('account').find((row) => row['id'] === id) ?? {}
  const asked = (actor: Actor, use: RecordUse, id: string) => can(model, actor, use, 'account', account(id), lookup)

  test.each([
    [
      ana({ accounts: 'manage' }, 'structure'),
      'manage',
      'a1',
      true,
      ['profile_level', 'reach', 'ground_group', 'ground_owner'],
    ],
    [ana({ accounts: 'manage' }, 'structure'), 'read', 'a2', true, ['profile_level', 'reach', 'ground_group']],
    [ana({ accounts: 'read' }, 'own'), 'read', 'a4', true, ['profile_level', 'reach', 'ground_owner']],
    [ana({ accounts: 'read' }, 'all'), 'read', 'a5', true, ['profile_level', 'reach', 'ground_all']],
    [ana({ accounts: 'read' }, 'own'), 'read', 'a5', false, ['reach', 'out_of_reach']],
    [ana({ accounts: 'read' }, 'all'), 'manage', 'a1', false, ['missing_level']],
    [ana({ contacts: 'read' }, 'all'), 'read', 'a1', false, ['no_module']],
  ] as const)(
    'R2.15 case %#: the grants that allow, or the least that is missing',
    (actor, use, id, allowed, codes) => {
      const answer = asked(actor, use, id)
      expect([answer.allowed, answer.because.map(({ code }) => code)]).toEqual([allowed, codes])
      for (const { message } of answer.because) expect(message.fr).not.toBe(message.en)
    },
  )

  test('R2.15 in words', () => {
    const { because } = asked(ana({ accounts: 'read' }, 'all'), 'manage', 'a1')
    expect(because.map(({ message }) => message)).toEqual([
      {
        fr: 'Il faut le niveau gestion sur le module accounts ; le profil Essai donne lecture.',
        en: 'The level manage on the module accounts is needed; the profile Trial gives read.',
      },
    ])
  })
})
