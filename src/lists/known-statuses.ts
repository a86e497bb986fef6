import type { Change } from '../kernel'
import type { Model } from '../model'
import type { Reaction } from '../storage'
import { statusHolder, statusTerms } from './account-status'
import { takeTerms } from './edit-terms'
import type { CodeHolder } from './term'

/** Only a status that is a free code has its vocabulary here; a closed list of the model's own is kept by its schema. */
function freeStatus(model: Model): CodeHolder | null {
  const holder = statusHolder(model)
  return holder?.entity.fields.get(holder.field)?.kind === 'code' ? holder : null
}

const taken = ({ before, after }: Change, field: string): string[] => {
  const status = after?.[field]
  return typeof status === 'string' && status !== before?.[field] ? [status] : []
}

/**
 * An account takes only a status that is known and not archived. Those that hold another already, from before it was archived or
 * from the host's own data, keep it and stay readable, whatever else of them changes.
 *
 * Refuses with `lists.status_unknown`, `lists.status_archived`.
 */
export const knownStatuses: Reaction = {
  name: 'lists.known_statuses',
  entities: (model) => {
    const holder = freeStatus(model)
    return holder === null ? [] : [holder.entity.name]
  },
  *react({ changes }, context) {
    const holder = freeStatus(context.model)
    if (holder === null) return []
    const codes = new Set(changes.flatMap((change) => taken(change, holder.field)))
    yield* takeTerms(statusTerms, [...codes], () => `/${holder.field}`, context)
    return []
  },
}
