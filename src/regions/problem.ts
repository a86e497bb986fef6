import { defineProblems } from '../kernel'

export const problem = defineProblems({
  'region.unknown': {
    en: 'There is no region {region}. Choose one that exists.',
    fr: "Il n'y a pas de région {region}. Choisissez-en une qui existe.",
  },
  'region.group_unknown': {
    en: 'There is no group {group}. Choose one that exists.',
    fr: "Il n'y a pas de groupe {group}. Choisissez-en un qui existe.",
  },
  'region.no_groups': {
    en: 'The model says nothing of groups, so there is nothing to put in regions. Add an entity for them, or name yours in the role `group`.',
    fr: "Le modèle ne dit rien des groupes : il n'y a rien à mettre dans les régions. Ajoutez une entité pour eux, ou nommez la vôtre dans le rôle `group`.",
  },
  'region.empty': {
    en: 'The region {region} has no group and no sub-region. Give it at least one.',
    fr: "La région {region} n'a ni groupe ni sous-région. Donnez-lui-en au moins un.",
  },
  'region.left_empty': {
    en: 'The region {region} would be left without any group or sub-region. Put another group in it first, or remove the region.',
    fr: "La région {region} n'aurait plus ni groupe ni sous-région. Mettez-y d'abord un autre groupe, ou supprimez la région.",
  },
  'region.too_many': {
    en: 'A call creates at most {most} regions, and a region never contains itself. Split the tree.',
    fr: 'Un appel crée au plus {most} régions, et une région ne se contient jamais elle-même. Découpez l’arborescence.',
  },
  'region.group_twice': {
    en: 'The group {group} is named twice. Name it once.',
    fr: 'Le groupe {group} est nommé deux fois. Nommez-le une fois.',
  },
  'region.group_not_in': {
    en: 'The group {group} is not in the region {region}. Reload the region.',
    fr: "Le groupe {group} n'est pas dans la région {region}. Rechargez la région.",
  },
  'region.id_twice': {
    en: 'Two regions have the identifier {region}. Give each its own.',
    fr: "Deux régions ont l'identifiant {region}. Donnez à chacune le sien.",
  },
  'region.name_taken': {
    en: 'Another region is called {name} in the same place. Choose another name.',
    fr: "Une autre région s'appelle {name} au même endroit. Choisissez un autre nom.",
  },
  'region.cycle': {
    en: 'The region {region} would contain itself: {inside} is inside it. Choose another place.',
    fr: "La région {region} se contiendrait elle-même : {inside} est à l'intérieur. Choisissez un autre endroit.",
  },
  'region.in_use': {
    en: 'The region {region} is in use: {uses}. Change these first.',
    fr: "La région {region} est utilisée : {uses}. Modifiez-les d'abord.",
  },
})
