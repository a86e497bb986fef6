import { z } from 'zod'
import { jsonPointer, refuse } from '../kernel'
import { problem } from './organisation-problem'

const MOST_COLOURS = 20

/** Colours by the words that the host gives them (`primary`, `text` …), each `#rrggbb` in lower case. */
export const coloursSchema = z.record(z.string(), z.string())

export type Colours = z.output<typeof coloursSchema>

/** A link in a message must not be too long for a line of HTML, an image inside one not too heavy for every message. */
const LONGEST_LINK = 2_000
const LONGEST_IMAGE = 100_000

// SVG is left out: it may carry scripts.
const IMAGE =
  /^data:image\/(?:png|jpeg|gif|webp);base64,(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

function isWebAddress(logo: string): boolean {
  // `new URL` drops these without a word, and another reader may not.
  if (logo.length > LONGEST_LINK || /[\s\p{Cc}"'<>\\]/u.test(logo) || !URL.canParse(logo)) return false
  const { protocol, username, password } = new URL(logo)
  return protocol === 'https:' && username === '' && password === ''
}

const isImage = (logo: string): boolean =>
  logo.length <= LONGEST_IMAGE && IMAGE.test(logo) && !logo.endsWith(';base64,')

/** An `https` address or an image in a `data:` address. Refused with `organisation.logo_refused`. */
export function checkLogo(logo: string, path: string): string {
  if (isWebAddress(logo) || isImage(logo)) return logo
  const shown = logo.length > 80 ? `${logo.slice(0, 80)}…` : logo
  return refuse(problem('organisation.logo_refused', { path, data: { logo: shown, most: LONGEST_IMAGE } }))
}

const WORD = /^[a-z][A-Za-z0-9]{0,39}$/
const HEX = /^#(?:[\da-f]{3}|[\da-f]{6})$/i

/** `#1af` is `#11aaff`. */
const sixDigits = (hex: string): string =>
  (hex.length === 4 ? [...hex].map((digit) => (digit === '#' ? digit : digit + digit)).join('') : hex).toLowerCase()

/** Refused with `organisation.colour_refused`, at the colour. */
export function checkColours(colours: Readonly<Record<string, string>>, path: string): Colours {
  const entries = Object.entries(colours)
  const wrong = entries.filter(([word, colour]) => !WORD.test(word) || !HEX.test(colour))
  if (wrong.length > 0 || entries.length > MOST_COLOURS)
    refuse(
      (wrong.length > 0 ? wrong : entries.slice(MOST_COLOURS)).slice(0, MOST_COLOURS).map(([word, colour]) =>
        problem('organisation.colour_refused', {
          path: path + jsonPointer([word]),
          data: { word, colour, most: MOST_COLOURS },
        }),
      ),
    )
  return Object.fromEntries(entries.map(([word, colour]) => [word, sixDigits(colour)]))
}
