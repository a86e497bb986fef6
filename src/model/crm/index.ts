import { event, invoice, quote, task } from './business'
import { group, user } from './directory'
import { conversation, message } from './messaging'
import { account, contact } from './parties'

/** The ready-made model: spread it into `defineModel`, and replace or map what your product has of its own. */
export const crmEntities = { user, group, account, contact, event, quote, invoice, conversation, message, task }
