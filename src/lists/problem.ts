import { defineProblems } from '../kernel'

export const problem = defineProblems({
  'lists.query_unknown': {
    en: 'There is no saved query {query} that you may see.',
    fr: "Il n'y a pas de requête {query} que vous puissiez voir.",
  },
  'lists.not_owner': {
    en: 'The query {name} belongs to somebody else. Save a copy of your own to change it.',
    fr: "La requête {name} appartient à quelqu'un d'autre. Enregistrez-en une copie à vous pour la modifier.",
  },
  'lists.display_field': {
    en: '{entity} has no field {field} to {use}. Fields: {known}.',
    fr: "{entity} n'a pas de champ {field} à {use}. Champs : {known}.",
  },
  'lists.display_twice': {
    en: 'The field {field} stands twice. Keep one.',
    fr: 'Le champ {field} figure deux fois. Gardez-en un.',
  },
})
