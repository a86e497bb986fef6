import { defineProblems } from '../kernel'

export const problem = defineProblems({
  'storage.conflict': {
    en: 'Another {entity} has the same {fields}. Choose another value.',
    fr: 'Un autre enregistrement {entity} a déjà la même valeur pour {fields}. Choisissez-en une autre.',
  },
  'storage.reference_missing': {
    en: '{what}: this refers to a record that does not exist. Choose one that does.',
    fr: "{what} : ceci désigne un enregistrement qui n'existe pas. Choisissez-en un qui existe.",
  },
  'storage.still_referenced': {
    en: '{what}: other records still refer to this one. Change or remove those first.',
    fr: "{what} : d'autres enregistrements s'y réfèrent encore. Changez-les ou retirez-les d'abord.",
  },
  'storage.value_missing': {
    en: '{what}: this must not stay empty. Give a value.',
    fr: '{what} : ceci ne peut pas rester vide. Donnez une valeur.',
  },
  'storage.value_too_long': {
    en: '{what}: this is longer than the database keeps. Shorten it.',
    fr: "{what} : c'est plus long que ce que la base conserve. Raccourcissez.",
  },
  'storage.value_out_of_range': {
    en: '{what}: this is too large or too small for the database. Choose another value.',
    fr: "{what} : c'est trop grand ou trop petit pour la base. Choisissez une autre valeur.",
  },
  'storage.value_rejected': {
    en: '{what}: a rule of the database does not take this. Choose another value.',
    fr: "{what} : une règle de la base n'accepte pas ceci. Choisissez une autre valeur.",
  },
  'storage.bad_limit': {
    en: 'So many rows cannot be asked for: {limit}. Ask for a whole number of them, at least 1.',
    fr: 'On ne peut pas demander tant de lignes : {limit}. Demandez-en un nombre entier, au moins 1.',
  },
  'storage.outside_transaction': {
    en: 'The outer store was used inside its own transaction. Use the store that the transaction hands over.',
    fr: 'Le stockage extérieur a été utilisé dans sa propre transaction. Utilisez celui que la transaction fournit.',
  },
  'storage.transaction_over': {
    en: 'This transaction is over. Use the outer store, or open another transaction.',
    fr: 'Cette transaction est terminée. Utilisez le stockage extérieur, ou ouvrez une autre transaction.',
  },
  'storage.no_host_transactions': {
    en: "The {adapter} adapter cannot join a transaction of the host's. Let the kernel open its own.",
    fr: "L'adaptateur {adapter} ne peut pas rejoindre une transaction de l'hôte. Laissez le noyau ouvrir la sienne.",
  },
  'storage.schema_newer': {
    en: 'The tables are at version {found}, newer than this library reads ({supported}). Upgrade the library.',
    fr: 'Les tables sont à la version {found}, plus récente que ce que lit cette bibliothèque ({supported}). Mettez la bibliothèque à jour.',
  },
  'storage.schema_behind': {
    en: 'The tables are at version {found}; this library needs {needed}. Run the migrations.',
    fr: 'Les tables sont à la version {found} ; cette bibliothèque demande la {needed}. Lancez les migrations.',
  },
  'storage.bad_cursor': {
    en: 'The cursor was not made by this store for this order. Start again from the first page.',
    fr: "Le curseur n'a pas été fait par ce stockage pour cet ordre. Reprenez à la première page.",
  },
  'storage.row_budget': {
    en: 'The database cannot decide these criteria alone, and more than {budget} rows would have to be read to finish. Narrow the criteria.',
    fr: 'La base ne peut pas décider seule de ces critères, et il faudrait lire plus de {budget} lignes pour finir. Précisez les critères.',
  },
  'storage.too_many_groups': {
    en: 'The report has more than {limit} lines. Group by fewer fields or narrow the criteria.',
    fr: 'Le rapport a plus de {limit} lignes. Groupez par moins de champs ou précisez les critères.',
  },
  'storage.cannot_order': {
    en: 'Records of {entity} cannot be ordered by {field}.',
    fr: 'Les enregistrements {entity} ne peuvent pas être triés par {field}.',
  },
  'storage.read_only_field': {
    en: 'The field {entity}.{field} is read through a join and cannot be written.',
    fr: 'Le champ {entity}.{field} est lu par une jointure et ne peut pas être écrit.',
  },
  'storage.not_pushed': {
    en: 'The database cannot decide these criteria alone, and a write must be exact. Write over ids instead.',
    fr: 'La base ne peut pas décider seule de ces critères, et une écriture doit être exacte. Écrivez plutôt par identifiants.',
  },
  'storage.out_of_range': {
    en: 'The figure {as} does not fit a safe whole number.',
    fr: 'Le chiffre {as} dépasse les entiers sûrs.',
  },
})
