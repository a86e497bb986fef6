import { defineProblems } from '../kernel'

export const problem = defineProblems({
  'lists.query_unknown': {
    en: 'There is no saved query {query} that you may see.',
    fr: "Il n'y a pas de requête {query} que vous puissiez voir.",
  },
  'lists.not_owner': {
    en: 'The query {name} belongs to somebody else. Save a copy of your own to change it.',
    fr: "La requête {name} appartient à quelqu'un d'autre. Enregistrez-en une copie à vous pour la modifier.",
  },
  'lists.query_in_use': {
    en: 'The query {name} is used by {uses}. Take it out of them first.',
    fr: 'La requête {name} est utilisée par {uses}. Retirez-la de là d’abord.',
  },
  'lists.shared_reference': {
    en: 'A shared query may not say {variable}: it would differ for each who runs it. Name the regions or groups instead, or keep it private.',
    fr: 'Une requête partagée ne peut pas dire {variable} : cela changerait avec chacun. Nommez plutôt les régions ou les groupes, ou gardez-la privée.',
  },
  'lists.no_owner': {
    en: 'The query says {variable}, but the system saves it and it has no owner. Name the user, or save it as a user.',
    fr: "La requête dit {variable}, mais le système l'enregistre et elle n'a pas de propriétaire. Nommez l'utilisateur, ou enregistrez-la en tant qu'utilisateur.",
  },
  'lists.display_field': {
    en: '{entity} has no field {field} to {use}. Fields: {known}.',
    fr: "{entity} n'a pas de champ {field} à {use}. Champs : {known}.",
  },
  'lists.display_twice': {
    en: 'The field {field} stands twice. Keep one.',
    fr: 'Le champ {field} figure deux fois. Gardez-en un.',
  },
  'lists.no_accounts': {
    en: 'The model has no entity that plays the account, so there are no lists of accounts. Name it in the roles of the model.',
    fr: "Aucune entité du modèle ne joue le rôle du compte : il n'y a donc pas de listes de comptes. Nommez-la dans les rôles du modèle.",
  },
  'lists.list_empty': {
    en: 'A list is made of a status, of tags, or of both. Name at least one.',
    fr: "Une liste se fait d'un statut, d'étiquettes, ou des deux. Nommez-en au moins un.",
  },
  'lists.status_unknown': {
    en: 'There is no account status {code}. Statuses: {known}.',
    fr: "Il n'y a pas de statut de compte {code}. Statuts : {known}.",
  },
  'lists.status_archived': {
    en: 'The account status {code} is archived: records keep it, none takes it. Choose another, or take it out of the archive.',
    fr: "Le statut de compte {code} est archivé : des enregistrements le gardent, aucun ne le prend. Choisissez-en un autre, ou sortez-le de l'archive.",
  },
  'lists.status_taken': {
    en: 'There is an account status {code} already. Choose another code.',
    fr: 'Il y a déjà un statut de compte {code}. Choisissez un autre code.',
  },
  'lists.status_in_use': {
    en: 'The account status {code} is held by {holders}. Name the status they move to, or archive it.',
    fr: "Le statut de compte {code} est porté par {holders}. Nommez le statut qu'ils prendront, ou archivez-le.",
  },
  'lists.status_default': {
    en: 'New records take the account status {code} where none is said. Change that in the model first.',
    fr: "Les nouveaux enregistrements prennent le statut de compte {code} quand aucun n'est dit. Changez d'abord cela dans le modèle.",
  },
  'lists.tag_unknown': {
    en: 'There is no tag {code}. Add it first. Tags: {known}.',
    fr: "Il n'y a pas d'étiquette {code}. Ajoutez-la d'abord. Étiquettes : {known}.",
  },
  'lists.tag_archived': {
    en: 'The tag {code} is archived: records keep it, none takes it. Choose another, or take it out of the archive.',
    fr: "L'étiquette {code} est archivée : des enregistrements la gardent, aucun ne la prend. Choisissez-en une autre, ou sortez-la de l'archive.",
  },
  'lists.tag_taken': {
    en: 'There is a tag {code} already. Choose another code.',
    fr: 'Il y a déjà une étiquette {code}. Choisissez un autre code.',
  },
  'lists.tag_in_use': {
    en: 'The tag {code} is on {holders}. Merge it into another, take it off them, or archive it.',
    fr: "L'étiquette {code} est sur {holders}. Fusionnez-la dans une autre, retirez-la, ou archivez-la.",
  },
  'lists.into_itself': {
    en: '{code} cannot take the place of itself. Name another.',
    fr: '{code} ne peut pas se remplacer soi-même. Nommez-en un autre.',
  },
  'lists.code_twice': {
    en: '{code} stands twice. Keep one.',
    fr: '{code} figure deux fois. Gardez-en un.',
  },
  'lists.no_tags': {
    en: 'Records of {entity} carry no tags.',
    fr: "Les enregistrements {entity} ne portent pas d'étiquettes.",
  },
  'lists.tagging_which': {
    en: 'Say which records: `entity` with `ids`, `entity` with criteria (`where`), or a saved `query`. One of the three.',
    fr: "Dites quels enregistrements : `entity` avec `ids`, `entity` avec des critères (`where`), ou une requête (`query`). L'un des trois.",
  },
  'lists.tagging_nothing': {
    en: 'Say which tags to put on (`add`) or to take off (`remove`).',
    fr: 'Dites quelles étiquettes mettre (`add`) ou retirer (`remove`).',
  },
  'lists.tagging_both': {
    en: 'The tag {code} is to be both put on and taken off. Keep one.',
    fr: "L'étiquette {code} est à la fois à mettre et à retirer. Gardez l'un des deux.",
  },
  'lists.record_unknown': {
    en: 'There is no {entity} {id} that you may change.',
    fr: "Il n'y a pas de {entity} {id} que vous puissiez modifier.",
  },
  'lists.segment_unknown': {
    en: 'There is no segment {segment} that you may see.',
    fr: "Il n'y a pas de segment {segment} que vous puissiez voir.",
  },
  'lists.segment_there': {
    en: 'The query {name} is followed by a segment already. Use that one.',
    fr: 'La requête {name} est déjà suivie par un segment. Utilisez celui-là.',
  },
  'lists.segment_in_use': {
    en: 'The segment {name} is used by {uses}. Take it out of them first.',
    fr: 'Le segment {name} est utilisé par {uses}. Retirez-le de là d’abord.',
  },
  'lists.segment_not_owner': {
    en: 'The segment {name} belongs to somebody else.',
    fr: "Le segment {name} appartient à quelqu'un d'autre.",
  },
  'lists.segment_reference': {
    en: 'A segment cannot follow what depends on who asks, such as my groups or a field of mine. Name the regions or groups instead.',
    fr: 'Un segment ne peut pas suivre ce qui dépend de qui demande, comme mes groupes ou un de mes champs. Nommez plutôt les régions ou les groupes.',
  },
  'lists.segment_untraceable': {
    en: 'A segment cannot follow {entity}: the kernel keeps these records itself and does not tell each change of them. Run the query instead.',
    fr: 'Un segment ne peut pas suivre {entity} : le noyau tient ces enregistrements lui-même et ne dit pas chacun de leurs changements. Exécutez plutôt la requête.',
  },
  'lists.segment_beyond_rights': {
    en: 'The segment {name} asks about related records of which you do not see all, so its members are not yours to see. Run its query: it answers with what you may see.',
    fr: 'Le segment {name} porte sur des enregistrements liés que vous ne voyez pas tous : ses membres ne vous sont pas visibles. Exécutez sa requête : elle répond par ce que vous pouvez voir.',
  },
  'lists.segment_place': {
    en: 'There is no event at {through} in the segment {name} yet. Acknowledge what was read.',
    fr: "Il n'y a pas encore de mouvement à {through} dans le segment {name}. Acquittez ce qui a été lu.",
  },
})
