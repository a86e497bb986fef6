import { beforeEach, describe, expect, test } from 'vitest'
import { eventOf, reminder, scene, type Scene } from './scene'

let at: Scene

beforeEach(async () => {
  at = await scene()
})

/** The e-mail that an automation on an invoice sends. */
async function mailOf(text: { fr: string; en?: string }, subject = text, locale?: 'fr' | 'en') {
  await at.session.automations.create({
    name: 'Facture',
    trigger: { on: 'invoice.statusChanged', to: ['sent'] },
    action: { do: 'email', to: [{ who: 'lead' }], subject, text, ...(locale === undefined ? {} : { locale }) },
  })
  await at.session.create(
    'event',
    eventOf('gala', '2026-07-10T22:30:00Z', { name: 'Gala\r\nBcc: x@y.test', timeZone: 'Asia/Tokyo' }),
  )
  await at.session.create('invoice', {
    id: 'i1',
    number: 'F-1',
    total: 123_456,
    dueOn: '2026-08-01',
    eventId: 'gala',
    accountId: 'dupont',
    groupId: 'lille',
    ownerId: 'bruno',
  })
  await at.session.update('invoice', 'i1', { status: 'sent' })
  await at.crm.tick()
  const [message] = at.mail.calls
  if (message === undefined) throw new Error('No message left')
  return message
}

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

describe('dynamic fields', () => {
  test('R5.6 the subject and all around it, as people write them, in French', async () => {
    const { text } = await mailOf({
      fr: '{{invoice.number}} · {{ invoice.total }} · {{invoice.dueOn}} · {{event.start}} · {{account.kind}} · {{contact.name}} · {{lead.name}} · {{owner.name}}',
    })
    expect(plain(text)).toBe(
      'F-1 · 1 234,56 € · 1 août 2026 · 11 juillet 2026 à 07:30 · Entreprise · Chloé Dupont · Anna · Bruno',
    )
  })

  test('R5.6 in English, where the automation says so', async () => {
    const { text, locale } = await mailOf({ fr: 'non', en: '{{invoice.total}} {{account.kind}}' }, { fr: 'x' }, 'en')
    expect([plain(text), locale]).toEqual(['€1,234.56 Company', 'en'])
  })

  test('R5.6 the other language stands in for one that is missing', async () => {
    const { text, subject } = await mailOf({ fr: 'Bonjour' }, { fr: 'Objet' }, 'en')
    expect([text, subject]).toEqual(['Bonjour', 'Objet'])
  })

  test('R5.6 a value ends no header, hides nothing, and is never read as a template', async () => {
    await at.session.update('account', 'dupont', { name: '{{lead.email}} \u202egnp.exe' })
    const { subject, text } = await mailOf({ fr: '{{event.name}} {{account.name}}' })
    expect(subject).toBe('Gala Bcc: x@y.test {{lead.email}} gnp.exe')
    expect(text).toBe('Gala\nBcc: x@y.test {{lead.email}} gnp.exe')
  })

  test('R5.6 a missing value leaves nothing', async () => {
    const { text } = await mailOf({ fr: '[{{account.city}}|{{invoice.paidOn}}]' })
    expect(text).toBe('[|]')
  })

  test('R5.6 an address in the data that is none is nobody', async () => {
    await at.session.update('user', 'anna', { email: 'anna@x.test\nBcc: all@x.test' })
    await at.session.automations.create({ ...reminder, action: { ...reminder.action, to: [{ who: 'lead' }] } })
    await at.session.create('event', eventOf('gala', '2026-03-09T18:00:00Z'))
    at.clock.set('2026-03-03T07:00:00Z')
    expect(await at.crm.tick()).toMatchObject({ skipped: 1, done: 0 })
  })
})
