import type { Write } from '../kernel'
import { entityOf } from '../model'
import { allOf, isAmong, isMissing } from '../query'
import type { Reaction } from '../storage'
import { openedField } from './trigger'

/** What a host tells of a quote or an invoice that its client opened: `crm.happened('opened', 'quote', id)`. */
const OPENED = 'opened'

/** The first opening that is told is kept on the quote or invoice itself; from there it is a change like others. */
export const openedReaction: Reaction = {
  name: 'automation.opened',
  entities: ({ roles }) => [roles.quote, roles.invoice].flatMap((binding) => binding?.entity ?? []),
  *react({ happenings }, { model }) {
    const writes: Write[] = []
    for (const role of ['quote', 'invoice'] as const) {
      const name = model.roles[role]?.entity
      const field = openedField(model, role)
      const opened = happenings.filter((one) => one.entity === name && one.name === OPENED)
      if (name === undefined || field === null || opened.length === 0) continue
      const entity = entityOf(model, name)
      const first = new Map(opened.map(({ id, at }) => [id, at]))
      const where = allOf(isAmong(entity, 'id', first.keys()), isMissing(entity, field))
      const rows = yield { entity: name, where, fields: ['id'], lock: 'update' }
      for (const { id } of rows)
        writes.push({ type: 'update', entity: name, id: String(id), set: { [field]: first.get(String(id)) } })
    }
    return writes
  },
}
