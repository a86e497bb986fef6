import fc from 'fast-check'
import { describe as group, expect, test } from 'vitest'
import { z } from 'zod'
import { caseBinding } from '../../adapters/conformance/cases'
import { conformanceModel } from '../../adapters/conformance/model'
import { crmEntities, defineModel, entity, entityOf, id, many, reference } from '../../src/model'
import {
  actor,
  ago,
  and,
  compileQuery,
  type Criteria,
  type CriteriaNode,
  daysBetween,
  describe,
  followingPeriod,
  fromNow,
  groupsOf,
  last,
  me,
  myGroups,
  type Naming,
  next,
  not,
  now,
  type Operator,
  OPERATORS,
  or,
  previousPeriod,
  query,
  type Query,
  since,
  thisPeriod,
  today,
} from '../../src/query'
import { criteriaAbout, question } from './arbitrary'

const model = defineModel(crmEntities)
type Written = Parameters<typeof query<typeof crmEntities, 'account'>>[2]

const spaced = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')
const asked = (where: Query | Written): Query => (typeof where === 'function' ? query(model, 'account', where) : where)

const onInvoices = (where: Parameters<typeof query<typeof crmEntities, 'invoice'>>[2]) => query(model, 'invoice', where)
const onItems = (where: unknown): Query => ({ version: 1, entity: 'item', where: where as Criteria })

const naming: Naming = {
  timeZone: 'Europe/Paris',
  nameOf: (entity, id) =>
    new Map([
      ['region nord', 'Nord'],
      ['group lille', 'Lille'],
      ['user u1', 'Camille'],
    ]).get(`${entity} ${id}`),
  labelOf: (entity, field, code) =>
    `${entity}.${field} ${code}` === 'account.status client' ? { fr: 'Client', en: 'Customer' } : undefined,
}

