import { progress } from '../progress'
import { number, type Step } from '../stage'
import { userId } from '../business'

const BATCH = 1_000

/** Communes become groups; régions and their départements become nested regions, each created with one call. */
export const territory: Step = {
  title: {
    fr: 'Le territoire : communes, départements, régions',
    en: 'The territory: communes, départements, régions',
  },
  async run({ crm, france, scene, admin, locale, tell, check }) {
    const system = crm.system('demonstration')
    await system.create('user', { id: userId(0), name: 'Camille Bertrand', email: 'camille@exemple.fr', locale: 'fr' })
    const { towns } = scene
    const bar = progress(locale === 'fr' ? 'communes' : 'communes', towns.length * 2)
    for (let at = 0; at < towns.length; at += BATCH) {
      await system.createMany('group', towns.slice(at, at + BATCH))
      bar.advance(Math.min(BATCH, towns.length - at))
    }
    const session = await admin()
    for (const region of france) {
      await session.regions.create({
        id: region.name,
        name: region.name,
        regions: region.departements.map(({ code, name, communes }) => ({
          id: `departement-${code}`,
          name,
          groups: communes.map((commune) => commune.id),
        })),
      })
      bar.advance(region.departements.reduce((sum, { communes }) => sum + communes.length, 0))
    }
    bar.finish()
    const overview = await session.regions.overview()
    const top = overview.filter((region) => region.parentId === null)
    const counted = top.reduce((sum, region) => sum + region.groups, 0)
    tell({
      fr: `${number(top.length, 'fr')} régions, ${number(overview.length - top.length, 'fr')} départements, ${number(counted, 'fr')} communes`,
      en: `${number(top.length, 'en')} régions, ${number(overview.length - top.length, 'en')} départements, ${number(counted, 'en')} communes`,
    })
    check(counted === towns.length && (await session.count('group')) === towns.length, {
      fr: 'chaque commune est dans exactement une région',
      en: 'every commune stands in exactly one region',
    })
  },
}
