import { refuse } from '../kernel'
import { problem } from './problem'

/** A word and a colon begin an address, unless a port follows: `www.site.fr:8080` names none. */
const SCHEME = /^[a-z][a-z\d+.-]*:(?!\d+(?:[/?#]|$))/i
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\\]/u

/**
 * The address of a web page as it is kept: absolute, by `https` where nothing is said. Scripts, files, mail addresses, names and
 * passwords in the address, and hosts without a dot are no web pages.
 *
 * @throws a refusal `communication.link_refused` at `path`.
 * @example normaliseLink('www.site.fr', '/link') // 'https://www.site.fr/'
 */
export function normaliseLink(link: string, path: string): string {
  const trimmed = link.trim()
  const url = HIDDEN.test(trimmed) ? null : parsed(SCHEME.test(trimmed) ? trimmed : `https://${trimmed}`)
  const isPage =
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    /[^.]\.[^.]/.test(url.hostname) &&
    url.username === '' &&
    url.password === ''
  if (!isPage) return refuse(problem('communication.link_refused', { path, data: { link } }))
  return url.href
}

function parsed(address: string): URL | null {
  try {
    return new URL(address)
  } catch {
    return null
  }
}
