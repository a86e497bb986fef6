import { createClientele } from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { crmEntities, defineModel } from 'clientele/model'
import { and, query } from 'clientele/query'

const model = defineModel(crmEntities)
const crm = await createClientele({ model, store: memoryAdapter(), timeZone: 'Europe/Paris' })
const session = crm.system('the first records')
const group = await session.create('group', { name: 'Lille' })
await session.createMany('account', [
  { name: "Café d'été", status: 'client', groupId: group.id },
  { name: 'Hiver', status: 'client', groupId: group.id },
])
const summer = query(model, 'account', (a) => and(a.status.eq('client'), a.name.contains('ETE')))
console.log(`${await session.count('account', summer)} of ${await session.count('account')} accounts`)
