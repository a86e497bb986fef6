import { userId, SIZES } from '../business'
import { number, type Step } from '../stage'

const SOURCES = ['workflow', 'bot', 'developerApi', 'contactImport'] as const

/** Conversations are given, taken back and counted by source. */
export const assignments: Step = {
  title: { fr: 'Le rapport des affectations', en: 'The assignments report' },
  async run({ crm, clock, scene, admin, locale, sections, tell, check }) {
    const session = await admin()
    const system = crm.system('demonstration')
    const { rows } = await session.find('conversation', { limit: 200 })
    let given = 0
    for (const [index, conversation] of rows.entries()) {
      clock.advance({ minutes: 7 })
      const assigneeId = userId(scene.chance.below(SIZES.users))
      if (index % 3 === 0) await session.reports.assign({ conversationId: conversation.id, assigneeId })
      else
        await system.reports.assign({ conversationId: conversation.id, assigneeId, source: scene.chance.pick(SOURCES) })
      given += 1
    }
    const [first] = rows
    if (first === undefined) throw new Error('There is no conversation')
    await session.reports.assign({ conversationId: first.id, assigneeId: null })
    given += 1
    await session.reports.openConversation({ contactId: rows[1]?.contactId, groupId: rows[1]?.groupId, channel: 'sms' })

    const report = await session.reports.assignments({ range: 'last7Days', locale })
    const { sources, bar, pie, log } = report.components
    if (sources.outcome !== 'data' || log.outcome !== 'data' || bar.outcome !== 'data' || pie.outcome !== 'data')
      throw new Error('The report has no data')
    for (const { label, count, percentage } of sources.rows)
      tell({
        fr: `${label} : ${number(count, 'fr')} (${number(percentage, 'fr')} %)`,
        en: `${label}: ${number(count, 'en')} (${number(percentage, 'en')}%)`,
      })
    check(sources.total === given && log.total === given, {
      fr: 'une affectation retirée compte, un contact qui revient ne compte pas',
      en: 'an unassignment counts, a returning contact does not',
    })
    const hundred = sources.rows.reduce((sum, { percentage }) => sum + Math.round(percentage * 10), 0)
    check(hundred === 1_000, { fr: 'les pourcentages font 100', en: 'the percentages add up to 100' })
    check(
      log.rows.some((row) => row.previousAssignee === '-'),
      {
        fr: 'le journal met « - » quand il n’y avait personne',
        en: 'the log says “-” where there was nobody',
      },
    )
    sections.push({
      title: locale === 'fr' ? 'Affectations par source' : 'Assignments by source',
      charts: [bar.chart, pie.chart],
    })
  },
}