const cases: readonly (readonly [what: string, where: Query | Written, fr: string, en: string])[] = [
  [
    'the worked case of the requirements',
    (a) => and(a.status.eq('client'), a.origin.eq('BNI')),
    'Statut est Client et Origine est « BNI »',
    'Status is Customer and Origin is “BNI”',
  ],
  [
    'nesting, a count and a relative range',
    (a) =>
      and(
        a.status.eq('client'),
        or(a.origin.in(['BNI', 'web']), a.tags.has('vip')),
        a.invoices.count((i) => and(i.status.eq('overdue'), i.dueOn.within(last(90, 'days')))).gte(3),
      ),
    'Statut est Client, (Origine est « BNI » ou « web » ou « vip » figure dans Étiquettes) et il y a au moins 3 factures où (Statut est « overdue » et Échéance est au cours des 90 derniers jours)',
    'Status is Customer, (Origin is “BNI” or “web” or “vip” is among Tags), and there are at least 3 invoices where (Status is “overdue” and Due date is within the last 90 days)',
  ],
  ['me', (a) => a.ownerId.eq(me()), 'Responsable est moi', 'Owner is me'],
  [
    'my groups, and those of a selection by name',
    (a) => or(a.groupId.in(myGroups()), a.groupId.in(groupsOf({ regions: ['nord', 'sud'], groups: ['lille'] }))),
    "Groupe est l'un de mes groupes ou Groupe est l'un des groupes de Nord et « sud » ou Lille",
    'Group is one of my groups or Group is one of the groups of Nord and “sud” or Lille',
  ],
  [
    'a list of people, one of them by name',
    (a) => a.ownerId.notIn([me(), 'u1', 'u2']),
    'Responsable n’est ni moi ni Camille ni « u2 »'.replace('’', "'"),
    'Owner is neither me nor Camille nor “u2”',
  ],
  [
    'another field of the same record',
    onItems({ type: 'test', field: 'price', operator: 'gt', value: { ref: 'field', field: 'cost' } }),
    'Price dépasse Cost',
    'Price is more than Cost',
  ],
  [
    'the same value as another field',
    onItems({ type: 'test', field: 'note', operator: 'ne', value: { ref: 'field', field: 'name' } }),
    "Note n'est pas identique à Name",
    'Note is not the same as Name',
  ],
  ['a fact about who asks', (a) => a.city.eq(actor('name')), 'Ville est Nom de ma fiche', 'City is my own Name'],
  [
    'money',
    (a) => a.revenue.between(150_000, 1_000_050),
    "Chiffre d'affaires est entre 1 500,00 € et 10 000,50 €",
    'Revenue is between €1,500.00 and €10,000.50',
  ],
  [
    'a number, finely',
    onItems({ type: 'test', field: 'ratio', operator: 'lte', value: 1234.56789 }),
    "Ratio est d'au plus 1 234,56789",
    'Ratio is at most 1,234.56789',
  ],
  [
    'a closed list of codes, by their labels',
    (a) => a.kind.in(['company', 'individual']),
    'Type est Entreprise ou Particulier',
    'Type is Company or Individual',
  ],
  [
    'text',
    (a) => and(a.name.contains('Lefèvre'), a.city.notStartsWith('Saint-')),
    'Nom contient « Lefèvre » et Ville ne commence pas par « Saint- »',
    'Name contains “Lefèvre” and City does not start with “Saint-”',
  ],
  [
    'nothing there, something there',
    (a) => or(a.origin.isEmpty(), a.city.isNotEmpty()),
    "Origine est vide ou Ville n'est pas vide",
    'Origin is empty or City is not empty',
  ],
  [
    'tags',
    (a) => and(a.tags.hasAny(['a', 'b']), a.tags.hasAll(['c', 'd']), a.tags.hasNone(['e', 'f'])),
    '« a » ou « b » figure dans Étiquettes, « c » et « d » figurent dans Étiquettes et ni « e » ni « f » ne figure dans Étiquettes',
    '“a” or “b” is among Tags, “c” and “d” are among Tags, and neither “e” nor “f” is among Tags',
  ],
  [
    'a day, told with its ordinal',
    onInvoices((i) => and(i.dueOn.lt('2026-04-01'), i.issuedOn.gte('2026-03-29'))),
    "Échéance est avant le 1er avril 2026 et Date d'émission est le 29 mars 2026 ou après",
    'Due date is before April 1, 2026 and Issue date is March 29, 2026 or later',
  ],
  [
    'an instant, in the zone of who reads',
    (a) => a.createdAt.gte(new Date('2026-03-29T01:00:30Z')),
    'Date de création est le 29 mars 2026 à 03:00:30 ou après',
    'Creation date is March 29, 2026 at 03:00:30 or later',
  ],
  [
    'moments told from now',
    (a) =>
      or(
        a.createdAt.lt(ago(1, 'months')),
        a.createdAt.gt(fromNow(2, 'hours')),
        a.createdAt.gte(ago(30, 'days')),
        a.createdAt.lte(now()),
      ),
    'Date de création remonte à plus de 1 mois, Date de création est dans plus de 2 heures, Date de création est il y a 30 jours ou après ou Date de création est maintenant ou avant',
    'Creation date is more than 1 month ago, Creation date is more than 2 hours from now, Creation date is 30 days ago or later, or Creation date is now or earlier',
  ],
  [
    'today and the days around',
    onInvoices((i) => or(i.dueOn.eq(today()), i.dueOn.lt(today()), i.dueOn.between(today(), fromNow(7, 'days')))),
    "Échéance est aujourd'hui, Échéance est avant aujourd'hui ou Échéance est entre aujourd'hui et dans 7 jours inclus",
    'Due date is today, Due date is before today, or Due date is from today to 7 days from now, both included',
  ],
  [
    'ranges that are counted',
    onInvoices((i) => or(i.dueOn.within(last(1, 'weeks')), i.dueOn.within(next(3, 'months')))),
    'Échéance est au cours de la dernière semaine ou Échéance est au cours des 3 prochains mois',
    'Due date is within the last week or Due date is within the next 3 months',
  ],
  [
    'periods of the calendar',
    onInvoices((i) =>
      or(
        i.dueOn.within(thisPeriod('quarter')),
        i.dueOn.within(previousPeriod('week')),
        i.dueOn.within(followingPeriod('fiscal-year')),
      ),
    ),
    "Échéance est ce trimestre, Échéance est la semaine dernière ou Échéance est l'exercice suivant",
    'Due date is this quarter, Due date is last week, or Due date is next fiscal year',
  ],
  [
    'days that are named',
    onInvoices((i) =>
      or(i.dueOn.within(since('2026-01-01')), not(i.dueOn.within(daysBetween('2026-01-05', '2026-01-09')))),
    ),
    "Échéance est entre le 1er janvier 2026 et aujourd'hui ou Échéance n'est pas entre le 5 janvier 2026 et le 9 janvier 2026",
    'Due date is between January 1, 2026 and today or Due date is not from January 5, 2026 to January 9, 2026',
  ],
  [
    'related records: some, none, only',
    (a) =>
      and(
        a.contacts.some(),
        a.events.none((e) => e.name.contains('gala')),
        a.quotes.every((q) => q.status.eq('signed')),
      ),
    "il y a des contacts, il n'y a pas d'événements où (Nom contient « gala ») et il n'y a que des devis où (Statut est « signed »)",
    'there are contacts, there are no events where (Name contains “gala”), and there are only quotes where (Status is “signed”)',
  ],
  [
    'a related record, and those beyond it',
    onInvoices((i) => i.account.is((a) => a.owner.is((u) => u.name.eq('Zoë')))),
    'Compte est une fiche où (Responsable est une fiche où (Nom est « Zoë »))',
    'Account is a record where (Owner is a record where (Name is “Zoë”))',
  ],
  [
    'a figure over related records',
    (a) =>
      and(
        a.invoices.sum('total', (i) => i.status.eq('paid')).gt(100_000),
        a.invoices.avg('total').lte(50_000),
        a.quotes.count().eq(2),
        a.quotes.count().ne(3),
      ),
    "la somme de Montant pour les factures où (Statut est « paid ») dépasse 1 000,00 €, la moyenne de Montant pour les factures est d'au plus 500,00 €, il y a exactement 2 devis et il n'y a pas exactement 3 devis",
    'the sum of Total over invoices where (Status is “paid”) is more than €1,000.00, the average of Total over invoices is at most €500.00, there are exactly 2 quotes, and there are not exactly 3 quotes',
  ],
  [
    'negation',
    (a) =>
      and(
        not(a.origin.eq('BNI')),
        not(and(a.status.eq('client'), a.kind.eq('company'))),
        not(a.invoices.some((i) => i.status.eq('overdue'))),
        not(not(a.revenue.lt(100))),
      ),
    "Origine n'est pas « BNI », il est faux que (Statut est Client et Type est Entreprise), il n'y a pas de factures où (Statut est « overdue ») et Chiffre d'affaires est en dessous de 1,00 €",
    'Origin is not “BNI”, it is not true that (Status is Customer and Type is Company), there are no invoices where (Status is “overdue”), and Revenue is less than €1.00',
  ],
  [
    'none of several',
    (a) => not(or(a.origin.eq('BNI'), and(a.status.eq('client'), a.tags.has('vip')))),
    "Origine n'est pas « BNI » et il est faux que (Statut est Client et « vip » figure dans Étiquettes)",
    'Origin is not “BNI” and it is not true that (Status is Customer and “vip” is among Tags)',
  ],
  [
    'before and after moments told from now',
    (a) => or(a.createdAt.gt(ago(2, 'days')), a.createdAt.lt(fromNow(3, 'weeks'))),
    "Date de création est après le moment d'il y a 2 jours ou Date de création est avant le moment dans 3 semaines",
    'Creation date is after 2 days ago or Creation date is before 3 weeks from now',
  ],
  ['everything', () => and(), 'toutes les fiches', 'all records'],
  ['nothing', () => or(), 'aucune fiche', 'no record'],
  [
    'everything within something',
    (a) => or(a.kind.eq('company'), and()),
    'Type est Entreprise ou toujours',
    'Type is Company or always',
  ],
  ['an empty list', (a) => a.origin.in([]), 'jamais (liste vide pour Origine)', 'never (empty list for Origin)'],
  [
    'a long list, shortened',
    (a) => a.origin.in(Array.from({ length: 1_234 }, (_, index) => String(index))),
    'Origine est « 0 », « 1 », « 2 », « 3 », « 4 », « 5 », « 6 », « 7 », « 8 », « 9 » ou 1 224 autres',
    'Origin is “0”, “1”, “2”, “3”, “4”, “5”, “6”, “7”, “8”, “9”, or 1,224 others',
  ],
  [
    'a text that would turn the sentence around',
    (a) => a.name.contains(`x\u202e\n${'y'.repeat(100)}`),
    `Nom contient « x\ufffd\ufffd${'y'.repeat(77)}… »`,
    `Name contains “x\ufffd\ufffd${'y'.repeat(77)}…”`,
  ],
]

