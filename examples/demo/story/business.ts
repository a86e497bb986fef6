import * as make from '../business'
import { progress } from '../progress'
import { number, type Step } from '../stage'

const BATCH = 1_000

/** A deterministic business over the territory: the same seed makes the same accounts on every machine. */
export const business: Step = {
  title: {
    fr: 'Une entreprise : comptes, contacts, événements, devis, factures',
    en: 'A business: accounts, contacts, events, quotes, invoices',
  },
  async run({ crm, scene, locale, tell, check }) {
    const system = crm.system('demonstration')
    const accounts = make.accounts(scene)
    const contacts = make.contacts(scene, accounts)
    const [, ...users] = make.users(scene)
    const sizes = Object.values(make.SIZES).reduce((sum, size) => sum + size, 0)
    const bar = progress(locale === 'fr' ? 'enregistrements' : 'records', sizes)
    async function load<T>(records: readonly T[], create: (batch: readonly T[]) => Promise<unknown>): Promise<void> {
      for (let at = 0; at < records.length; at += BATCH) {
        const batch = records.slice(at, at + BATCH)
        await create(batch)
        bar.advance(batch.length)
      }
    }
    await load(users, (batch) => system.createMany('user', batch))
    await load(accounts, (batch) => system.createMany('account', batch))
    await load(contacts, (batch) => system.createMany('contact', batch))
    await load(make.events(scene, contacts), (batch) => system.createMany('event', batch))
    await load(make.quotes(scene, accounts), (batch) => system.createMany('quote', batch))
    await load(make.invoices(scene, accounts), (batch) => system.createMany('invoice', batch))
    await load(make.conversations(scene, contacts), (batch) => system.createMany('conversation', batch))
    bar.finish()
    tell({
      fr: `${number(make.SIZES.users, 'fr')} utilisateurs, ${number(make.SIZES.accounts, 'fr')} comptes, ${number(sizes, 'fr')} enregistrements en tout`,
      en: `${number(make.SIZES.users, 'en')} users, ${number(make.SIZES.accounts, 'en')} accounts, ${number(sizes, 'en')} records in all`,
    })
    const entities = ['user', 'account', 'contact', 'event', 'quote', 'invoice', 'conversation'] as const
    let kept = 0
    for (const entity of entities) kept += await system.count(entity)
    check(kept === sizes, { fr: 'tout est enregistré, rien en double', en: 'everything is kept, nothing twice' })
  },
}
