import { defineProblems } from '../kernel'

export const problem = defineProblems({
  'communication.title_empty': {
    en: 'An announcement needs a title.',
    fr: 'Une annonce a besoin d’un titre.',
  },
  'communication.title_too_long': {
    en: 'The title has {length} characters; at most {most} fit. Shorten it.',
    fr: 'Le titre a {length} caractères ; il en tient {most} au plus. Raccourcissez-le.',
  },
  'communication.reversed': {
    en: 'The announcement would end on {endsOn}, before it starts on {startsOn}. Swap the dates, or leave the end out.',
    fr: 'L’annonce finirait le {endsOn}, avant de commencer le {startsOn}. Inversez les dates, ou ne donnez pas de fin.',
  },
  'communication.link_refused': {
    en: 'The link {link} is refused: give the address of a web page, such as www.site.fr or https://www.site.fr/page.',
    fr: 'Le lien {link} est refusé : donnez l’adresse d’une page web, par exemple www.site.fr ou https://www.site.fr/page.',
  },
  'communication.list_unknown': {
    en: 'There is no distribution list {list}.',
    fr: 'Il n’y a pas de liste de diffusion {list}.',
  },
  'communication.list_everyone': {
    en: 'The list {list} is always everyone: nobody can be added to it or taken off. Make another list.',
    fr: 'La liste {list} comprend toujours tout le monde : on ne peut ni y ajouter ni en retirer personne. Créez une autre liste.',
  },
  'communication.user_unknown': {
    en: 'There is no user {user} to put on a list.',
    fr: 'Il n’y a pas d’utilisateur {user} à mettre sur une liste.',
  },
  'communication.list_dynamic': {
    en: 'Who is on the list {list} follows from its composition: nobody can be added to it or taken off. Change its composition, or make a list of chosen users.',
    fr: 'Les membres de la liste {list} découlent de sa composition : on ne peut ni y ajouter ni en retirer personne. Changez sa composition, ou créez une liste d’utilisateurs choisis.',
  },
  'communication.list_not_dynamic': {
    en: 'The list {list} takes no composition. Create a dynamic list.',
    fr: 'La liste {list} ne prend pas de composition. Créez une liste dynamique.',
  },
  'communication.list_two_kinds': {
    en: 'A list has chosen members or a composition, not both. Name the users in a part of the composition.',
    fr: 'Une liste a des membres choisis ou une composition, pas les deux. Nommez les utilisateurs dans un élément de la composition.',
  },
  'communication.list_stays': {
    en: 'The list {list} is there from the start and stays. It can be renamed.',
    fr: 'La liste {list} existe dès le départ et reste. Elle peut être renommée.',
  },
  'communication.list_in_use': {
    en: 'The list {list} is used by {uses}. Take it out of these first, or wait for the announcements to end.',
    fr: 'La liste {list} est utilisée par {uses}. Retirez-la d’abord de là, ou attendez la fin des annonces.',
  },
  'communication.list_circle': {
    en: 'The list would contain itself: {line}. Take it out of one of these.',
    fr: 'La liste se contiendrait elle-même : {line}. Retirez-la de l’une de celles-ci.',
  },
  'communication.list_beyond_rights': {
    en: 'Who is on the list follows from related records of which you do not see all, so its members are not yours to know. Ask somebody who sees them.',
    fr: 'Les membres de la liste découlent d’enregistrements liés que vous ne voyez pas tous : ils ne vous sont pas visibles. Demandez à quelqu’un qui les voit.',
  },
  'communication.composition_empty': {
    en: 'Nobody would be on the list. Say in `include` who is.',
    fr: 'Personne ne serait sur la liste. Dites dans `include` qui y est.',
  },
  'communication.part_unknown': {
    en: 'A part of a composition is one of: users, criteria, query, regions and groups, list. Give one of these.',
    fr: 'Un élément de composition est l’un de : users, criteria, query, regions et groups, list. Donnez l’un de ceux-là.',
  },
  'communication.composition_too_large': {
    en: 'With all that it names, the list {list} asks {questions} questions; at most {most} are possible. Simplify its criteria, or put users on a list of chosen users.',
    fr: 'Avec tout ce qu’elle nomme, la liste {list} pose {questions} questions ; {most} au plus sont possibles. Simplifiez ses critères, ou mettez des utilisateurs sur une liste d’utilisateurs choisis.',
  },
  'communication.composition_reference': {
    en: 'Who is on a list cannot depend on who asks, such as me, my groups or a field of mine. Name the user, the groups or the regions.',
    fr: 'Les membres d’une liste ne peuvent pas dépendre de qui demande, comme moi, mes groupes ou un de mes champs. Nommez l’utilisateur, les groupes ou les régions.',
  },
  'communication.query_not_users': {
    en: 'The query {name} is about {entity}, and a list is of users. Name a query about users.',
    fr: 'La requête {name} porte sur {entity}, et une liste est faite d’utilisateurs. Nommez une requête sur les utilisateurs.',
  },
  'communication.query_gone': {
    en: 'The query {query} that the list asks is not there any more. Change its composition.',
    fr: 'La requête {query} que la liste utilise n’est plus là. Changez sa composition.',
  },
  'communication.no_users': {
    en: 'The model has no users to make a dynamic list of. Say in the roles given to defineModel who plays the user.',
    fr: 'Le modèle n’a pas d’utilisateurs dont faire une liste dynamique. Dites dans les rôles donnés à defineModel qui joue l’utilisateur.',
  },
  'communication.no_user_groups': {
    en: 'Users of this model have no group, so regions and groups say nothing of them. Use criteria.',
    fr: 'Les utilisateurs de ce modèle n’ont pas de groupe : régions et groupes n’en disent rien. Utilisez des critères.',
  },
})
