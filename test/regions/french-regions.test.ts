import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createRegion, groupsOfSelection, regionOverview, searchPlaces, type RegionTree } from 'clientele/regions'
import { EVERYTHING } from 'clientele/query'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { scene } from './scene'

const named = z.object({ code: z.string(), nom: z.string(), region: z.string().optional(), zone: z.string() })

function geography(file: 'regions' | 'departements'): readonly z.output<typeof named>[] {
  const path = createRequire(import.meta.url).resolve(`@etalab/decoupage-administratif/data/${file}.json`)
  // Overseas collectivities are no départements.
  return z
    .array(named)
    .parse(JSON.parse(readFileSync(path, 'utf8')))
    .filter(({ zone }) => zone !== 'com')
}

test('R1.1 R1.8 the French départements stand in their régions, and Martinique is told from Martinique', async () => {
  const departements = geography('departements')
  const regions = geography('regions')
  const { perform, ask, store, model, context } = await scene([])
  await store.insert(
    'group',
    departements.map(({ code, nom }) => ({ id: `d${code}`, name: nom })),
  )
  const inRegion = (code: string) => departements.filter(({ region }) => region === code)
  const france: RegionTree = {
    id: 'france',
    name: 'France',
    regions: regions.map(({ code, nom }) => ({
      id: `r${code}`,
      name: nom,
      regions: inRegion(code).map((one) => ({ id: `rd${one.code}`, name: one.nom, groups: [`d${one.code}`] })),
    })),
  }
  await perform((c) => createRegion(france, {}, c))
  const north = regions.find(({ nom }) => nom === 'Hauts-de-France')
  const groups = await ask((c) => groupsOfSelection({ regions: [`r${north?.code}`] }, null, c))
  expect([...groups].sort()).toEqual(['d02', 'd59', 'd60', 'd62', 'd80'])
  const [whole] = await regionOverview(store, { regions: ['france'] }, context())
  expect(whole).toMatchObject({ groups: 101, regions: 119, ownRegions: 18 })
  const all = { region: EVERYTHING, group: EVERYTHING }
  const { rows: found } = await searchPlaces(store, model, { text: 'martinique' }, all)
  expect(found.map(({ type, within }) => [type, within])).toEqual([
    ['region', 'France'],
    ['region', 'Martinique'],
    ['group', null],
  ])
  const [first] = (await searchPlaces(store, model, { text: 'COTE D’OR' }, all)).rows
  expect(first).toMatchObject({ name: "Côte-d'Or", within: 'Bourgogne-Franche-Comté' })
})
