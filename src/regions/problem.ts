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
    en: 'The region {region} is in use: {uses}. Name a replacement, or change these first.',
    fr: "La région {region} est utilisée : {uses}. Nommez une remplaçante, ou modifiez-les d'abord.",
  },
  'region.replaced_by_itself': {
    en: 'The region {replacement} goes with {region}, and cannot take its place. Choose another.',
    fr: 'La région {replacement} part avec {region} et ne peut pas la remplacer. Choisissez-en une autre.',
  },
  'region.overlap': {
    en: 'The group {group} was in the region {region} during that time. Choose other dates, or correct that membership first.',
    fr: "Le groupe {group} était dans la région {region} pendant cette période. Choisissez d'autres dates, ou corrigez d'abord cette appartenance.",
  },
  'region.future_date': {
    en: 'A membership is dated in the past or now, not {date}. Choose a moment that has come.',
    fr: 'Une appartenance est datée du passé ou de maintenant, et non du {date}. Choisissez un moment déjà venu.',
  },
  'region.dates_reversed': {
    en: 'A membership ends after it began, on {from}. Choose a later end.',
    fr: 'Une appartenance finit après avoir commencé, le {from}. Choisissez une fin plus tardive.',
  },
  'region.begins_when': {
    en: 'The end of the membership is given without its beginning. Say from too.',
    fr: "La fin de l'appartenance est donnée sans son début. Indiquez aussi from.",
  },
  'region.before_region': {
    en: 'The region {region} exists since {since}. Choose a later beginning.',
    fr: 'La région {region} existe depuis le {since}. Choisissez un début plus tardif.',
  },
  'region.named_twice': {
    en: 'The region {region} is named twice. Name it once.',
    fr: 'La région {region} est nommée deux fois. Nommez-la une fois.',
  },
  'region.selection_empty': {
    en: 'The selection names no region and no group. Choose at least one.',
    fr: 'La sélection ne nomme ni région ni groupe. Choisissez-en au moins un.',
  },
  'region.selection_unknown': {
    en: 'There is no selection {selection} of yours. Reload your selections.',
    fr: "Vous n'avez pas de sélection {selection}. Rechargez vos sélections.",
  },
  'region.selection_name_taken': {
    en: 'You already have a selection called {name}. Choose another name.',
    fr: 'Vous avez déjà une sélection nommée {name}. Choisissez un autre nom.',
  },
})
