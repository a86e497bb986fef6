import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { addDays } from 'clientele/kernel'
import { expect, test } from 'vitest'
import { eventOf, reminder, runsOf, scene } from './scene'

const file = resolve('../shared/data/conference-events/events.csv')

/** Name and dates of each line; names in quotes keep their commas. */
function conferences(): { id: string; start: string; end: string }[] {
  const [, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/)
  return lines.flatMap((line, index) => {
    const dates = line.match(/,(\d{4}-\d{2}-\d{2}),(\d{4}-\d{2}-\d{2})?,/)
    return dates?.[1] === undefined ? [] : [{ id: `c${index}`, start: dates[1], end: dates[2] ?? '' }]
  })
}

// The data is a material beside the project; where it is absent, the test says so by being skipped.
test.skipIf(!existsSync(file))(
  'R5.5 R5.8 real conferences: each that is still ahead is reminded of once, 7 days before at 09:00',
  async () => {
    const at = await scene('2026-01-01T08:00:00Z')
    const all = conferences()
    expect(all.length).toBeGreaterThan(6_000)
    const events = all.map(({ id, start }) => eventOf(id, `${start}T08:00:00Z`))
    for (let index = 0; index < events.length; index += 1_000)
      await at.session.createMany('event', events.slice(index, index + 1_000))
    const { id } = await at.session.automations.create(reminder)
    const ahead = all.filter(({ start }) => addDays(start, -7) > '2026-01-01' || addDays(start, -7) === '2026-01-01')
    // On 1 January itself, 09:00 in Paris is now.
    const pending = (await at.session.automations.statistics()).total.pending
    expect(pending).toBe(ahead.length)
    expect(pending).toBeGreaterThan(100)
    const first = ahead.map(({ start }) => start).sort()[0] ?? ''
    expect((await runsOf(at.session, { limit: 1 }))[0]?.dueAt?.toISOString()).toBe(
      `${addDays(first, -7)}T08:00:00.000Z`,
    )

    at.clock.set('2028-01-01T08:00:00Z')
    expect(await at.crm.tick()).toMatchObject({ done: ahead.length, failed: 0, lost: 0 })
    expect(at.mail.left.size).toBe(ahead.length)
    await at.session.automations.switchOff(id)
    await at.session.automations.switchOn(id)
    expect((await at.session.automations.statistics()).total).toMatchObject({ pending: 0, done: ahead.length })
  },
  120_000,
)
