import { z } from 'zod'
import {
  code,
  codecs,
  date,
  defineModel,
  entity,
  flag,
  id,
  instant,
  integer,
  many,
  money,
  one,
  reference,
  tags,
  text,
} from '../../src/model'
import type { DialectName } from '../../adapters/kysely'

/** A French program's tables: clients by number, invoices by UUID, branches reached through a sector; and notes of the kernel's own. */
export const clientsModel = defineModel({
  client: entity({
    module: 'clients',
    fields: z.object({
      id: id(),
      name: text(),
      legal: text({ exact: true }).nullable().default(null),
      status: code(),
      since: date().nullable().default(null),
      credit: money('EUR').nullable().default(null),
      active: flag(),
      tags: tags().default([]),
      updatedAt: instant().nullable().default(null),
      visits: integer().nullable().default(null),
      sectorId: reference('sector').nullable().default(null),
      branchCode: code().nullable().default(null),
    }),
    unique: [['name']],
    relations: {
      invoices: many('invoice', 'clientId'),
      notes: many('note', 'clientId'),
      sector: one('sector', 'sectorId'),
    },
    table: {
      table: 'clients',
      tenant: { column: 'societe' },
      columns: {
        id: { column: 'num', codec: codecs.integerId(), generated: true },
        name: { column: 'raison_sociale', folded: 'raison_pliee' },
        legal: 'forme',
        status: { column: 'etat', codec: codecs.codes({ client: 'C', prospect: 'P' }) },
        since: 'date_creation',
        credit: { column: 'encours', codec: codecs.decimal(2) },
        active: { column: 'actif', codec: codecs.flag('O', 'N') },
        tags: { column: 'mots', codec: codecs.separated(';') },
        updatedAt: { column: 'maj', codec: codecs.utcTimestamp() },
        visits: 'visites',
        sectorId: { column: 'secteur', codec: codecs.integerId() },
        branchCode: { through: { table: 'secteurs', local: 'secteur', foreign: 'num' }, column: 'agence' },
      },
      where: [{ column: 'supprime', is: { value: 'N' } }],
      removal: { set: { supprime: 'O', supprime_le: 'now' } },
    },
  }),
  sector: entity({
    module: 'sectors',
    fields: z.object({ id: id(), name: text({ exact: true }), branchCode: code() }),
    relations: { clients: many('client', 'sectorId') },
    table: {
      table: 'secteurs',
      tenant: 'none',
      columns: { id: { column: 'num', codec: codecs.integerId() }, name: 'nom', branchCode: 'agence' },
    },
  }),
  invoice: entity({
    module: 'invoices',
    fields: z.object({ id: id(), total: money('EUR'), dueOn: date(), paid: flag(), clientId: reference('client') }),
    relations: { client: one('client', 'clientId') },
    table: {
      table: 'factures',
      tenant: 'none',
      columns: {
        id: { column: 'uid', codec: codecs.uuid() },
        total: { column: 'total_ttc', codec: codecs.decimal(2) },
        dueOn: 'echeance',
        paid: { column: 'reglee', codec: codecs.flag('O', 'N') },
        clientId: { column: 'num_client', codec: codecs.integerId() },
      },
    },
  }),
  note: entity({
    module: 'notes',
    fields: z.object({
      id: id(),
      body: text(),
      clientId: reference('client').nullable().default(null),
      invoiceId: reference('invoice').nullable().default(null),
    }),
    relations: { client: one('client', 'clientId'), invoice: one('invoice', 'invoiceId') },
  }),
})

