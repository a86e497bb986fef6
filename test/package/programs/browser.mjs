import { foldText, testClock } from 'clientele/kernel'
import { crmEntities, defineModel } from 'clientele/model'
import { and, compileQuery, predicate, query } from 'clientele/query'

const model = defineModel(crmEntities)
const clients = query(model, 'account', (a) => and(a.status.eq('client'), a.name.contains('ETE')))
const binding = {
  now: testClock('2026-03-29T01:30:00Z').now(),
  timeZone: 'Europe/Paris',
  weekStartsOn: 1,
  fiscalYearStartsOn: 1,
  actor: null,
  groupsOf: () => [],
}
const holds = predicate(compileQuery(model, 'account', JSON.parse(JSON.stringify(clients)), binding))
const accounts = [
  { id: '1', name: "Café d'été", status: 'client' },
  { id: '2', name: 'Hiver', status: 'client' },
]
if (foldText("Café d'été") !== "cafe d'ete") throw new Error('Folding differs here')

export const answer = `${accounts.filter((account) => holds(account, { one: () => undefined, many: () => [] })).length} of ${accounts.length} accounts`
