import { foldText } from '../kernel'

const SPACE = 0x20
const HYPHEN = 0x2d
const LAST_PRINTABLE = 0x7e

// Below U+0300, and in the punctuation around the dashes and apostrophes of print, every character folds by itself: none of them
// is a combining mark, nor lowered by what stands beside it. So each is folded once, and a text is put together from the pieces.
const LATIN = 0x300
const PUNCTUATION = 0x2000
const PUNCTUATION_END = 0x20d0

const pieces: (string | undefined)[] = []

function pieceOf(unit: number): string | null {
  if (unit >= LATIN && (unit < PUNCTUATION || unit >= PUNCTUATION_END)) return null
  return (pieces[unit] ??= foldText(`a${String.fromCharCode(unit)}a`).slice(1, -1))
}

/** `foldText`, made fast for the texts of records, of which a reading sees very many. */
export function foldedForm(text: string): string {
  let previous = SPACE
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > LAST_PRINTABLE || unit < SPACE || unit === HYPHEN || (unit === SPACE && previous === SPACE))
      return pieced(text)
    previous = unit
  }
  return previous === SPACE && text.length > 0 ? pieced(text) : text.toLowerCase()
}

function pieced(text: string): string {
  let folded = ''
  let isSpaced = true
  for (let index = 0; index < text.length; index++) {
    const piece = pieceOf(text.charCodeAt(index))
    if (piece === null) return foldText(text)
    if (piece === '') continue
    if (piece === ' ') {
      if (!isSpaced) folded += piece
      isSpaced = true
    } else if (piece.includes(' ')) return foldText(text)
    else {
      folded += piece
      isSpaced = false
    }
  }
  return isSpaced ? folded.trimEnd() : folded
}
