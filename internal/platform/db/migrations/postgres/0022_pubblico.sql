-- The heads of the snapshots, which every public page reads.
CREATE INDEX pubblico_istantanee_teste ON pubblico_istantanee (chiave, versione, fonte, pubblicata_il);

-- The list of reports, the latest first, without going through their contents.
CREATE INDEX pubblico_rapporti_elenco ON pubblico_rapporti
  (pubblicato_il, id, ambito, codice, nome_ricerca, numero, semestre, nome, titolo, versione, impronta);
