import { z } from 'zod'
import { code, entity, extendModel, id, instant, integer, text } from '../../src/model'
import { conformanceModel } from './model'

/** Work that is claimed; and a key of two codes, one of which may be missing. */
const job = entity({
  module: 'jobs',
  label: { fr: 'Travail', en: 'Job' },
  fields: z.object({
    id: id(),
    queue: code(),
    slot: code().nullable().default(null),
    at: instant().nullable().default(null),
    token: code().nullable().default(null),
    attempts: integer().nullable().default(null),
  }),
  unique: [['queue', 'slot']],
  indexes: [['at']],
})

/** A text that is unique as it compares: folded. */
const label = entity({
  module: 'labels',
  label: { fr: 'Étiquette', en: 'Label' },
  fields: z.object({ id: id(), name: text(), color: code().nullable().default(null) }),
  unique: [['name']],
})

/** The model that every check opens a store with: the one of the criteria cases, and what the other levels need. */
export const storeModel = extendModel(conformanceModel, { job, label })
