import { defineProblems, type Localized } from '../../kernel'

export const problem = defineProblems({
  'query.rules_cannot_say': {
    en: 'Groups of rules cannot say {what}. Keep these criteria as they are.',
    fr: 'Les groupes de règles ne savent pas dire {what}. Gardez ces critères tels quels.',
  },
  'query.rule_not_read': {
    en: 'This rule cannot be read as criteria: {why}.',
    fr: 'Cette règle ne peut pas être lue comme un critère : {why}.',
  },
})

/** What only criteria can say. */
export const UNSAYABLE = {
  range: { en: 'a range told from now', fr: 'une période relative' },
  reference: {
    en: 'a value that is told from now or from who asks',
    fr: 'une valeur relative au moment ou à qui demande',
  },
  mixture: { en: 'a list of values and fields at once', fr: 'une liste de valeurs et de champs à la fois' },
  emptiness: { en: 'a combination of nothing', fr: 'une combinaison de rien' },
  unconditional: { en: 'related records without a condition', fr: 'des fiches liées sans condition' },
  figure: { en: 'a sum, an average, a smallest or a largest', fr: 'une somme, une moyenne, un minimum ou un maximum' },
  impossible: { en: 'a count below zero', fr: 'un compte inférieur à zéro' },
} as const satisfies Readonly<Record<string, Localized>>

/** What only rules can say. */
export const UNREADABLE = {
  shape: {
    en: 'a group { combinator: "and" or "or", rules } is expected, or rules with "and" or "or" between each two',
    fr: 'un groupe { combinator: "and" ou "or", rules } est attendu, ou des règles avec "and" ou "or" entre chaque paire',
  },
  rule: { en: 'a rule has a field and an operator', fr: 'une règle a un champ et un opérateur' },
  muted: { en: 'it is muted: remove it first', fr: "elle est en sourdine : retirez-la d'abord" },
  operator: { en: 'its operator is not known', fr: "son opérateur n'est pas connu" },
  source: {
    en: 'its value comes from neither a value nor a field',
    fr: "sa valeur ne vient ni d'une valeur ni d'un champ",
  },
  empty: {
    en: 'an empty group means everything to some and nothing to others',
    fr: 'un groupe vide veut tout dire pour les uns et rien pour les autres',
  },
  match: {
    en: 'a match has a mode (all, some, none, atLeast, atMost, exactly), the last three with a whole number',
    fr: 'un match a un mode (all, some, none, atLeast, atMost, exactly), les trois derniers avec un nombre entier',
  },
  toOne: {
    en: 'one related record can only be matched by some or none',
    fr: "une seule fiche liée ne se compare qu'avec some ou none",
  },
} as const satisfies Readonly<Record<string, Localized>>
