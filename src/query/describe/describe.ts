import type { Locale } from '../../kernel'
import type { Model } from '../../model'
import { prepareWhole } from '../compile'
import type { Query } from '../criteria'
import { english } from './english'
import { french } from './french'
import type { Naming } from './naming'
import { sentence } from './sentence'
import type { Teller } from './test-sentence'
import { valueText } from './value-text'

/** What sentences in a language are told with. */
export function tellerOf(model: Model, locale: Locale, naming: Naming): Teller {
  const voice = locale === 'fr' ? french : english
  return { model, voice, values: valueText(voice, naming) }
}

/**
 * A query as a sentence, with the labels of the model's fields, relations and codes. References stay what they are: "me", "the last 90
 * days". Never empty; a list is shortened after ten items, a text after 80 characters.
 *
 * @throws the refusals of `prepareQuery` for what is no valid query.
 * @example
 * describe(overdueClients, model, 'en')
 * // Status is “client” and there are at least 3 invoices where (Status is “overdue” and Due date is within the last 90 days)
 */
export function describe(query: Query, model: Model, locale: Locale, naming: Naming = {}): string {
  const { entity, query: read } = prepareWhole(model, query)
  return sentence(tellerOf(model, locale, naming), entity, read.where, 'alone')
}
