import { and, not, or, query } from 'clientele'
import { number, type Step } from '../stage'

/** The worked query: status = Client and origin = BNI, saved, shared, run again whenever wanted. */
export const queries: Step = {
  title: { fr: 'Une requête enregistrée, toujours à jour', en: 'A saved query, always up to date' },
  async run({ crm, admin, locale, sections, tell, check }) {
    const session = await admin()
    const criteria = query(crm.model, 'account', (a) => and(a.status.eq('client'), a.origin.eq('BNI')))
    const saved = await session.lists.save({
      name: 'Clients BNI',
      entity: 'account',
      criteria,
      shared: true,
      display: { columns: ['name', 'city', 'revenue'], sort: [{ field: 'name', direction: 'asc' }] },
    })
    const before = await session.lists.count(saved.id)
    const [prospect] = (
      await session.find('account', {
        where: query(crm.model, 'account', (a) => and(a.status.eq('prospect'), a.origin.eq('BNI'))),
        limit: 1,
      })
    ).rows
    if (prospect === undefined) throw new Error('There is no prospect from BNI')
    await session.update('account', prospect.id, { status: 'client' })
    const after = await session.lists.count(saved.id)
    tell({
      fr: `« Clients BNI » : ${number(before, 'fr')}, puis ${number(after, 'fr')} quand un prospect devient client`,
      en: `“Clients BNI”: ${number(before, 'en')}, then ${number(after, 'en')} once a prospect becomes a client`,
    })
    check(after === before + 1, { fr: 'la requête est dynamique', en: 'the query is dynamic' })

    const wide = query(crm.model, 'account', (a) =>
      or(
        a.tags.has('vip'),
        a.revenue.gte(2_000_000),
        a.invoices.some((i) => i.status.eq('overdue')),
      ),
    )
    const narrow = query(crm.model, 'account', (a) =>
      not(
        or(
          a.tags.has('vip'),
          a.revenue.gte(2_000_000),
          a.invoices.some((i) => i.status.eq('overdue')),
        ),
      ),
    )
    const [held, complement, all] = [
      await session.count('account', wide),
      await session.count('account', narrow),
      await session.count('account'),
    ]
    check(held + complement === all && held > 0 && complement > 0, {
      fr: `${number(held, 'fr')} + ${number(complement, 'fr')} = ${number(all, 'fr')} : « non » est le complément exact, valeurs absentes comprises`,
      en: `${number(held, 'en')} + ${number(complement, 'en')} = ${number(all, 'en')}: “not” is the exact complement, missing values included`,
    })

    const { rows } = await session.lists.run(saved.id, { limit: 10 })
    const euros = new Intl.NumberFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', { style: 'currency', currency: 'EUR' })
    const cells = rows.map((row) => [
      String(row['name']),
      String(row['city']),
      typeof row['revenue'] === 'number' ? euros.format(row['revenue'] / 100) : '–',
    ])
    const head = locale === 'fr' ? ['Nom', 'Ville', "Chiffre d'affaires"] : ['Name', 'City', 'Revenue']
    sections.push({ title: 'Clients BNI', table: { head, rows: cells } })
  },
}
