import type { Locale, Localized } from 'clientele'

const bold = (text: string): string => (process.stdout.isTTY ? `\u001B[1m${text}\u001B[0m` : text)
const green = (text: string): string => (process.stdout.isTTY ? `\u001B[32m${text}\u001B[0m` : text)

/** What the demonstration says, in one language. */
export function teller(locale: Locale) {
  return {
    heading: (index: number, words: Localized) => console.log(`\n${bold(`${index}. ${words[locale]}`)}`),
    tell: (words: Localized) => console.log(`   ${words[locale]}`),
    checked: (words: Localized) => console.log(`   ${green('✓')} ${words[locale]}`),
    took: (milliseconds: number) => console.log(`   ${(milliseconds / 1_000).toFixed(2)} s`),
    end: (words: Localized) => console.log(`\n${words[locale]}`),
  }
}
