import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { createClientele, crmEntities, defineModel, testClock, type Locale, type MailMessage } from 'clientele'
import { scene, userId } from './business'
import { openDatabase } from './database'
import { france } from './geography'
import { page, type Section } from './page'
import type { Stage } from './stage'
import { story } from './story'
import { teller } from './tell'

const USAGE = 'npm run demo -- [--locale fr|en] [--database postgres://… | mysql://…] [--page demo.html]'

function options() {
  const { values } = parseArgs({
    options: {
      locale: { type: 'string', default: (process.env['LANG'] ?? '').startsWith('fr') ? 'fr' : 'en' },
      database: { type: 'string' },
      page: { type: 'string', default: '.tmp/demo.html' },
    },
  })
  const { locale: asked, database, page: pagePath } = values
  const locale: Locale | null = asked === 'fr' || asked === 'en' ? asked : null
  if (locale === null) throw new Error(`--locale ${asked}: fr or en. ${USAGE}`)
  return { locale, database, pagePath }
}

class DemoFailure extends Error {
  override readonly name = 'DemoFailure'
}

/** One day of CRM work, from an empty database; every step checks its own result, and one that does not hold ends it. */
async function demonstrate(locale: Locale, url: string | undefined, pagePath: string): Promise<void> {
  const began = performance.now()
  const say = teller(locale)
  // A Monday, twelve days ahead of summer time; the story moves the clock itself.
  const clock = testClock('2026-03-16T08:00:00Z')
  const database = await openDatabase(url, clock)
  try {
    const mailbox: MailMessage[] = []
    const crm = await createClientele({
      model: defineModel(crmEntities),
      store: database.adapter,
      migrate: true,
      timeZone: 'Europe/Paris',
      locale,
      clock,
      mailer: {
        send: (message) => {
          mailbox.push(message)
          return Promise.resolve()
        },
      },
    })
    const regions = france()
    const sections: Section[] = []
    const stage: Stage = {
      crm,
      clock,
      locale,
      france: regions,
      scene: scene(regions, clock.now(), 2026),
      admin: () => crm.as(userId(0)),
      mailbox,
      sections,
      tell: say.tell,
      check(holds, words) {
        if (!holds) throw new DemoFailure(`✗ ${words[locale]}`)
        say.checked(words)
      },
    }
    say.end({ fr: `Clientele sur ${database.name}`, en: `Clientele on ${database.name}` })
    for (const [index, step] of story.entries()) {
      say.heading(index + 1, step.title)
      const start = performance.now()
      await step.run(stage)
      say.took(performance.now() - start)
    }
    mkdirSync(dirname(pagePath), { recursive: true })
    writeFileSync(
      pagePath,
      await page(locale, locale === 'fr' ? 'Clientele, une journée' : 'Clientele, one day', sections),
    )
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    say.end({
      fr: `Tout est vérifié, en ${seconds} s. La page : ${pagePath}`,
      en: `Everything holds, in ${seconds} s. The page: ${pagePath}`,
    })
  } finally {
    await database.close()
  }
}

try {
  const { locale, database, pagePath } = options()
  await demonstrate(locale, database, pagePath)
} catch (error) {
  console.error(
    error instanceof DemoFailure || (error instanceof Error && error.message.includes('--')) ? error.message : error,
  )
  process.exitCode = 1
}
