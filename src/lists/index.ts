import { accountStatus } from './account-status'
import { savedQuery } from './saved-query'

/** What the kernel keeps of lists. */
export const listEntities = { savedQuery, accountStatus }

export { defaultAccountStatuses, readAccountStatus, seedLists, type AccountStatus } from './account-status'
export { USUAL_DISPLAY, type Display } from './display'
export { problem as listProblem } from './problem'
export { readSavedQuery } from './read-saved-query'
export { editQuery, removeQuery, saveQuery, type NewSavedQuery, type SavedQueryPatch } from './save-query'
export { visibleQueries, type SavedQuery } from './saved-query'
