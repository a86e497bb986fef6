import { and, query } from 'clientele'
import { number, type Step } from '../stage'

/** Contacts of new clients are thanked as they enter a segment: those who agreed to be written to, once. */
export const segments: Step = {
  title: { fr: 'Un segment écrit à qui y entre', en: 'A segment writes to who enters' },
  async run({ crm, clock, admin, mailbox, tell, check }) {
    const session = await admin()
    const saved = await session.lists.save({
      name: 'Contacts de clients BNI',
      entity: 'contact',
      criteria: query(crm.model, 'contact', (c) => c.account.is((a) => and(a.status.eq('client'), a.origin.eq('BNI')))),
    })
    const segment = await session.lists.segments.create({ query: saved.id })
    const before = await session.lists.segments.count(segment.id)
    await session.automations.create({
      name: 'Bienvenue aux clients BNI',
      trigger: { on: 'segment.entered', segment: segment.id },
      action: {
        do: 'email',
        to: [{ who: 'member' }],
        subject: { fr: 'Bienvenue {{contact.name}}', en: 'Welcome {{contact.name}}' },
        text: { fr: 'Merci de votre confiance, à bientôt !', en: 'Thank you for your trust, see you soon!' },
      },
    })

    const account = (
      await session.find('account', {
        where: query(crm.model, 'account', (a) =>
          and(a.status.eq('prospect'), a.origin.eq('BNI'), a.contacts.count().gte(2)),
        ),
        orderBy: ['name'],
        limit: 1,
      })
    ).rows[0]
    if (account === undefined) throw new Error('No prospect from BNI has two contacts')
    const contacts = query(crm.model, 'contact', (c) => c.accountId.eq(account.id))
    const [agrees] = (await session.find('contact', { where: contacts, limit: 1 })).rows
    if (agrees === undefined) throw new Error('There is no contact')
    await session.update('contact', agrees.id, { consentedAt: clock.now() })
    await session.update('account', account.id, { status: 'client' })

    const entered = (await session.lists.segments.count(segment.id)) - before
    const sent = mailbox.length
    const { done, skipped } = await crm.tick()
    await crm.tick()
    tell({
      fr: `${number(before, 'fr')} contacts, ${entered} entrent quand leur compte devient client : ${done} e-mail, ${skipped} sans consentement`,
      en: `${number(before, 'en')} contacts, ${entered} enter as their account becomes a client: ${done} e-mail, ${skipped} without consent`,
    })
    check(entered >= 2 && done === 1 && skipped === entered - 1 && mailbox[sent]?.to[0] === agrees.email, {
      fr: 'qui entre est suivi à travers les fiches liées, et n’est pas contacté sans son accord',
      en: 'who enters is found through related records, and nobody is written to who did not agree',
    })
    check(mailbox.length === sent + 1, { fr: 'une seule fois', en: 'once' })
  },
}
