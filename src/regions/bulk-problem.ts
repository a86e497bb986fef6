import { defineProblems } from '../kernel'

export const problem = defineProblems({
  'bulk.unknown': {
    en: 'There is no bulk action {action} of yours. Reload the list.',
    fr: "Vous n'avez pas d'action groupée {action}. Rechargez la liste.",
  },
  'bulk.kind_unknown': {
    en: 'There is no bulk action called {kind}. There are: {known}.',
    fr: "Il n'y a pas d'action groupée {kind}. Il y a : {known}.",
  },
  'bulk.kind_reserved': {
    en: 'The bulk action {kind} is ready made. Register yours under another name.',
    fr: "L'action groupée {kind} existe déjà. Enregistrez la vôtre sous un autre nom.",
  },
  'bulk.over_what': {
    en: 'A bulk action runs over a selection of groups, over records or over the result of a query: name one of the three.',
    fr: "Une action groupée porte sur une sélection de groupes, sur des enregistrements ou sur le résultat d'une requête : nommez l'un des trois.",
  },
  'bulk.not_json': {
    en: 'What the action takes is kept as JSON, and this is none. Give plain values.',
    fr: "Ce que prend l'action est conservé en JSON, et ceci n'en est pas. Donnez des valeurs simples.",
  },
  'bulk.nothing': {
    en: 'There is nothing in it that you may see. Choose something else.',
    fr: "Il n'y a rien dedans que vous puissiez voir. Choisissez autre chose.",
  },
  'bulk.misfit': {
    en: 'The action {kind} is for {wanted}, not for {given}. Choose another action, or other records.',
    fr: "L'action {kind} porte sur {wanted}, et non sur {given}. Choisissez une autre action, ou d'autres enregistrements.",
  },
  'bulk.no_group': {
    en: 'Records of {entity} belong to no group. Choose an entity whose records do.',
    fr: "Les enregistrements {entity} n'appartiennent à aucun groupe. Choisissez une entité dont les enregistrements en ont un.",
  },
  'bulk.beyond': {
    en: 'You may change none of the {count} records that are meant here. Ask somebody who may.',
    fr: "Vous ne pouvez modifier aucun des {count} enregistrements concernés ici. Demandez à quelqu'un qui le peut.",
  },
  'bulk.failed': {
    en: 'The action failed: {reason}. Nothing of this item was written; it can be tried again.',
    fr: "L'action a échoué : {reason}. Rien n'a été écrit pour cet élément ; elle peut être relancée.",
  },
})
