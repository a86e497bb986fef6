import { crmEntities, defineModel } from 'clientele/model'
import { query } from 'clientele/query'

export const wrong = query(defineModel(crmEntities), 'account', (a) => a.nom.eq('client'))
