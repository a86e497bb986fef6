import type { Locale } from '../../kernel'
import type { Cell, TableColumn } from './table'

/** Where a long text belongs: in which cell, under which heading. */
export interface LongTextPlace {
  readonly sheet: string
  readonly cell: string
  readonly heading: string
}

/** The texts that no cell holds. */
export interface LongTexts {
  readonly sheet: string
  /** A row for each piece of a text, as long as a cell holds. */
  readonly rows: readonly (readonly Cell[])[]
  /** Keeps a text, and answers what stands in its cell: the beginning, and where the whole is to be read. */
  keep(text: string, place: LongTextPlace): string
}

export const LONG_TEXTS: Readonly<Record<Locale, string>> = { fr: 'Textes longs', en: 'Long texts' }

const HEADINGS: Readonly<Record<Locale, readonly string[]>> = {
  fr: ['Feuille', 'Cellule', 'Colonne', 'Texte'],
  en: ['Sheet', 'Cell', 'Column', 'Text'],
}

export const longTextColumns = (locale: Locale): readonly TableColumn[] =>
  HEADINGS[locale].map((label) => ({ key: label, label, kind: 'text' }))

const pointer = (sheet: string, row: number, locale: Locale): string =>
  locale === 'fr'
    ? `… [texte entier : feuille « ${sheet} », ligne ${row}]`
    : `… [whole text: sheet "${sheet}", row ${row}]`

/** The first half of a surrogate pair. */
const HALVED = /[\ud800-\udbff]$/

/** The beginning of a text: so many characters at most, and none of them halved. */
export function beginning(text: string, most: number): string {
  const cut = text.slice(0, most)
  return cut !== text && HALVED.test(cut) ? cut.slice(0, -1) : cut
}

/** The long texts of a workbook, in a sheet of theirs; a cell holds `most` characters. */
export function longTexts(sheet: string, most: number, locale: Locale): LongTexts {
  const rows: (readonly Cell[])[] = []
  return {
    sheet,
    rows,
    keep(text, place) {
      // The first row is the heading.
      const note = pointer(sheet, rows.length + 2, locale)
      for (let rest = text; rest !== '';) {
        const piece = beginning(rest, most)
        rows.push([place.sheet, place.cell, place.heading, piece])
        rest = rest.slice(piece.length)
      }
      return `${beginning(text, most - note.length)}${note}`
    },
  }
}
