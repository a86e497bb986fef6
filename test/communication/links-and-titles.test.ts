import { describe, expect, test } from 'vitest'
import { checkTitle, normaliseLink, visibleLength } from 'clientele/communication'
import { refusalOf } from '../kernel/refusal-of'

describe('R3.5 links', () => {
  test.each([
    ['www.site.fr', 'https://www.site.fr/'],
    ['  site.fr/offre?x=1#y ', 'https://site.fr/offre?x=1#y'],
    ['www.site.fr:8080/page', 'https://www.site.fr:8080/page'],
    ['http://www.site.fr', 'http://www.site.fr/'],
    ['HTTPS://WWW.Site.FR/Page', 'https://www.site.fr/Page'],
    ['www.münchen.de', 'https://www.xn--mnchen-3ya.de/'],
    ['https://site.fr/a:b', 'https://site.fr/a:b'],
  ])('R3.5 %s is kept as %s', (given, kept) => {
    expect(normaliseLink(given, '/link')).toBe(kept)
  })

  test.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\u200bscript:alert(1)',
    'javascript:1',
    'javascript:8080/%0aalert(1)',
    'vbscript:msgbox',
    'data:text/html,x',
    'file:///etc/passwd',
    'mailto:a@site.fr',
    'https://bank.fr@evil.fr',
    'https://user:pw@site.fr',
    'https:\\\\site.fr',
    '//',
    '',
    'intranet',
    'https://.fr',
    'www.site.fr and more',
    'https://',
  ])('R3.5 %j is refused', (link) => {
    const refusal = refusalOf(() => normaliseLink(link, '/link'))
    expect([refusal.code, refusal.path]).toEqual(['communication.link_refused', '/link'])
  })
})

describe('R3.5 titles', () => {
  test('R3.5 are counted in characters as people see them', () => {
    expect(visibleLength('👨‍👩‍👧‍👦🇫🇷e\u0301')).toBe(3)
    expect(checkTitle('👨‍👩‍👧‍👦'.repeat(40), '/title')).toHaveLength(11 * 40)
    const refusal = refusalOf(() => checkTitle('é'.repeat(41), '/title'))
    expect([refusal.code, refusal.data['length']]).toEqual(['communication.title_too_long', 41])
    expect(refusalOf(() => checkTitle('  ', '/title')).code).toBe('communication.title_empty')
  })
})
