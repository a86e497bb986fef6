import { boss, clerk } from '../session/kernel'
import {
  codecs,
  createClientele,
  crmEntities,
  defineModel,
  entity,
  isRefusal,
  sequentialIdentifiers,
  testClock,
  type Refusal,
  type SuppliedActor,
} from 'clientele'
import { kyselyAdapter, type DialectName } from 'clientele/kysely'
import { beforeEach, expect, test } from 'vitest'
import { onEachDatabase, type TestDatabase } from './databases'

/** Events are in a table of the host's, which wants a project lead and never cancels a gala. */
const model = defineModel({
  ...crmEntities,
  event: entity({
    ...crmEntities.event,
    table: {
      table: 'manifestations',
      tenant: 'none',
      columns: {
        id: 'cle',
        name: { column: 'intitule', folded: 'intitule_plie' },
        status: 'etat',
        startsAt: { column: 'debut', codec: codecs.utcTimestamp() },
        endsAt: { column: 'fin', codec: codecs.utcTimestamp() },
        timeZone: 'fuseau',
        accountId: 'compte',
        contactId: 'interlocuteur',
        leadId: 'chef_de_projet',
        groupId: 'agence',
        ownerId: 'responsable',
      },
    },
  }),
})

const INSTANT: Readonly<Record<DialectName, string>> = {
  sqlite: 'DATETIME',
  postgres: 'timestamp',
  mysql: 'DATETIME(3)',
}

const tableOn = (dialect: DialectName): string =>
  `CREATE TABLE manifestations (cle varchar(40) PRIMARY KEY, intitule varchar(80) NOT NULL, intitule_plie varchar(80) NOT NULL, etat varchar(20) NOT NULL,
    debut ${INSTANT[dialect]}, fin ${INSTANT[dialect]}, fuseau varchar(40), compte varchar(40), interlocuteur varchar(40),
    chef_de_projet varchar(40) NOT NULL, agence varchar(40) NOT NULL, responsable varchar(40),
    CONSTRAINT gala_maintenu CHECK (etat <> 'cancelled' OR intitule <> 'Gala'))`

const actors: Readonly<Record<string, SuppliedActor>> = {
  boss: { profile: boss, reach: 'all' },
  ana: {
    profile: { ...clerk, fields: { event: { leadId: 'hidden' } } },
    reach: 'structure',
    groups: ['lille'],
  },
}

const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.catch((thrown: unknown) => thrown)
  if (isRefusal(error)) return error
  throw error
}

async function open({ db, dialect, schema }: TestDatabase, prefix: string) {
  const clock = testClock('2026-03-16T08:00:00Z')
  const crm = await createClientele({
    model,
    store: kyselyAdapter({ db, dialect, schema, clock }),
    migrate: true,
    tenant: prefix,
    timeZone: 'Europe/Paris',
    locale: 'fr',
    clock,
    identifiers: sequentialIdentifiers(prefix),
    actors: { actorOf: (id) => Promise.resolve(actors[id] ?? null) },
  })
  const system = crm.system('test')
  await system.create('group', { id: 'lille', name: 'Lille' })
  await system.createMany('user', [
    { id: 'boss', name: 'Chloé', groupId: 'lille' },
    { id: 'ana', name: 'Anaïs', groupId: 'lille' },
  ])
  return { crm, system, boss: await crm.as('boss'), ana: await crm.as('ana') }
}

const eventOf = (id: string, name: string) => ({ id, name, leadId: 'ana', groupId: 'lille' })

const SAYS_WHY = {
  fr: "Événement : une règle de la base n'accepte pas ceci. Choisissez une autre valeur.",
  en: 'Event: a rule of the database does not take this. Choose another value.',
}

let places = 0

onEachDatabase(import.meta.url, (database: TestDatabase) => {
  let at: Awaited<ReturnType<typeof open>>
  beforeEach(async () => {
    await database.run('DROP TABLE IF EXISTS manifestations')
    await database.run(tableOn(database.dialect))
    at = await open(database, `place${++places}-`)
  })

  const statuses = async () =>
    Object.fromEntries((await at.system.find('event')).rows.map(({ id, status }) => [id, status]))

  test('R5.7 a run whose write the database does not take has failed at once, and says why; the others are done', async () => {
    await at.boss.automations.create({
      name: 'Annuler',
      trigger: { on: 'event.created' },
      action: { do: 'changeStatus', status: 'cancelled' },
    })
    await at.boss.createMany('event', [eventOf('gala', 'Gala'), eventOf('salon', 'Salon')])
    expect(await at.crm.tick()).toMatchObject({ done: 1, failed: 1, retried: 0 })
    const { rows } = await at.boss.automations.runs({ status: 'failed' })
    expect(rows).toMatchObject([{ subjectId: 'gala', status: 'failed', reason: 'refused', error: SAYS_WHY.fr }])
    expect(await statuses()).toEqual({ gala: 'planned', salon: 'cancelled' })
    expect(await at.crm.tick()).toMatchObject({ done: 0, failed: 0, retried: 0 })
  })

  test('R1.3 an item whose write the database does not take is refused with its reason, and the others are done', async () => {
    await at.boss.createMany('event', [eventOf('gala', 'Gala'), eventOf('salon', 'Salon')])
    const outcome = await at.boss.bulk.start({
      records: { entity: 'event' },
      action: { do: 'update', set: { status: 'cancelled' } },
    })
    expect(outcome).toMatchObject({ total: 2, done: 1, refused: 1, failed: 0 })
    const { items } = await at.boss.bulk.outcome(outcome.id)
    expect(items.rows.map(({ id, state, problems }) => [id, state, problems])).toEqual([
      ['gala', 'refused', [expect.objectContaining({ code: 'storage.value_rejected', message: SAYS_WHY })]],
      ['salon', 'done', []],
    ])
    expect(await statuses()).toEqual({ gala: 'planned', salon: 'cancelled' })
  })

  test('R6.2 a call that the database does not take leaves no record, no entry in the journal and no run', async () => {
    await at.boss.automations.create({
      name: 'Prévenir',
      trigger: { on: 'event.created' },
      action: { do: 'changeStatus', status: 'confirmed' },
    })
    const left = async () => [
      await at.system.count('event'),
      await at.system.count('journalEntry'),
      await at.system.count('automationRun'),
    ]
    const before = await left()
    const { leadId: _, ...leaderless } = eventOf('gala', 'Gala')
    const error = await refusalOf(at.boss.createMany('event', [eventOf('salon', 'Salon'), leaderless]))
    expect([error.code, error.path, error.data['entity'], error.data['field']]).toEqual([
      'storage.value_missing',
      '/leadId',
      'event',
      'leadId',
    ])
    expect(error.messageIn('fr')).toBe(
      'Événement, Chef de projet : ceci ne peut pas rester vide. Donnez une valeur. (à /leadId)',
    )
    expect(await left()).toEqual(before)
    await at.boss.create('event', eventOf('salon', 'Salon'))
    expect(await at.system.count('event')).toBe(1)
  })

  test('R2.14 for whom the field is hidden, the refusal does not name it', async () => {
    const error = await refusalOf(at.ana.create('event', { id: 'gala', name: 'Gala', groupId: 'lille' }))
    expect([error.code, error.path]).toEqual(['session.hidden_rule', ''])
    expect(JSON.stringify(error.problems)).not.toMatch(/leadId|Chef de projet|Project lead|chef_de_projet/)
    expect(await at.system.count('event')).toBe(0)
  })
})
