import { createClientele } from 'clientele'
import { kyselyAdapter } from 'clientele/kysely'
import { crmEntities, defineModel } from 'clientele/model'
import type { Kysely } from 'kysely'

interface HostTables {
  readonly customers: { readonly id: string; readonly label: string }
}

export async function program(db: Kysely<HostTables>): Promise<number> {
  const store = kyselyAdapter({ db, dialect: 'postgres' })
  const crm = await createClientele({ model: defineModel(crmEntities), store, timeZone: 'Europe/Paris', migrate: true })
  return crm.system('types').count('account')
}
