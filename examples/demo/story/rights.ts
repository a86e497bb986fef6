import { isRefusal, query } from 'clientele'
import { userId } from '../business'
import { number, type Step } from '../stage'

/** The first user administers; a manager sees her region, as it is at each moment; a clerk sees what is theirs. */
export const rights: Step = {
  title: { fr: 'Les droits suivent les régions', en: 'Rights follow regions' },
  async run({ crm, admin, tell, check }) {
    const session = await admin()
    const manager = userId(1)
    const clerk = userId(2)
    const first = await session.rights.effective(userId(0))
    const later = await session.rights.effective(clerk)
    check(first?.profile.code === 'administrator' && later?.profile.code === 'allAccess', {
      fr: 'le premier utilisateur est administrateur, les suivants ont tous les accès',
      en: 'the first user is an administrator, later ones have all access',
    })

    const {
      rows: [region],
    } = await session.regions.search({ text: 'hauts de france' })
    if (region === undefined) throw new Error('Hauts-de-France cannot be found')
    await session.rights.assign({
      user: manager,
      profile: 'manager',
      reach: 'structure',
      regions: [region.id],
      groups: [],
    })
    await session.rights.assign({ user: clerk, reach: 'own' })

    const hers = await crm.as(manager)
    const inRegion = query(crm.model, 'account', (a) =>
      a.groupId.in({ ref: 'groups', selection: { regions: [region.id] } }),
    )
    const count = async () => ({
      seen: await hers.count('account', inRegion),
      there: await session.count('account', inRegion),
    })
    const before = await count()
    tell({
      fr: `${region.name} : ${number(before.there, 'fr')} comptes, la gestionnaire en voit ${number(before.seen, 'fr')}`,
      en: `${region.name}: ${number(before.there, 'en')} accounts, the manager sees ${number(before.seen, 'en')}`,
    })
    check(before.seen === before.there && before.seen > 0, {
      fr: 'la liste de la gestionnaire est sa région, ni plus ni moins',
      en: "the manager's list is her region, no more and no less",
    })

    await session.regions.move({ region: 'departement-80', parentId: 'Normandie' })
    const after = await count()
    tell({
      fr: `la Somme passe en Normandie : ${number(after.seen, 'fr')} comptes au prochain appel`,
      en: `the Somme moves to Normandie: ${number(after.seen, 'en')} accounts on the next call`,
    })
    check(after.seen === after.there && after.seen < before.seen, {
      fr: 'une région change à un endroit, et partout aussitôt',
      en: 'a region changes in one place, and everywhere at once',
    })
    await session.regions.move({ region: 'departement-80', parentId: region.id })

    const own = await crm.as(clerk)
    const mine = query(crm.model, 'account', (a) => a.ownerId.eq(clerk))
    check((await own.count('account')) === (await session.count('account', mine)), {
      fr: 'la portée « ses enregistrements » est la liste de ses comptes',
      en: 'the reach “own” is the list of one’s accounts',
    })
    let refused = ''
    try {
      await own.regions.create({ name: 'Fief', groups: ['commune-59350'] })
    } catch (error) {
      if (!isRefusal(error)) throw error
      refused = error.code
    }
    check(refused === 'session.missing_right', {
      fr: 'seul un administrateur crée des régions',
      en: 'only an administrator creates regions',
    })
  },
}
