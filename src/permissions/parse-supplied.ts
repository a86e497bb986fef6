import { z } from 'zod'
import { parseInput } from '../model'
import type { SuppliedActor } from './actor'
import { profileParts } from './rights-entities'

const words = z.array(z.string().min(1).max(191))

const supplied = z.strictObject({
  profile: z.union([
    z.string().min(1),
    z.object({
      code: z.string().min(1),
      ...profileParts,
      reach: profileParts.reach.default({}),
      fields: profileParts.fields.default({}),
    }),
  ]),
  reach: z.enum(['own', 'structure', 'all']).default('own'),
  groups: words.default([]),
  regions: words.default([]),
  team: words.default([]),
  organisation: z.string().min(1).max(191).nullable().default(null),
  fields: z.record(z.string(), z.unknown()).default({}),
})

/**
 * What a host's identity system says of a user, held to its shape: a level that is misspelt must not pass for one. Refused with
 * `input.invalid`.
 */
export const parseSupplied = (answer: unknown): SuppliedActor => parseInput(supplied, answer)
