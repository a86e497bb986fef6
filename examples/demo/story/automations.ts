import { query } from 'clientele'
import { type Step } from '../stage'

/** An e-mail seven days before an event: planned, moved with its event in the same transaction, sent once. */
export const automations: Step = {
  title: {
    fr: 'Un rappel sept jours avant, qui suit son événement',
    en: 'A reminder seven days before, which follows its event',
  },
  async run({ crm, clock, admin, mailbox, locale, tell, check }) {
    const session = await admin()
    const contact = (await session.find('contact', { limit: 1 })).rows[0]
    if (contact === undefined) throw new Error('There is no contact')
    const automation = await session.automations.create({
      name: 'Rappel J-7',
      trigger: { on: 'event.start' },
      timing: { when: 'before', days: 7 },
      action: {
        do: 'email',
        to: [{ who: 'mainContact' }],
        subject: { fr: '{{event.name}} dans une semaine', en: '{{event.name}} in a week' },
        text: { fr: 'Bonjour {{contact.name}}, à bientôt !', en: 'Hello {{contact.name}}, see you soon!' },
      },
    })
    const wedding = await session.create('event', {
      name: 'Mariage de Zoë et Loïc',
      startsAt: new Date('2026-04-04T13:00:00Z'),
      contactId: contact.id,
      accountId: contact.accountId,
      groupId: contact.groupId,
    })
    const runs = query(crm.model, 'automationRun', (r) => r.subjectId.eq(wedding.id))
    const due = async (): Promise<string[]> =>
      (await session.find('automationRun', { where: runs, orderBy: ['dueAt'] })).rows.map(
        (run) => `${run.status} ${run.dueAt === null ? '–' : run.dueAt.toISOString()}`,
      )
    const planned = await due()
    tell({ fr: `prévu : ${planned.join(', ')}`, en: `planned: ${planned.join(', ')}` })
    check(planned.join() === 'pending 2026-03-28T08:00:00.000Z', {
      fr: 'sept jours avant, à 09:00 à Paris, encore en heure d’hiver',
      en: 'seven days before, at 09:00 in Paris, still in winter time',
    })
    await session.update('event', wedding.id, { startsAt: new Date('2026-04-11T13:00:00Z') })
    const moved = await due()
    tell({
      fr: `l'événement recule d'une semaine : ${moved.join(', ')}`,
      en: `the event moves by a week: ${moved.join(', ')}`,
    })
    check(moved.join() === 'pending 2026-04-04T07:00:00.000Z', {
      fr: 'le rappel suit, toujours à 09:00, désormais en heure d’été',
      en: 'the reminder follows, still at 09:00, now in summer time',
    })
    await session.automations.switchOff(automation.id)
    check((await due()).join().startsWith('cancelled'), { fr: 'éteinte, elle annule', en: 'switched off, it cancels' })
    await session.automations.switchOn(automation.id)

    const mine = () => mailbox.filter((message) => message.subject.startsWith(wedding.name))
    clock.set('2026-04-04T06:59:00Z')
    await crm.tick()
    const early = mine().length
    clock.set('2026-04-04T07:00:30Z')
    await crm.tick()
    await crm.tick()
    tell({ fr: `e-mail : « ${mine()[0]?.subject ?? ''} »`, en: `e-mail: “${mine()[0]?.subject ?? ''}”` })
    check(early === 0 && mine().length === 1 && mine()[0]?.to[0] === contact.email && mine()[0]?.locale === locale, {
      fr: 'rien avant l’heure, une seule fois après',
      en: 'nothing ahead of time, exactly once after it',
    })
  },
}
