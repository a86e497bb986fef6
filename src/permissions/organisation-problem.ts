import { defineProblems } from '../kernel'

export const problem = defineProblems({
  'organisation.unknown': {
    en: 'There is no organisation {organisation}. Choose one that exists.',
    fr: "Il n'y a pas d'organisation {organisation}. Choisissez-en une qui existe.",
  },
  'organisation.beyond': {
    en: 'This reaches beyond your organisation. Ask an administrator whom no organisation bounds.',
    fr: "Cela dépasse votre organisation. Demandez à un administrateur qu'aucune organisation ne limite.",
  },
  'organisation.cycle': {
    en: 'The organisation {organisation} would be below itself. Choose another place.',
    fr: "L'organisation {organisation} serait au-dessous d'elle-même. Choisissez un autre endroit.",
  },
  'organisation.name_taken': {
    en: 'Another organisation is called {name} in the same place. Choose another name.',
    fr: "Une autre organisation s'appelle {name} au même endroit. Choisissez un autre nom.",
  },
  'organisation.id_twice': {
    en: 'Another organisation has the identifier {organisation}. Give it its own.',
    fr: "Une autre organisation a l'identifiant {organisation}. Donnez-lui le sien.",
  },
  'organisation.group_twice': {
    en: 'The group {group} is named twice. Name it once.',
    fr: 'Le groupe {group} est nommé deux fois. Nommez-le une fois.',
  },
  'organisation.group_not_in': {
    en: 'The group {group} is not in the organisation {organisation} itself. Reload the organisation.',
    fr: "Le groupe {group} n'est pas dans l'organisation {organisation} elle-même. Rechargez l'organisation.",
  },
  'organisation.in_use': {
    en: 'The organisation {organisation} is in use: {uses}. Change these first, or name the organisation that takes its place.',
    fr: "L'organisation {organisation} est utilisée : {uses}. Modifiez-les d'abord, ou nommez l'organisation qui la remplace.",
  },
  'organisation.logo_refused': {
    en: 'The logo {logo} is refused. Give an https address, or a PNG, JPEG, GIF or WebP image as a data: address of at most {most} characters.',
    fr: 'Le logo {logo} est refusé. Donnez une adresse https, ou une image PNG, JPEG, GIF ou WebP comme adresse data: de {most} caractères au plus.',
  },
  'organisation.colour_refused': {
    en: 'The colour {word} ({colour}) is refused. Give at most {most} colours, each under a word such as primary, written as #1a2b3c.',
    fr: 'La couleur {word} ({colour}) est refusée. Donnez au plus {most} couleurs, chacune sous un mot comme primary, écrite comme #1a2b3c.',
  },
})
