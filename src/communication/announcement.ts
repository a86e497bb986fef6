import { z } from 'zod'
import type { CivilDate, Localized, Row } from '../kernel'
import { code, date, entity, id, instant, integer, one, oneOf, reference, text } from '../model'
import type { Brand } from '../permissions'

/** The kinds of announcements, each with the section it appears in, in the order to show them. */
export const announcementKinds = {
  message: { fr: 'Message', en: 'Message' },
  benefit: { fr: 'Avantage', en: 'Benefit' },
  deal: { fr: 'Bon plan', en: 'Deal' },
  document: { fr: 'Document', en: 'Document' },
} as const satisfies Readonly<Record<string, Localized>>

export type AnnouncementKind = keyof typeof announcementKinds

/** Something said to the members of a list, from its first day to its last. */
export const announcement = entity({
  module: 'communication',
  label: { fr: 'Annonce', en: 'Announcement' },
  fields: z.object({
    id: id(),
    kind: oneOf(announcementKinds, { label: { fr: 'Rubrique', en: 'Kind' } }),
    titleFr: text({ label: { fr: 'Titre en français', en: 'French title' } }),
    titleEn: text({ label: { fr: 'Titre en anglais', en: 'English title' } }),
    textFr: text({ label: { fr: 'Texte en français', en: 'French text' } }),
    textEn: text({ label: { fr: 'Texte en anglais', en: 'English text' } }),
    startsOn: date({ label: { fr: 'Début', en: 'Start' } }),
    /** The last day on which it is shown; null: it stays. */
    endsOn: date({ label: { fr: 'Fin', en: 'End' } })
      .nullable()
      .default(null),
    listId: reference('distributionList', { label: { fr: 'Liste de diffusion', en: 'Distribution list' } }),
    link: text({ exact: true, label: { fr: 'Lien', en: 'Link' } })
      .max(2000)
      .nullable()
      .default(null),
    /** The organisation that speaks, and to whose users alone; null: the whole. */
    organisationId: code({ label: { fr: 'Organisation', en: 'Organisation' } })
      .nullable()
      .default(null),
    authorId: code({ label: { fr: 'Auteur', en: 'Author' } }).nullable(),
    publishedAt: instant({ label: { fr: 'Publiée le', en: 'Published at' } }),
    version: integer({ label: { fr: 'Version', en: 'Version' } }).default(1),
  }),
  relations: { list: one('distributionList', 'listId') },
  indexes: [['listId', 'startsOn'], ['startsOn'], ['organisationId']],
})

/** An announcement as its readers get it. */
export interface Announcement {
  readonly id: string
  readonly kind: AnnouncementKind
  readonly title: Localized
  readonly text: Localized
  readonly startsOn: CivilDate
  readonly endsOn: CivilDate | null
  readonly listId: string
  readonly link: string | null
  /** The organisation that speaks, with what it shows of itself; null: the whole. */
  readonly brand: Brand | null
  readonly authorId: string | null
  readonly publishedAt: Date
  readonly version: number
}

const rowSchema = announcement.fields

/** A row of the store as an announcement. */
export function readAnnouncement(row: Row, brand: Brand | null = null): Announcement {
  const { titleFr, titleEn, textFr, textEn, organisationId: _, ...rest } = rowSchema.parse(row)
  return { ...rest, brand, title: { fr: titleFr, en: titleEn }, text: { fr: textFr, en: textEn } }
}
