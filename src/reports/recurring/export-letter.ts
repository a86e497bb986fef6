import type { Locale } from '../../kernel'
import type { ExportDefinition } from './recurring-export'

/** What became of a run, as its e-mail tells it. */
export interface WrittenExport {
  readonly fileName: string
  readonly rows: number
  /** How many further times had passed when it began. */
  readonly missed: number
  /** When it was made. */
  readonly at: Date
}

/** Whatever could end a header, or hide and turn text around. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\s]+/gu

const counted = (count: number, one: string, many: string, locale: Locale): string =>
  `${new Intl.NumberFormat(locale).format(count)} ${new Intl.PluralRules(locale).select(count) === 'one' ? one : many}`

/** The e-mail that an exported file goes with: what it is, as of when, why it came and how to stop it. */
export function exportLetter(
  definition: Pick<ExportDefinition, 'name' | 'schedule'>,
  { fileName, rows, missed, at }: WrittenExport,
  locale: Locale,
): { readonly subject: string; readonly text: string } {
  const name = definition.name.replace(CONTROLS, ' ').trim()
  const { timeZone } = definition.schedule
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }).format(at)
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at)
  switch (locale) {
    case 'fr': {
      const lines = counted(rows, 'ligne', 'lignes', locale)
      const others = counted(missed, 'envoi qui n’a pas pu partir', 'envois qui n’ont pas pu partir', locale)
      return {
        subject: `Export « ${name} » du ${day}`,
        text: [
          `Voici l'export « ${name} » : ${lines}, comme vous pouviez les voir le ${moment}.`,
          ...(missed === 0 ? [] : [`Il tient lieu aussi de ${others}.`]),
          `Fichier joint : ${fileName}`,
          '',
          'Vous recevez cet e-mail parce que vous avez programmé cet export. Désactivez-le pour ne plus le recevoir.',
        ].join('\n'),
      }
    }
    case 'en': {
      const lines = counted(rows, 'row', 'rows', locale)
      const others = counted(missed, 'run that was missed', 'runs that were missed', locale)
      return {
        subject: `Export “${name}” of ${day}`,
        text: [
          `Here is the export “${name}”: ${lines}, as you could see them on ${moment}.`,
          ...(missed === 0 ? [] : [`It also stands for ${others}.`]),
          `Attached file: ${fileName}`,
          '',
          'You receive this e-mail because you scheduled this export. Switch it off to receive it no more.',
        ].join('\n'),
      }
    }
    default:
      return locale satisfies never
  }
}
