import type { Locale, Localized } from '../kernel'
import { entityOf, type Model } from '../model'
import type { RightsReason } from './rights-reason'
import type { SharedRecord, ShareUse } from './share'

/** How shares are told: the name of a user where it may be shown, and the zone of their expiry (UTC unless said). */
export interface ShareWording {
  readonly nameOf?: (user: string) => string | undefined
  readonly timeZone?: string
}

const NOBODY: Localized = { fr: 'le système', en: 'the system' }

const FOR: Readonly<Record<ShareUse, Localized>> = {
  read: { fr: 'pour lecture', en: 'to read' },
  work: { fr: 'pour y travailler', en: 'to work on' },
}

function momentText(moment: Date, locale: Locale, timeZone: string | undefined): string {
  const format = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? { timeZone: 'UTC', timeZoneName: 'short' } : { timeZone }),
  })
  return format.format(moment)
}

const UNTIL: Readonly<Record<Locale, (moment: string) => string>> = {
  fr: (moment) => `, jusqu'au ${moment}`,
  en: (moment) => `, until ${moment}`,
}

/** One share on the way to a record, in words: what was shared (the record, or what it belongs to), by whom, for what, until when. */
export function shareReason(
  model: Model,
  entity: string,
  share: SharedRecord,
  { nameOf = () => undefined, timeZone }: ShareWording,
): RightsReason {
  const { sharedBy, use, expiresAt } = share
  const { label } = entityOf(model, share.entity)
  const carries = share.entity !== entity
  const said = (locale: Locale): string => {
    const by = sharedBy === null ? NOBODY[locale] : (nameOf(sharedBy) ?? sharedBy)
    const until = expiresAt === null ? '' : UNTIL[locale](momentText(expiresAt, locale, timeZone))
    const what: Localized = carries
      ? {
          fr: `Cet enregistrement appartient à un enregistrement ${label.fr} partagé avec vous`,
          en: `The record belongs to a record of ${label.en} shared with you`,
        }
      : { fr: "L'enregistrement est partagé avec vous", en: 'The record is shared with you' }
    return locale === 'fr'
      ? `${what.fr} par ${by} ${FOR[use].fr}${until}.`
      : `${what.en} by ${by} ${FOR[use].en}${until}.`
  }
  return {
    code: 'ground_share',
    data: { entity: share.entity, id: share.id, use, sharedBy, expiresAt },
    message: { fr: said('fr'), en: said('en') },
  }
}
