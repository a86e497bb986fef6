import { foldText } from '../../kernel'

const MOST = 100
/** Names that Windows keeps for devices, with any extensions. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** One letter without accents and ligatures, its case kept as far as a letter has one. */
function plainLetter(letter: string): string {
  const folded = foldText(letter)
  return letter === letter.toLowerCase() ? folded : folded.charAt(0).toUpperCase() + folded.slice(1)
}

/**
 * A name that every file system takes, and that stands in a `Content-Disposition` header or a URL as it is: letters, digits and `. _ -`
 * of ASCII. What nothing is left of is called `export`.
 *
 * @example fileName('Clients BNI : été', 'csv') // 'Clients-BNI-ete.csv'
 */
export function fileName(words: string, extension: string): string {
  const plain = words
    .normalize('NFC')
    .replaceAll(/[^\0-\x7f]/gu, plainLetter)
    .replaceAll(/[^A-Za-z0-9._]+/g, '-')
    .slice(0, MOST)
    .replaceAll(/^[-.]+|[-.]+$/g, '')
  return `${plain === '' ? 'export' : DEVICE.test(plain) ? `export-${plain}` : plain}.${extension}`
}
