import { z } from 'zod'
import type { Row } from '../kernel'
import { code, entity, entityOf, flag, id, instant, integer, json, oneOf, reference, text, type Model } from '../model'
import { allOf, isEqual, type BoundCriteria, type BoundRelated } from '../query'

const groupsSchema = z.record(z.string(), z.array(z.string()))

/** A saved query made to follow its members. */
const segment = entity({
  module: 'lists',
  label: { fr: 'Segment', en: 'Segment' },
  fields: z.object({
    id: id(),
    name: text({ label: { fr: 'Nom', en: 'Name' } })
      .min(1)
      .max(200),
    queryId: reference('savedQuery', { label: { fr: 'Requête', en: 'Saved query' } }),
    /** Null where the system made it. */
    ownerId: code({ label: { fr: 'Créé par', en: 'Created by' } }).nullable(),
    createdAt: instant({ label: { fr: 'Créé le', en: 'Created at' } }),
    version: integer({ label: { fr: 'Version', en: 'Version' } }).default(1),
    /** The groups of each selection that the query names, as they were when its members were last made to fit. */
    groups: json(groupsSchema, { label: { fr: 'Groupes', en: 'Groups' } }),
    /** Names what it asks: another name whenever its query or those groups change. */
    asks: code({ label: { fr: 'Demande', en: 'Asks' } }),
    /** Since when its members are to be made to fit; null once they do. */
    buildSince: instant({ label: { fr: 'À construire depuis', en: 'To be built since' } }).nullable(),
    /** The members that the first build finds are there from the start: nobody entered. */
    silent: flag({ label: { fr: 'Sans annonce', en: 'Silent' } }).default(false),
  }),
  relations: { query: { type: 'one', target: 'savedQuery', field: 'queryId' } },
  unique: [['queryId']],
  indexes: [['buildSince']],
})

/** Where a record stands towards a segment: inside, or due to have its answer looked at again as time passes, or both. */
const segmentMember = entity({
  module: 'lists',
  label: { fr: 'Membre de segment', en: 'Segment member' },
  fields: z.object({
    id: id(),
    recordId: code({ label: { fr: 'Enregistrement', en: 'Record' } }),
    segmentId: code({ label: { fr: 'Segment', en: 'Segment' } }),
    inside: flag({ label: { fr: 'Dedans', en: 'Inside' } }),
    /** The next instant at which the answer may change by time alone. */
    changesAt: instant({ label: { fr: 'Change le', en: 'Changes at' } }).nullable(),
  }),
  unique: [['recordId', 'segmentId']],
  indexes: [['segmentId', 'recordId'], ['changesAt']],
})

/** A record that entered a segment or left it. */
const segmentEvent = entity({
  module: 'lists',
  label: { fr: 'Mouvement de segment', en: 'Segment event' },
  fields: z.object({
    id: id(),
    segmentId: code({ label: { fr: 'Segment', en: 'Segment' } }),
    recordId: code({ label: { fr: 'Enregistrement', en: 'Record' } }),
    type: oneOf(
      { entered: { fr: 'Entré', en: 'Entered' }, left: { fr: 'Sorti', en: 'Left' } },
      { label: { fr: 'Mouvement', en: 'Event' } },
    ),
    at: instant({ label: { fr: 'Date', en: 'Date' } }),
    /** Its place in the order in which it is read: given when it is first read, so that none is written behind a reader. */
    position: integer({ label: { fr: 'Position', en: 'Position' } }).nullable(),
    /** Which transaction wrote it, which may still undo it; null where time moved the record: that is not undone. */
    transaction: code({ label: { fr: 'Transaction', en: 'Transaction' } }).nullable(),
  }),
  indexes: [['segmentId', 'position'], ['transaction']],
})

/** How far somebody has read the events of a segment. */
const segmentReader = entity({
  module: 'lists',
  label: { fr: 'Lecteur de segment', en: 'Segment reader' },
  fields: z.object({
    id: id(),
    segmentId: code({ label: { fr: 'Segment', en: 'Segment' } }),
    /** Whose reader it is: readers of two users never meet. */
    whose: code({ label: { fr: 'À qui', en: 'Whose' } }),
    name: code({ label: { fr: 'Nom', en: 'Name' } }),
    position: integer({ label: { fr: 'Position', en: 'Position' } }),
  }),
  unique: [['segmentId', 'whose', 'name']],
})

/** One row: which segments there are. Renamed whenever that changes, so that what was compiled of them can be kept. */
const segmentEdition = entity({
  module: 'lists',
  label: { fr: 'Édition des segments', en: 'Edition of the segments' },
  fields: z.object({
    id: id(),
    /** Null where there is none. */
    edition: code({ label: { fr: 'Édition', en: 'Edition' } }).nullable(),
  }),
})

/** What the kernel keeps of segments. */
export const segmentEntities = { segment, segmentMember, segmentEvent, segmentReader, segmentEdition }

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  queryId: z.string(),
  ownerId: z.string().nullable(),
  createdAt: z.date(),
  version: z.number(),
  groups: groupsSchema,
  asks: z.string(),
  buildSince: z.date().nullable(),
  silent: z.boolean(),
})

/** A segment as it is kept. */
export type SegmentRecord = z.output<typeof rowSchema>

export const segmentOf = (row: Row): SegmentRecord => rowSchema.parse(row)

/** A segment as it is read. */
export interface Segment {
  readonly id: string
  readonly name: string
  /** The saved query whose members it follows. */
  readonly queryId: string
  readonly ownerId: string | null
  readonly createdAt: Date
  readonly version: number
  /** Its members are being made to fit a query or regions that changed; asking for them finishes that first. */
  readonly building: boolean
}

export function segmentShown({ id, name, queryId, ownerId, createdAt, version, buildSince }: SegmentRecord): Segment {
  return { id, name, queryId, ownerId, createdAt, version, building: buildSince !== null }
}

/** The records with a row of this segment: its members alone, or those that are watched as well. */
export function standingIn(model: Model, segmentId: string, which: 'members' | 'all'): BoundRelated {
  const target = entityOf(model, 'segmentMember')
  const ofSegment = isEqual(target, 'segmentId', segmentId)
  return {
    type: 'related',
    relation: { type: 'many', target: target.name, field: 'recordId' },
    target,
    negated: false,
    criteria: which === 'all' ? ofSegment : allOf(ofSegment, isEqual(target, 'inside', true)),
  }
}

/** The segments of these queries. */
export const segmentsOf = (model: Model, queries: BoundCriteria): BoundRelated => ({
  type: 'related',
  relation: { type: 'one', target: 'savedQuery', field: 'queryId' },
  target: entityOf(model, 'savedQuery'),
  negated: false,
  criteria: queries,
})
