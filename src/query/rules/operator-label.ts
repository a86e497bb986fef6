import type { Localized } from '../../kernel'
import type { FieldKind } from '../../model'
import type { Operator } from '../operator'

const LABELS: Readonly<Record<Operator, Localized>> = {
  eq: { fr: 'est', en: 'is' },
  ne: { fr: "n'est pas", en: 'is not' },
  in: { fr: 'est parmi', en: 'is one of' },
  notIn: { fr: "n'est pas parmi", en: 'is none of' },
  lt: { fr: 'est inférieur à', en: 'is less than' },
  lte: { fr: 'est au plus', en: 'is at most' },
  gt: { fr: 'est supérieur à', en: 'is more than' },
  gte: { fr: 'est au moins', en: 'is at least' },
  between: { fr: 'est entre', en: 'is between' },
  within: { fr: 'est au cours de', en: 'is within' },
  contains: { fr: 'contient', en: 'contains' },
  notContains: { fr: 'ne contient pas', en: 'does not contain' },
  startsWith: { fr: 'commence par', en: 'starts with' },
  notStartsWith: { fr: 'ne commence pas par', en: 'does not start with' },
  endsWith: { fr: 'finit par', en: 'ends with' },
  notEndsWith: { fr: 'ne finit pas par', en: 'does not end with' },
  has: { fr: 'comporte', en: 'has' },
  hasAny: { fr: "comporte l'un de", en: 'has any of' },
  hasAll: { fr: 'comporte tous', en: 'has all of' },
  hasNone: { fr: 'ne comporte aucun de', en: 'has none of' },
  isEmpty: { fr: 'est vide', en: 'is empty' },
  isNotEmpty: { fr: "n'est pas vide", en: 'is not empty' },
}

const OF_TIME: Partial<Record<Operator, Localized>> = {
  lt: { fr: 'est avant', en: 'is before' },
  lte: { fr: 'est au plus tard', en: 'is on or before' },
  gt: { fr: 'est après', en: 'is after' },
  gte: { fr: 'est au plus tôt', en: 'is on or after' },
}

/** The words of an operator for a field of a kind, as a list of choices shows them. */
export function operatorLabel(kind: FieldKind, operator: Operator): Localized {
  const ofTime = kind === 'date' || kind === 'instant' ? OF_TIME[operator] : undefined
  return ofTime ?? LABELS[operator]
}
