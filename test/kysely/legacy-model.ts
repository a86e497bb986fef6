import { conformanceModel } from '../../adapters/conformance/model'
import { codecs, defineModel, type EntitySpec, type Mapping, type Model } from '../../src/model'
import type { DialectName } from '../../adapters/kysely'

const spec = (name: string): EntitySpec => {
  const found = conformanceModel.specs[name]
  if (found === undefined) throw new Error(`The conformance model has no ${name}`)
  return found
}

/** Instants as they stand in old tables: with a zone where there is such a type, as a text, as a DATETIME in UTC. */
const soldAt = { postgres: undefined, sqlite: codecs.isoText(), mysql: codecs.utcTimestamp() } as const

const articles = (dialect: DialectName): Mapping => {
  const codec = soldAt[dialect]
  return {
    table: 'articles',
    tenant: { column: 'dossier' },
    columns: {
      id: 'code',
      name: { column: 'libelle', folded: 'libelle_plie' },
      note: { column: 'remarque', folded: 'remarque_pliee' },
      serial: 'serie',
      status: 'etat',
      origin: 'origine',
      grade: { column: 'niveau', codec: codecs.codes({ low: 'B', middle: 'M', high: 'H' }) },
      rank: 'rang',
      size: { column: 'taille', codec: codecs.decimal(2) },
      ratio: 'ratio',
      cost: { column: 'cout', codec: codecs.decimal(2) },
      price: { column: 'prix', codec: codecs.decimal(2) },
      active: { column: 'actif', codec: codecs.flag() },
      checked: { column: 'controle', codec: codecs.flag(1, 2) },
      listedOn: 'inscrit_le',
      madeOn: 'fabrique_le',
      createdAt: { column: 'cree_le', codec: codecs.utcTimestamp() },
      soldAt: { column: 'vendu_le', ...(codec === undefined ? {} : { codec }) },
      tags: { column: 'etiquettes', codec: codecs.separated('|') },
      marks: 'marques',
      data: 'donnees',
      ownerId: 'proprietaire',
      parentId: 'parent',
    },
    where: [
      { column: 'supprime_le', is: 'null' },
      { column: 'famille', is: { value: 'article' } },
    ],
    removal: { set: { supprime_le: 'now' } },
  }
}

const proprietaires: Mapping = {
  table: 'proprietaires',
  tenant: { column: 'dossier' },
  columns: {
    name: { column: 'nom', folded: 'nom_plie' },
    timeZone: 'fuseau',
    limit: { column: 'plafond', codec: codecs.decimal(2) },
    teamId: 'equipe',
  },
}

/** The conformance model with its items and owners in tables that a French program made long ago; parts and teams are the kernel's. */
export const legacyModel = (dialect: DialectName): Model =>
  defineModel(
    {
      item: { ...spec('item'), table: articles(dialect) },
      part: spec('part'),
      owner: { ...spec('owner'), table: proprietaires },
      team: spec('team'),
    },
    { roles: { user: { entity: 'owner' }, group: { entity: 'team' } } },
  )

/** Collations that ignore case, accents and trailing spaces, no primary key on the codes, and rows that are no articles. */
export const legacyTables: Readonly<Record<DialectName, readonly string[]>> = {
  sqlite: [
    `CREATE TABLE articles (no INTEGER PRIMARY KEY, dossier TEXT COLLATE NOCASE, famille TEXT, code TEXT COLLATE NOCASE, libelle TEXT COLLATE NOCASE, libelle_plie TEXT COLLATE NOCASE,
      remarque TEXT, remarque_pliee TEXT COLLATE RTRIM, serie TEXT COLLATE NOCASE, etat VARCHAR(40) COLLATE NOCASE, origine TEXT COLLATE RTRIM, niveau CHAR(1), rang INTEGER, taille DECIMAL(12,2), ratio DOUBLE,
      cout DECIMAL(18,2), prix DECIMAL(18,2), actif CHAR(1), controle INTEGER, inscrit_le DATE, fabrique_le DATE, cree_le DATETIME, vendu_le TEXT, etiquettes TEXT, marques TEXT, donnees TEXT,
      proprietaire TEXT COLLATE NOCASE, parent TEXT COLLATE NOCASE, supprime_le TEXT)`,
    `CREATE INDEX articles_code ON articles (dossier, code)`,
    `CREATE TABLE proprietaires (no INTEGER PRIMARY KEY, dossier TEXT, id TEXT COLLATE NOCASE, nom TEXT, nom_plie TEXT, fuseau TEXT, plafond DECIMAL(18,2), equipe TEXT COLLATE NOCASE)`,
  ],
  postgres: [
    `CREATE COLLATION sans_casse (provider = icu, locale = 'und-u-ks-level1', deterministic = false)`,
    `CREATE TABLE articles (no serial PRIMARY KEY, dossier varchar(60) COLLATE sans_casse, famille varchar(20), code varchar(191) COLLATE sans_casse, libelle text COLLATE sans_casse, libelle_plie text COLLATE "fr-x-icu",
      remarque text, remarque_pliee text, serie text COLLATE sans_casse, etat varchar(191) COLLATE sans_casse, origine text COLLATE "fr-x-icu", niveau char(1), rang integer, taille numeric(12,2), ratio double precision,
      cout numeric(18,2), prix numeric(18,2), actif char(1), controle smallint, inscrit_le date, fabrique_le date, cree_le timestamp, vendu_le timestamptz, etiquettes text, marques text[], donnees json,
      proprietaire varchar(191) COLLATE sans_casse, parent varchar(191) COLLATE sans_casse, supprime_le timestamptz)`,
    `CREATE INDEX articles_code ON articles (dossier, code)`,
    `CREATE TABLE proprietaires (no serial PRIMARY KEY, dossier text, id text COLLATE sans_casse, nom text, nom_plie text, fuseau text, plafond numeric(18,2), equipe text COLLATE "fr-x-icu")`,
  ],
  mysql: [
    `CREATE TABLE articles (no INT AUTO_INCREMENT PRIMARY KEY, dossier VARCHAR(60), famille VARCHAR(20), code VARCHAR(191), libelle TEXT, libelle_plie TEXT,
      remarque TEXT, remarque_pliee TEXT, serie VARCHAR(400), etat VARCHAR(191), origine VARCHAR(191), niveau CHAR(1), rang INT, taille DECIMAL(12,2), ratio DOUBLE,
      cout DECIMAL(18,2), prix DECIMAL(18,2), actif CHAR(1), controle TINYINT, inscrit_le DATE, fabrique_le DATE, cree_le DATETIME(3), vendu_le DATETIME(6), etiquettes TEXT, marques JSON, donnees JSON,
      proprietaire VARCHAR(191), parent VARCHAR(191), supprime_le DATETIME) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci`,
    `CREATE INDEX articles_code ON articles (dossier, code)`,
    `CREATE TABLE proprietaires (no INT AUTO_INCREMENT PRIMARY KEY, dossier VARCHAR(60), id VARCHAR(191), nom TEXT, nom_plie TEXT, fuseau VARCHAR(191), plafond DECIMAL(18,2), equipe VARCHAR(191)) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
  ],
}
