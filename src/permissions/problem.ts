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
  'rights.field_entity': {
    en: 'A profile rules the fields of the entities of your model, and {entity} is none of them. Entities: {known}.',
    fr: "Un profil règle les champs des entités de votre modèle, et {entity} n'en est pas une. Entités : {known}.",
  },
  'rights.field_unknown': {
    en: '{entity} has no field {field} to hide or keep read-only. Fields: {known}.',
    fr: "{entity} n'a pas de champ {field} à cacher ou à mettre en lecture seule. Champs : {known}.",
  },
  'rights.field_identity': {
    en: 'The {field} of {entity} is what tells records apart: it is always shown and never changes. Leave it out of the rules.',
    fr: '{field} de {entity} est ce qui distingue les enregistrements : il est toujours montré et ne change jamais. Retirez-le des règles.',
  },
  'rights.manager_cycle': {
    en: '{manager} reports to {user}, or is the same person, and so cannot be the manager. Choose somebody who does not.',
    fr: '{manager} dépend de {user}, ou est la même personne, et ne peut donc pas en être responsable. Choisissez quelqu’un d’autre.',
  },
  'rights.module_unknown': {
    en: 'There is no module {module}. Modules: {known}.',
    fr: "Il n'y a pas de module {module}. Modules : {known}.",
  },
  'rights.module_stays_on': {
    en: 'The module {module} cannot be switched off: without it nobody could switch it on again. Lower its level in the profiles.',
    fr: 'Le module {module} ne peut pas être désactivé : sans lui, personne ne pourrait le réactiver. Abaissez son niveau dans les profils.',
  },
  'share.entity_closed': {
    en: 'Records of {entity} are not shared one by one: neither a group nor a person holds them. Give the module instead.',
    fr: 'Les enregistrements {entity} ne se partagent pas un à un : ils ne sont ni à un groupe ni à une personne. Donnez plutôt le module.',
  },
  'share.record_unknown': {
    en: 'There is no {entity} {id} that you may share. It may have been removed; reload the list.',
    fr: "Il n'y a pas de {entity} {id} que vous puissiez partager. L'enregistrement a peut-être été supprimé ; rechargez la liste.",
  },
  'share.not_yours': {
    en: 'You have the {entity} {id} by a share. Who manages it by their own rights shares it; ask them.',
    fr: 'Vous avez {entity} {id} par un partage. Seul qui le gère par ses propres droits le partage ; demandez-lui.',
  },
  'share.with_oneself': {
    en: '{user} is you. Share with others.',
    fr: "{user}, c'est vous. Partagez avec d'autres.",
  },
  'share.expiry_past': {
    en: 'The share would have ended on {expiresAt}, before it began. Give a moment to come, or none.',
    fr: "Le partage se serait terminé le {expiresAt}, avant d'avoir commencé. Donnez un moment à venir, ou aucun.",
  },
  'share.not_there': {
    en: 'The {entity} {id} is not shared with {user}. Read the shares again.',
    fr: "{entity} {id} n'est pas partagé avec {user}. Relisez les partages.",
  },
  'share.owner_stays': {
    en: 'You work on this {entity} by a share: its {field} says whose it is or what it belongs to, and is not yours to change. Ask who shared it with you.',
    fr: "Vous travaillez sur cet enregistrement {entity} par un partage : {field} dit à qui ou à quoi il appartient, et ce n'est pas à vous de le changer. Demandez à qui l'a partagé avec vous.",
  },
  'share.stale': {
    en: 'What is shared with {user} was changed by somebody else since you read it. Read the shares again, then repeat your change.',
    fr: "Ce qui est partagé avec {user} a été modifié par quelqu'un d'autre depuis votre lecture. Relisez les partages, puis refaites votre modification.",
  },
  'rights.not_held': {
    en: 'Nobody gives or takes rights beyond their own, and yours do not hold {missing}. Ask an administrator.',
    fr: 'Nul ne donne ni ne retire plus de droits que les siens, et vous ne détenez pas : {missing}. Demandez à un administrateur.',
  },
})
