import { refuse } from '../kernel'
import { problem } from './problem'

/** The longest title, in characters as people see them. */
export const MOST_TITLE_CHARACTERS = 40

/** How many characters a reader counts: a flag, a family or an accented letter is one. */
export function visibleLength(text: string): number {
  const characters = new Intl.Segmenter('fr', { granularity: 'grapheme' })
  let length = 0
  for (const _ of characters.segment(text)) length += 1
  return length
}

/** Refused with `communication.title_empty`, `communication.title_too_long`. */
export function checkTitle(title: string, path: string): string {
  const trimmed = title.trim()
  if (trimmed === '') refuse(problem('communication.title_empty', { path }))
  const length = visibleLength(trimmed)
  if (length > MOST_TITLE_CHARACTERS)
    refuse(problem('communication.title_too_long', { path, data: { length, most: MOST_TITLE_CHARACTERS } }))
  return trimmed
}
