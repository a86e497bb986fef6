import clientele = require('clientele')
import memory = require('clientele/memory')
import model = require('clientele/model')
import queries = require('clientele/query')

export async function program(): Promise<number> {
  const crmModel = model.defineModel(model.crmEntities)
  const crm = await clientele.createClientele({
    model: crmModel,
    store: memory.memoryAdapter(),
    timeZone: 'Europe/Paris',
  })
  const clients = queries.query(crmModel, 'account', (a) => queries.and(a.status.eq('client'), a.name.startsWith('c')))
  const total: number = await crm.system('types').count('account', clients)
  return total
}
