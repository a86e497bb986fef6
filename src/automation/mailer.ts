import type { Locale } from '../kernel'

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
 *   async send({ to, bcc, subject, text, idempotencyKey }) {
 *     await provider.send({ to, bcc, subject, text }, { headers: { 'Idempotency-Key': idempotencyKey } })
 *   },
 * }
 * ```
 */
export interface Mailer {
  send(message: MailMessage): Promise<void>
}
