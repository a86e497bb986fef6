import { query, type ExportedFile } from 'clientele'
import { userId } from '../business'
import { number, type Step } from '../stage'

async function textOf({ content }: ExportedFile): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of content) text += decoder.decode(part, { stream: true })
  return text
}

const linesOf = (csv: string): readonly string[] => csv.split('\r\n').slice(1, -1)

/** A result in a file that opens in Excel as it is, and the same every Monday by e-mail, never more than its owner may see. */
export const exports: Step = {
  title: { fr: 'Des fichiers : maintenant, et chaque lundi', en: 'Files: now, and every Monday' },
  async run({ crm, clock, locale, admin, mailbox, tell, check }) {
    const manager = await crm.as(userId(1))
    const clients = await manager.lists.save({
      name: 'Mes clients',
      entity: 'account',
      criteria: query(crm.model, 'account', (a) => a.status.eq('client')),
      display: { columns: ['name', 'city', 'status', 'revenue', 'ownerId'], sort: [{ field: 'name' }] },
    })
    const file = await manager.lists.export(clients.id, { locale })
    const csv = await textOf(file)
    const [first = ''] = linesOf(csv)
    tell({
      fr: `${file.name} : ${number(linesOf(csv).length, 'fr')} lignes, dont « ${first} »`,
      en: `${file.name}: ${number(linesOf(csv).length, 'en')} lines, the first “${first}”`,
    })
    check(linesOf(csv).length === (await manager.lists.count(clients.id)), {
      fr: 'autant de lignes que la liste, sans limite ni coupure',
      en: 'as many lines as the list, without a limit',
    })

    await manager.reports.recurring.create({
      name: 'Mes clients du lundi',
      content: { of: 'query', query: clients.id },
      schedule: { recurs: 'weekly', on: [1], at: '08:00', timeZone: 'Europe/Paris' },
    })
    const session = await admin()
    await session.rights.assign({ user: userId(1), reach: 'own' })
    const sent = mailbox.length
    clock.set('2026-03-23T07:00:00Z')
    await crm.tick()
    await crm.tick()
    const mailed = mailbox.slice(sent).flatMap(({ attachments = [] }) => attachments)
    const lines = mailed.flatMap(({ content }) => linesOf(new TextDecoder().decode(content)))
    tell({
      fr: `lundi, ${mailed[0]?.name ?? ''} : ${number(lines.length, 'fr')} lignes, car ses droits ont été réduits entre-temps`,
      en: `on Monday, ${mailed[0]?.name ?? ''}: ${number(lines.length, 'en')} lines, as the rights were narrowed meanwhile`,
    })
    check(
      mailed.length === 1 &&
        lines.length === (await manager.lists.count(clients.id)) &&
        lines.length < linesOf(csv).length,
      {
        fr: 'jamais plus que ce que son destinataire peut voir à ce moment-là',
        en: 'never more than who receives it may see by then',
      },
    )
  },
}