group('a query told in words', () => {
  test.each(cases)('R2.1 %s', (_, where, fr, en) => {
    const { entity } = asked(where)
    const told = (locale: 'fr' | 'en') =>
      spaced(describe(asked(where), entity === 'item' ? conformanceModel : model, locale, naming))
    expect(told('fr')).toBe(fr)
    expect(told('en')).toBe(en)
  })

  test('without names, ids and codes stand as they are, and instants in UTC', () => {
    const where = query(model, 'account', (a) =>
      and(a.ownerId.eq('u1'), a.createdAt.lt(new Date('2026-03-29T01:00:00.250Z'))),
    )
    expect(spaced(describe(where, model, 'fr'))).toBe(
      'Responsable est « u1 » et Date de création est avant le 29 mars 2026 à 01:00:00,250 UTC',
    )
  })

  test('R2.1 what is no query is refused', () => {
    const where = { version: 1, entity: 'account', where: { type: 'test', field: 'nom', operator: 'isEmpty' } } as const
    expect(() => describe(where as Query, model, 'fr')).toThrow(/nom/)
  })

  test('labels that are names or abbreviations keep their capitals', () => {
    const labelled = defineModel({
      group: crmEntities.group,
      user: crmEntities.user,
      client: entity({
        module: 'clients',
        fields: z.object({ id: id(), groupId: reference('group') }),
        relations: {
          crm: many('visit', 'clientId', { label: { fr: 'Fiches CRM', en: 'CRM' } }),
          visits: many('visit', 'clientId', { label: { fr: 'Étapes', en: 'Visits' } }),
        },
      }),
      visit: entity({ module: 'visits', fields: z.object({ id: id(), clientId: reference('client') }) }),
    })
    const where = query(labelled, 'client', (a) => and(a.crm.some(), a.visits.none()))
    expect(describe(where, labelled, 'fr')).toBe("il y a des Fiches CRM et il n'y a pas d'étapes")
    expect(describe(where, labelled, 'en')).toBe('there are CRM and there are no visits')
  })
})