const ROWS = [
  `INSERT INTO secteurs (num, nom, agence) VALUES (7, 'Nord', 'LIL'), (8, 'Sud', 'MRS')`,
  `INSERT INTO clients (num, societe, raison_sociale, raison_pliee, forme, etat, date_creation, encours, actif, mots, maj, secteur, supprime) VALUES
    (2, 'S1', 'Dupont SA', 'dupont sa', 'SA', 'C', '2020-02-29', 12.34, 'O', 'vip;export', '2026-03-29 01:00:00.000', 7, 'N'),
    (10, 'S1', 'Élan', 'elan', 'sa', 'P', NULL, NULL, 'N', NULL, NULL, 8, 'N'),
    (9, 'S1', 'Œuvre', 'oeuvre', NULL, 'X', '2019-12-31', -0.05, 'O', '', '2026-03-29 00:59:59.999', 99, 'N'),
    (11, 'S1', 'Parti', 'parti', NULL, 'C', NULL, 1.00, 'O', NULL, NULL, 7, 'O'),
    (12, 'S2', 'Ailleurs', 'ailleurs', NULL, 'C', NULL, 5.00, 'O', NULL, NULL, 7, 'N')`,
  `INSERT INTO factures (uid, total_ttc, echeance, reglee, num_client) VALUES
    ('0b2f6c1e-0000-4000-8000-000000000001', 100.10, '2026-01-31', 'N', 2), ('0b2f6c1e-0000-4000-8000-000000000002', 0.20, '2026-02-28', 'N', 2),
    ('0b2f6c1e-0000-4000-8000-000000000003', 50.00, '2026-03-31', 'O', 10)`,
]

/** The tables as they stand before the kernel comes, with some rows. */
export const clientsTables: Readonly<Record<DialectName, readonly string[]>> = {
  sqlite: [
    `CREATE TABLE secteurs (num INTEGER PRIMARY KEY, nom TEXT, agence TEXT)`,
    `CREATE TABLE clients (num INTEGER PRIMARY KEY AUTOINCREMENT, societe TEXT NOT NULL, raison_sociale TEXT NOT NULL, raison_pliee TEXT, forme TEXT COLLATE NOCASE, etat CHAR(1) NOT NULL DEFAULT 'P', date_creation DATE,
      encours DECIMAL(10,2), actif CHAR(1) NOT NULL, mots TEXT, maj DATETIME, visites INTEGER DEFAULT 3, secteur INTEGER, supprime CHAR(1) NOT NULL DEFAULT 'N', supprime_le DATETIME, UNIQUE (societe, raison_sociale))`,
    `CREATE TABLE factures (uid TEXT PRIMARY KEY, total_ttc DECIMAL(10,2) NOT NULL, echeance DATE NOT NULL, reglee CHAR(1) NOT NULL, num_client INTEGER)`,
    ...ROWS,
  ],
  postgres: [
    `CREATE TABLE secteurs (num integer PRIMARY KEY, nom text, agence text)`,
    `CREATE TABLE clients (num integer GENERATED BY DEFAULT AS IDENTITY (START WITH 13) PRIMARY KEY, societe varchar(10) NOT NULL, raison_sociale varchar(200) NOT NULL, raison_pliee varchar(200), forme char(5), etat char(1) NOT NULL DEFAULT 'P', date_creation date,
      encours numeric(10,2), actif char(1) NOT NULL, mots text, maj timestamp, visites smallint DEFAULT 3, secteur integer, supprime char(1) NOT NULL DEFAULT 'N', supprime_le timestamptz, UNIQUE (societe, raison_sociale))`,
    `CREATE TABLE factures (uid uuid PRIMARY KEY, total_ttc numeric(10,2) NOT NULL, echeance date NOT NULL, reglee char(1) NOT NULL, num_client integer)`,
    ...ROWS,
  ],
  mysql: [
    `CREATE TABLE secteurs (num INT PRIMARY KEY, nom VARCHAR(100), agence VARCHAR(10))`,
    `CREATE TABLE clients (num INT AUTO_INCREMENT PRIMARY KEY, societe VARCHAR(10) NOT NULL, raison_sociale VARCHAR(200) NOT NULL, raison_pliee VARCHAR(200), forme CHAR(5), etat CHAR(1) NOT NULL DEFAULT 'P', date_creation DATE,
      encours DECIMAL(10,2), actif CHAR(1) NOT NULL, mots TEXT, maj DATETIME(3), visites SMALLINT DEFAULT 3, secteur INT, supprime CHAR(1) NOT NULL DEFAULT 'N', supprime_le DATETIME, UNIQUE (societe, raison_sociale)) CHARACTER SET latin1`,
    `CREATE TABLE factures (uid CHAR(36) PRIMARY KEY, total_ttc DECIMAL(10,2) NOT NULL, echeance DATE NOT NULL, reglee CHAR(1) NOT NULL, num_client INT) CHARACTER SET latin1`,
    ...ROWS,
  ],
}
