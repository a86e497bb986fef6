import { createRegion, searchPlaces } from 'clientele/regions'
import { entityOf } from 'clientele/model'
import { EVERYTHING, isAmong, NOTHING } from 'clientele/query'
import { beforeEach, describe, expect, test } from 'vitest'
import { refusalOf, scene, type Scene } from './scene'

let at: Scene
const all = { region: EVERYTHING, group: EVERYTHING }

beforeEach(async () => {
  at = await scene(['Saint-Étienne', 'Évry', 'Lille', 'Le Nordin'])
  await at.perform((c) =>
    createRegion(
      {
        name: 'Hauts-de-France',
        regions: [
          { name: 'Nord', groups: ['Lille'] },
          { name: 'L’Est', groups: ['Évry'] },
        ],
      },
      {},
      c,
    ),
  )
})

const names = async (search: unknown, scopes = all): Promise<readonly string[]> =>
  (await searchPlaces(at.store, at.model, search, scopes)).rows.map(({ type, name }) => `${type} ${name}`)

describe('search for a picker', () => {
  test('R1.7 groups and regions come together by name, each saying what it is', async () => {
    expect((await searchPlaces(at.store, at.model, { text: 'nord' }, all)).rows).toEqual([
      { type: 'group', id: 'Le Nordin', name: 'Le Nordin', label: { fr: 'Groupe', en: 'Group' }, within: null },
      {
        type: 'region',
        id: expect.any(String),
        name: 'Nord',
        label: { fr: 'Région', en: 'Region' },
        within: 'Hauts-de-France',
      },
    ])
  })

  test('R1.7 case, accents, hyphens and apostrophes make no difference; nothing typed finds everything', async () => {
    expect(await names({ text: 'SAINT ETIENNE' })).toEqual(['group Saint-Étienne'])
    expect(await names({ text: "l'est" })).toEqual(['region L’Est'])
    expect(await names({ text: '  ' })).toEqual([
      'group Évry',
      'region Hauts-de-France',
      'region L’Est',
      'group Le Nordin',
      'group Lille',
      'region Nord',
      'group Saint-Étienne',
    ])
    expect(await names({ text: '%' })).toEqual([])
    expect(await names({ limit: 2 })).toEqual(['group Évry', 'region Hauts-de-France'])
  })

  test('R1.7 page after page, each place once and in order, however the pages fall', async () => {
    const whole = await names({})
    for (const limit of [1, 2, 3, 6, 7, 8]) {
      const shown: string[] = []
      let after: string | null = null
      for (;;) {
        const page = await searchPlaces(at.store, at.model, { limit, after }, all)
        shown.push(...page.rows.map(({ type, name }) => `${type} ${name}`))
        after = page.end
        expect(page.more).toBe(shown.length < whole.length)
        if (!page.more) break
      }
      expect(shown).toEqual(whole)
    }
    expect(await searchPlaces(at.store, at.model, { text: 'nowhere' }, all)).toEqual({
      rows: [],
      end: null,
      more: false,
    })
  })

  test.each(['', '4', '["a"]', '[1,2]', '["nonsense",null]'])(
    'R1.7 a cursor that no search made is refused: %s',
    async (after) => {
      expect(await refusalOf(names({ after }))).toEqual(['storage.bad_cursor'])
    },
  )

  test('R1.7 it shows only what one may read', async () => {
    const lille = isAmong(entityOf(at.model, 'group'), 'id', ['Lille'])
    expect(await names({}, { region: NOTHING, group: lille })).toEqual(['group Lille'])
  })

  test.each([[{ limit: 0 }], [{ limit: 1000 }], [{ text: 4 }], [{ name: 'x' }], [{ after: 4 }]])(
    'R1.7 refuses %o',
    async (search) => {
      expect(await refusalOf(names(search))).toEqual([expect.stringContaining('input.invalid')])
    },
  )
})
