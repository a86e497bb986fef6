/** Whether a text can be stored everywhere: no NUL (PostgreSQL refuses it) and no lone surrogate (not Unicode at all). */
export function isWellFormedText(text: string): boolean {
  return !text.includes('\0') && !LONE_SURROGATE.test(text)
}

const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * Code-point order: negative when `a` comes first, zero when equal. It is the byte order of UTF-8, hence what databases give under
 * a binary collation; JavaScript's own `<` compares UTF-16 units and puts emoji before U+E000–FFFF.
 */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** UTF-16 units put in the order of the code points they begin: surrogates (astral characters) after everything else. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
