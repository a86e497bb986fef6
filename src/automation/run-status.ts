import type { Localized } from '../kernel'

/** Where a run stands. Only a pending one has a due time to be claimed by. */
export const RUN_STATUSES = {
  pending: { fr: 'En attente', en: 'Pending' },
  done: { fr: 'Faite', en: 'Done' },
  skipped: { fr: 'Passée', en: 'Skipped' },
  cancelled: { fr: 'Annulée', en: 'Cancelled' },
  failed: { fr: 'Échouée', en: 'Failed' },
} as const satisfies Readonly<Record<string, Localized>>

export type RunStatus = keyof typeof RUN_STATUSES

/** Why a run was not done. */
export const RUN_REASONS = {
  automationOff: { fr: "L'automatisation a été désactivée", en: 'The automation was switched off' },
  automationRemoved: { fr: "L'automatisation a été supprimée", en: 'The automation was deleted' },
  automationEdited: { fr: "L'automatisation a été modifiée", en: 'The automation was edited' },
  subjectRemoved: { fr: "L'enregistrement a été supprimé", en: 'The record was deleted' },
  dateEmptied: { fr: 'La date a été effacée', en: 'The date was emptied' },
  dateMoved: { fr: 'La date a changé', en: 'The date was moved' },
  past: { fr: "L'échéance était déjà passée", en: 'It was already past when planned' },
  condition: { fr: "La condition n'était pas remplie", en: 'The condition did not hold' },
  noRecipient: { fr: 'Aucun destinataire joignable', en: 'Nobody to send it to' },
  noConsent: { fr: "Le destinataire n'y a pas consenti", en: 'The recipient has not consented to it' },
  leftSegment: { fr: "L'enregistrement avait quitté le segment", en: 'The record had left the segment' },
  backInSegment: { fr: "L'enregistrement était revenu dans le segment", en: 'The record was back in the segment' },
  noEvent: { fr: "Il n'y a pas d'événement", en: 'There is no event' },
  refused: { fr: 'Refusée', en: 'Refused' },
  gaveUp: { fr: 'Abandonnée après plusieurs essais', en: 'Given up after several attempts' },
} as const satisfies Readonly<Record<string, Localized>>

export type RunReason = keyof typeof RUN_REASONS
