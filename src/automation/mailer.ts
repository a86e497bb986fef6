import type { Locale } from '../kernel'
import type { Brand } from '../permissions'

/** A file that goes with an e-mail. */
export interface MailAttachment {
  /** With its extension, safe in a header and in every file system. */
  readonly name: string
  /** As in `text/csv; charset=utf-8`. */
  readonly mediaType: string
  readonly content: Uint8Array
}

/** An e-mail, ready to leave. All text is plain; nothing in `subject` or an address can end a header. */
export interface MailMessage {
  readonly tenant: string
  readonly to: readonly string[]
  /** Blind copies. */
  readonly bcc: readonly string[]
  readonly subject: string
  readonly text: string
  readonly locale: Locale
  /**
   * The organisation that speaks, with the name, logo and colours to show: that of the group of the record that the message is about.
   * Null where that is in none: the message is your own. The name is text and the logo an `https` or `data:image` address: escape both
   * when you put them into HTML.
   */
  readonly brand: Brand | null
  /** Files that go with it; most messages have none. */
  readonly attachments?: readonly MailAttachment[]
  /**
   * The same for every attempt at the same message, however many workers and crashes there were: hand it to your provider, or
   * keep those that left, so that a message leaves once.
   */
  readonly idempotencyKey: string
}

/**
 * How e-mails leave. `send` answers once the message is accepted. A refusal (`refuse(…)`) says that it will never be: the run has
 * failed. Any other error is tried again later.
 *
 * @example
 * ```ts
 * const mailer: Mailer = {
 *   async send({ to, bcc, subject, text, brand, attachments = [], idempotencyKey }) {
 *     const from = brand === null ? 'Maison' : brand.name
 *     await provider.send({ from, to, bcc, subject, text, attachments }, { headers: { 'Idempotency-Key': idempotencyKey } })
 *   },
 * }
 * ```
 */
export interface Mailer {
  send(message: MailMessage): Promise<void>
}

export const NO_MAILER = 'No mailer was given, so that no e-mail can leave. Give one to createClientele.'
