import { z } from 'zod'
import { civilDateOf, parseCivilDate, refuse, type Localized } from '../kernel'
import { entityOf, parseInput, parseRecord } from '../model'
import { brandsOf, demandOrganisation, type OrganisationBound } from '../permissions'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { readAnnouncement, type Announcement } from './announcement'
import { normaliseLink } from './link'
import { listNamed } from './list-membership'
import { problem } from './problem'
import { checkTitle } from './title'

const translated = z.strictObject({ fr: z.string(), en: z.string().optional() })

const publishSchema = z.strictObject({
  kind: z.enum(['message', 'benefit', 'deal', 'document']),
  title: translated,
  text: translated.default({ fr: '' }),
  listId: z.string(),
  startsOn: z.string().optional(),
  endsOn: z.string().nullable().default(null),
  link: z.string().nullable().default(null),
  organisation: z.string().min(1).max(191).optional(),
})

/**
 * What to say, to whom and when. The French stands in for the English that is missing. Without a start it is shown from today on;
 * without an end it stays. The last day is included. With an organisation it is said under its name, logo and colours, and to its users.
 */
export type NewAnnouncement = z.input<typeof publishSchema>

const inBoth = ({ fr, en }: z.output<typeof translated>): Localized => ({
  fr,
  en: en === undefined || en.trim() === '' ? fr : en,
})

/**
 * Publishes an announcement to a list. Whom an organisation bounds speaks for it, or for one below it.
 *
 * @throws refusals `input.invalid`, `text.malformed`, `communication.title_empty`, `communication.title_too_long`,
 * `communication.reversed`, `communication.link_refused`, `communication.list_unknown`, `organisation.unknown`, `calendar.invalid_date`.
 */
export function* publish(
  input: unknown,
  context: DecisionContext,
  bound: OrganisationBound | null = null,
): Decision<Outcome<Announcement>> {
  const given = parseInput(publishSchema, input)
  const title = inBoth(given.title)
  const text = inBoth(given.text)
  const startsOn =
    given.startsOn === undefined
      ? civilDateOf(context.now, context.timeZone)
      : parseCivilDate(given.startsOn, '/startsOn')
  const endsOn = given.endsOn === null ? null : parseCivilDate(given.endsOn, '/endsOn')
  if (endsOn !== null && endsOn < startsOn)
    refuse(problem('communication.reversed', { path: '/endsOn', data: { startsOn, endsOn } }))
  // Held, so that it is not removed before the announcement stands among its uses.
  const list = yield* listNamed(given.listId, '/listId', context, 'share')
  const { organisation = bound?.organisation ?? null } = given
  if (organisation !== null) yield* demandOrganisation(organisation, '/organisation', bound, context)
  const row = parseRecord(entityOf(context.model, 'announcement'), {
    id: context.identifiers.next(),
    kind: given.kind,
    titleFr: checkTitle(title.fr, '/title/fr'),
    titleEn: checkTitle(title.en, '/title/en'),
    textFr: text.fr,
    textEn: text.en,
    startsOn,
    endsOn,
    listId: list.id,
    link: given.link === null ? null : normaliseLink(given.link, '/link'),
    organisationId: organisation,
    authorId: context.actor,
    publishedAt: context.now,
  })
  const brand =
    organisation === null ? null : ((yield* brandsOf([organisation], context.model)).get(organisation) ?? null)
  return { writes: [{ type: 'insert', entity: 'announcement', rows: [row] }], value: readAnnouncement(row, brand) }
}
