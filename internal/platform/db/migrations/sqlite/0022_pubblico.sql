-- The heads of the snapshots, which every public page reads: SQLite keeps them
-- behind megabytes of data, and walks through all their pages to reach them.
CREATE INDEX pubblico_istantanee_teste ON pubblico_istantanee (chiave, versione, fonte, pubblicata_il);

-- The list of reports, the latest first, without going through their contents.
CREATE INDEX pubblico_rapporti_elenco ON pubblico_rapporti
  (pubblicato_il, id, ambito, codice, nome_ricerca, numero, semestre, nome, titolo, versione, impronta);