const told = (entity: string, where: CriteriaNode, locale: 'fr' | 'en') =>
  describe({ version: 1, entity, where }, conformanceModel, locale)
const boundOf = (entity: string, where: CriteriaNode) =>
  JSON.stringify(compileQuery(conformanceModel, entity, where, caseBinding), (key, value: unknown) =>
    key === 'schema' || key === 'target' ? undefined : value,
  )

group('for every criteria', () => {
  test('R2.1 there is a sentence in both languages, and no two differing criteria share one', () => {
    const seen = { fr: new Map<string, string>(), en: new Map<string, string>() }
    fc.assert(
      fc.property(question, ({ entity, where }) => {
        for (const locale of ['fr', 'en'] as const) {
          const text = told(entity, where, locale)
          expect(text).not.toBe('')
          const bound = boundOf(entity, where)
          const key = `${entity}: ${text}`
          expect(seen[locale].get(key) ?? bound).toBe(bound)
          seen[locale].set(key, bound)
        }
      }),
      { numRuns: 1_500, seed: 20_260_329 },
    )
  })

  test('two operators that find different records are told differently', () => {
    const leaf = fc.constantFrom('item', 'part', 'owner').chain((entity) =>
      fc.record({
        entity: fc.constant(entity),
        where: criteriaAbout(conformanceModel, entityOf(conformanceModel, entity), 0),
      }),
    )
    fc.assert(
      fc.property(leaf, ({ entity, where }) => {
        if (where.type !== 'test') return
        const kind = entityOf(conformanceModel, entity).fields.get(where.field)?.kind ?? 'json'
        const others: readonly Operator[] = OPERATORS[kind]
        for (const operator of others) {
          const other: CriteriaNode = { ...where, operator }
          let bound: string
          try {
            bound = boundOf(entity, other)
          } catch {
            // The value does not fit this operator.
            continue
          }
          if (bound === boundOf(entity, where)) continue
          for (const locale of ['fr', 'en'] as const)
            expect(told(entity, other, locale)).not.toBe(told(entity, where, locale))
        }
      }),
      { numRuns: 1_500, seed: 20_260_329 },
    )
  })
})
