import { defineProblems } from '../kernel'

export const problem = defineProblems({
  'rights.profile_unknown': {
    en: 'There is no profile {profile}. Profiles: {known}.',
    fr: "Il n'y a pas de profil {profile}. Profils : {known}.",
  },
  'rights.profile_built_in': {
    en: 'The profile {profile} is built in and stays as it is. Define one under another code.',
    fr: "Le profil {profile} existe d'office et reste tel qu'il est. Définissez-en un sous un autre code.",
  },
  'rights.user_unknown': {
    en: 'There is no user {user}. Choose one who exists.',
    fr: "Il n'y a pas d'utilisateur {user}. Choisissez-en un qui existe.",
  },
  'rights.profile_needed': {
    en: 'The user {user} has no profile yet. Give one in the same call.',
    fr: "L'utilisateur {user} n'a pas encore de profil. Donnez-en un dans le même appel.",
  },
  'rights.named_twice': {
    en: '{name} is named twice. Name it once.',
    fr: '{name} est nommé deux fois. Nommez-le une fois.',
  },
  'rights.last_administrator': {
    en: 'The user {user} is the last administrator. Make somebody else administrator first.',
    fr: "L'utilisateur {user} est le dernier administrateur. Nommez d'abord un autre administrateur.",
  },
  'rights.last_administrator_profile': {
    en: 'The last administrators have the profile {profile}. Make somebody else administrator first.',
    fr: "Les derniers administrateurs ont le profil {profile}. Nommez d'abord un autre administrateur.",
  },
  'rights.not_held': {
    en: 'Nobody gives or takes rights beyond their own, and yours do not hold {missing}. Ask an administrator.',
    fr: 'Nul ne donne ni ne retire plus de droits que les siens, et vous ne détenez pas : {missing}. Demandez à un administrateur.',
  },
})
