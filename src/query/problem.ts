import { defineProblems } from '../kernel'

export const problem = defineProblems({
  'query.too_deep': {
    en: 'The criteria are nested more than {limit} deep. Flatten them.',
    fr: 'Les critères sont imbriqués sur plus de {limit} niveaux. Aplatissez-les.',
  },
  'query.too_large': {
    en: 'The criteria hold more than {limit} parts. Shorten them.',
    fr: 'Les critères ont plus de {limit} éléments. Raccourcissez-les.',
  },
  'query.list_too_long': {
    en: 'This list has more than {limit} items. Shorten it.',
    fr: 'Cette liste a plus de {limit} éléments. Raccourcissez-la.',
  },
  'query.text_too_long': {
    en: 'This text has more than {limit} characters. Shorten it.',
    fr: 'Ce texte a plus de {limit} caractères. Raccourcissez-le.',
  },
  'query.not_plain': {
    en: 'Criteria are plain JSON data: objects, lists, texts, finite numbers, booleans. Write dates as ISO 8601 texts.',
    fr: 'Les critères sont de simples données JSON : objets, listes, textes, nombres finis, booléens. Écrivez les dates en texte ISO 8601.',
  },
  'query.not_criteria': {
    en: 'Criteria are expected here: an object with a type among {known}.',
    fr: 'Des critères sont attendus ici : un objet dont le type est parmi {known}.',
  },
  'query.unknown_member': {
    en: 'The member {member} has no meaning here; those known are {known}. Remove it.',
    fr: "Le membre {member} n'a pas de sens ici ; ceux connus sont {known}. Retirez-le.",
  },
  'query.member_missing': {
    en: 'The member {member} is missing or is not {expected}.',
    fr: "Le membre {member} manque ou n'est pas {expected}.",
  },
  'query.unknown_version': {
    en: 'Criteria of version {version} are not known; this library reads version {known}.',
    fr: 'Les critères de version {version} ne sont pas connus ; cette bibliothèque lit la version {known}.',
  },
  'query.wrong_entity': {
    en: 'These criteria are about {entity}; criteria about {expected} are expected here.',
    fr: 'Ces critères portent sur {entity} ; des critères sur {expected} sont attendus ici.',
  },
  'query.unknown_field': {
    en: '{entity} has no field {field}. Its fields are {known}.',
    fr: "{entity} n'a pas de champ {field}. Ses champs sont {known}.",
  },
  'query.unknown_relation': {
    en: '{entity} has no relation {relation}. Its relations are {known}.',
    fr: "{entity} n'a pas de relation {relation}. Ses relations sont {known}.",
  },
  'query.unknown_operator': {
    en: 'There is no operator {operator} here. Use one of {known}.',
    fr: "Il n'y a pas d'opérateur {operator} ici. Utilisez l'un de {known}.",
  },
  'query.operator_misfit': {
    en: 'The field {field} ({kind}) cannot be asked {operator}. Use one of {known}.',
    fr: "On ne peut pas demander {operator} au champ {field} ({kind}). Utilisez l'un de {known}.",
  },
  'query.opaque_field': {
    en: 'The field {field} holds opaque data and takes no part in criteria.',
    fr: 'Le champ {field} contient des données opaques et ne peut pas servir de critère.',
  },
  'query.quantifier_misfit': {
    en: 'The relation {relation} cannot be asked {quantifier}. Use one of {known}.',
    fr: "On ne peut pas demander {quantifier} à la relation {relation}. Utilisez l'un de {known}.",
  },
  'query.measure_field': {
    en: '{measure} needs a number or money field of {entity}: one of {known}. A count takes none.',
    fr: "{measure} demande un champ nombre ou montant de {entity} : l'un de {known}. Un compte n'en prend pas.",
  },
  'query.value_missing': {
    en: 'The operator {operator} needs a value; null is none. To find records without a value use isEmpty.',
    fr: "L'opérateur {operator} demande une valeur ; null n'en est pas une. Pour trouver les fiches sans valeur, utilisez isEmpty.",
  },
  'query.value_unexpected': {
    en: 'The operator {operator} takes no value. Remove it.',
    fr: "L'opérateur {operator} ne prend pas de valeur. Retirez-la.",
  },
  'query.value_type': {
    en: '{value} is not a value of {field}: {expected}.',
    fr: "{value} n'est pas une valeur de {field} : {expected}.",
  },
  'query.unknown_code': {
    en: '{field} has no code {value}. Its codes are {known}.',
    fr: "{field} n'a pas de code {value}. Ses codes sont {known}.",
  },
  'query.pattern_empty': {
    en: 'The text {value} says nothing once case, accents and spacing are set aside. Give letters or digits.',
    fr: 'Le texte {value} ne dit plus rien une fois la casse, les accents et les espaces mis de côté. Donnez des lettres ou des chiffres.',
  },
  'query.text_malformed': {
    en: 'The text holds a NUL character or half of a surrogate pair. Remove it.',
    fr: "Le texte contient un caractère NUL ou la moitié d'une paire de substitution. Retirez-le.",
  },
  'query.reference_misfit': {
    en: '{reference} cannot stand for a value of {field} here.',
    fr: '{reference} ne peut pas tenir lieu de valeur de {field} ici.',
  },
  'query.unresolved': {
    en: '{variable} has no value for whoever asks. Bind it, or take it out of the criteria.',
    fr: "{variable} n'a pas de valeur pour qui demande. Liez-la, ou retirez-la des critères.",
  },
  'query.outer_scope': {
    en: '{name} belongs to another level of the criteria. Use the parameter of the function it is written in.',
    fr: '{name} appartient à un autre niveau des critères. Utilisez le paramètre de la fonction où il est écrit.',
  },
  'query.cannot_order': {
    en: '{entity} cannot be ordered by {field}. Use one of {known}.',
    fr: "{entity} ne peut pas être trié par {field}. Utilisez l'un de {known}.",
  },
})
