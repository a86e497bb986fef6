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
})
