import type { QueryUses } from '../lists'
import { accountListActions } from './account-list-actions'
import type { SessionCore } from './core'
import { savedQueryActions } from './saved-query-actions'
import { tagActions } from './tag-actions'

export interface ListActionOptions {
  /** What refers to saved queries, asked before one is removed. */
  readonly uses?: readonly QueryUses[]
}

/** Saved queries, account statuses and tags, as one session may use them: `session.lists`. */
export function listActions(core: SessionCore, { uses = [] }: ListActionOptions = {}) {
  return { ...savedQueryActions(core, uses), ...accountListActions(core), ...tagActions(core) }
}
