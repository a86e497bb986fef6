import { defineProblems } from '../kernel'

export const problem = defineProblems({
  'session.gone': {
    en: 'There is no {entity} {id} that you may see. It may have been removed; reload the list.',
    fr: "Il n'y a pas de {entity} {id} que vous puissiez voir. L'enregistrement a peut-être été supprimé ; rechargez la liste.",
  },
  'session.stale': {
    en: 'This {entity} was changed by somebody else since you read it ({fields}). Read it again, then repeat your change.',
    fr: 'Cet enregistrement {entity} a été modifié par quelqu’un d’autre depuis votre lecture ({fields}). Relisez-le, puis refaites votre modification.',
  },
  'session.reaction_loop': {
    en: 'The changes kept causing others after {rounds} rounds ({reactions}). Nothing was written. Look for two rules that undo each other.',
    fr: 'Les modifications en entraînaient toujours d’autres après {rounds} tours ({reactions}). Rien n’a été écrit. Cherchez deux règles qui se contredisent.',
  },
  'session.not_allowed': {
    en: 'You may not {use} this {entity}: {missing}.',
    fr: 'Vous ne pouvez pas {use} cet enregistrement {entity} : {missing}.',
  },
  'session.missing_right': {
    en: 'This needs the right {right}, which your profile {profile} does not give. Ask an administrator.',
    fr: 'Il faut le droit {right}, que votre profil {profile} ne donne pas. Demandez à un administrateur.',
  },
  'session.module_unknown': {
    en: 'There is no module {module} for you. Ask an administrator if you need it.',
    fr: "Il n'y a pas de module {module} pour vous. Demandez à un administrateur si vous en avez besoin.",
  },
  'session.missing_level': {
    en: 'This needs the level {needed} on the module {module}; you have {held}. Ask an administrator.',
    fr: 'Il faut le niveau {needed} sur le module {module} ; vous avez {held}. Demandez à un administrateur.',
  },
  'session.no_actor': {
    en: 'The user {user} is unknown or has no profile, and so may do nothing. Give a profile, or supply one through `actors`.',
    fr: "L'utilisateur {user} est inconnu ou n'a pas de profil, et ne peut donc rien faire. Donnez-lui un profil, ou fournissez-en un par `actors`.",
  },
  'session.bad_actor': {
    en: 'What your identity system says of the user {user} is refused: {reason}',
    fr: "Ce que votre système d'identité dit de l'utilisateur {user} est refusé : {reason}",
  },
  'session.rights_supplied': {
    en: 'Your identity system says what users may do; what is assigned here would have no effect. Change it there.',
    fr: "Votre système d'identité dit ce que les utilisateurs peuvent faire ; ce qui serait attribué ici n'aurait pas d'effet. Modifiez-le là-bas.",
  },
  'session.kernel_entity': {
    en: 'Records of {entity} are kept by the kernel. Use {instead} in place of writing them directly.',
    fr: 'Les enregistrements {entity} sont tenus par le noyau. Utilisez {instead} au lieu de les écrire directement.',
  },
  'session.bad_id': {
    en: '{id} is no identifier. Give a text of 1 to {most} characters.',
    fr: "{id} n'est pas un identifiant. Donnez un texte de 1 à {most} caractères.",
  },
  'session.bad_tenant': {
    en: '{tenant} cannot name a tenant. Give a text of 1 to {most} characters.',
    fr: '{tenant} ne peut pas désigner un locataire. Donnez un texte de 1 à {most} caractères.',
  },
  'session.bad_limit': {
    en: 'A page holds from 1 to {most} records, not {limit}. Use stream() to read more.',
    fr: 'Une page contient de 1 à {most} enregistrements, et non {limit}. Utilisez stream() pour en lire plus.',
  },
  'session.bad_order': {
    en: 'Records of {entity} cannot be ordered by {field}. Fields: {known}.',
    fr: 'Les enregistrements {entity} ne peuvent pas être triés par {field}. Champs : {known}.',
  },
  'session.bad_field': {
    en: '{entity} has no field {field}. Fields: {known}.',
    fr: "{entity} n'a pas de champ {field}. Champs : {known}.",
  },
  'session.unknown_reference': {
    en: 'The {field} names {entity} {id}, which is not there. Choose one that exists.',
    fr: "{field} désigne {entity} {id}, qui n'existe pas. Choisissez un enregistrement existant.",
  },
  'session.id_is_fixed': {
    en: 'The identifier of {entity} cannot change. Leave `id` out.',
    fr: "L'identifiant de {entity} ne peut pas changer. N'envoyez pas `id`.",
  },
  'session.id_is_made': {
    en: 'The database makes the identifiers of {entity}. Leave `id` out.',
    fr: "La base de données fait elle-même les identifiants de {entity}. N'envoyez pas `id`.",
  },
  'session.id_misfit': {
    en: 'The table of {entity} cannot hold the identifier {id}. Give one of its kind.',
    fr: "La table de {entity} ne peut pas contenir l'identifiant {id}. Donnez-en un de la même forme.",
  },
  'session.hidden_field': {
    en: 'This takes the field {field} of {entity}, which your profile hides. Ask somebody who sees it.',
    fr: 'Il faut pour cela le champ {field} de {entity}, que votre profil cache. Demandez à quelqu’un qui le voit.',
  },
  'session.read_only_field': {
    en: 'The field {field} of {entity} is read-only for your profile. Leave it as it is, or ask somebody who may change it.',
    fr: 'Le champ {field} de {entity} est en lecture seule pour votre profil. Laissez-le tel quel, ou demandez à quelqu’un qui peut le modifier.',
  },
  'session.fields_withheld': {
    en: 'A new {entity} needs values that your profile does not let you give. Ask somebody who may give them to create it.',
    fr: 'Un nouvel enregistrement {entity} demande des valeurs que votre profil ne vous laisse pas donner. Demandez à quelqu’un qui le peut de le créer.',
  },
  'session.hidden_rule': {
    en: 'This {entity} has a value that your profile hides, and what you give does not go with it. Ask somebody who sees all of it.',
    fr: 'Cet enregistrement {entity} a une valeur que votre profil cache, et ce que vous donnez ne va pas avec elle. Demandez à quelqu’un qui le voit en entier.',
  },
  'session.outside_scope': {
    en: 'After this the {entity} would be outside of what you may manage. Choose a group or an owner within your rights.',
    fr: 'Après cela, cet enregistrement {entity} serait hors de ce que vous pouvez gérer. Choisissez un groupe ou un responsable dans vos droits.',
  },
  'session.two_cursors': {
    en: 'A page is asked either after or before a place, not both.',
    fr: 'Une page se demande après ou avant un endroit, pas les deux.',
  },
  'session.bad_reason': {
    en: 'crm.system(reason) needs a reason in words: it stands in the journal.',
    fr: 'crm.system(raison) demande une raison en toutes lettres : elle figure au journal.',
  },
  'session.unknown_zone': {
    en: 'There is no time zone {zone}. Use an IANA name such as Europe/Paris.',
    fr: "Il n'y a pas de fuseau horaire {zone}. Utilisez un nom IANA comme Europe/Paris.",
  },
  'session.nothing_changed': {
    en: 'Neither the {entity} before nor after the change was given, or it has no id.',
    fr: "Ni l'état avant ni l'état après de {entity} n'a été donné, ou il n'a pas d'identifiant.",
  },
  'session.two_records': {
    en: 'The {entity} before the change has the id {before}, the one after it {after}. Tell of one record at a time.',
    fr: "L'enregistrement {entity} d'avant a l'identifiant {before}, celui d'après {after}. Signalez un enregistrement à la fois.",
  },
  'session.unknown_expectation': {
    en: '{entity} has no field {field} to expect a value of. Fields: {known}.',
    fr: "{entity} n'a pas de champ {field} dont attendre une valeur. Champs : {known}.",
  },
})
