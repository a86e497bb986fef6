import type { Step } from '../stage'
import { userId } from '../business'

/** An announcement appears at its start and is gone after its last day, with no job having to run. */
export const announcements: Step = {
  title: { fr: 'Une annonce qui paraît et disparaît d’elle-même', en: 'An announcement that comes and goes by itself' },
  async run({ crm, clock, admin, locale, tell, check }) {
    const session = await admin()
    const everyone = (await session.communication.lists())[0]
    if (everyone === undefined) throw new Error('The list of everyone is missing')
    const members = await session.communication.members(everyone.id)
    tell({
      fr: `« ${everyone.name} » : ${members.length} membres`,
      en: `“${everyone.name}”: ${members.length} members`,
    })
    await session.communication.publish({
      kind: 'deal',
      title: { fr: 'Places de cinéma à moitié prix', en: 'Half-price cinema tickets' },
      listId: everyone.id,
      startsOn: '2026-05-01',
      endsOn: '2026-05-08',
      link: 'www.cinema.example',
    })
    const reader = await crm.as(userId(2))
    const seen: string[] = []
    for (const moment of [
      '2026-04-30T21:59:59Z',
      '2026-04-30T22:00:00Z',
      '2026-05-08T21:59:59Z',
      '2026-05-08T22:00:00Z',
    ]) {
      clock.set(moment)
      const shown = await reader.communication.announcements()
      seen.push(shown.map((item) => item.title[locale]).join())
    }
    const title = locale === 'fr' ? 'Places de cinéma à moitié prix' : 'Half-price cinema tickets'
    check(seen.join('|') === `|${title}|${title}|`, {
      fr: 'visible du 1er mai 00:00 au 8 mai compris, heure de Paris',
      en: 'shown from 1 May 00:00 until the end of 8 May, Paris time',
    })
  },
}
