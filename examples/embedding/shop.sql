-- Three tables of a product that exists: agencies, clients (soft-deleted, by integer ids) and their bills in decimal euros.
CREATE TABLE agencies (id TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE clients (
  id INTEGER PRIMARY KEY, company TEXT NOT NULL, status TEXT NOT NULL, source TEXT,
  agency_id TEXT NOT NULL REFERENCES agencies (id), deleted_at TEXT
);
CREATE TABLE bills (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES clients (id), status TEXT NOT NULL, euros NUMERIC NOT NULL);
INSERT INTO agencies VALUES ('lille', 'Lille'), ('nice', 'Nice');
INSERT INTO clients VALUES
  (1, 'Hôtel du Parc', 'client', 'BNI', 'lille', NULL), (2, 'Garage Müller', 'client', 'BNI', 'nice', NULL),
  (3, 'Librairie Lefèvre', 'prospect', NULL, 'lille', NULL), (4, 'Boulangerie Dupré', 'client', 'BNI', 'lille', '2026-01-31');
INSERT INTO bills VALUES (10, 1, 'overdue', 1250.5), (11, 2, 'overdue', 3000), (12, 3, 'paid', 80);
