import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { and, isRefusal, me, or, query } from 'clientele'
import { clerk, kernel, type KernelOptions } from '../session/kernel'
import { stores } from './stores'

const lister = { ...clerk, modules: { ...clerk.modules, lists: 'manage' } } as const
const spaced = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

async function scene(options: KernelOptions = {}) {
  const all = await kernel(
    {
      ana: { profile: lister, reach: 'structure', groups: ['lille'], fields: { name: 'Anaïs' } },
      bob: { profile: lister, reach: 'own' },
    },
    options,
  )
  await all.system.createMany('account', [
    { id: 'a1', name: 'Zinc', status: 'client', origin: 'BNI', tags: ['vip'], groupId: 'lille', ownerId: 'bob' },
    { id: 'a2', name: 'Atelier', status: 'prospect', groupId: 'lille', ownerId: 'ana' },
    { id: 'a3', name: 'Hôtel', status: 'client', groupId: 'amiens', ownerId: 'boss' },
  ])
  await all.system.createMany('invoice', [
    { id: 'i1', number: 'F-1', status: 'overdue', total: 80_000, accountId: 'a1', groupId: 'lille' },
    { id: 'i2', number: 'F-2', status: 'overdue', total: 20_000, accountId: 'a1', groupId: 'amiens' },
  ])
  const ana = await all.crm.as('ana')
  await ana.lists.editTag('vip', { label: { fr: 'Grand compte', en: 'Key account' } })
  return { ...all, ana }
}

describe.each(stores)('saved queries in words, in $store', ({ adapter }) => {
  test('R2.1 a query is told with the names of people and groups and the words of statuses and tags', async () => {
    const { ana, model } = await scene({ adapter })
    const saved = await ana.lists.save({
      name: 'Mine',
      entity: 'account',
      criteria: query(model, 'account', (a) =>
        and(a.status.in(['client', 'prospect']), a.tags.has('vip'), a.groupId.eq('lille'), a.ownerId.eq(me())),
      ),
    })
    expect(spaced(await ana.lists.describe(saved.id, { locale: 'fr' }))).toMatch(
      /^Statut est Client ou Prospect, Grand compte figure dans Étiquettes, Groupe est Lille et Responsable est Anaïs$/i,
    )
    expect(await ana.lists.describe(saved.id, { locale: 'en' })).toMatch(
      /^Status is Client or Prospect, Key account is among Tags/,
    )
  })

  test('R2.2 why an account is in a query, or is not, with what was seen', async () => {
    const { ana, model } = await scene({ adapter })
    const saved = await ana.lists.save({
      name: 'Overdue clients',
      entity: 'account',
      criteria: query(model, 'account', (a) =>
        and(
          a.status.eq('client'),
          a.invoices.some((i) => i.status.eq('overdue')),
        ),
      ),
    })
    const why = async (id: string) =>
      (await ana.lists.explain(saved.id, id, { locale: 'fr' }))?.reasons.map(({ text }) => spaced(text))
    expect(await why('a1')).toEqual([
      'Statut est Client : oui (Client)',
      'il y a des factures où Statut est « overdue » : oui (F-1)',
    ])
    expect(await why('a2')).toEqual(['Statut est Client : non (Prospect)'])
    expect(await why('a3')).toBeUndefined()
    expect(await why('nobody')).toBeUndefined()
  })

  test('R2.2 related records that the actor may not read do not count, nor are they told', async () => {
    const { ana, system, model } = await scene({ adapter })
    const saved = await ana.lists.save({
      name: 'Debts',
      entity: 'account',
      criteria: query(model, 'account', (a) => a.invoices.sum('total').gt(90_000)),
      shared: true,
    })
    const [seen, whole] = [await ana.lists.explain(saved.id, 'a1'), await system.lists.explain(saved.id, 'a1')]
    expect([seen?.holds, seen?.verdict]).toMatchObject([false, { figure: 80_000, among: 1, counted: ['i1'] }])
    expect([whole?.holds, whole?.verdict]).toMatchObject([true, { figure: 100_000, among: 2 }])
    expect(await ana.lists.count(saved.id)).toBe(0)
    expect(await system.lists.count(saved.id)).toBe(1)
  })

  test('R2.2 what is asked in another way is refused', async () => {
    const { ana } = await scene({ adapter })
    for (const work of [
      () => ana.lists.describe('nobody'),
      () => ana.lists.explain('nobody', 'a1'),
      () => ana.lists.describe('nobody', { locale: 'de' as 'fr' }),
      () => ana.lists.explain('nobody', 'a1', { locale: null as never }),
    ]) {
      const error: unknown = await work().then(
        () => expect.unreachable(),
        (refused: unknown) => refused,
      )
      expect(isRefusal(error) && error.code).toMatch(/^(?:lists\.query_unknown|input\.invalid)$/)
    }
  })
})

test('R2.2 the explanation agrees with the result of the query, whoever asks', async () => {
  const { ana, system, model } = await scene()
  const amount = fc.integer({ min: 0, max: 12 }).map((tens) => tens * 10_000)
  await fc.assert(
    fc.asyncProperty(
      amount,
      fc.nat({ max: 3 }),
      fc.constantFrom('client', 'prospect'),
      async (least, count, status) => {
        const { id } = await ana.lists.save({
          name: `Query ${least} ${count} ${status}`,
          entity: 'account',
          criteria: query(model, 'account', (a) =>
            or(
              and(
                a.status.eq(status),
                a.invoices.every((i) => i.total.gte(least)),
              ),
              a.invoices.count((i) => i.total.gte(least)).gte(count),
            ),
          ),
          shared: true,
        })
        for (const session of [ana, system]) {
          const found = (await session.lists.run(id)).rows.map((row) => row['id'])
          for (const account of ['a1', 'a2', 'a3']) {
            const explained = await session.lists.explain(id, account)
            expect(explained?.holds ?? false).toBe(found.includes(account))
          }
        }
      },
    ),
    { numRuns: 40, seed: 20_260_329 },
  )
})
