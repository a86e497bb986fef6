/** Changes whenever {@link foldText} gives another result for some text: what is stored folded must then be folded again. */
export const FOLD_VERSION = 1

const SPECIAL: Readonly<Record<string, string>> = {
  ς: 'σ',
  ı: 'i',
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  '\u2018': "'", // left single quotation mark
  '\u2019': "'", // right single quotation mark, the French apostrophe
  '\u201b': "'", // high-reversed-9 quotation mark
  '\u02bb': "'", // turned comma
  '\u02bc': "'", // modifier letter apostrophe
}

// Soft hyphens, and the grapheme joiner with them: both keep marks from being reordered, so they go before NFKD does its work,
// or a second folding would give another text.
const REMOVED = /[\u00ad\u034f]/g
const LATIN_MARKS = /[\u0300-\u036f]+/g
const MAPPED = /[ςıœæßøđł\u2018\u2019\u201b\u02bb\u02bc]/g
// White space; hyphen-minus, Armenian hyphen, maqaf, Mongolian hyphen, hyphen … horizontal bar, minus sign, long dashes.
const SEPARATORS = /[\s\u0085\-\u058a\u05be\u1806\u2010-\u2015\u2212\u2e3a\u2e3b]+/g

/**
 * The form in which texts are compared, searched and ordered: without case, Latin marks, typographic variants or spacing.
 * Folding twice gives what folding once gives. Marks outside U+0300–036F (Thai, Arabic, Hebrew, Devanagari …) stay.
 *
 * @example foldText('  L’Œuvre de Saint-Étienne ') // "l'oeuvre de saint etienne"
 */
export function foldText(text: string): string {
  if (isFoldedAscii(text)) return text
  return text
    .replace(REMOVED, '')
    .normalize('NFKD')
    .replace(LATIN_MARKS, '')
    .toLowerCase()
    .replace(MAPPED, (character) => SPECIAL[character] ?? character)
    .replace(SEPARATORS, ' ')
    .trim()
}

const SPACE = 0x20
const HYPHEN = 0x2d
const CAPITAL_A = 0x41
const CAPITAL_Z = 0x5a
const LAST_PRINTABLE = 0x7e

/** Printable ASCII without capitals and hyphens, spaces single and inside: most stored texts and patterns. */
function isFoldedAscii(text: string): boolean {
  let previous = SPACE
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > LAST_PRINTABLE || unit < SPACE || unit === HYPHEN || (unit >= CAPITAL_A && unit <= CAPITAL_Z))
      return false
    if (unit === SPACE && previous === SPACE) return false
    previous = unit
  }
  return previous !== SPACE || text.length === 0
}
