-- A log is stored pseudonymised in a file of our own (deposito_id) and the
-- uploaded one is let go once it is read. scelte: how to read it, as a person
-- confirmed; passi: what its activities mean; mesi: how long it is kept;
-- origine: a file, or the practices of the monitoring.
CREATE TABLE analisi_registri_nuova (
  id INTEGER PRIMARY KEY,
  richiesta_id INTEGER NOT NULL REFERENCES richieste (id),
  n INTEGER NOT NULL CHECK (n > 0),
  file_id INTEGER REFERENCES files (id),
  nome TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) IN (0, 64)),
  dimensione INTEGER NOT NULL CHECK (dimensione >= 0),
  zona TEXT NOT NULL,
  ciclo TEXT NOT NULL CHECK (ciclo IN ('tutti','completi')),
  stato TEXT NOT NULL CHECK (stato IN ('da_confermare','in_coda','in_lettura','pronto','rifiutato')),
  avanzamento INTEGER NOT NULL CHECK (avanzamento BETWEEN 0 AND 100),
  tentativi INTEGER NOT NULL CHECK (tentativi >= 0),
  errore TEXT NOT NULL,
  risultato TEXT NOT NULL,
  problemi TEXT NOT NULL,
  caricato_da INTEGER NOT NULL,
  caricato_nome TEXT NOT NULL,
  caricato_il TEXT NOT NULL,
  letto_il TEXT,
  eliminato_il TEXT,
  origine TEXT NOT NULL DEFAULT 'file' CHECK (origine IN ('file','pratiche')),
  mesi INTEGER NOT NULL DEFAULT 24 CHECK (mesi IN (6,12,24)),
  scelte TEXT NOT NULL DEFAULT '',
  deposito_id INTEGER REFERENCES files (id),
  passi TEXT NOT NULL DEFAULT '',
  passi_il TEXT,
  UNIQUE (richiesta_id, n),
  CHECK (eliminato_il IS NULL OR (file_id IS NULL AND deposito_id IS NULL AND risultato = '' AND problemi = '[]' AND scelte = '' AND passi = ''))
) STRICT;
INSERT INTO analisi_registri_nuova (id, richiesta_id, n, file_id, nome, sha256, dimensione, zona, ciclo, stato, avanzamento, tentativi, errore,
  risultato, problemi, caricato_da, caricato_nome, caricato_il, letto_il, eliminato_il)
SELECT id, richiesta_id, n, file_id, nome, sha256, dimensione, zona, ciclo, stato, avanzamento, tentativi, errore,
  risultato, problemi, caricato_da, caricato_nome, caricato_il, letto_il, eliminato_il FROM analisi_registri;
DROP TABLE analisi_registri;
ALTER TABLE analisi_registri_nuova RENAME TO analisi_registri;
CREATE INDEX analisi_registri_caricato ON analisi_registri (caricato_il) WHERE eliminato_il IS NULL;
CREATE INDEX analisi_registri_file ON analisi_registri (file_id);
CREATE INDEX analisi_registri_deposito ON analisi_registri (deposito_id);

-- What a body chose the last time for a procedure, proposed the next time.
CREATE TABLE analisi_mappe (
  ente_id INTEGER NOT NULL,
  procedimento_id INTEGER NOT NULL,
  scelte TEXT NOT NULL,
  passi TEXT NOT NULL,
  aggiornata_il TEXT NOT NULL,
  PRIMARY KEY (ente_id, procedimento_id)
) STRICT;

-- Filters that people saved for a log.
CREATE TABLE analisi_filtri (
  id INTEGER PRIMARY KEY,
  registro_id INTEGER NOT NULL REFERENCES analisi_registri (id),
  nome TEXT NOT NULL CHECK (nome <> ''),
  testo TEXT NOT NULL CHECK (testo <> ''),
  salvato_da INTEGER NOT NULL,
  salvato_il TEXT NOT NULL,
  UNIQUE (registro_id, nome)
) STRICT;

-- The few figures of a log with which like bodies are compared.
CREATE TABLE analisi_sintesi (
  registro_id INTEGER PRIMARY KEY REFERENCES analisi_registri (id),
  ente_id INTEGER NOT NULL,
  procedimento_id INTEGER NOT NULL,
  classe TEXT NOT NULL,
  provincia TEXT NOT NULL,
  cifre TEXT NOT NULL,
  letto_il TEXT NOT NULL
) STRICT;
CREATE INDEX analisi_sintesi_confronto ON analisi_sintesi (procedimento_id, classe, ente_id, letto_il);
