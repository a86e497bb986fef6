import { defineProblems } from '../../kernel'

export const problem = defineProblems({
  'reports.export_unknown': {
    en: 'There is no recurring export {export} that you may see. It may have been removed; reload the list.',
    fr: "Il n'y a pas d'export récurrent {export} que vous puissiez voir. Il a peut-être été supprimé ; rechargez la liste.",
  },
  'reports.export_not_owner': {
    en: 'The recurring export {name} is mailed to somebody else, and only they may change it. Switch it off, or make one of your own.',
    fr: "L'export récurrent {name} est envoyé à quelqu'un d'autre, qui seul peut le modifier. Désactivez-le, ou faites-en un à vous.",
  },
  'reports.export_without_owner': {
    en: 'A recurring export reads as its owner and is mailed to them: create it as a user.',
    fr: 'Un export récurrent lit au nom de son propriétaire et lui est envoyé : créez-le en tant qu’utilisateur.',
  },
  'reports.export_too_large': {
    en: 'The file {file} is larger than the {most} bytes that may be mailed. Narrow the query, or choose fewer groups or columns; `largestAttachment` of createClientele raises the limit.',
    fr: 'Le fichier {file} dépasse les {most} octets qui peuvent être envoyés. Resserrez la requête, ou choisissez moins de groupes ou de colonnes ; `largestAttachment` de createClientele relève la limite.',
  },
})
