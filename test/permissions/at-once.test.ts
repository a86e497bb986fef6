import { Kysely, MysqlDialect, PostgresDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import {
  createClientele,
  crmEntities,
  defineModel,
  timeOrderedIdentifiers,
  type Clock,
  type StoreAdapter,
} from 'clientele'
import { kyselyAdapter } from 'clientele/kysely'
import { afterAll, expect, test } from 'vitest'
import { onMysql, onPostgres } from '../servers'
import { refusal } from '../session/refusal'
import { office } from './office'

type Office = Awaited<ReturnType<typeof office>>
type Session = Office['ana']
type Against = (session: Session, other: 'ana' | 'bob') => Promise<unknown>

/** What one administrator may do to another so that the other administers the whole no more. */
const BLOWS = {
  demote: (session, user) => session.rights.assign({ user, profile: 'manager' }),
  remove: (session, user) => session.remove('user', user),
  'make inactive': (session, user) => session.rights.assign({ user, active: false }),
  'bound by an organisation': (session, user) => session.rights.assign({ user, organisation: 'west' }),
} as const satisfies Record<string, Against>

type Blow = keyof typeof BLOWS
const NAMES = Object.keys(BLOWS) as Blow[]
const PAIRS = NAMES.flatMap((one, index) => NAMES.slice(index).map((other) => ({ one, other })))

/** Whoever comes second has lost what it takes, is not there any more, or would leave nobody. */
const REFUSALS = [
  'session.missing_right',
  'session.missing_level',
  'session.no_actor',
  'session.gone',
  'rights.not_held',
  'rights.user_unknown /user',
  'rights.last_administrator',
  'rights.last_administrator /user',
]

/** Ana and Bob administer the whole, each in a process of their own. */
async function twoProcesses(
  adapter: (clock: Clock) => StoreAdapter,
): Promise<{ at: Office; ana: Session; bob: Session }> {
  const at = await office(adapter)
  await at.ana.organisations.create({ id: 'west', name: 'Ouest', groups: ['brest'] })
  await at.ana.rights.assign({ user: 'bob', profile: 'administrator', reach: 'all' })
  const elsewhere = await createClientele({
    model: defineModel(crmEntities),
    store: adapter(at.clock),
    tenant: at.crm.tenant,
    timeZone: 'Europe/Paris',
    clock: at.clock,
    identifiers: timeOrderedIdentifiers(at.clock),
  })
  return { at, ana: at.ana, bob: await elsewhere.as('bob') }
}

/** Who administers the whole, by what anybody is told who asks. */
async function administrators({ system }: Office): Promise<readonly string[]> {
  const left: string[] = []
  for (const user of ['ana', 'bob']) {
    const rights = await system.rights.effective(user)
    if (rights?.rights.includes('administrator') === true && rights.organisation === null) left.push(user)
  }
  return left
}

function atOnce(name: string, adapter: (clock: Clock) => StoreAdapter): void {
  test.each(PAIRS)(
    `R2.13 R2.15 two administrators at once, who $one and $other each other: one wins, one is refused, on ${name}`,
    { timeout: 60_000 },
    async ({ one, other }) => {
      const { at, ana, bob } = await twoProcesses(adapter)
      const outcomes = await Promise.all([
        refusal(() => BLOWS[one](ana, 'bob')),
        refusal(() => BLOWS[other](bob, 'ana')),
      ])
      const refused = outcomes.filter((outcome) => outcome !== 'no refusal')
      expect(refused).toHaveLength(1)
      expect(REFUSALS).toContain(refused[0])
      const winner = outcomes[0] === 'no refusal' ? 'ana' : 'bob'
      expect(await administrators(at)).toEqual([winner])
      // And what the other has lost is lost on the next call, in the process where they were.
      const loser = winner === 'ana' ? bob : ana
      expect(await refusal(() => loser.rights.assign({ user: winner, profile: 'manager' }))).not.toBe('no refusal')
    },
  )
}

onPostgres(import.meta.url, (database) => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool(database.config) }) })
  afterAll(() => db.destroy())
  atOnce('PostgreSQL', (clock) => kyselyAdapter({ db, dialect: 'postgres', schema: database.name, clock }))
})

onMysql(import.meta.url, (database) => {
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool(database.url) }) })
  afterAll(() => db.destroy())
  atOnce('MariaDB', (clock) => kyselyAdapter({ db, dialect: 'mysql', clock }))
})
