import { defineProblems } from '../kernel'

export const problem = defineProblems({
  'model.bad_name': {
    en: 'The name {name} cannot be used: a name starts with a letter and holds letters, digits and _, at most 60, and is none of __proto__, constructor, prototype.',
    fr: "Le nom {name} ne convient pas : un nom commence par une lettre et contient des lettres, des chiffres et _, 60 au plus, et n'est ni __proto__, ni constructor, ni prototype.",
  },
  'model.id_missing': {
    en: 'The entity {entity} has no field `id: id()`. Add one.',
    fr: "L'entité {entity} n'a pas de champ `id: id()`. Ajoutez-en un.",
  },
  'model.kind_unknown': {
    en: 'The field {entity}.{field} is not made by a field factory (text(), code(), …), or a wrapper such as {wrapper} hides its kind. Use a factory, with .nullable(), .optional() or .default() at most.',
    fr: "Le champ {entity}.{field} ne vient pas d'une fabrique de champs (text(), code(), …), ou une enveloppe comme {wrapper} cache son genre. Utilisez une fabrique, avec au plus .nullable(), .optional() ou .default().",
  },
  'model.target_unknown': {
    en: 'The {what} {entity}.{name} leads to {target}, which is not an entity of the model. Entities: {known}.',
    fr: "{what} {entity}.{name} mène à {target}, qui n'est pas une entité du modèle. Entités : {known}.",
  },
  'model.relation_field': {
    en: 'The relation {entity}.{name} goes by the field {field}, which is not a reference of {holder} to {target}.',
    fr: "La relation {entity}.{name} passe par le champ {field}, qui n'est pas une référence de {holder} vers {target}.",
  },
  'model.name_twice': {
    en: 'The entity {entity} has both a field and a relation called {name}. Rename one.',
    fr: "L'entité {entity} a un champ et une relation appelés {name}. Renommez l'un des deux.",
  },
  'model.field_unknown': {
    en: '{what} of {entity} names the field {field}, which is not there. Fields: {known}.',
    fr: "{what} de {entity} nomme le champ {field}, qui n'existe pas. Champs : {known}.",
  },
  'model.tenant_missing': {
    en: "The mapped table {table} of {entity} does not say how tenants are told apart. Name the column in `tenant`, or say tenant: 'none'.",
    fr: "La table {table} de {entity} ne dit pas comment distinguer les locataires. Nommez la colonne dans `tenant`, ou dites tenant: 'none'.",
  },
  'model.text_not_searchable': {
    en: 'The text field {entity}.{field} is kept in a table of yours: name the column that holds its folded form (folded), or declare it exact (option `exact` of text).',
    fr: 'Le champ de texte {entity}.{field} est dans une de vos tables : nommez la colonne qui contient sa forme pliée (folded), ou déclarez-le exact (option `exact` de text).',
  },
  'model.codec_misfit': {
    en: 'The codec {codec} does not fit the field {entity}.{field} of kind {kind}.',
    fr: 'Le codec {codec} ne convient pas au champ {entity}.{field} de genre {kind}.',
  },
  'model.role_misfit': {
    en: 'The role {role}.{slot} wants a field of kind {kinds}; {entity} has none called {field}. Say which field it is in the roles given to defineModel.',
    fr: "Le rôle {role}.{slot} demande un champ de genre {kinds} ; {entity} n'en a pas qui s'appelle {field}. Dites lequel dans les rôles donnés à defineModel.",
  },
  'model.path_misfit': {
    en: 'The {what} of {entity}, {path}, is neither a reference to {target} nor a path of to-one relations that ends in one.',
    fr: "{what} de {entity}, {path}, n'est ni une référence vers {target} ni un chemin de relations simples qui y mène.",
  },
  'model.belongs_misfit': {
    en: 'What {entity} belongs to, {path}, is neither a reference nor a path of to-one relations that ends in one. Name the field that refers to it, such as accountId or contact.accountId.',
    fr: "Ce à quoi appartient {entity}, {path}, n'est ni une référence ni un chemin de relations simples qui y mène. Nommez le champ qui y renvoie, comme accountId ou contact.accountId.",
  },
  'model.belongs_cycle': {
    en: 'Records of {entity} would belong to others of their own kind: {line}. Take `belongsTo` away from one of them.',
    fr: "Les enregistrements {entity} appartiendraient à d'autres de leur propre sorte : {line}. Retirez `belongsTo` de l'une d'elles.",
  },
  'model.entity_unknown': {
    en: 'There is no entity {entity} in the model. Entities: {known}.',
    fr: "Il n'y a pas d'entité {entity} dans le modèle. Entités : {known}.",
  },
  'model.entity_reserved': {
    en: 'The kernel keeps an entity called {entity} itself. Give yours another name.',
    fr: 'Le noyau a déjà une entité appelée {entity}. Donnez un autre nom à la vôtre.',
  },
  'record.invalid': {
    en: 'The value of {field} is refused: {reason}.',
    fr: 'La valeur de {field} est refusée : {reason}.',
  },
  'record.unknown_field': {
    en: '{entity} has no field {field}. Fields: {known}.',
    fr: "{entity} n'a pas de champ {field}. Champs : {known}.",
  },
  'text.malformed': {
    en: 'The text holds a NUL character or half of a surrogate pair. Remove it.',
    fr: 'Le texte contient un caractère NUL ou une moitié de paire de substitution. Retirez-le.',
  },
})
