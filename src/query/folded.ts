import { foldText } from '../kernel'

const SPACE = 0x20
const HYPHEN = 0x2d
const LAST_PRINTABLE = 0x7e
const MOST_KEPT = 4_096
const MOST_UNITS = 200

/** Two generations: when the newer is full the older is forgotten, so that what is used stays. */
let recent = new Map<string, string>()
let older = new Map<string, string>()

/**
 * `foldText` for the texts of records, of which a reading sees very many: printable ASCII is lowered at once, and what needs
 * Unicode's tables is remembered for a while.
 */
export function foldedForm(text: string): string {
  let previous = SPACE
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > LAST_PRINTABLE || unit < SPACE || unit === HYPHEN || (unit === SPACE && previous === SPACE))
      return remembered(text)
    previous = unit
  }
  return previous === SPACE && text.length > 0 ? remembered(text) : text.toLowerCase()
}

function remembered(text: string): string {
  if (text.length > MOST_UNITS) return foldText(text)
  const known = recent.get(text)
  if (known !== undefined) return known
  const folded = older.get(text) ?? foldText(text)
  if (recent.size >= MOST_KEPT) {
    older = recent
    recent = new Map()
  }
  recent.set(text, folded)
  return folded
}
