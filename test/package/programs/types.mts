import * as automation from 'clientele/automation'
import { createClientele, type Clientele } from 'clientele'
import * as communication from 'clientele/communication'
import * as conformance from 'clientele/conformance'
import * as kernel from 'clientele/kernel'
import * as lists from 'clientele/lists'
import { memoryAdapter } from 'clientele/memory'
import { crmEntities, defineModel, entity, id, money, text } from 'clientele/model'
import * as permissions from 'clientele/permissions'
import { and, query } from 'clientele/query'
import * as regions from 'clientele/regions'
import * as reports from 'clientele/reports'
import * as session from 'clientele/session'
import * as storage from 'clientele/storage'
import { z } from 'zod'

export const all = [
  automation,
  communication,
  conformance,
  kernel,
  lists,
  permissions,
  regions,
  reports,
  session,
  storage,
]

const supplier = entity({
  module: 'suppliers',
  fields: z.object({ id: id(), name: text(), rebate: money('EUR').nullable() }),
})
const model = defineModel({ ...crmEntities, supplier })

export async function program(): Promise<number | null> {
  const crm = await createClientele({ model, store: memoryAdapter(), timeZone: 'Europe/Paris', locale: 'fr' })
  const opened: Clientele<typeof crmEntities & { supplier: typeof supplier }> = crm
  const here = opened.system('types')
  const created = await here.create('supplier', { name: 'Nord', rebate: 1200 })
  const rebate: number | null = created.rebate
  const cheap = query(model, 'supplier', (s) => and(s.name.contains('nord'), s.rebate.gte(100)))
  const page = await here.find('supplier', { where: cheap, orderBy: ['name'], fields: ['name'] })
  const [first] = page.rows
  const name: string | undefined = first?.name
  return name === undefined ? null : rebate
}
