import { defineProblems } from '../kernel'

export const problem = defineProblems({
  'reports.range_unknown': {
    en: 'There is no period {range}. Use one of {known}, or a range of your own.',
    fr: "Il n'y a pas de période {range}. Utilisez l'une des suivantes : {known}, ou une plage à vous.",
  },
  'reports.field_misfit': {
    en: 'The report cannot use the field {field} of {entity} as {use}. Fields that fit: {known}.',
    fr: 'Le rapport ne peut pas utiliser le champ {field} de {entity} comme {use}. Champs possibles : {known}.',
  },
  'reports.name_twice': {
    en: 'Two columns of the report are called {name}. Rename one.',
    fr: "Deux colonnes du rapport s'appellent {name}. Renommez-en une.",
  },
  'reports.time_missing': {
    en: 'A period, a time bucket or a comparison needs the field that says when: name it in `time`.',
    fr: 'Une période, un découpage du temps ou une comparaison demande le champ qui dit quand : nommez-le dans `time`.',
  },
  'reports.range_missing': {
    en: 'A time bucket or a comparison needs a period: give a `range`.',
    fr: 'Un découpage du temps ou une comparaison demande une période : donnez un `range`.',
  },
  'reports.no_group': {
    en: 'Records of {entity} belong to no group that you see, and so to no region. Choose an entity whose records do.',
    fr: "Les enregistrements {entity} n'appartiennent à aucun groupe que vous voyiez, donc à aucune région. Choisissez une entité dont les enregistrements en ont un.",
  },
  'reports.source_unknown': {
    en: 'There is no source of assignments {source}. Sources: {known}.',
    fr: "Il n'y a pas de source d'affectation {source}. Sources : {known}.",
  },
  'reports.file_too_large': {
    en: 'The workbook would be larger than a workbook can be (4 GiB). Narrow what is exported, or ask for CSV.',
    fr: "Le classeur dépasserait ce qu'un classeur peut contenir (4 Gio). Restreignez l'export, ou demandez du CSV.",
  },
  'reports.no_conversations': {
    en: 'No entity of the model plays the role of conversation: assignments cannot be recorded.',
    fr: 'Aucune entité du modèle ne joue le rôle de conversation : les affectations ne peuvent pas être enregistrées.',
  },
  'reports.conversation_unknown': {
    en: 'There is no conversation {conversation} that you may assign.',
    fr: "Il n'y a pas de conversation {conversation} que vous puissiez affecter.",
  },
  'reports.assignee_unknown': {
    en: 'There is no user {user} to assign a conversation to.',
    fr: "Il n'y a pas d'utilisateur {user} à qui affecter une conversation.",
  },
  'reports.reference_unknown': {
    en: '{field} names {id}, which is not there or not for you to see. Choose a record that exists.',
    fr: "{field} désigne {id}, qui n'existe pas ou ne vous est pas visible. Choisissez un enregistrement existant.",
  },
})
