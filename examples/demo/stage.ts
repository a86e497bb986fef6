import type {
  Clientele,
  crmEntities,
  Locale,
  Localized,
  MailMessage,
  Session,
  TestClock,
  KernelEntities,
} from 'clientele'
import type { Section } from './page'
import type { Scene } from './business'
import type { Region } from './geography'

export type Crm = Clientele<typeof crmEntities>
export type CrmSession = Session<typeof crmEntities & KernelEntities>

/** What the steps of the story share. */
export interface Stage {
  readonly crm: Crm
  readonly clock: TestClock
  readonly locale: Locale
  readonly france: readonly Region[]
  readonly scene: Scene
  /** The first user, and so the administrator. */
  readonly admin: () => Promise<CrmSession>
  /** What left by e-mail. */
  readonly mailbox: readonly MailMessage[]
  readonly sections: Section[]
  /** Tells something, in the language asked for. */
  tell(words: Localized): void
  /** A result that the step vouches for; the demonstration fails where it does not hold. */
  check(holds: boolean, words: Localized): void
}

export interface Step {
  readonly title: Localized
  run(stage: Stage): Promise<void>
}

export const number = (value: number, locale: Locale): string =>
  new Intl.NumberFormat(locale === 'fr' ? 'fr-FR' : 'en-GB').format(value)
